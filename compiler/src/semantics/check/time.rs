//! Local clocks: time of day and weekday in a named zone.

use super::Checker;
use crate::diag::{Code, Diagnostic, suggest};
use crate::semantics::error;
use crate::semantics::thir::{Cond, Test};
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, InRight, Text};

/// The weekdays, from Monday.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const DAYS_ARE: &str = "the days are `mon tue wed thu fri sat sun`";

impl Checker<'_> {
    /// `time in 08:00..18:00 zone "…"`, `weekday in mon..=fri zone "…"`; `None` if it is another test.
    pub(super) fn clock_in(
        &mut self,
        subject: &Expr,
        right: &InRight,
        zone: Option<&Text>,
        span: Span,
    ) -> Option<Cond> {
        let ExprKind::Path(path) = &subject.kind else { return None };
        match path.text().as_str() {
            "weekday" => {
                let days = self.days(right);
                Some(self.weekday_test(days, zone, span))
            }
            "time" => {
                let InRight::Range { low, high, inclusive } = right else { return None };
                let (ExprKind::TimeOfDay(from), ExprKind::TimeOfDay(to)) = (&low.kind, &high.kind) else {
                    return None;
                };
                let range = low.span.to(high.span);
                let (from, to) = (self.time_of_day(from), self.time_of_day(to));
                let zone = self.zone(zone, span);
                let (Some(from), Some(to), Some(zone)) = (from, to, zone) else {
                    return Some(Cond::Const(false));
                };
                let to = if *inclusive { to + 60_000 } else { to };
                if from == to {
                    self.report(
                        Diagnostic::new(Code::EmptyRange, range, "the range holds no time")
                            .help("give it two different ends"),
                    );
                    return Some(Cond::Const(false));
                }
                Some(Cond::Test(Test::TimeOfDay { zone, from, to }, span))
            }
            _ => None,
        }
    }

    /// `weekday is mon zone "…"`; `None` if it is another test.
    pub(super) fn weekday_is(
        &mut self,
        subject: &Expr,
        day: &Expr,
        zone: Option<&Text>,
        span: Span,
    ) -> Option<Cond> {
        if !matches!(&subject.kind, ExprKind::Path(path) if path.text() == "weekday") {
            return None;
        }
        let days = self.day(day).map(|day| vec![day]);
        Some(self.weekday_test(days, zone, span))
    }

    fn weekday_test(&mut self, days: Option<Vec<u8>>, zone: Option<&Text>, span: Span) -> Cond {
        match (days, self.zone(zone, span)) {
            (Some(days), Some(zone)) => Cond::Test(Test::Weekday { zone, days }, span),
            _ => Cond::Const(false),
        }
    }

    /// Milliseconds since midnight.
    fn time_of_day(&mut self, text: &Text) -> Option<i64> {
        let (hour, minute) = text.value.split_once(':')?;
        let (hour, minute): (i64, i64) = (hour.parse().ok()?, minute.parse().ok()?);
        if hour > 24 || minute > 59 || (hour == 24 && minute > 0) {
            self.report(error::bad_constant(text.span, &"time of day", &text.value, "`08:30`"));
            return None;
        }
        Some((hour * 60 + minute) * 60_000)
    }

    fn days(&mut self, right: &InRight) -> Option<Vec<u8>> {
        match right {
            InRight::List(items) => {
                let days: Vec<Option<u8>> = items.iter().map(|item| self.day(item)).collect();
                days.into_iter().collect()
            }
            InRight::Range { low, high, inclusive } => {
                let range = low.span.to(high.span);
                let (Some(low), Some(high)) = (self.day(low), self.day(high)) else { return None };
                let length = (high + 7 - low) % 7 + u8::from(*inclusive);
                if length == 0 {
                    self.report(
                        Diagnostic::new(Code::EmptyRange, range, "the range holds no day")
                            .help("`..` leaves the last day out: write `..=`"),
                    );
                    return None;
                }
                Some((0..length).map(|step| (low - 1 + step) % 7 + 1).collect())
            }
            InRight::One(one) => self.day(one).map(|day| vec![day]),
        }
    }

    fn day(&mut self, expr: &Expr) -> Option<u8> {
        let text = match &expr.kind {
            ExprKind::Path(path) => path.text(),
            ExprKind::Text(text) => text.value.clone(),
            ExprKind::Group(inner) => return self.day(inner),
            ExprKind::Error => return None,
            _ => {
                self.report(
                    Diagnostic::new(Code::UnknownWord, expr.span, "a day of the week is needed here")
                        .help(DAYS_ARE),
                );
                return None;
            }
        };
        if let Some(index) = DAYS.iter().position(|day| *day == text) {
            return u8::try_from(index + 1).ok();
        }
        let diagnostic =
            Diagnostic::new(Code::UnknownWord, expr.span, format!("there is no weekday `{text}`"));
        let short: String = text.chars().take(3).collect::<String>().to_lowercase();
        let meant = DAYS.into_iter().find(|day| *day == short).or_else(|| suggest::nearest(&text, DAYS));
        self.report(match meant {
            Some(near) => diagnostic.replace_with(near),
            None => diagnostic.help(DAYS_ARE),
        });
        None
    }

    fn zone(&mut self, zone: Option<&Text>, span: Span) -> Option<String> {
        let Some(zone) = zone else {
            self.report(
                Diagnostic::new(Code::UnknownZone, span.after(), "whose clock is meant?")
                    .here("no zone")
                    .help("add `zone \"Europe/Berlin\"` or `zone \"UTC\"`"),
            );
            return None;
        };
        if jiff::tz::db().get(&zone.value).is_ok() {
            return Some(zone.value.clone());
        }
        let names: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
        let diagnostic =
            Diagnostic::new(Code::UnknownZone, zone.span, format!("there is no time zone `{}`", zone.value));
        self.report(match suggest::nearest(&zone.value, names.iter().map(String::as_str)) {
            Some(near) => diagnostic.replace_with(format!("\"{near}\"")),
            None => diagnostic.help("zones are named as in the IANA database, such as `Europe/Berlin`"),
        });
        None
    }
}
