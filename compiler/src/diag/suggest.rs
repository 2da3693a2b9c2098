//! "Did you mean": the nearest names of a closed list.

/// The best candidate for a misspelt word, if one is near enough to be worth saying.
///
/// Damerau-Levenshtein distance over characters, ignoring case; at most a third of the word may
/// differ, and at least one edit is always tolerated. Ties go to the first candidate in
/// alphabetical order, so that messages do not depend on the order of declarations. Where there are
/// so many candidates that comparing them would take long, only the first ones are looked at.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = word.to_lowercase();
    let length = wanted.chars().count();
    if length > LONGEST {
        return None;
    }
    let limit = (length / 3).max(1);
    let letters = Letters::of(&wanted);
    let mut effort = MOST_EFFORT;
    candidates
        .into_iter()
        .filter(|candidate| *candidate != word && candidate.len() <= 4 * LONGEST)
        .filter(|candidate| letters.apart(&Letters::of(&candidate.to_lowercase())) <= limit)
        .map_while(|candidate| {
            effort = effort.checked_sub(length * candidate.len())?;
            Some((distance(&wanted, &candidate.to_lowercase()), candidate))
        })
        .filter(|&(distance, candidate)| distance <= limit && distance < candidate.chars().count())
        .min()
        .map(|(_, candidate)| candidate)
}

/// Like [`nearest`]; where nothing is spelt nearly so, the shortest candidate that begins like the
/// word: `dest` for `destination`, `inject` for `injection`.
pub fn resembling<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> Option<&'a str> {
    nearest(word, candidates.clone()).or_else(|| {
        let wanted = word.to_lowercase();
        candidates
            .into_iter()
            .filter(|candidate| wanted.chars().count() >= 3 && candidate.len() > word.len())
            .filter(|candidate| candidate.to_lowercase().starts_with(&wanted))
            .min_by_key(|candidate| (candidate.len(), *candidate))
    })
}

/// Longer words are not misspelt names, and not compared.
const LONGEST: usize = 100;
/// What comparing with candidates may cost, in pairs of characters: a fraction of a second.
const MOST_EFFORT: usize = 1_000_000;

/// How often each letter stands in a word, roughly: a bound on the distance that is cheap.
struct Letters([u8; 32]);

impl Letters {
    fn of(word: &str) -> Letters {
        let mut counts = [0u8; 32];
        for letter in word.chars().filter(|letter| !is_separator(*letter)) {
            let count = &mut counts[letter as usize % 32];
            *count = count.saturating_add(1);
        }
        Letters(counts)
    }

    /// At most the number of edits between the words: each changes one letter into another.
    fn apart(&self, other: &Letters) -> usize {
        let more = |a: &Letters, b: &Letters| -> usize {
            a.0.iter().zip(&b.0).map(|(a, b)| usize::from(a.saturating_sub(*b))).sum()
        };
        more(self, other).max(more(other, self))
    }
}

/// Edit distance, where separators that are left out or mixed up do not count.
fn distance(wanted: &str, candidate: &str) -> usize {
    let plain = strsim::damerau_levenshtein(wanted, candidate);
    let squeezed = strsim::damerau_levenshtein(&squeeze(wanted), &squeeze(candidate));
    plain.min(squeezed)
}

/// Without the separators people leave out or mix up.
fn squeeze(word: &str) -> String {
    word.chars().filter(|letter| !is_separator(*letter)).collect()
}

fn is_separator(letter: char) -> bool {
    matches!(letter, '_' | '-' | ' ')
}

/// `a`, `a or b`, `a, b or c`: a short list in words.
pub fn list(words: &[String], conjunction: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., last] => format!("{} {conjunction} {last}", head.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::{Letters, distance, nearest, resembling};

    #[test]
    fn finds_what_a_person_would_find() {
        let roles = ["clerk", "senior_clerk", "treasurer", "hr_analyst"];
        assert_eq!(nearest("clrek", roles), Some("clerk"));
        assert_eq!(nearest("hr-analyst", roles), Some("hr_analyst"));
        assert_eq!(nearest("HRAnalyst", roles), Some("hr_analyst"));
        assert_eq!(nearest("treasuer", roles), Some("treasurer"));
        assert_eq!(nearest("payload", roles), None);
        assert_eq!(nearest("x", ["y"]), None);
    }
    #[test]
    fn a_beginning_resembles_the_whole() {
        let facets = ["destination", "data", "resource"];
        assert_eq!(resembling("dest", facets), Some("destination"));
        assert_eq!(resembling("dat", facets), Some("data"));
        assert_eq!(resembling("de", facets), None);
    }

    #[test]
    fn the_bound_is_below_the_distance() {
        let words = ["", "a", "clerk", "clrek", "senior_clerk", "seniorclerk", "größe", "grosse", "aaaa"];
        for (a, b) in words.iter().flat_map(|a| words.map(|b| (*a, b))) {
            assert!(Letters::of(a).apart(&Letters::of(b)) <= distance(a, b), "{a} {b}");
        }
    }

    #[test]
    fn many_long_candidates_take_no_time() {
        let names: Vec<String> = (0..50_000).map(|n| format!("{n:0>90}")).collect();
        assert_eq!(nearest(&"9".repeat(90), names.iter().map(String::as_str)), None);
    }
}
