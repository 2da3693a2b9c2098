//! Stub.
#![allow(missing_docs, reason = "stub")]

use crate::diag::{Code, Diagnostic};
use crate::semantics::thir;
use crate::source::{Provenance, Sources, Span};
use agp_abi::tables::{AgentFeeds, Clock, Feed, Names, Patterns, PolicyName, Tables};
use std::fmt;

pub struct Checked {
    pub diagnostics: Vec<Diagnostic>,
    pub units: Vec<thir::Policy>,
}

pub struct Program(String);

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

pub struct Compiled {
    pub policy: thir::Policy,
    pub program: Program,
    pub tables: Tables,
}

pub fn check(sources: &Sources) -> Checked {
    let mut checked = Checked { diagnostics: Vec::new(), units: Vec::new() };
    for (file, source) in sources.iter().filter(|(_, source)| source.provenance == Provenance::Given) {
        for (at, stray) in source.text.match_indices('$') {
            let span = Span::new(file, at, at + stray.len());
            checked.diagnostics.push(
                Diagnostic::new(Code::StrayCharacter, span, "no token begins with `$`")
                    .here("here")
                    .also(Span::new(file, 0, 6), "in this policy")
                    .help("remove it"),
            );
        }
        let Some(header) = source.text.lines().find(|line| line.starts_with("policy ") || line.starts_with("module "))
        else {
            continue;
        };
        if source.text.contains('$') {
            continue;
        }
        let not_yet = source.text.find("count(").map(|at| ("`count`".to_owned(), Span::new(file, at, at + 5)));
        checked.units.push(thir::Policy {
            name: header.split(' ').nth(1).unwrap_or("?").to_owned(),
            version: header.split('"').nth(1).unwrap_or("").to_owned(),
            is_module: header.starts_with("module"),
            vocabularies: thir::Vocabularies::default(),
            tools: Vec::new(),
            signals: Vec::new(),
            risks: Vec::new(),
            rules: Vec::new(),
            tests: Vec::new(),
            proofs: Vec::new(),
            not_yet: not_yet.into_iter().collect(),
        });
    }
    checked
}

pub fn compile(_: &Sources, unit: &thir::Policy) -> Result<Compiled, Vec<Diagnostic>> {
    let tables = Tables {
        policy: PolicyName {
            name: unit.name.clone(),
            version: unit.version.clone(),
            hash: format!("blake3:{}", "0".repeat(64)),
        },
        names: Names::default(),
        tools: Vec::new(),
        signals: Vec::new(),
        agent: AgentFeeds::default(),
        payload: Feed::default(),
        ones: Vec::new(),
        sets: Vec::new(),
        numbers: Vec::new(),
        texts: Vec::new(),
        clock: Clock::default(),
        patterns: Patterns::default(),
        matchers: Vec::new(),
        enums: Vec::new(),
        atoms: Vec::new(),
        nodes: Vec::new(),
        risks: Vec::new(),
        rules: Vec::new(),
        notes: Vec::new(),
    };
    Ok(Compiled { policy: unit.clone(), program: Program(format!("policy {}\n", unit.name)), tables })
}

pub fn extended_names(sources: &Sources) -> Vec<String> {
    let given = sources.iter().filter(|(_, source)| source.provenance == Provenance::Given);
    given.flat_map(|(_, source)| source.text.lines()).filter_map(|line| line.strip_prefix("extends ")).map(str::to_owned).collect()
}
