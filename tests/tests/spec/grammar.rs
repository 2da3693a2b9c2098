//! The grammar chapter against the parser.
//!
//! The words of the chapter are the lexer's. The productions are read as data: every name in them
//! is defined, every word of the language is used, and sentences derived from them at random, but
//! the same ones in every run, parse without a message.

use crate::book;
use agp_compiler::source::FileId;
use agp_compiler::syntax::{self, RESERVED, SOFT, STARTERS};
use std::collections::{BTreeMap, BTreeSet};

/// The words of the chapter, in the order of its lists.
pub(crate) fn words() {
    let chapter = book::chapter("03-grammar.md");
    for (list, lexer) in [("starters", STARTERS), ("reserved", RESERVED), ("soft", SOFT)] {
        let fence = chapter.fences.iter().find(|fence| fence.words() == ["text", "words", list]);
        let shown: Vec<&str> = fence.expect("a list of words").text.split_whitespace().collect();
        assert_eq!(BTreeSet::from_iter(&shown), BTreeSet::from_iter(lexer), "{list}");
        assert_eq!(shown.len(), lexer.len(), "{list}: a word stands twice");
    }
}

/// Every name is defined and reached, every word is used.
pub(crate) fn closed() {
    let grammar = Grammar::of_chapter();
    let mut used = BTreeSet::from(["file".to_owned()]);
    let mut terminals = BTreeSet::new();
    for body in grammar.rules.values() {
        body.visit(&mut |node| match node {
            Node::Rule(name) => drop(used.insert(name.clone())),
            Node::Word(word) => drop(terminals.insert(word.clone())),
            Node::Token(name) => assert!(samples(name).is_some(), "`{name}` is no token"),
            Node::All(_) | Node::Any(_) | Node::Maybe(_) | Node::Many(_) => {}
        });
    }
    let defined: BTreeSet<String> = grammar.rules.keys().cloned().collect();
    assert_eq!(used, defined, "names that are used, and that are defined");
    let all = STARTERS.iter().chain(RESERVED).chain(SOFT);
    let missing: Vec<_> = all.filter(|word| !terminals.contains(**word)).collect();
    assert!(missing.is_empty(), "no production has {missing:?}");
}

/// Sentences of the grammar parse.
pub(crate) fn derives() {
    let grammar = Grammar::of_chapter();
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for round in 0..10_000 {
        let mut text = String::new();
        grammar.derive(&Node::Rule("declaration".to_owned()), 2 + round % 12, &mut random, &mut text);
        let parsed = syntax::parse(FileId(0), &text);
        let found: Vec<String> = parsed
            .diagnostics
            .iter()
            .map(|diagnostic| format!("{} {}", diagnostic.code.text(), diagnostic.message))
            // That a part stands once is said beside the productions.
            .filter(|message| !message.starts_with("AGP0042"))
            .collect();
        assert!(found.is_empty(), "{text}\n{found:#?}");
    }
}

/// What a token looks like, each in a few shapes.
fn samples(token: &str) -> Option<Vec<&'static str>> {
    let samples: &[&str] = match token {
        "NAME" => &["a", "bc", "_d9", "Zebra"],
        "RAW" => &["`get-user`", "`when`", "`e f`"],
        "SOFT" => {
            return Some(SOFT.iter().filter(|word| !["detected", "open"].contains(*word)).copied().collect());
        }
        "WORD" => return Some([STARTERS, RESERVED, SOFT].concat()),
        "TEXT" => &[r#""""#, r#""a b""#, r#""\"\u{e9}\n""#, r#""*.example""#],
        "NUMBER" => &["0", "5", "0.7", "15m", "12_000EUR", "1.5MB"],
        "DATE" => &["2026-03-02", "2026-03-02T09:00Z", "2026-03-02T09:00:30Z"],
        "TIME" => &["08:00", "23:59"],
        "REGEX" => &["/a/", r"/\d+\/[^x]*/", "/a|b/"],
        "DOC" => &["/// said of what follows\n "],
        _ => return None,
    };
    Some(samples.to_vec())
}

/// Productions by name.
struct Grammar {
    rules: BTreeMap<String, Node>,
    /// How deep the shortest derivation of a name is.
    depths: BTreeMap<String, usize>,
}

/// A part of a production.
enum Node {
    All(Vec<Node>),
    Any(Vec<Node>),
    Maybe(Box<Node>),
    Many(Box<Node>),
    Word(String),
    Token(String),
    Rule(String),
}

impl Node {
    fn visit(&self, each: &mut impl FnMut(&Node)) {
        each(self);
        match self {
            Node::All(parts) | Node::Any(parts) => parts.iter().for_each(|part| part.visit(each)),
            Node::Maybe(part) | Node::Many(part) => part.visit(each),
            Node::Word(_) | Node::Token(_) | Node::Rule(_) => {}
        }
    }

