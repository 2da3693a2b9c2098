//! The primitive tests.

use super::facets::{Member, Set};
use super::facts::Facts;
use super::kleene::Truth;
use super::number::Range;
use super::pattern;
use super::time::{self, Local};
use super::values::Value;
use crate::semantics::thir::{EntryId, Quantifier, RiskId, Subject, Test, TextPattern, Vocabulary};
use crate::syntax::ast::Word;

/// The truth of a test. `risks` holds the bounds of the risks, in their order; a risk without one
/// may be as high as it likes.
pub(super) fn truth(test: &Test, facts: &Facts<'_>, risks: &[i64]) -> Truth {
    match test {
        Test::Tool(of) => Truth::sure(of.contains(&facts.tool)),
        Test::Entry { word: Word::Kind, of } => kind(facts, of),
        Test::Entry { word: _, of } => purpose(facts, of),
        Test::Set { word, quantifier, of, except } => {
            let vocabulary = facts.policy.vocabularies.of(*word);
            let question = Question { vocabulary, data: *word == Word::Class, of, except };
            set(facts.set(*word), *quantifier, &question)
        }
        Test::Enum { subject, of } => word(facts.value(subject), of),
        Test::EnumSet { subject, quantifier, of } => words(facts.value(subject), *quantifier, of),
        Test::Bool(subject) => match facts.value(subject) {
            Value::Bool(value) => Truth::sure(*value),
            _ => Truth::Unknown,
        },
        Test::AtLeast { terms, value } => at_least(facts, terms, *value),
        Test::TimeOfDay { zone, from, to } => on_clock(facts, zone, |local| {
            let (after, before) = (*from <= local.time_of_day, local.time_of_day < *to);
            if from < to { after && before } else { after || before }
        }),
        Test::Weekday { zone, days } => on_clock(facts, zone, |local| days.contains(&local.weekday)),
        Test::Text { subject, quantifier, patterns } => text(&facts.texts(subject), *quantifier, patterns),
        Test::Known(subject) => Truth::sure(facts.is_known(subject)),
        Test::Risk { risk: RiskId(at), value } => match risks.get(*at as usize) {
            Some(bound) if bound < value => Truth::No,
            Some(_) | None => Truth::Unknown,
        },
        Test::NotYet => Truth::Unknown,
    }
}

/// The tool's kind. What is not classified may be of any kind.
fn kind(facts: &Facts<'_>, of: &[EntryId]) -> Truth {
    let kinds = facts.policy.vocabularies.of(Word::Kind);
    let is_one = of.iter().any(|kind| kinds.is_kind_of(facts.kind, *kind));
    Truth::bounds(is_one, is_one || kinds.entry(facts.kind).path == "unclassified")
}

fn purpose(facts: &Facts<'_>, of: &[EntryId]) -> Truth {
    let purposes = facts.policy.vocabularies.of(Word::Purpose);
    match facts.purpose {
        Some(purpose) => Truth::sure(of.iter().any(|wanted| purposes.is_kind_of(purpose, *wanted))),
        None => Truth::Unknown,
    }
}

/// What is asked of the members of a set.
struct Question<'a> {
    vocabulary: &'a Vocabulary,
    /// Whether the members are classes of data, of which one may be too coarse to tell.
    data: bool,
    of: &'a [EntryId],
    except: &'a [EntryId],
}

impl Question<'_> {
    /// Whether an entry is a kind of something asked for, and of nothing excepted.
    fn entry(&self, member: EntryId) -> Truth {
        let kind_of_some = |list: &[EntryId]| Truth::any(list.iter().map(|x| self.kind_of(member, *x)));
        kind_of_some(self.of).and(kind_of_some(self.except).not())
    }

    fn kind_of(&self, member: EntryId, wanted: EntryId) -> Truth {
        if self.vocabulary.is_kind_of(member, wanted) {
            return Truth::Yes;
        }
        let unlabelled = self.vocabulary.entry(member).path == "unlabelled";
        Truth::bounds(false, self.data && (unlabelled || self.have_a_kind_in_common(member, wanted)))
    }

    /// Whether a label may stand for something that is also what is asked for.
    fn have_a_kind_in_common(&self, label: EntryId, wanted: EntryId) -> bool {
        let mut entries = self.vocabulary.entries.iter();
        entries.any(|entry| entry.above.contains(&label) && entry.above.contains(&wanted))
    }

    /// Whether a member that is there satisfies, or one that may be there could.
    fn member(&self, member: Member) -> Truth {
        match member {
            Member::Entry(entry) => self.entry(entry),
            Member::Other => Truth::No,
            Member::Unknown => Truth::Unknown,
            Member::UnknownDetected => Truth::bounds(false, self.detected_may()),
        }
    }

    /// Whether what a detector finds could satisfy, or `public`, if none finds anything.
    fn detected_may(&self) -> bool {
        let detected = self.vocabulary.entries.iter().filter(|entry| entry.detected);
        let public = self.vocabulary.iter().find(|(_, entry)| entry.path == "public").map(|(id, _)| id);
        detected.flat_map(|entry| &entry.above).chain(&public).any(|class| self.entry(*class).may())
    }
}

