//! Facts that derive from the time of the record.

use super::Binder;
use agp_abi::forms::DAY;
use agp_abi::number::Bounds;
use agp_abi::tables::Zone;

impl Binder<'_, '_> {
    /// Sets every clock; an unknown time leaves them unknown.
    pub(super) fn clock(&mut self, time: Option<i64>) {
        let Some(time) = time else { return };
        let clock = &self.loaded.tables.clock;
        self.numbers(&clock.instant, Bounds::exactly(time));
        for zone in &clock.zones {
            let local = time.saturating_add(offset(zone, time));
            self.numbers(&zone.time_of_day, Bounds::exactly(local.rem_euclid(DAY)));
            self.ones(&zone.weekday, weekday(local));
        }
    }
}

/// Milliseconds to add to UTC at this time.
fn offset(zone: &Zone, time: i64) -> i64 {
    let following = zone.offsets.partition_point(|(from, _)| *from <= time);
    let seconds =
        following.checked_sub(1).and_then(|at| zone.offsets.get(at)).map_or(0, |(_, seconds)| *seconds);
    i64::from(seconds).saturating_mul(1000)
}

/// 1 = Monday … 7 = Sunday. 1970 began on a Thursday.
fn weekday(local: i64) -> u32 {
    let since_monday = local.div_euclid(DAY).saturating_add(3).rem_euclid(7);
    u32::try_from(since_monday).unwrap_or(0).saturating_add(1)
}
