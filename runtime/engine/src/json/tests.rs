//! The reader against `serde_json`: what is JSON, what it says, and whether it is sound.

use super::{Document, Json, Kind, MAX_RECORD_DEPTH, Refused, Tape};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// A value with everything that a policy may see of it.
#[derive(Debug, PartialEq, Eq)]
enum Tree {
    Plain(String),
    Text(String),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

/// The members of an object, in the order written, twice where they are.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Each<'a>(std::marker::PhantomData<&'a ()>);
        impl<'de: 'a, 'a> Visitor<'de> for Each<'a> {
            type Value = Members<'a>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Members<'a>, M::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        from.deserialize_map(Each(std::marker::PhantomData))
    }
}

/// What `serde_json` makes of a value; `None` where it is not sound.
fn expected(raw: &RawValue, depth: usize) -> Option<Tree> {
    let text = raw.get();
    Some(match text.as_bytes()[0] {
        b'{' if depth < MAX_RECORD_DEPTH => {
            let members: Members<'_> = serde_json::from_str(text).ok()?;
            let mut keys: Vec<&str> = members.0.iter().map(|(key, _)| key.as_str()).collect();
            keys.sort_unstable();
            keys.windows(2).all(|pair| pair[0] != pair[1]).then_some(())?;
            let tree = |(key, value): (String, &RawValue)| Some((key, expected(value, depth + 1)?));
            Tree::Object(members.0.into_iter().map(tree).collect::<Option<_>>()?)
        }
        b'[' if depth < MAX_RECORD_DEPTH => {
            let items: Vec<&RawValue> = serde_json::from_str(text).ok()?;
            Tree::List(items.into_iter().map(|item| expected(item, depth + 1)).collect::<Option<_>>()?)
        }
        b'{' | b'[' => return None,
        b'"' => Tree::Text(serde_json::from_str(text).ok()?),
        _ => Tree::Plain(text.to_owned()),
    })
}

fn tree(json: Json<'_>) -> Tree {
    match json.kind() {
        Kind::Object => {
            Tree::Object(json.members().unwrap().map(|(key, value)| (key.to_owned(), tree(value))).collect())
        }
        Kind::List => Tree::List(json.items().unwrap().map(tree).collect()),
        Kind::Text => Tree::Text(json.text().unwrap().to_owned()),
        Kind::Null | Kind::Bool | Kind::Number => Tree::Plain(json.raw().to_owned()),
    }
}

/// Reads a line both ways; whether it is sound.
fn agree(line: &[u8], tape: &mut Tape) -> bool {
    let shown = String::from_utf8_lossy(line);
    let raw = std::str::from_utf8(line).ok().and_then(|text| serde_json::from_str::<&RawValue>(text).ok());
    match (tape.read(line), raw) {
        (Err(Refused::Unreadable), None) => false,
        (Err(Refused::Unsound(_)), Some(raw)) => {
            assert_eq!(expected(raw, 0), None, "{shown}");
            false
        }
        (Ok(json), Some(raw)) => {
            assert_eq!(Some(tree(json)), expected(raw, 0), "{shown}");
            true
        }
        (found, raw) => panic!("{shown}: {} but {}", found.is_ok(), raw.is_some()),
    }
}

const LINES: [&str; 14] = [
    r#"{"event":"call","session":"s-42","tool":"send","args":{"to":["x@y.z","b"],"n":-12.50e+3},"data":[]}"#,
    r#" { "a" : [ ] , "b" : { } , "c" : [ [ 1 , 2 ] , null , true , false ] } "#,
    r#"{"long key of more than eight bytes":"a text that is \"quoted\" and ends\\","é":"ü\n\t\/\b\f\r"}"#,
    r#"["\u00e9\ud83d\ude00\uD83D\uDE00","\ud83d","\ude00","\ud83d\u0041","\ud83dx"]"#,
    r#"{"a":1,"\u0061":2}"#,
    r#"{"a":1,"b":{"a":1,"a":2}}"#,
    r#"{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9,"j":10,"k":11,"l":12,"m":13,"n":14,"e":15}"#,
    r#"{"a":{"x":1},"b":{"x":1},"c":[{"x":1},{"x":1}]}"#,
    r"[0,-0,0.0,1e9,1E-9,1e999,123456789012345678901234567890]",
    "\"a\u{7f}b\"",
    "\t\"x\"\r\n",
    "-1",
    "null",
    r#"{"":"","\u0000":"\u0000"}"#,
];

