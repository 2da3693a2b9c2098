//! What the command line asks for.

use crate::engine::{BASE, ENGINES};
use agp_tests::workload::SIZES;
use std::time::Duration;

pub const USAGE: &str =
    "usage: agp-peers [--rules N,…] [--tool-share S,…] [--engines NAME,…] [--records N] [--budget MS]
  --rules       numbers of rules: 10, 100, 1000, 10000 (all but the last)
  --tool-share  how many of a hundred rules may test the tool: others lose that test (100)
  --engines     beginnings of names up to a comma (all); `agp native, bound` is always there
  --records     how many records to time, at most (10000)
  --budget      milliseconds to time one engine on one set of rules, besides loading (2000)";

/// What is to be measured.
#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    sizes: Vec<usize>,
    shares: Vec<usize>,
    /// Beginnings of names; none: every engine.
    engines: Vec<String>,
    /// How many records to time at most.
    pub records: usize,
    /// The time to spend on timing one engine on one set of rules.
    pub budget: Duration,
}

impl Options {
    pub fn read(args: impl Iterator<Item = String>) -> Result<Options, String> {
        let mut options = Options {
            sizes: vec![10, 100, 1_000],
            shares: vec![100],
            engines: Vec::new(),
            records: 10_000,
            budget: Duration::from_secs(2),
        };
        let mut args = args;
        while let Some(option) = args.next() {
            let value = args.next().ok_or_else(|| format!("`{option}` stands alone"))?;
            match option.as_str() {
                "--rules" => options.sizes = list(&value, &SIZES)?,
                "--tool-share" => options.shares = list(&value, &(0..=100).collect::<Vec<_>>())?,
                "--engines" => options.engines = engines(&value)?,
                "--records" => {
                    options.records =
                        value.parse().map_err(|_| format!("`{value}` is no number of records"))?;
                }
                "--budget" => {
                    let budget = value.parse().map_err(|_| format!("`{value}` are no milliseconds"))?;
                    options.budget = Duration::from_millis(budget);
                }
                _ => return Err(format!("`{option}` is no option")),
            }
        }
        Ok(options)
    }

    /// Numbers of rules, each with the shares of them that may test the tool.
    pub fn cases(&self) -> impl Iterator<Item = (usize, usize)> {
        self.sizes.iter().flat_map(|size| self.shares.iter().map(|share| (*size, *share)))
    }

    pub fn wants(&self, engine: &str) -> bool {
        let named = self.engines.iter().any(|beginning| engine.starts_with(beginning.as_str()));
        engine == BASE || self.engines.is_empty() || named
    }
}

fn list(values: &str, known: &[usize]) -> Result<Vec<usize>, String> {
    let one = |value: &str| {
        let value = value.parse().ok().filter(|value| known.contains(value));
        value.ok_or_else(|| format!("`{values}` names something that is not measured"))
    };
    values.split(',').map(one).collect()
}

fn engines(names: &str) -> Result<Vec<String>, String> {
    let one = |name: &str| {
        let known = ENGINES.iter().any(|(engine, _)| engine.starts_with(name));
        known.then(|| name.to_owned()).ok_or_else(|| format!("no engine is called `{name}`"))
    };
    names.split(',').map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::Options;

    fn read(line: &str) -> Result<Options, String> {
        Options::read(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn what_is_not_measured_is_refused() {
        assert!(
            read("").is_ok_and(|options| options.wants("jump rows, first deny") && options.sizes.len() == 3)
        );
        let some = read("--rules 10,100 --tool-share 25,0 --engines str,jump --budget 5").unwrap();
        assert_eq!(some.cases().collect::<Vec<_>>(), [(10, 25), (10, 0), (100, 25), (100, 0)]);
        assert_eq!(
            ["straight rows", "jump rows, all matched", "agp native, bound", "bitmaps, first deny"]
                .map(|name| some.wants(name)),
            [true, true, true, false]
        );
        for wrong in
            ["--rules", "--rules 11", "--tool-share 101", "--engines opa", "--budget fast", "--fast 1"]
        {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
