//! The tables, in Markdown: one for each set of rules, and one of all sets side by side.

use crate::engine::BASE;
use crate::measure::Timing;
use std::fmt::Write as _;

/// What an engine came to on one set of rules.
pub enum Outcome {
    Timed(Timing),
    /// It could not be made, for this reason.
    None(String),
    Wrong(String),
}

/// Every engine's outcome on one set of rules.
pub type Set<'n> = Vec<(&'n str, Outcome)>;

/// One set of rules: a line for each engine, under a title.
pub fn table(title: &str, rows: &[(&str, Outcome)]) -> String {
    let base = rows.iter().find_map(|(name, outcome)| match outcome {
        Outcome::Timed(timing) if *name == BASE => Some(timing.nanoseconds),
        _ => None,
    });
    let mut table =
        format!("\n{title}\n\n| engine | ns | to {BASE} | records checked, timed |\n|---|---:|---:|---:|\n");
    for (name, outcome) in rows {
        let row = match outcome {
            Outcome::Timed(timing) => {
                let ratio = base.map_or("?".to_owned(), |base| number(timing.nanoseconds / base));
                let Timing { nanoseconds, checked, timed } = timing;
                format!("| {name} | {} | {ratio} | {checked}, {timed} |\n", number(*nanoseconds))
            }
            Outcome::None(why) => format!("| {name} | – | – | none: {} |\n", line(why)),
            Outcome::Wrong(what) => format!("| {name} | – | – | WRONG: {} |\n", line(what)),
        };
        table += &row;
    }
    table
}

/// Sets of rules side by side: a line for each engine, nanoseconds in a column for each set.
///
/// Every set has the same engines. A figure that was taken of fewer records than `all` says of how many.
pub fn summary(heads: &[String], sets: &[Set<'_>], all: usize) -> String {
    let mut table = format!("\n| engine | {} |\n|---|{}\n", heads.join(" | "), "---:|".repeat(heads.len()));
    for (place, (name, _)) in sets.first().into_iter().flatten().enumerate() {
        let cell = |set: &Set<'_>| match &set[place].1 {
            Outcome::Timed(timing) if timing.timed < all => {
                format!("{} ({})", number(timing.nanoseconds), timing.timed)
            }
            Outcome::Timed(timing) => number(timing.nanoseconds),
            Outcome::None(why) => line(why),
            Outcome::Wrong(_) => "WRONG".to_owned(),
        };
        let cells: Vec<String> = sets.iter().map(cell).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(table, "| {name} | {} |", cells.join(" | "));
    }
    table
}

/// The beginning of the first line of what an engine says.
fn line(said: &str) -> String {
    said.lines().next().unwrap_or_default().chars().take(100).collect()
}

/// At least three digits, thousands between commas.
pub fn number(number: f64) -> String {
    match number {
        ..10.0 => format!("{number:.2}"),
        10.0..100.0 => format!("{number:.1}"),
        _ => {
            let digits = format!("{number:.0}");
            let comma = |at: usize| at > 0 && (digits.len() - at).is_multiple_of(3);
            let digit = |(at, digit)| comma(at).then_some(',').into_iter().chain([digit]);
            digits.chars().enumerate().flat_map(digit).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Outcome, summary, table};
    use crate::engine::BASE;
    use crate::measure::Timing;

    fn timed(nanoseconds: f64, timed: usize) -> Outcome {
        Outcome::Timed(Timing { nanoseconds, checked: 20, timed })
    }

    #[test]
    fn ratios_are_to_one_engine() {
        let rows = [
            ("jump", timed(1_234_567.0, 10)),
            (BASE, timed(50.0, 10)),
            ("straight", Outcome::None("too long\nat 3:1".to_owned())),
        ];
        let table = table("10 rules", &rows);
        let lines: Vec<&str> = table.lines().skip(5).collect();
        assert_eq!(
            lines,
            [
                "| jump | 1,234,567 | 24,691 | 20, 10 |",
                "| agp native, bound | 50.0 | 1.00 | 20, 10 |",
                "| straight | – | – | none: too long |",
            ]
        );
    }

    #[test]
    fn sets_stand_side_by_side() {
        let heads = ["10".to_owned(), "100".to_owned()];
        let sets = [
            vec![("jump", timed(9.0, 20)), (BASE, timed(123.4, 20))],
            vec![("jump", timed(12.0, 10)), (BASE, Outcome::None("no".to_owned()))],
        ];
        let table = summary(&heads, &sets, 20);
        let lines: Vec<&str> = table.lines().skip(1).collect();
        assert_eq!(
            lines,
            [
                "| engine | 10 | 100 |",
                "|---|---:|---:|",
                "| jump | 9.00 | 12.0 (10) |",
                "| agp native, bound | 123 | no |",
            ]
        );
    }
}
