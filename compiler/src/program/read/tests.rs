//! Texts that are no programs, and why.

use super::{ReadError, read};
use crate::backend::plan::plan;
use crate::program::MAX_NESTING;
use std::fmt::Write;

/// A small program with a bit of everything, as it prints.
pub(in crate::program) const SMALL: &str = r#"program 1 acme.small "1.0.0"

class public
class pii in acme.small detected
class pii.email in acme.small is [pii] detected

role clerk in acme.small open
role clerk.senior in acme.small is [clerk]

purpose care in acme.small

destination internal
destination internal.local is [internal]
destination partner in acme.small is [internal] matches ["*.partner.example", "p\"q"]

origin records
origin "shop floor" in acme.small is [records]

kind read
kind pay

channel pager in acme.small

tool look in acme.small is read yields [pii.email] from ["shop floor"] to [internal.local] undo pay rest
  arg page ? text -> resource = "a b"
  arg tags list of enum [hot, "not so hot"]
  returns body from records
tool pay in acme.small is pay
  arg to iban -> destination
  arg amount EUR

signal anger score
signal flags set of enum [red, "dark red"]

one o0 tool
one o1 kind
one o2 purpose
one o3 fault
one o4 weekday Europe/Berlin [mon, tue, wed, thu, fri, sat, sun]

set s0 role
set s1 data
set s2 destination
set s3 resource
set s4 signal flags [red, "dark red"]

number n0 args [amount of pay] EUR ..
number n1 signal anger score 0..1000000
number n2 time time ..

text t0 payload any contains "x" finds "[0-9]+" like "a*" by "/" in "::ffff:10.0.0.0/104"
text t1 args [page of look] every is "a" matches "b"

atom a0 o3 is {none}
atom a1 o0 is {pay} of [o0 tool] # tool is pay
atom a2 s1 has {pii, pii.email} perhaps {?0, ?2} of [s1 data] # data has pii
atom a3 s4 within {"dark red"} perhaps {?0} of [s4 signal.flags] # signal.flags within `dark red`
atom a4 2 * n0 + -1 * n2 >= -5 of [n0 args.amount, n2 time] # 2 * args.amount - time >= -5
atom a5 t0 of [t0 payload]
atom a6 known n1 of [n1 signal.anger] # signal.anger is known
atom a7 r0 >= 0.700000000001 # danger > 0.7
atom a8 o3 is {malformed}
atom a9 o3 is {oversize}

risk danger
  add 0.5 * n1 signal.anger when true # add 0.5 * signal.anger
  subtract 0.25 when (or a1 !a2)

rule deny malformed on call reserved
  when a8
rule deny oversize on call reserved
  when a9
rule review acme.small.big as big on call
  when (and a1 a4 (or a7 !a6))
  because "Money \"flies\".\nTwice."
  cites ["A 1"]
  alert [pager]
  by 2 of clerk within 90m else halt
  rollback session
rule redact acme.small.hide as hide on result shadow
  when a2
  mask [pii.email]
rule allow acme.small.pay as pay on call
  when (and a1 a3 a5 a0)
"#;

#[test]
fn everything_reads_back() {
    let program = read(SMALL).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(program.to_string(), SMALL);
}

#[test]
fn empty_lines_and_spaces_do_not_matter() {
    let spaced = SMALL.replace("\n\n", "\n").replace(", ", " ,  ").replace('\n', "\n  \n  ");
    assert_eq!(read(&spaced).map(|program| program.to_string()), Ok(SMALL.to_owned()));
}

/// The small program with one text replaced by another must be refused in these words.
#[track_caller]
fn refused(from: &str, to: &str, message: &str) {
    assert!(SMALL.contains(from), "no `{from}`");
    match read(&SMALL.replacen(from, to, 1)) {
        Ok(_) => panic!("`{to}` was read"),
        Err(error) => assert_eq!(error.to_string(), message),
    }
}

