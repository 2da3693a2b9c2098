//! The tests of a policy, number by number at its full width: there are thousands, and reading numbers
//! of any length is most of the time that reading tests takes.
//!
//! A test is one byte that says its kind, then what the kind has: integers little-endian, lists and
//! sets after their length in two bytes. A set is its words up to the last one that has a member.

use super::blobs::one as blob;
use crate::bits::Bits;
use crate::tables::{Atom, Fact};
use serde::ser::Error as _;
use serde::{Deserializer, Serializer};

/// Writes the number of atoms and the atoms.
pub fn serialize<S: Serializer>(atoms: &[Atom], serializer: S) -> Result<S::Ok, S::Error> {
    let mut bytes = Vec::new();
    let written = u32::try_from(atoms.len()).ok().and_then(|count| {
        number(&mut bytes, count);
        atoms.iter().try_for_each(|atom| write(&mut bytes, atom))
    });
    written.ok_or_else(|| S::Error::custom("a test has a list that is too long"))?;
    blob::serialize(&bytes, serializer)
}

/// Reads atoms.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Atom>, D::Error> {
    blob::read(deserializer, read, "a test cannot be read")
}

fn write(bytes: &mut Vec<u8>, atom: &Atom) -> Option<()> {
    match atom {
        Atom::One { one, must, may } => sets(bytes, 0, *one, [must, may])?,
        Atom::Has { set, must, may } => sets(bytes, 1, *set, [must, may])?,
        Atom::Within { set, must, may } => sets(bytes, 2, *set, [must, may])?,
        Atom::AtLeast { terms, value } => {
            bytes.push(3);
            length(bytes, terms.len())?;
            for (of, coefficient) in terms {
                number(bytes, *of);
                bytes.extend(coefficient.to_le_bytes());
            }
            bytes.extend(value.to_le_bytes());
        }
        Atom::Text(test) => tagged(bytes, 4, *test),
        Atom::Known(Fact::One(one)) => tagged(bytes, 5, *one),
        Atom::Known(Fact::Set(set)) => tagged(bytes, 6, *set),
        Atom::Known(Fact::Number(number)) => tagged(bytes, 7, *number),
        Atom::Known(Fact::Text(test)) => tagged(bytes, 8, *test),
        Atom::Risk { risk, value } => {
            tagged(bytes, 9, *risk);
            bytes.extend(value.to_le_bytes());
        }
    }
    Some(())
}

fn tagged(bytes: &mut Vec<u8>, kind: u8, index: u32) {
    bytes.push(kind);
    number(bytes, index);
}

fn number(bytes: &mut Vec<u8>, number: u32) {
    bytes.extend(number.to_le_bytes());
}

fn length(bytes: &mut Vec<u8>, length: usize) -> Option<()> {
    bytes.extend(u16::try_from(length).ok()?.to_le_bytes());
    Some(())
}

fn sets(bytes: &mut Vec<u8>, kind: u8, of: u32, sets: [&Bits; 2]) -> Option<()> {
    tagged(bytes, kind, of);
    for words in sets.map(Bits::filled) {
        length(bytes, words.len())?;
        bytes.extend(words.iter().flat_map(|word| word.to_le_bytes()));
    }
    Some(())
}

/// Reads all of the bytes. `None` where they are something else.
fn read(bytes: &[u8]) -> Option<Vec<Atom>> {
    let mut rest = Rest(bytes);
    let count = rest.number()? as usize;
    // The shortest atom takes five bytes, so a few bytes make no room for many atoms.
    let mut atoms = Vec::with_capacity(count.min(bytes.len() / 5));
    for _ in 0..count {
        atoms.push(rest.atom()?);
    }
    rest.0.is_empty().then_some(atoms)
}

/// What is still to be read.
struct Rest<'b>(&'b [u8]);

