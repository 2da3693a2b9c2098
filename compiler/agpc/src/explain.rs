//! `agpc explain`: the page of a code.

use crate::out::{CallFault, Out, Outcome, Status, plain};
use agp_compiler::diag::{Code, Severity, suggest};

#[derive(clap::Args)]
pub(crate) struct Options {
    /// a code such as AGP0103, or the name of a warning
    code: String,
}

pub(crate) fn run(options: &Options) -> Outcome {
    let text = text_of(options.code.trim()).ok_or_else(|| CallFault(unknown(&options.code)))?;
    let mut out = Out::standard();
    out.text(&text)?;
    if !text.ends_with('\n') {
        out.text("\n")?;
    }
    out.flush()?;
    Ok(Status::Well)
}

/// The page of a code in any case, or of a name written with `_` or `-`.
fn text_of(word: &str) -> Option<String> {
    let name = word.to_ascii_lowercase().replace('-', "_");
    let code = Code::parse(word).or_else(|| Code::ALL.iter().copied().find(|code| code.name() == name));
    if let Some(page) = agp_spec::page(code.map_or(&word.to_ascii_uppercase(), |code| code.text())) {
        return Some(page.to_owned());
    }
    let code = code?;
    let severity = match code.severity() {
        Severity::Error => "an error",
        Severity::Warning => "a warning",
    };
    Some(format!("# {}\n\n`{}`, {severity}, has no page yet.\n", code.text(), code.name()))
}

/// Which codes and names come nearest.
fn unknown(word: &str) -> String {
    let shown = plain(word);
    let near = near(word);
    if near.is_empty() {
        return format!("`{shown}` is no code: codes look like AGP0103, and stand above each message");
    }
    format!("`{shown}` is no code: did you mean {}?", suggest::list(&near, "or"))
}

/// How far from a number codes may be to be offered for it.
const NEAR: u32 = 100;

/// A number has its neighbours, a word the name that is spelt most like it.
fn near(word: &str) -> Vec<String> {
    let texts = Code::ALL.iter().map(|code| code.text());
    let digits = word.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    if let Ok(number) = digits.parse::<u32>() {
        let mut codes: Vec<(u32, &str)> = texts
            .filter_map(|text| Some((text.strip_prefix("AGP")?.parse::<u32>().ok()?.abs_diff(number), text)))
            .collect();
        codes.retain(|(distance, _)| *distance <= NEAR);
        codes.sort_unstable();
        return codes.into_iter().take(3).map(|(_, text)| text.to_owned()).collect();
    }
    let name = word.to_ascii_lowercase().replace('-', "_");
    let names = Code::ALL.iter().map(|code| code.name());
    suggest::nearest(&name, texts.chain(names)).map(str::to_owned).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::{near, text_of};
    use agp_compiler::diag::Code;

    #[test]
    fn every_code_is_explained_by_its_text_and_its_name() {
        for code in Code::ALL {
            let text = text_of(code.text());
            assert!(text.is_some(), "{}", code.text());
            assert_eq!(text_of(&code.text().to_lowercase()), text);
            assert!(text_of(code.name()).is_some() && text_of(&code.name().replace('_', "-")).is_some());
        }
    }

    #[test]
    fn an_unknown_code_has_neighbours() {
        assert_eq!(text_of("AGP9999"), None);
        assert_eq!(near("AGP0000")[0], "AGP0001");
        assert_eq!(near("1")[0], "AGP0001");
        assert_eq!((near("AGP9999"), near("2000")), (Vec::new(), Vec::new()));
        assert_eq!(near("stray-charakter"), ["stray_character"]);
        assert!(near("weather").is_empty());
    }
}
