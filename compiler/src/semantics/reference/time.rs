//! Days, instants and local clocks.
//!
//! Instants are milliseconds since 1970-01-01T00:00Z. Texts are read as RFC 3339 writes them, with
//! the seconds optional; what a zone's clock shows is asked of `jiff`'s copy of the IANA database.

use jiff::Timestamp;
use jiff::civil;
use jiff::tz::TimeZone;

/// Milliseconds in a day.
const DAY: i64 = 86_400_000;

/// A day as `YYYY-MM-DD`: the instant at which it starts in UTC.
pub(super) fn date(text: &str) -> Option<i64> {
    let mut text = Text(text);
    let start = text.date()?;
    text.0.is_empty().then_some(start)
}

/// An instant: `2026-11-21T09:00:00.5+01:00`. Digits below the millisecond are cut, a leap second
/// counts as the one after it.
pub(super) fn instant(text: &str) -> Option<i64> {
    let mut text = Text(text);
    let day = text.date()?;
    text.one_of(&['T', 't', ' '])?;
    let time = text.time_of_day()?;
    let offset = text.offset()?;
    text.0.is_empty().then_some(day + time - offset)
}

/// What is left to read.
struct Text<'a>(&'a str);

impl Text<'_> {
    fn one_of(&mut self, wanted: &[char]) -> Option<char> {
        let first = self.0.chars().next().filter(|c| wanted.contains(c))?;
        self.0 = &self.0[first.len_utf8()..];
        Some(first)
    }

    /// A number of exactly this many digits.
    fn digits(&mut self, count: usize) -> Option<i64> {
        let digits = self.0.get(..count).filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()))?;
        self.0 = &self.0[count..];
        digits.parse().ok()
    }

    fn date(&mut self) -> Option<i64> {
        let year = self.digits(4)?;
        self.one_of(&['-'])?;
        let month = self.digits(2)?;
        self.one_of(&['-'])?;
        let day = self.digits(2)?;
        let date =
            civil::Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
                .ok()?;
        let since = date.since(civil::date(1970, 1, 1)).ok()?;
        Some(i64::from(since.get_days()) * DAY)
    }

    /// `hh:mm`, `hh:mm:ss` or `hh:mm:ss.fff`, in milliseconds since midnight.
    fn time_of_day(&mut self) -> Option<i64> {
        let hour = self.digits(2).filter(|hour| *hour < 24)?;
        self.one_of(&[':'])?;
        let minute = self.digits(2).filter(|minute| *minute < 60)?;
        let mut time = (hour * 60 + minute) * 60_000;
        if self.one_of(&[':']).is_some() {
            time += self.digits(2).filter(|second| *second <= 60)? * 1_000;
            if self.one_of(&['.']).is_some() {
                time += self.milliseconds()?;
            }
        }
        Some(time)
    }

    /// The digits after a decimal point, one or more; only the first three count.
    fn milliseconds(&mut self) -> Option<i64> {
        let mut value = 0;
        let mut weight = 100;
        let mut digit = Some(self.digits(1)?);
        while let Some(next) = digit {
            value += next * weight;
            weight /= 10;
            digit = self.digits(1);
        }
        Some(value)
    }

    /// `Z`, `+hh:mm` or `-hh:mm`, in milliseconds.
    fn offset(&mut self) -> Option<i64> {
        let sign = match self.one_of(&['Z', 'z', '+', '-'])? {
            '+' => 1,
            '-' => -1,
            _ => return Some(0),
        };
        let hours = self.digits(2).filter(|hours| *hours < 24)?;
        self.one_of(&[':'])?;
        let minutes = self.digits(2).filter(|minutes| *minutes < 60)?;
        Some(sign * (hours * 60 + minutes) * 60_000)
    }
}

/// What a zone's clock shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Local {
    /// Milliseconds since midnight by the clock's face.
    pub(super) time_of_day: i64,
    /// 1 = Monday … 7 = Sunday.
    pub(super) weekday: u8,
}

/// What the clock of a zone shows at an instant; none where there is no such zone. Offsets change at
/// whole seconds, and from 1970 to 2099; what held at either end holds beyond it.
pub(super) fn local(instant: i64, zone: &str) -> Option<Local> {
    let zone = TimeZone::get(zone).ok()?;
    let (first, last) = (0, date("2099-12-31")? / 1_000 - 1);
    let second = instant.div_euclid(1_000).clamp(first, last);
    let offset = zone.to_offset(Timestamp::from_second(second).ok()?);
    let shown = i128::from(instant) + i128::from(offset.seconds()) * 1_000;
    let day = i128::from(DAY);
    let weekday = (shown.div_euclid(day) + 3).rem_euclid(7) + 1;
    Some(Local {
        time_of_day: i64::try_from(shown.rem_euclid(day)).ok()?,
        weekday: u8::try_from(weekday).ok()?,
    })
}