fn set(set: &Set, quantifier: Quantifier, question: &Question<'_>) -> Truth {
    let (unknown, known): (Vec<Member>, Vec<Member>) = set.0.iter().partition(|member| member.is_unknown());
    let mut known = known.iter().map(|member| question.member(*member));
    match quantifier {
        Quantifier::Has => Truth::any(known.chain(unknown.iter().map(|member| question.member(*member)))),
        Quantifier::Within if set.0.is_empty() => Truth::No,
        Quantifier::Within if unknown.is_empty() => Truth::all(known),
        Quantifier::Within => Truth::bounds(false, known.all(Truth::may)),
    }
}

/// An entry of an enumeration.
fn word(value: &Value, of: &[u32]) -> Truth {
    match value {
        Value::Word(word) => Truth::sure(of.contains(word)),
        _ => Truth::Unknown,
    }
}

/// Entries of an enumeration.
fn words(value: &Value, quantifier: Quantifier, of: &[u32]) -> Truth {
    match value {
        Value::List(values) => several(values.iter().map(|value| word(value, of)).collect(), quantifier),
        _ => Truth::Unknown,
    }
}

/// A test of one thing as a test of several.
fn several(each: Vec<Truth>, quantifier: Quantifier) -> Truth {
    match quantifier {
        Quantifier::Has => Truth::any(each),
        Quantifier::Within if each.is_empty() => Truth::No,
        Quantifier::Within => Truth::all(each),
    }
}

fn text(texts: &[Option<&str>], quantifier: Quantifier, patterns: &[TextPattern]) -> Truth {
    let one = |text: Option<&str>| match text {
        Some(text) => Truth::any(
            patterns.iter().map(|wanted| pattern::matches(wanted, text).map_or(Truth::Unknown, Truth::sure)),
        ),
        None => Truth::Unknown,
    };
    several(texts.iter().copied().map(one).collect(), quantifier)
}

/// Whether a sum reaches a value. An end of the range of numbers is infinitely far away, so a sum
/// with an unlimited part is unlimited, whatever is taken off it.
fn at_least(facts: &Facts<'_>, terms: &[(i64, Subject)], value: i64) -> Truth {
    let mut least = Some(0i128);
    let mut greatest = Some(0i128);
    for (factor, subject) in terms {
        let range = facts.range(subject);
        let (low, high) = product(*factor, range);
        least = least.zip(low).map(|(sum, part)| sum.saturating_add(part));
        greatest = greatest.zip(high).map(|(sum, part)| sum.saturating_add(part));
    }
    let reaches = |sum: i128| sum >= i128::from(value);
    Truth::bounds(least.is_some_and(reaches), greatest.is_none_or(reaches))
}

/// The least and the greatest of a factor times a number; none where there is no limit.
fn product(factor: i64, range: Range) -> (Option<i128>, Option<i128>) {
    let times = |bound: i64| i128::from(factor) * i128::from(bound);
    let low = (range.low != i64::MIN).then(|| times(range.low));
    let high = (range.high != i64::MAX).then(|| times(range.high));
    match factor {
        0 => (Some(0), Some(0)),
        1.. => (low, high),
        ..0 => (high, low),
    }
}

fn on_clock(facts: &Facts<'_>, zone: &str, shows: impl Fn(Local) -> bool) -> Truth {
    let local = facts.time.and_then(|instant| time::local(instant, zone));
    local.map_or(Truth::Unknown, |local| Truth::sure(shows(local)))
}
