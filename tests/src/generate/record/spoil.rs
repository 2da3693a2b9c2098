//! Lines that are no record, or hardly one.

use super::Line;
use crate::dice::Dice;
use crate::json::Json;

/// Breaks a line in one place.
pub(super) fn line(dice: &mut Dice<'_>, record: Json) -> Line {
    let mut bytes = record.line().into_bytes();
    let Json::Object(mut fields) = record else { return Line::Bytes(bytes) };
    match dice.below(12) {
        0 => bytes.truncate(dice.below(bytes.len())),
        1 => bytes.extend(dice.word(&["x", "}", "\0", "{"]).bytes()),
        2 => bytes.insert(dice.below(bytes.len()), 0xff),
        3 => return object(fields, "session", r#""\ud800""#),
        4 => return object(fields, "event", r#""call""#),
        5 => return object(fields, "extra", &format!("{}{}", "[".repeat(64), "]".repeat(64))),
        6 => return object(fields, "extra", &format!("{}{}", "[".repeat(63), "]".repeat(63))),
        7 => return object(fields, "error", r#"{"a":1,"a":2}"#),
        8 => {
            let field = dice.word(&[
                "session",
                "tool",
                "purpose",
                "content",
                "time",
                "agent",
                "args",
                "signals",
                "origin",
                "role",
                "data",
                "destination",
                "resource",
                "event",
            ]);
            let wrong = dice.word(&["1", "true", "[1]", r#"["a",null]"#, "{}", r#""""#, "null"]);
            fields.retain(|(key, _)| key != field);
            return object(fields, field, wrong);
        }
        9 => {
            let agent =
                dice.word(&[r#"{"id":1}"#, r#"{"verified":"yes"}"#, r#"{"trust":"1"}"#, r#"{"depth":[]}"#]);
            fields.retain(|(key, _)| key != "agent");
            return object(fields, "agent", agent);
        }
        10 => {
            let gone = dice.word(&["event", "tool"]);
            fields.retain(|(key, _)| key != gone);
            return Line::Object(Json::Object(fields));
        }
        _ => bytes = (*dice.pick(&[&b""[..], b"null", b"[]", b"\"call\"", b"  { }  "])).to_vec(),
    }
    Line::Bytes(bytes)
}

fn object(mut fields: Vec<(String, Json)>, key: &str, value: &str) -> Line {
    fields.push((key.to_owned(), Json::raw(value)));
    Line::Object(Json::Object(fields))
}
