//! How AGP stands to the best of each kind of engine, in each set of rules.
//!
//! What is compared is the time of AGP's machine code on bound calls. Code written by hand is what AGP is
//! measured against; of the others and of the safe kernel it is asked how many times as long they take.

use crate::engine::BASE;
use crate::table::{Outcome, Set, number};
use std::fmt::Write as _;

/// A line of the table.
struct Ratio {
    title: &'static str,
    /// The engines of which the fastest counts.
    among: fn(&str) -> bool,
    /// Whether AGP's time is divided by theirs, and not theirs by AGP's.
    over: bool,
}

const RATIOS: [Ratio; 5] = [
    Ratio {
        title: "agp native / best by hand that stops at the first deny",
        among: |name| name.ends_with(", first deny"),
        over: true,
    },
    Ratio {
        title: "agp native / best by hand that finds all matched",
        among: |name| name.ends_with(", all matched"),
        over: true,
    },
    Ratio { title: "agp safe / agp native", among: |name| name == "agp safe, bound", over: false },
    Ratio { title: "roto / agp native", among: |name| name.starts_with("roto"), over: false },
    Ratio {
        title: "fastest policy engine / agp native",
        among: |name| ["cel", "regorus", "cedar", "casbin"].iter().any(|engine| name.starts_with(engine)),
        over: false,
    },
];

/// A line for each ratio, a column for each set; of several engines the one that counts is named.
pub fn ratios(heads: &[String], sets: &[Set<'_>]) -> String {
    let mut table = format!("\n| ratio | {} |\n|---|{}\n", heads.join(" | "), "---:|".repeat(heads.len()));
    for ratio in &RATIOS {
        let cells: Vec<String> =
            sets.iter().map(|set| cell(ratio, set).unwrap_or_else(|| "–".to_owned())).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(table, "| {} | {} |", ratio.title, cells.join(" | "));
    }
    table
}

fn cell(ratio: &Ratio, set: &Set<'_>) -> Option<String> {
    let timed = |among: &dyn Fn(&str) -> bool| {
        let times = set.iter().filter_map(|(name, outcome)| match outcome {
            Outcome::Timed(timing) if among(name) => Some((*name, timing.nanoseconds)),
            _ => None,
        });
        times.min_by(|one, other| one.1.total_cmp(&other.1))
    };
    let (_, agp) = timed(&|name| name == BASE)?;
    let (name, best) = timed(&ratio.among)?;
    let quotient = number(if ratio.over { agp / best } else { best / agp });
    let several = set.iter().filter(|(name, _)| (ratio.among)(name)).count() > 1;
    let kind = name.split(',').next().unwrap_or(name);
    Some(if several { format!("{quotient} ({kind})") } else { quotient })
}

#[cfg(test)]
mod tests {
    use super::ratios;
    use crate::engine::BASE;
    use crate::measure::Timing;
    use crate::table::Outcome;

    #[test]
    fn the_fastest_of_a_kind_counts() {
        let timed = |nanoseconds| Outcome::Timed(Timing { nanoseconds, checked: 20, timed: 20 });
        let set = vec![
            ("rows, first deny", timed(80.0)),
            ("bitmaps, first deny", timed(40.0)),
            ("agp safe, bound", timed(100.0)),
            (BASE, timed(50.0)),
            ("roto", Outcome::None("no".to_owned())),
            ("cel", timed(100_000.0)),
        ];
        let table = ratios(&["10".to_owned()], &[set]);
        let lines: Vec<&str> = table.lines().skip(3).collect();
        assert_eq!(
            lines,
            [
                "| agp native / best by hand that stops at the first deny | 1.25 (bitmaps) |",
                "| agp native / best by hand that finds all matched | – |",
                "| agp safe / agp native | 2.00 |",
                "| roto / agp native | – |",
                "| fastest policy engine / agp native | 2,000 |",
            ]
        );
    }
}
