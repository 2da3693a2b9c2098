//! Parsing on as if a mistake had not been made.
//!
//! A rule of [`diagnose`] proposes repairs for a failure, and where none applies the obvious ones
//! are tried: put in what is missing, leave out what is too much. The declaration is parsed again
//! with each of them, and the first that helps stays. All of that has a budget, so that a file of
//! mistakes costs no more than a few times the parsing of it.

use std::borrow::Cow;

use super::Parser;
use super::attempt::{Attempt, Failure, heard};
use crate::diag::Diagnostic;
use crate::syntax::ast::Decl;
use crate::syntax::diagnose::{self, Scene};
use crate::syntax::error::expected::Expected;
use crate::syntax::lex::Spanned;
use crate::syntax::token::Token;

/// Tokens of a file that are parsed again to try repairs. Twenty mistakes take a few thousand.
pub(super) const BUDGET: usize = 200_000;
/// Tokens that must parse behind a repair for it to stay.
const PROGRESS: usize = 3;

impl<'a> Parser<'a> {
    /// Parses, repairs, and parses again until nothing can be repaired; reports all there is. What
    /// productions have noticed counts only where nothing else went wrong.
    pub(super) fn repaired(&self, body: &[Spanned<'a>], diagnostics: &mut Vec<Diagnostic>) -> Decl {
        let mut tokens = Cow::Borrowed(body);
        let broken = tokens.iter().any(|token| token.1 == Token::Broken);
        let mut attempt = self.attempt(&tokens);
        let well_formed = attempt.failures.is_empty() && !broken;
        while let Some((repair, better)) = self.repair(&tokens, &attempt, diagnostics) {
            tokens = Cow::Owned(repair);
            attempt = better;
        }
        for (_, failure) in heard(&attempt.failures) {
            let found = diagnose::diagnose(&self.scene(&tokens, failure));
            diagnostics.extend(found.map(|finding| finding.error.at(finding.span)));
        }
        if well_formed {
            diagnostics.extend(attempt.diagnostics);
        }
        attempt.decl
    }

    /// Repairs the first failure that can be, and reports it.
    fn repair(
        &self,
        tokens: &[Spanned<'a>],
        attempt: &Attempt,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<(Vec<Spanned<'a>>, Attempt)> {
        for (number, failure) in heard(&attempt.failures) {
            let scene = self.scene(tokens, failure);
            let finding = diagnose::diagnose(&scene);
            let certain = finding.as_ref().is_some_and(|finding| finding.certain);
            let repairs =
                finding.as_ref().map_or_else(|| scene.plain_repairs(), |finding| finding.repairs.clone());
            for edits in repairs {
                let mut edited = tokens.to_vec();
                diagnose::apply(&mut edited, &edits);
                self.budget.set(self.budget.get().checked_sub(edited.len() + 1)?);
                let better = self.attempt(&edited);
                let behind = tokens.len().saturating_sub(diagnose::reach(&edits).max(failure.at));
                let fewer = better.failures.len() < attempt.failures.len();
                if self.helps(&edited, better.failures.get(number), behind, certain, fewer) {
                    diagnostics.extend(finding.map(|finding| finding.error.at(finding.span)));
                    return Some((edited, better));
                }
            }
        }
        None
    }

    /// Whether a repair stays, given the failure that comes next and how many tokens stand behind
    /// the repair. What a rule knows may lead straight to the next mistake; a guess must get well
    /// beyond itself, and not to another puzzle.
    fn helps(
        &self,
        tokens: &[Spanned<'a>],
        next: Option<&Failure>,
        behind: usize,
        certain: bool,
        fewer: bool,
    ) -> bool {
        let Some(next) = next else { return true };
        let far = |progress| tokens.len().saturating_sub(next.at) + progress <= behind;
        let known = self.is_known(tokens, next);
        if certain { far(PROGRESS) || (known && far(1)) } else { far(PROGRESS) && (fewer || known) }
    }

    /// Whether a failure is a mistake of its own: one that a rule recognises or the lexer reported.
    fn is_known(&self, tokens: &[Spanned<'a>], failure: &Failure) -> bool {
        diagnose::diagnose(&self.scene(tokens, failure)).is_none_or(|finding| finding.certain)
    }

    fn scene<'s>(&self, tokens: &'s [Spanned<'a>], failure: &Failure) -> Scene<'s, 'a> {
        let expected = Expected::new(&failure.expected);
        Scene { file: self.file, text: self.text, tokens, at: failure.at, expected }
    }
}
