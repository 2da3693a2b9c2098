//! "Did you mean": the nearest names of a closed list.

/// The best candidate for a misspelt word, if one is near enough to be worth saying.
///
/// Damerau-Levenshtein distance over characters, ignoring case; at most a third of the word may
/// differ, and at least one edit is always tolerated. Ties go to the first candidate in
/// alphabetical order, so that messages do not depend on the order of declarations.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = word.to_lowercase();
    if wanted.chars().count() > 100 {
        return None;
    }
    let limit = (wanted.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .filter(|candidate| *candidate != word && candidate.chars().count() <= 100)
        .map(|candidate| (distance(&wanted, &candidate.to_lowercase()), candidate))
        .filter(|&(distance, candidate)| distance <= limit && distance < candidate.chars().count())
        .min()
        .map(|(_, candidate)| candidate)
}

/// Edit distance, where a word that only continues or begins another counts as near.
fn distance(wanted: &str, candidate: &str) -> usize {
    let plain = strsim::damerau_levenshtein(wanted, candidate);
    let squeezed = strsim::damerau_levenshtein(&squeeze(wanted), &squeeze(candidate));
    plain.min(squeezed)
}

/// Without the separators people leave out or mix up.
fn squeeze(word: &str) -> String {
    word.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).collect()
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
    use super::nearest;

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
}