#[test]
fn lines_that_do_not_read() {
    refused("program 1", "programme 1", "line 1: a program begins with `program`");
    refused("program 1", "program 2", "line 1: the form 2 is not known, only 1");
    refused("program 1", "program -1", "line 1: expected the version of the text's form, found `-1`");
    refused("\"1.0.0\"", "1.0.0", "line 1: expected a text in quotes, found `1.0.0`");
    refused("\"1.0.0\"", "\"1.0.0", "line 1: a text in quotes is not closed");
    refused("class pii in", "class public in", "line 4: a second class `public`");
    refused("is [pii]", "is [pi]", "line 5: there is no class `pi`");
    refused("is [pii]", "is [pii", "line 5: expected `,`, found `detected`");
    refused("undo pay", "undo play", "line 24: there is no tool `play`");
    refused("-> resource", "-> ressource", "line 25: expected a facet, found `ressource`");
    refused("amount EUR", "amount euro", "line 30: expected a type, found `euro`");
    refused("one o1", "one o2", "line 36: expected `o1`, found `o2`");
    refused("number n1 signal anger", "number n1 signal joy", "line 48: there is no signal `joy`");
    refused("score 0..1000000", "score 0 1000000", "line 48: expected `..`, found `1000000`");
    refused("by \"/\"", "by \"//\"", "line 51: a separator is one character");
    refused("10.0.0.0/104", "10.0.0.0/256", "line 51: `::ffff:10.0.0.0/256` is no address block");
    refused("finds", "seeks", "line 51: `seeks` is no test of a text");
    refused("s4 within {\"dark red\"}", "s4 within {green}", "line 57: there is no value `green`");
    refused("{?0, ?2}", "{?0, ?3}", "line 56: there is no unnamed element `?3`");
    refused("a5 t0", "a5 t7", "line 59: there is no `t7`");
    refused("a5 t0", "a5 t99999999999", "line 59: expected `t` and a number, found `t99999999999`");
    refused("rule deny malformed", "rule refuse malformed", "line 69: expected a verdict, found `refuse`");
    refused(
        "rule deny malformed",
        "rule deny malfunction",
        "line 69: no reserved rule is called `malfunction`",
    );
    refused("when (and a1 a4", "when (xor a1 a4", "line 74: expected `and` or `or`, found `xor`");
    refused("a7 !a6))", "a7 !a6)", "line 74: expected `a` and a number, found the end of the line");
    refused("within 90m", "within 90y", "line 78: expected a time, found `90y`");
    refused("  mask", "  masks", "line 82: a line of `masks` has no place here");
    refused("  when a2\n", "", "line 81: a rule goes on with `when`");
    refused(
        "Twice",
        "\u{202e}",
        "line 75: a text in quotes has an escape that stands for nothing, or a character that is to be escaped",
    );
    refused("# tool is", "# tool \\u{d800} is", "line 55: an escape in it stands for nothing");
    refused("# tool is", "# tool \u{202e} is", "line 55: a character in it is to be escaped");
}

#[test]
fn what_reads_is_verified() {
    let broken = SMALL.replace("a7 r0", "a7 r1");
    assert!(matches!(read(&broken), Err(ReadError::Broken(_))));
}

#[test]
fn formulas_nest_no_deeper_than_agreed() {
    let nested = |depth: usize| {
        let joins = ["(and a1 ", "(or a1 "];
        let open: String = (0..depth).map(|level| joins[level % 2]).collect();
        SMALL.replace("when a2\n  mask", &format!("when {open}a2{}\n  mask", ")".repeat(depth)))
    };
    assert!(read(&nested(MAX_NESTING)).is_ok());
    let message = format!("line 81: a formula nests deeper than {MAX_NESTING}");
    assert_eq!(read(&nested(MAX_NESTING + 1)).unwrap_err().to_string(), message);
    assert_eq!(read(&nested(1_000_000)).unwrap_err().to_string(), message);
}

#[test]
fn a_long_chain_of_parents_is_refused() {
    let mut text = "program 1 a \"1\"\nclass c0\n".to_owned();
    for child in 1..3_000 {
        writeln!(text, "class c{child} is [c{}]", child - 1).unwrap();
    }
    assert!(read(&text).unwrap_err().to_string().ends_with("too many entries are kinds of others"));
}

/// A xorshift generator: the same texts in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).unwrap()
    }

    /// The text with some piece of it lost, copied elsewhere, or replaced by a piece of another kind.
    fn spoil(&mut self, text: &str) -> String {
        const PIECES: [&str; 16] = [
            "\"",
            "\\",
            "\\u{",
            "[",
            "]",
            "{",
            "(",
            "(or ",
            ")",
            "?",
            "#",
            ",",
            "-9223372036854775808",
            "18446744073709551616",
            "\u{85}",
            "é",
        ];
        let pieces: Vec<&str> = if self.below(3) == 0 {
            text.split_inclusive('\n').collect()
        } else if self.below(2) == 0 {
            text.split_inclusive(' ').collect()
        } else {
            text.split_inclusive(|_| true).collect()
        };
        let (from, to) = (self.below(pieces.len()), self.below(pieces.len()));
        let kind = self.below(4);
        let mut spoilt = String::new();
        for (at, piece) in pieces.iter().enumerate() {
            match kind {
                0 if at == from => {}
                1 if at == to => spoilt.extend([pieces[from], piece]),
                2 if at == to => spoilt.push_str(pieces[from]),
                3 if at == from => spoilt.push_str(PIECES[self.below(PIECES.len())]),
                _ => spoilt.push_str(piece),
            }
        }
        spoilt
    }
}

#[test]
fn spoilt_texts_read_or_are_refused() {
    let mut dice = Dice(0x5eed);
    let mut read_well = 0;
    for _ in 0..6_000 {
        let mut text = SMALL.to_owned();
        for _ in 0..=dice.below(3) {
            text = dice.spoil(&text);
        }
        let Ok(program) = read(&text) else { continue };
        let printed = program.to_string();
        assert_eq!(read(&printed).map(|again| again.to_string()).as_ref(), Ok(&printed), "{text}");
        read_well += 1;
        if read_well % 16 == 0 {
            let _ = plan(&program);
        }
    }
    assert!(read_well > 300, "only {read_well} texts were read");
}
