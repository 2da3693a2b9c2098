//! Instants near what a policy's clocks ask for.

use super::Recorder;
use crate::dice::Dice;
use agp_abi::forms;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};

/// Days on which some clock changes, and some on which none does.
const DAYS: [(i16, i8, i8); 10] = [
    (2026, 6, 15),
    (2026, 6, 14),
    (2026, 3, 29),
    (2026, 10, 25),
    (2026, 4, 5),
    (2026, 11, 1),
    (2026, 2, 18),
    (2024, 2, 29),
    (2099, 12, 31),
    (1970, 1, 1),
];

impl Recorder<'_> {
    /// An instant: at the minute that some clock is asked for, just before it, or any other.
    pub(super) fn moment(&self, dice: &mut Dice<'_>) -> i64 {
        let (year, month, day) = *dice.pick(&DAYS);
        let any = || ("UTC".to_owned(), 720);
        let (zone, minute) = match dice.any(&self.points.clocks) {
            Some(clock) if dice.chance(75) => clock.clone(),
            _ => any(),
        };
        let midnight = TimeZone::get(&zone)
            .ok()
            .zip(Date::new(year, month, day).ok())
            .and_then(|(zone, date)| date.to_zoned(zone).ok())
            .map_or(0, |zoned| zoned.timestamp().as_millisecond());
        midnight + minute * 60_000 + *dice.pick(&[0, 0, -1, 1, 3_600_000, -3_600_000])
    }
}

/// An instant as RFC 3339 writes it, in some offset.
pub(super) fn text(dice: &mut Dice<'_>, instant: i64) -> String {
    let Ok(timestamp) = Timestamp::from_millisecond(instant) else {
        return "9999-12-31T23:59:59Z".to_owned();
    };
    let plain = timestamp.to_string();
    if dice.chance(70) {
        return plain;
    }
    let offset = *dice.pick(&[2, -5, 13]);
    let shown = Offset::constant(offset).to_datetime(timestamp);
    let text = format!("{shown}{}{:02}:00", if offset < 0 { '-' } else { '+' }, offset.abs());
    // At the ends of the years that four digits can say there is no other spelling.
    if forms::instant(&text) == Some(instant) { text } else { plain }
}