    /// How deep the shortest derivation is, as far as that is known yet.
    fn depth(&self, known: &BTreeMap<String, usize>) -> Option<usize> {
        match self {
            Node::All(parts) => {
                parts.iter().try_fold(0, |deepest, part| Some(part.depth(known)?.max(deepest)))
            }
            Node::Any(parts) => parts.iter().filter_map(|part| part.depth(known)).min(),
            Node::Maybe(_) | Node::Many(_) | Node::Word(_) | Node::Token(_) => Some(0),
            Node::Rule(name) => known.get(name).map(|depth| depth + 1),
        }
    }
}

impl Grammar {
    fn of_chapter() -> Grammar {
        let chapter = book::chapter("03-grammar.md");
        let fences = chapter.fences.iter().filter(|fence| fence.words() == ["ebnf"]);
        let text: String = fences.map(|fence| fence.text.as_str()).collect();
        let mut rules = BTreeMap::new();
        let symbols = symbols(&text);
        let mut rest = symbols.as_slice();
        while let [name, equals, body @ ..] = rest {
            assert_eq!(equals, "=", "behind `{name}`");
            rest = body;
            let body = alternatives(&mut rest);
            assert_eq!(rest.first().map(String::as_str), Some(";"), "behind `{name}`");
            rest = &rest[1..];
            assert!(rules.insert(name.clone(), body).is_none(), "`{name}` is defined twice");
        }
        let mut depths = BTreeMap::new();
        for _ in 0..rules.len() {
            for (name, body) in &rules {
                if let Some(depth) = body.depth(&depths) {
                    depths.insert(name.clone(), depth);
                }
            }
        }
        Grammar { rules, depths }
    }

    /// Writes something that a part derives; with no depth left, the shortest there is.
    fn derive(&self, node: &Node, depth: usize, random: &mut Random, out: &mut String) {
        match node {
            Node::All(parts) => parts.iter().for_each(|part| self.derive(part, depth, random, out)),
            Node::Any(parts) => {
                let fits = |part: &&Node| part.depth(&self.depths).is_some_and(|needed| needed <= depth);
                let fitting: Vec<&Node> = parts.iter().filter(fits).collect();
                let shortest = parts.iter().min_by_key(|part| part.depth(&self.depths).unwrap_or(usize::MAX));
                let chosen =
                    if fitting.is_empty() { shortest.expect("a choice") } else { random.of(&fitting) };
                self.derive(chosen, depth, random, out);
            }
            Node::Maybe(part) | Node::Many(part) => {
                let most = if matches!(node, Node::Maybe(_)) { 2 } else { 4 };
                let fits = part.depth(&self.depths).is_some_and(|needed| needed < depth);
                for _ in 0..if fits { random.below(most) } else { 0 } {
                    self.derive(part, depth, random, out);
                }
            }
            Node::Word(word) => push(out, word),
            Node::Token(name) => {
                let samples = samples(name).expect("a token");
                push(out, samples[random.below(samples.len())]);
            }
            Node::Rule(name) => self.derive(&self.rules[name], depth.saturating_sub(1), random, out),
        }
    }
}

/// Tokens stand apart, but for what stands behind a dot.
fn push(out: &mut String, token: &str) {
    if !out.is_empty() && token != "." && !out.ends_with('.') {
        out.push(' ');
    }
    out.push_str(token);
}

/// The symbols of the notation.
fn symbols(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => rest[1..].find('"').expect("a word is closed") + 2,
            'a'..='z' | 'A'..='Z' => {
                rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len())
            }
            _ => first.len_utf8(),
        };
        found.push(rest[..length].to_owned());
        rest = rest[length..].trim_start();
    }
    found
}

fn alternatives(rest: &mut &[String]) -> Node {
    let mut found = vec![sequence(rest)];
    while rest.first().is_some_and(|symbol| symbol == "|") {
        *rest = &rest[1..];
        found.push(sequence(rest));
    }
    if found.len() == 1 { found.remove(0) } else { Node::Any(found) }
}

fn sequence(rest: &mut &[String]) -> Node {
    let mut found = Vec::new();
    while let Some(symbol) =
        rest.first().filter(|symbol| !["|", ";", ")", "]", "}"].contains(&symbol.as_str()))
    {
        *rest = &rest[1..];
        let node = match symbol.as_str() {
            "(" => enclosed(rest, ")"),
            "[" => Node::Maybe(Box::new(enclosed(rest, "]"))),
            "{" => Node::Many(Box::new(enclosed(rest, "}"))),
            word if word.starts_with('"') => Node::Word(word.trim_matches('"').to_owned()),
            token if token.chars().all(|c| c.is_ascii_uppercase()) => Node::Token(token.to_owned()),
            name => Node::Rule(name.to_owned()),
        };
        found.push(node);
    }
    Node::All(found)
}

fn enclosed(rest: &mut &[String], close: &str) -> Node {
    let node = alternatives(rest);
    assert_eq!(rest.first().map(String::as_str), Some(close), "an open bracket");
    *rest = &rest[1..];
    node
}

/// Numbers that look random and are the same in every run (xorshift64*, Vigna 2016).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(high).unwrap_or(0) % limit
    }

    fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}
