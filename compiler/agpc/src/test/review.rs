//! A decision that waits for people.
//!
//! All reviews of a decision must be met: quorums conjoin, the shortest deadline holds, and the
//! strictest `else` follows when it passes. An approval counts where its role is the one a review
//! asks for or a kind of it, and a person counts once in a review. A deadline passes when the
//! clock reaches it.

use agp_abi::Verdict;
use agp_abi::decision::{Decision, Duty};
use agp_compiler::semantics::thir::{EntryId, Vocabulary};
use std::collections::BTreeSet;

/// The reviews of a decision, at least one.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    reviews: Vec<Review>,
    deadline: Option<i64>,
}

#[derive(Clone, Debug)]
struct Review {
    rule: String,
    count: u32,
    role: Option<EntryId>,
    otherwise: Verdict,
    people: BTreeSet<String>,
}

impl Pending {
    /// What a decision waits for, if its verdict is `review`.
    pub(super) fn of(decision: &Decision, roles: &Vocabulary, clock: Option<i64>) -> Option<Pending> {
        if decision.verdict != Verdict::Review {
            return None;
        }
        let mut shortest: Option<i64> = None;
        let mut reviews = Vec::new();
        for duty in &decision.duties {
            if let Duty::Review { rule, count, role, within, otherwise } = duty {
                shortest = Some(shortest.map_or(*within, |known| known.min(*within)));
                reviews.push(Review {
                    rule: rule.clone(),
                    count: *count,
                    role: roles.find(role),
                    otherwise: *otherwise,
                    people: BTreeSet::new(),
                });
            }
        }
        let deadline = clock.zip(shortest).map(|(clock, within)| clock.saturating_add(within));
        (!reviews.is_empty()).then_some(Pending { reviews, deadline })
    }

    /// Takes an approval and says whether every review is met now.
    pub(super) fn approve(&mut self, person: &str, role: EntryId, roles: &Vocabulary) -> bool {
        for review in &mut self.reviews {
            if review.role.is_some_and(|asked| roles.is_kind_of(role, asked)) {
                review.people.insert(person.to_owned());
            }
        }
        self.reviews.iter().all(|review| review.people.len() >= review.count as usize)
    }

    /// The rules whose reviews these are.
    pub(super) fn rules(&self) -> impl Iterator<Item = String> + '_ {
        self.reviews.iter().map(|review| review.rule.clone())
    }

    /// Whether the shortest deadline has passed.
    pub(super) fn is_late(&self, clock: Option<i64>) -> bool {
        clock.zip(self.deadline).is_some_and(|(clock, deadline)| clock >= deadline)
    }

    /// What becomes of the decision when the deadline passes.
    pub(super) fn expire(&self, decision: &Decision) -> Decision {
        let strictest = self.reviews.iter().map(|review| review.otherwise).max().unwrap_or(Verdict::Deny);
        let review = self.reviews.iter().find(|review| review.otherwise == strictest);
        let mut duties = decision.duties.clone();
        duties.retain(|duty| !matches!(duty, Duty::Review { .. }));
        if strictest == Verdict::Halt {
            duties.push(Duty::Halt);
        }
        Decision {
            verdict: strictest,
            rule: review.map(|review| review.rule.clone()),
            because: Some("no approval came in time".to_owned()),
            duties,
            ..decision.clone()
        }
    }
}
