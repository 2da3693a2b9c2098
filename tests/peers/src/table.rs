//! The table, in Markdown.

use crate::engine::BASE;
use crate::measure::Timing;

/// What an engine came to on one set of rules.
pub enum Outcome {
    Timed(Timing),
    /// It could not be made, for this reason.
    None(String),
    Wrong(String),
}

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

/// The beginning of the first line of what an engine says.
fn line(said: &str) -> String {
    said.lines().next().unwrap_or_default().chars().take(100).collect()
}

/// Three digits are enough.
fn number(number: f64) -> String {
    match number {
        ..10.0 => format!("{number:.2}"),
        10.0..100.0 => format!("{number:.1}"),
        _ => format!("{number:.0}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Outcome, table};
    use crate::engine::BASE;
    use crate::measure::Timing;

    #[test]
    fn ratios_are_to_one_engine() {
        let timed = |nanoseconds| Outcome::Timed(Timing { nanoseconds, checked: 20, timed: 10 });
        let rows = [
            ("jump", timed(1234.5)),
            (BASE, timed(50.0)),
            ("straight", Outcome::None("too long\nat 3:1".to_owned())),
        ];
        let table = table("10 rules", &rows);
        let lines: Vec<&str> = table.lines().skip(5).collect();
        assert_eq!(
            lines,
            [
                "| jump | 1234 | 24.7 | 20, 10 |",
                "| bitmaps, all matched | 50.0 | 1.00 | 20, 10 |",
                "| straight | – | – | none: too long |",
            ]
        );
    }
}
