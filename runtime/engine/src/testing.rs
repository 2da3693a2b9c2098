//! The least policy there can be, for unit tests.

use agp_abi::facts::Layout as Facts;
use agp_abi::image::{self, Header, Kind, Layout, Meta, Section, Sizes};
use agp_abi::index::Plan;
use agp_abi::native::{Code, Entries, Target};
use agp_abi::tables::{AgentFeeds, Clock, FIRST_ENTRY, Feed, Names, Patterns, PolicyName, Tables, fault};

/// A policy without tools and rules.
pub(crate) fn tables() -> Tables {
    let text = |text: &str| text.to_owned();
    let tables = Tables {
        policy: PolicyName { name: text("acme.least"), version: text("1.0.0"), hash: text("blake3:0") },
        names: Names { public: FIRST_ENTRY, class_names: vec![text("public")], ..Names::default() },
        tools: Vec::new(),
        signals: Vec::new(),
        agent: AgentFeeds::default(),
        payload: Feed::default(),
        ones: vec![0, 0, 0, fault::OVERSIZE],
        sets: vec![FIRST_ENTRY; 4],
        numbers: Vec::new(),
        texts: Vec::new(),
        clock: Clock::default(),
        patterns: Patterns::default(),
        matchers: Vec::new(),
        literals: Vec::new(),
        automata: Vec::new(),
        slots: 0,
        enums: Vec::new(),
        atoms: Vec::new(),
        nodes: Vec::new(),
        risks: Vec::new(),
        rules: Vec::new(),
        notes: Vec::new().into(),
        plan: Plan::default(),
    };
    assert!(Facts::of(&tables).words() > 0);
    tables
}

/// Code that nobody runs.
pub(crate) fn code() -> Code {
    let entries = Entries { narrow: 0, settle: 0 };
    Code { target: Target::X86_64, bytes: vec![0xc3], call: entries, result: entries }
}

/// The unsigned image of some tables, with this code.
pub(crate) fn image(tables: &Tables, code: &[Code]) -> Vec<u8> {
    let meta = Meta {
        policy: tables.policy.clone(),
        compiler: "by hand".to_owned(),
        unicode: String::new(),
        time_zones: String::new(),
        sizes: Sizes::of(tables),
    };
    let contents = image::encode(&meta, tables).unwrap();
    let contents = contents.into_iter().map(|(kind, bytes)| (Section::of(kind, bytes.len() as u64), bytes));
    let code = code.iter().map(|code| {
        let section = Section::of(Kind::Code(code.target), code.bytes.len() as u64);
        (Section { entries: [code.call, code.result], ..section }, code.bytes.clone())
    });
    let contents: Vec<(Section, Vec<u8>)> = contents.chain(code).collect();
    let layout = Layout::place(contents.iter().map(|(section, _)| *section).collect()).unwrap();
    let sections = u32::try_from(contents.len()).unwrap();
    let mut bytes = Header { sections, body: layout.body(), signed: false }.to_bytes().to_vec();
    bytes.extend(layout.sections().iter().flat_map(|section| section.to_bytes()));
    for (section, (_, content)) in layout.sections().iter().zip(contents) {
        bytes.resize(usize::try_from(section.offset).unwrap(), 0);
        bytes.extend(content);
    }
    bytes.resize(usize::try_from(layout.body()).unwrap(), 0);
    bytes.extend(image::hash(&bytes));
    bytes
}
