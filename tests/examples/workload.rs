//! Prints the synthetic workload in the project's own forms.
//!
//! `cargo run -p agp-tests --example workload -- policy vocabulary.json rules-1000.json` prints a
//! policy, `-- records records.json` the records, one line each.

use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match run(&args) {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

fn run(args: &[String]) -> Result<String, String> {
    let read = |path: &String| std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"));
    match args {
        [what, vocabulary, rules] if what == "policy" => {
            agp_tests::workload::policy(&read(vocabulary)?, &read(rules)?)
                .ok_or_else(|| format!("{rules} is no workload"))
        }
        [what, records] if what == "records" => {
            let records: Vec<serde_json::Value> =
                serde_json::from_str(&read(records)?).map_err(|error| error.to_string())?;
            let lines: Option<Vec<String>> = records.iter().map(agp_tests::workload::line).collect();
            lines.map(|lines| lines.join("\n")).ok_or_else(|| "no workload record".to_owned())
        }
        _ => Err("usage: workload policy VOCABULARY RULES | workload records RECORDS".to_owned()),
    }
}
