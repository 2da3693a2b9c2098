//! Classes of ends, ready to be looked up.
//!
//! What [`End`] states of the shape of a key is worked out once, so that a class takes a mask, a
//! multiplication and one look.

use crate::slots::Slots;
use agp_abi::index::{End, OTHER_END, Side, UNKNOWN_END};
use agp_abi::tables::Tables;

/// One of `index::Plan::ends`.
#[derive(Clone, Debug)]
pub(crate) struct EndTable {
    slot: u32,
    side: Side,
    mask: u64,
    least: usize,
    multiplier: u64,
    shift: u32,
    /// Pairs of a key and its class; a place without a key holds [`OTHER_END`].
    entries: Box<[(u64, u64)]>,
}

impl EndTable {
    /// The ends of a policy.
    pub(crate) fn all(tables: &Tables) -> Box<[EndTable]> {
        tables.plan.ends.iter().map(EndTable::of).collect()
    }

    fn of(end: &End) -> EndTable {
        let bits = end.entries.len().trailing_zeros();
        let class = |class: u32| if class == UNKNOWN_END { OTHER_END } else { class };
        EndTable {
            slot: end.slot,
            side: end.side,
            mask: u64::MAX.checked_shr(64u32.saturating_sub(end.bytes.saturating_mul(8))).unwrap_or(0),
            least: end.bytes as usize,
            multiplier: end.multiplier,
            shift: 64u32.saturating_sub(bits).min(63),
            entries: end.entries.iter().map(|(key, of)| (*key, u64::from(class(*of)))).collect(),
        }
    }

    /// The class of the end of its slot's text.
    #[inline]
    pub(crate) fn class(&self, slots: &Slots) -> u64 {
        let Some(text) = slots.only(self.slot) else { return u64::from(UNKNOWN_END) };
        let [end, _] = match self.side {
            Side::Head => text.head,
            Side::Tail => text.tail,
        };
        let key = end & self.mask;
        let at = key.wrapping_mul(self.multiplier).wrapping_shr(self.shift);
        let other = (key, u64::from(OTHER_END));
        let (known, class) = usize::try_from(at).ok().and_then(|at| self.entries.get(at)).unwrap_or(&other);
        if *known == key && text.len() >= self.least { *class } else { u64::from(OTHER_END) }
    }
}

#[cfg(test)]
mod tests {
    use super::EndTable;
    use crate::slots::Slots;
    use agp_abi::index::{End, OTHER_END, Side, UNKNOWN_END};

    /// A table looks up what the end of the tables says.
    #[test]
    fn a_class_is_that_of_the_end() {
        let number = |key: &[u8]| key.iter().rev().fold(0u64, |key, byte| key << 8 | u64::from(*byte));
        for (side, keys) in [(Side::Head, [b"/var", b"/etc"]), (Side::Tail, [b"vsc.", b"gpj."])] {
            let mut end = End { slot: 0, side, bytes: 4, multiplier: 0, entries: Vec::new() };
            // Any odd multiplier that keeps the two apart.
            let place = |multiplier: u64, key: &[u8]| (number(key).wrapping_mul(multiplier) >> 61) as usize;
            end.multiplier = (1..)
                .step_by(2)
                .map(|n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15))
                .find(|multiplier| place(*multiplier, keys[0]) != place(*multiplier, keys[1]))
                .unwrap();
            end.entries = vec![(0, 0); 8];
            for (class, key) in (2..).zip(keys) {
                end.entries[place(end.multiplier, key)] = (number(key), class);
            }
            let table = EndTable::of(&end);
            let mut slots = Slots::new(1);
            assert_eq!(table.class(&slots), u64::from(UNKNOWN_END));
            for text in ["/var/log", "/etc", "/et", "", "a.csv", "b.jpg", ".csv", "csv", "/var/x.jpg"] {
                slots.open(&[0]);
                slots.push(&[0], text);
                let bytes: Vec<u8> = match side {
                    Side::Head => text.bytes().take(8).collect(),
                    Side::Tail => text.bytes().rev().take(8).collect(),
                };
                let class = end.class(number(&bytes), text.len());
                assert_eq!(table.class(&slots), u64::from(class), "{side:?} {text}");
                let is_key = keys.iter().any(|key| bytes.starts_with(*key));
                assert_eq!(class != OTHER_END, is_key, "{side:?} {text}");
            }
            slots.push(&[0], "/etc");
            assert_eq!(table.class(&slots), u64::from(UNKNOWN_END), "two texts have no one end");
        }
    }
}
