//! Text tests: which patterns a text matches, and what follows for several texts.
//!
//! In: the texts a value or payload holds, in its slot. Out: the must and may bit of a test, when
//! somebody asks for them first ([`Loaded::look`]).

use crate::load::Loaded;
use crate::slots::Slots;
use agp_abi::facts::Facts;
use agp_abi::forms;
use agp_abi::tables::{Quantifier, TextRow};
use regex_automata::Anchored;
use regex_automata::dfa::{Automaton, sparse};
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;

/// One automaton of the tables.
///
/// **Contract with the compiler.** The bytes are `sparse::DFA::to_bytes_little_endian` of a
/// forward automaton that has an anchored start state. A text matches if the automaton, started
/// anchored at the text's beginning and fed all of its bytes and then the end of input, is in a
/// match state: the *whole* text must match. A pattern that may match anywhere is compiled with
/// its own `.*` in front and behind. Build from `(?s-u:^(?:PATTERN)$)`-like text with
/// `MatchKind::All`, so that a shorter match does not end the search for a longer one.
#[derive(Clone, Debug)]
pub(crate) struct Matcher {
    dfa: sparse::DFA<Vec<u8>>,
    start: StateID,
}

impl Matcher {
    /// Reads and checks an automaton.
    pub(crate) fn read(bytes: &[u8]) -> Result<Matcher, &'static str> {
        let (dfa, length) =
            sparse::DFA::from_bytes(bytes).map_err(|_| "it is no automaton of this version")?;
        if length != bytes.len() {
            return Err("bytes follow the automaton");
        }
        let config = start::Config::new().anchored(Anchored::Yes);
        let start = dfa.start_state(&config).map_err(|_| "it has no anchored start")?;
        Ok(Matcher { dfa: dfa.to_owned(), start })
    }

    /// Whether the whole text matches; `None` where the automaton gives up on it.
    pub(crate) fn matches(&self, text: &str) -> Option<bool> {
        let mut state = self.start;
        for byte in text.bytes() {
            state = self.dfa.next_state(state, byte);
            if self.dfa.is_special_state(state) {
                if self.dfa.is_dead_state(state) {
                    return Some(false);
                }
                if self.dfa.is_quit_state(state) {
                    return None;
                }
            }
        }
        let end = self.dfa.next_eoi_state(state);
        Some(self.dfa.is_match_state(end))
    }
}

impl Loaded {
    /// The bits of a text test, which looks at its texts unless it has before.
    pub(crate) fn look(&self, test: u32, slots: &Slots, facts: &mut Facts) -> (bool, bool) {
        if !facts.looked_at(test)
            && let Some(row) = self.tables.texts.get(test as usize)
        {
            let (must, may) = self.quantify(row, slots);
            facts.set_text(test, must, may);
        }
        facts.text(test)
    }

    /// Looks at the texts of every test.
    pub(crate) fn look_all(&self, slots: &Slots, facts: &mut Facts) {
        for (test, _) in (0u32..).zip(&self.tables.texts) {
            self.look(test, slots, facts);
        }
    }

    fn quantify(&self, row: &TextRow, slots: &Slots) -> (bool, bool) {
        let (mut matched, mut missed, mut unknown) = (false, false, slots.is_unsure(row.slot));
        for text in slots.texts(row.slot) {
            match self.test(row, text) {
                Some(true) => matched = true,
                Some(false) => missed = true,
                None => unknown = true,
            }
        }
        match row.quantifier {
            Quantifier::Any => (matched, matched || unknown),
            Quantifier::Every => (matched && !missed && !unknown, (matched || unknown) && !missed),
        }
    }

    /// Whether some matcher or block of the row takes the text.
    fn test(&self, row: &TextRow, text: &str) -> Option<bool> {
        if in_blocks(&row.blocks, text) {
            return Some(true);
        }
        let mut all_sure = true;
        for matcher in &row.matchers {
            match self.matches(*matcher, text) {
                Some(true) => return Some(true),
                Some(false) => {}
                None => all_sure = false,
            }
        }
        all_sure.then_some(false)
    }

    /// Whether the whole text matches this automaton.
    pub(crate) fn matches(&self, matcher: u32, text: &str) -> Option<bool> {
        self.matchers.get(matcher as usize)?.matches(text)
    }
}

/// Whether the text is an address in one of the blocks.
fn in_blocks(blocks: &[(u128, u8)], text: &str) -> bool {
    if blocks.is_empty() {
        return false;
    }
    let Some(address) = forms::ip(text) else { return false };
    blocks.iter().any(|(first, length)| {
        let host_bits = 128u32.saturating_sub(u32::from(*length));
        // A shift by all 128 bits is none: the block of length 0 holds every address.
        (address ^ first).checked_shr(host_bits).unwrap_or(0) == 0
    })
}