impl Rest<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*taken)
    }

    fn number(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    fn wide(&mut self) -> Option<i64> {
        self.take().map(i64::from_le_bytes)
    }

    fn length(&mut self) -> Option<usize> {
        self.take().map(u16::from_le_bytes).map(usize::from)
    }

    fn set(&mut self) -> Option<Bits> {
        let length = self.length()?;
        let (words, rest) = self.0.split_at_checked(length.checked_mul(8)?)?;
        self.0 = rest;
        let (words, _) = words.as_chunks();
        Some(Bits::of_words(words.iter().map(|word| u64::from_le_bytes(*word))))
    }

    fn atom(&mut self) -> Option<Atom> {
        let [kind] = self.take()?;
        Some(match kind {
            0 => Atom::One { one: self.number()?, must: self.set()?, may: self.set()? },
            1 => Atom::Has { set: self.number()?, must: self.set()?, may: self.set()? },
            2 => Atom::Within { set: self.number()?, must: self.set()?, may: self.set()? },
            3 => {
                let length = self.length()?;
                let mut terms = Vec::with_capacity(length.min(self.0.len() / 12));
                for _ in 0..length {
                    terms.push((self.number()?, self.wide()?));
                }
                Atom::AtLeast { terms, value: self.wide()? }
            }
            4 => Atom::Text(self.number()?),
            5 => Atom::Known(Fact::One(self.number()?)),
            6 => Atom::Known(Fact::Set(self.number()?)),
            7 => Atom::Known(Fact::Number(self.number()?)),
            8 => Atom::Known(Fact::Text(self.number()?)),
            9 => Atom::Risk { risk: self.number()?, value: self.wide()? },
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::bits::Bits;
    use crate::tables::{Atom, Fact};
    use serde::{Deserialize, Serialize};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct List(#[serde(with = "super")] Vec<Atom>);

    fn atoms() -> Vec<Atom> {
        let (must, may): (Bits, Bits) = ([3].into_iter().collect(), [0, 3, 200].into_iter().collect());
        vec![
            Atom::One { one: 1, must: must.clone(), may: may.clone() },
            Atom::Has { set: u32::MAX, must: Bits::new(), may: may.clone() },
            Atom::Within { set: 2, must, may },
            Atom::AtLeast { terms: vec![], value: i64::MIN },
            Atom::AtLeast { terms: vec![(1, -1), (2, i64::MAX)], value: 7 },
            Atom::Text(9),
            Atom::Known(Fact::One(1)),
            Atom::Known(Fact::Set(2)),
            Atom::Known(Fact::Number(3)),
            Atom::Known(Fact::Text(4)),
            Atom::Risk { risk: 1, value: -1 },
        ]
    }

    #[test]
    fn atoms_come_back_as_they_were() {
        for list in [List(Vec::new()), List(atoms())] {
            let bytes = postcard::to_allocvec(&list).unwrap();
            assert_eq!(postcard::from_bytes::<List>(&bytes), Ok(list));
        }
    }

    #[test]
    fn what_is_no_list_of_atoms_is_none() {
        let mut bytes = Vec::new();
        super::number(&mut bytes, 11);
        for atom in atoms() {
            super::write(&mut bytes, &atom).unwrap();
        }
        assert_eq!(read(&bytes), Some(atoms()));
        for length in 0..bytes.len() {
            assert_eq!(read(&bytes[..length]), None, "{length} bytes");
        }
        assert_eq!(read(&[bytes.as_slice(), &[0]].concat()), None);
        assert_eq!(read(&[1, 0, 0, 0, 10, 0, 0, 0, 0]), None, "there is no such kind");
        assert_eq!(read(&[255; 20]), None, "more than there is room for");
    }

    #[test]
    fn a_set_that_is_too_long_is_not_written() {
        let far: Bits = [64 << 16].into_iter().collect();
        let list = List(vec![Atom::Has { set: 0, must: Bits::new(), may: far }]);
        assert!(postcard::to_allocvec(&list).is_err());
    }
}
