//! Patterns that no simpler shape fits.

use regex_automata::Anchored;
use regex_automata::dfa::{Automaton as _, sparse};
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;

/// One automaton of the tables.
///
/// **Contract with the compiler.** The bytes are `sparse::DFA::to_bytes_little_endian` of a
/// forward automaton that has an anchored start state. A text matches if the automaton, started
/// anchored at the text's beginning and fed all of its bytes and then the end of input, is in a
/// match state: the *whole* text must match. A pattern that may match anywhere is compiled with
/// its own `.*` in front and behind. Build with `MatchKind::All`, so that a shorter match does not
/// end the search for a longer one.
#[derive(Clone, Debug)]
pub(crate) struct Automaton {
    dfa: sparse::DFA<Vec<u8>>,
    start: StateID,
}

impl Automaton {
    /// Reads and checks an automaton.
    pub(crate) fn read(bytes: &[u8]) -> Result<Automaton, &'static str> {
        let (dfa, length) =
            sparse::DFA::from_bytes(bytes).map_err(|_| "it is no automaton of this version")?;
        if length != bytes.len() {
            return Err("bytes follow the automaton");
        }
        let config = start::Config::new().anchored(Anchored::Yes);
        let start = dfa.start_state(&config).map_err(|_| "it has no anchored start")?;
        Ok(Automaton { dfa: dfa.to_owned(), start })
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
