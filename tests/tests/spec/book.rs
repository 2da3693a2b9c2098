//! The chapters and their fences.

use std::fs;
use std::path::{Path, PathBuf};

/// A Markdown file of the reference, or the README of the repository.
pub(crate) struct Chapter {
    /// As messages name it: `spec/02-lexical.md`.
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) fences: Vec<Fence>,
}

/// What stands between two lines of three backticks.
#[derive(Clone, Debug)]
pub(crate) struct Fence {
    /// The words behind the opening marks.
    pub(crate) words: Vec<String>,
    pub(crate) text: String,
    /// The line of the chapter on which the text begins, from 1.
    pub(crate) line: usize,
}

impl Fence {
    /// The words, for a match.
    pub(crate) fn words(&self) -> Vec<&str> {
        self.words.iter().map(String::as_str).collect()
    }

    /// Whether it is an AGP file rather than a fragment of one.
    pub(crate) fn is_file(&self) -> bool {
        let first = self.text.lines().find(|line| !line.trim().is_empty() && !line.starts_with("//"));
        let headed = first.is_some_and(|line| line.starts_with("policy ") || line.starts_with("module "));
        headed || self.words.last().is_some_and(|word| word == "file")
    }

    /// The text behind as many empty lines as stand before it, so that its lines are those of the chapter.
    pub(crate) fn in_place(&self) -> String {
        format!("{}{}", "\n".repeat(self.line - 1), self.text)
    }
}

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every chapter in order of name, then the README.
pub(crate) fn chapters() -> Vec<Chapter> {
    let listed = fs::read_dir(root().join("spec")).expect("the folder of the reference can be listed");
    let mut paths: Vec<PathBuf> = listed.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    paths.push(root().join("README.md"));
    paths.iter().map(|path| read(path)).collect()
}

/// A chapter by its file name.
pub(crate) fn chapter(name: &str) -> Chapter {
    read(&root().join("spec").join(name))
}

fn read(path: &Path) -> Chapter {
    let name = path.strip_prefix(root()).unwrap_or(path).display().to_string();
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{name}: {error}"));
    let fences = fences(&name, &text);
    Chapter { name, text, fences }
}

fn fences(name: &str, text: &str) -> Vec<Fence> {
    let mut found: Vec<Fence> = Vec::new();
    let mut open = false;
    for (index, line) in text.lines().enumerate() {
        match (open, line.strip_prefix("```")) {
            (false, Some(words)) => {
                let words = words.split_whitespace().map(str::to_owned).collect();
                found.push(Fence { words, text: String::new(), line: index + 2 });
                open = true;
            }
            (true, Some(_)) => open = false,
            (true, None) => {
                let fence = found.last_mut().expect("an open fence");
                fence.text.push_str(line);
                fence.text.push('\n');
            }
            (false, None) => {}
        }
    }
    assert!(!open, "{name}: the last fence is never closed");
    found
}

/// Fences whose words no test would look at.
pub(crate) fn unknown_fences() -> Vec<String> {
    let mut found = Vec::new();
    for chapter in chapters() {
        let readme = chapter.name == "README.md";
        for fence in &chapter.fences {
            let known = match fence.words()[..] {
                ["agp" | "ebnf" | "text"]
                | ["agp", "fragment"]
                | ["agp", "fail" | "warn", _]
                | ["agp", "fail" | "warn", _, "file"]
                | ["json", "record", _]
                | ["json", "decision"]
                | ["text", "words", _] => true,
                ["sh" | "json" | "rust"] => readme,
                _ => false,
            };
            if !known {
                found.push(format!(
                    "{}:{}: a fence of `{}`",
                    chapter.name,
                    fence.line,
                    fence.words.join(" ")
                ));
            }
        }
    }
    found
}

/// Lines of more than 120 characters outside tables, and links to files that are not there.
pub(crate) fn form(chapter: &Chapter) -> Vec<String> {
    let ours = chapter.name.starts_with("spec/")
        && !["evaluation.md", "texts.md"].iter().any(|name| chapter.name.ends_with(name));
    let mut found = Vec::new();
    for (number, line) in (1..).zip(chapter.text.lines()).filter(|_| ours) {
        let place = format!("{}:{number}", chapter.name);
        if line.chars().count() > 120 && !line.starts_with('|') {
            found.push(format!("{place}: longer than 120 characters"));
        }
        for link in line.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            if !link.is_empty() && !link.contains("://") && !root().join("spec").join(link).exists() {
                found.push(format!("{place}: `{link}` is not there"));
            }
        }
    }
    found
}
