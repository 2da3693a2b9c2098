//! What standard error says of records, beside their decisions.
//!
//! That the clock of this machine was taken is said once, that a field is probably misspelt once for
//! each, why records were refused for the first few.

use super::lines;
use crate::cause;
use crate::out::{plain, say};
use std::collections::BTreeSet;

/// The most refused records whose cause is told, and the most misspelt fields.
const MOST_TOLD: usize = 20;

/// What has been said so far.
#[derive(Default)]
pub(super) struct Notes {
    clock_is_told: bool,
    misspelt: BTreeSet<String>,
    refused: usize,
}

impl Notes {
    /// What is to be said of a record before it is judged.
    pub(super) fn of_record(&mut self, number: u64, line: &[u8]) {
        if !self.clock_is_told && lines::lacks_time(line) {
            self.clock_is_told = true;
            say(&format!(
                "note: line {number} has no `time`: such records are judged at the time of this machine's clock"
            ));
        }
        if self.misspelt.len() >= MOST_TOLD {
            return;
        }
        for (written, meant) in cause::misspelt(line) {
            if self.misspelt.len() < MOST_TOLD && self.misspelt.insert(written.clone()) {
                let written = plain(&written);
                say(&format!(
                    "note: line {number}: records have no `{written}`, so it is ignored: did you mean `{meant}`?"
                ));
            }
        }
    }

    /// Why a record was refused.
    pub(super) fn of_refusal(&mut self, number: u64, causes: &[String]) {
        if causes.is_empty() || self.refused > MOST_TOLD {
            return;
        }
        self.refused += 1;
        if self.refused > MOST_TOLD {
            say("note: why further records were refused is not shown; `--explain` says it of each");
            return;
        }
        for cause in causes {
            say(&format!("note: line {number}: {}", plain(cause)));
        }
    }
}