#[test]
fn lines_read_as_serde_reads_them() {
    let mut tape = Tape::default();
    let sound: Vec<bool> = LINES.iter().map(|line| agree(line.as_bytes(), &mut tape)).collect();
    let unsound: Vec<usize> = (0..LINES.len()).filter(|at| !sound[*at]).collect();
    assert_eq!(unsound, [3, 4, 5, 6]);
    for broken in [
        "",
        " ",
        "01",
        "1.",
        ".5",
        "1e",
        "+1",
        "-",
        "tru",
        "nulll",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{,}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{\"a\" 1}",
        "[",
        "]",
        "{",
        "[}",
        "{\"a\":1]",
        "\"",
        "\"\\\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\ud800\\u12\"",
        "\"a\u{1}\"",
        "\"12345678\u{1f}\"",
        "\"\n\"",
        "1 2",
        "{} {}",
        "\u{feff}1",
        "\u{a0}1",
        "NaN",
        "Infinity",
        "'a'",
        "// 1",
    ] {
        assert!(!agree(broken.as_bytes(), &mut tape), "{broken:?}");
    }
    assert!(!agree(b"\"\xff\"", &mut tape));
}

#[test]
fn nesting_has_a_bound() {
    let mut tape = Tape::default();
    for depth in [MAX_RECORD_DEPTH, MAX_RECORD_DEPTH + 1, 5_000] {
        let line = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let read = tape.read(line.as_bytes()).is_ok();
        assert_eq!(read, depth <= MAX_RECORD_DEPTH, "{depth}");
    }
    assert!(agree(format!("{}1{}", "[{\"a\":".repeat(32), "}]".repeat(32)).as_bytes(), &mut tape));
}

#[test]
fn leaves_and_lists_are_counted() {
    let json = Document::read(r#"{"a":["x",[1,2,3],{"k":"y"}],"b":true,"c":[]}"#).unwrap();
    let leaves: Vec<&str> = json.json().leaves().map(Json::raw).collect();
    assert_eq!(leaves, ["x", "1", "2", "3", "y", "true"]);
    assert_eq!(json.json().longest_list(), 3);
    let text = Document::read("\"x\"").unwrap();
    assert_eq!(text.json().leaves().count(), 1);
    assert_eq!(Document::read("{\"a\":{}}").unwrap().json().longest_list(), 0);
}

/// Lines with a few bytes changed, taken out or doubled.
#[test]
fn spoilt_lines_read_as_serde_reads_them() {
    let mut tape = Tape::default();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 16).unwrap() % below
    };
    let alphabet = b"\"\\{}[]:,. \t\n0123456789-+eEtrufalsn/bdc\x00\x1f\x7f\xc3\xa9\xed\xa0\x80";
    let mut sound = 0;
    for _ in 0..200_000 {
        let mut line = LINES[next(LINES.len())].as_bytes().to_vec();
        for _ in 0..=next(3) {
            let at = next(line.len());
            match next(4) {
                0 => line[at] = alphabet[next(alphabet.len())],
                1 => drop(line.remove(at)),
                2 => line.insert(at, alphabet[next(alphabet.len())]),
                _ => {
                    let from = next(line.len());
                    let piece = line[from..line.len().min(from + 6)].to_vec();
                    line.splice(at..at, piece);
                }
            }
            if line.is_empty() {
                line.push(b'1');
            }
        }
        sound += usize::from(agree(&line, &mut tape));
    }
    assert!((20_000..180_000).contains(&sound), "{sound} of the lines were sound");
}
