use super::Facts;
use crate::number::Bounds;
use crate::tables::*;

/// As many text tests as fill a word and one more; one number, nothing else of interest.
fn tables() -> Tables {
    let text = TextRow { slot: 0, quantifier: Quantifier::Any, matchers: Vec::new(), blocks: Vec::new() };
    Tables {
        policy: PolicyName { name: String::new(), version: String::new(), hash: String::new() },
        names: Names::default(),
        tools: Vec::new(),
        signals: Vec::new(),
        agent: AgentFeeds::default(),
        payload: Feed::default(),
        ones: vec![9, 3, 2, 3],
        sets: vec![5, 130],
        numbers: vec![Bounds { low: -1, high: 1 }],
        slots: 1,
        texts: vec![text; 65],
        clock: Clock::default(),
        patterns: Patterns::default(),
        matchers: Vec::new(),
        literals: Vec::new(),
        automata: Vec::new(),
        enums: Vec::new(),
        atoms: Vec::new(),
        nodes: Vec::new(),
        risks: Vec::new(),
        rules: Vec::new(),
        notes: crate::notes::Notes::default(),
        plan: crate::index::Plan::default(),
    }
}

#[test]
fn a_text_that_nobody_looked_at_is_unknown_and_says_so() {
    let mut facts = Facts::unknown(&tables());
    for test in 0..65 {
        assert_eq!((facts.text(test), facts.looked_at(test)), ((false, true), false), "{test}");
    }
    facts.set_text(64, false, true);
    facts.set_text(3, true, true);
    for test in 0..65 {
        assert_eq!(facts.text(test), (test == 3, true), "{test}");
        assert_eq!(facts.looked_at(test), test == 3 || test == 64, "{test}");
    }
}

#[test]
fn many_tests_are_ruled_out_at_once() {
    let mut facts = Facts::unknown(&tables());
    facts.set_text(1, true, true);
    facts.rule_out_texts(0, 0b1_0010);
    for test in 0..65 {
        let out = test == 1 || test == 4;
        assert_eq!((facts.text(test), facts.looked_at(test)), ((false, !out), out), "{test}");
    }
    facts.rule_out_texts(7, u64::MAX);
}

#[test]
fn what_was_changed_is_forgotten() {
    let blank = Facts::unknown(&tables());
    let mut facts = blank.clone();
    facts.set_text(64, true, true);
    facts.set_number(0, Bounds::exactly(7));
    facts.insert(1, 130);
    facts.remove(0, MORE);
    assert_ne!(facts, blank);
    facts.reset_to(&blank);
    assert_eq!(facts, blank);
}

#[test]
fn words_that_were_kept_are_facts_again() {
    let mut facts = Facts::unknown(&tables());
    let kept: Vec<u64> =
        (0..).take(facts.words().len()).map(|word: u64| word.wrapping_mul(u64::MAX / 3)).collect();
    assert!(facts.set_words(&kept));
    assert_eq!(facts.words(), kept);
    assert!(!facts.set_words(&kept[1..]));
    assert_eq!(facts.words(), kept);
}
