//! Whether a pattern can match any text of a type.
//!
//! Canonical texts of a type are a regular set, written down here a little too wide. A pattern that
//! has no text in common with it matches nothing, ever: a rule on it is dead. Both are made automata
//! without determinising them and walked together, pair by pair of states: polynomial, and on the
//! safe side, since what an automaton looks at around a character is taken to be there. A pair of
//! automata that is too large is taken to meet.

use crate::types::Scalar;
use regex_automata::nfa::thompson::{Compiler, Config, NFA, State, WhichCaptures};
use regex_automata::util::primitives::StateID;
use regex_automata::util::syntax;
use std::collections::BTreeSet;

/// The most pairs of states that are looked at.
const MAX_PAIRS: usize = 100_000;

/// The largest automaton, in bytes.
const MAX_BYTES: usize = 1 << 20;

/// Whether some canonical text of the type matches the whole expression.
pub(super) fn can_meet(expression: &str, scalar: &Scalar) -> bool {
    let Some(shape) = shape(scalar) else { return true };
    match (automaton(expression), automaton(&shape)) {
        (Some(pattern), Some(shape)) => meet(&pattern, &shape),
        _ => true,
    }
}

/// All canonical texts of a type, and a few more. None where any text is one.
fn shape(scalar: &Scalar) -> Option<String> {
    let label = r#"[!"$&'()*+,\-;0-9=_`a-z{}~]+"#;
    let v6 = "[0-9a-f:]*:[0-9a-f:.]*";
    let name = format!(r"{label}(?:\.{label})*");
    Some(match scalar {
        Scalar::Host => format!("{name}|{v6}"),
        Scalar::Ip => format!(r"[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{3}}|{v6}"),
        Scalar::Email => format!(r#"[^@A-Z\s"(),:;<>\[\\\]]+@{name}"#),
        Scalar::Url => {
            format!(r"[a-z][a-z0-9+.-]*://(?:{name}|\[{v6}\])(?::[0-9]{{1,5}})?(?:/[!$-;=@-_a-z|~]*)?")
        }
        Scalar::Path => r"/|/?[^/\\]+(?:/[^/\\]+)*".to_owned(),
        Scalar::Iban => "[A-Z]{2}[0-9]{2}[0-9A-Z]{9,30}".to_owned(),
        Scalar::Phone => r"\+?[0-9]{4,15}".to_owned(),
        _ => return None,
    })
}

fn automaton(expression: &str) -> Option<NFA> {
    let config = Config::new().nfa_size_limit(Some(MAX_BYTES)).which_captures(WhichCaptures::None);
    let syntax = syntax::Config::new().nest_limit(250);
    Compiler::new().configure(config).syntax(syntax).build(expression).ok()
}

/// Whether two anchored automata reach their ends by one text.
fn meet(left: &NFA, right: &NFA) -> bool {
    let start = (left.start_anchored(), right.start_anchored());
    let mut seen = BTreeSet::from([start]);
    let mut open = vec![start];
    while let Some((a, b)) = open.pop() {
        if seen.len() > MAX_PAIRS {
            return true;
        }
        let (from_left, from_right) = (left.state(a), right.state(b));
        if matches!((from_left, from_right), (State::Match { .. }, State::Match { .. })) {
            return true;
        }
        let mut go = |pair| {
            if seen.insert(pair) {
                open.push(pair);
            }
        };
        match (free(from_left), free(from_right)) {
            (Some(nexts), _) => nexts.into_iter().for_each(|next| go((next, b))),
            (None, Some(nexts)) => nexts.into_iter().for_each(|next| go((a, next))),
            (None, None) => {
                let rights = bytes(from_right);
                for (low, high, next) in bytes(from_left) {
                    let meeting = rights.iter().filter(|(from, to, _)| low <= *to && *from <= high);
                    meeting.for_each(|(_, _, other)| go((next, *other)));
                }
            }
        }
    }
    false
}

/// Where a state goes without reading anything; none if it reads.
fn free(state: &State) -> Option<Vec<StateID>> {
    match state {
        State::Look { next, .. } | State::Capture { next, .. } => Some(vec![*next]),
        State::Union { alternates } => Some(alternates.to_vec()),
        State::BinaryUnion { alt1, alt2 } => Some(vec![*alt1, *alt2]),
        State::ByteRange { .. } | State::Sparse(_) | State::Dense(_) | State::Fail | State::Match { .. } => {
            None
        }
    }
}

/// What a state reads: ranges of bytes, and where each leads.
fn bytes(state: &State) -> Vec<(u8, u8, StateID)> {
    match state {
        State::ByteRange { trans } => vec![(trans.start, trans.end, trans.next)],
        State::Sparse(sparse) => {
            sparse.transitions.iter().map(|trans| (trans.start, trans.end, trans.next)).collect()
        }
        State::Dense(dense) => {
            let nexts = (0..=u8::MAX).zip(dense.transitions.iter());
            nexts
                .filter(|(_, next)| **next != StateID::ZERO)
                .map(|(byte, next)| (byte, byte, *next))
                .collect()
        }
        State::Look { .. }
        | State::Union { .. }
        | State::BinaryUnion { .. }
        | State::Capture { .. }
        | State::Fail
        | State::Match { .. } => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::can_meet;
    use crate::stars::Glob;
    use crate::types::Scalar;

    #[test]
    fn globs_meet_what_has_their_form() {
        for (glob, scalar, meets) in [
            ("rival.com", Scalar::Host, true),
            ("*.rival.com", Scalar::Host, true),
            ("rival.com:443", Scalar::Host, false),
            ("Rival.com", Scalar::Host, false),
            ("2001:db8:*", Scalar::Host, true),
            ("10.0.0.0/8", Scalar::Ip, false),
            ("10.*", Scalar::Ip, false),
            ("10.**", Scalar::Ip, true),
            ("*@rival.com", Scalar::Email, true),
            ("rival.com", Scalar::Email, false),
            ("Ann*", Scalar::Email, false),
            ("ann@rival.com:25", Scalar::Email, false),
            ("**rival.com**", Scalar::Url, true),
            ("rival.com/**", Scalar::Url, false),
            ("*rival*", Scalar::Url, false),
            ("https://[::1]:8443/*", Scalar::Url, true),
            ("https://rival.com/?q=*", Scalar::Url, false),
            ("/data/*", Scalar::Path, true),
            ("a//b", Scalar::Path, false),
            ("NL91*", Scalar::Iban, true),
            ("*-1", Scalar::Iban, false),
            ("+49*", Scalar::Phone, true),
            ("p-*", Scalar::Phone, false),
            ("anything at all", Scalar::Text, true),
            ("p-*", Scalar::Id, true),
        ] {
            assert_eq!(
                can_meet(&Glob::new(glob, scalar.separator()).expression(), &scalar),
                meets,
                "{glob} {scalar}"
            );
        }
    }

    #[test]
    fn expressions_too() {
        for (expression, scalar, meets) in [
            (r"(?i)Rival\.com", Scalar::Host, true),
            (r"Rival\.com", Scalar::Host, false),
            (r"^rival\.com$", Scalar::Host, true),
            (r".*\brival\b.*", Scalar::Url, true),
            (r".*\/", Scalar::Path, true),
            (r"a.*\/", Scalar::Path, false),
            (r"\w+@\w+\.example", Scalar::Email, true),
            (r"[a-z]{100}{100}", Scalar::Host, true),
        ] {
            assert_eq!(can_meet(expression, &scalar), meets, "{expression} {scalar}");
        }
    }

    /// What the canonicaliser gives is of the shape: else a pattern that matches would be called dead.
    #[test]
    fn every_canonical_text_is_of_the_shape_of_its_type() {
        for (text, scalar) in [
            ("a_b.!$&'()+,;=~.example", Scalar::Host),
            ("0x7f.1", Scalar::Host),
            ("[2001:DB8::1]:80", Scalar::Host),
            ("::ffff:10.0.0.1", Scalar::Ip),
            ("Ann O'Hara <a!#$%&'*+-/=?^_`{|}~.ö@bücher.example>", Scalar::Email),
            ("root@[10.0.0.1]", Scalar::Email),
            ("HTTPS://u:p@Bücher.example:8443/ä b/{x}^|\"<>`'[]%7E?q#f", Scalar::Url),
            ("git+ssh://host/a b", Scalar::Url),
            ("s3://bucket", Scalar::Url),
            ("C:\\a b\\..\\ä", Scalar::Path),
            ("/..//", Scalar::Path),
            ("./", Scalar::Path),
            ("~/.ssh", Scalar::Path),
            ("nl91 abna 0417 1643 00", Scalar::Iban),
            ("+49 (30) 123-456", Scalar::Phone),
        ] {
            let canonical = crate::semantics::check::constant::canonical(text, &scalar).0;
            let canonical = canonical.unwrap_or_else(|| panic!("{text} is no {scalar}"));
            assert!(can_meet(&regex_syntax::escape(&canonical), &scalar), "{canonical} {scalar}");
        }
    }
}
