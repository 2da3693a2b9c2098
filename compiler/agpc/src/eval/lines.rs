//! Lines of a stream, each held only as far as a record may be long.

use agp_runtime::MAX_RECORD_BYTES;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::io::{self, BufRead, ErrorKind};

/// Reads the next line without its line break; `false` at the end of the stream.
///
/// Of a line that is longer than a record may be, one byte more than that is kept, so that the
/// evaluator sees that it is too long; the rest is read past.
pub(super) fn next(from: &mut dyn BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let mut any = false;
    loop {
        let chunk = match from.fill_buf() {
            Ok(chunk) => chunk,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if chunk.is_empty() {
            return Ok(any);
        }
        any = true;
        let end = chunk.iter().position(|&byte| byte == b'\n');
        let part = &chunk[..end.unwrap_or(chunk.len())];
        let room = (MAX_RECORD_BYTES + 1).saturating_sub(line.len());
        line.extend_from_slice(&part[..part.len().min(room)]);
        let used = end.map_or(chunk.len(), |end| end + 1);
        from.consume(used);
        if end.is_some() {
            return Ok(true);
        }
    }
}

/// Whether a line is a record to be judged that carries no time.
pub(super) fn lacks_time(line: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Timed {
        event: String,
        time: Option<IgnoredAny>,
    }
    serde_json::from_slice(line)
        .is_ok_and(|Timed { event, time }| matches!(event.as_str(), "call" | "result") && time.is_none())
}

#[cfg(test)]
mod tests {
    use super::{lacks_time, next};
    use agp_runtime::MAX_RECORD_BYTES;
    use std::io::{BufReader, Read};

    fn lengths(bytes: impl Read) -> Vec<usize> {
        let mut reader = BufReader::new(bytes);
        let mut line = Vec::new();
        std::iter::from_fn(|| next(&mut reader, &mut line).unwrap().then_some(line.len())).collect()
    }

    #[test]
    fn a_blank_line_is_a_line_and_the_last_needs_no_end() {
        assert_eq!(lengths(&b""[..]), [0; 0]);
        assert_eq!(lengths(&b"\n"[..]), [0]);
        assert_eq!(lengths(&b"ab\n\n\xff\xfe"[..]), [2, 0, 2]);
    }

    #[test]
    fn a_line_that_is_too_long_is_cut_and_the_next_is_whole() {
        let long = std::io::repeat(b' ').take(3 * MAX_RECORD_BYTES as u64).chain(&b"\nxy\n"[..]);
        assert_eq!(lengths(long), [MAX_RECORD_BYTES + 1, 2]);
        let longest = std::io::repeat(b' ').take(MAX_RECORD_BYTES as u64).chain(&b"\n"[..]);
        assert_eq!(lengths(longest), [MAX_RECORD_BYTES]);
    }

    #[test]
    fn only_what_is_judged_needs_a_time() {
        assert!(lacks_time(br#"{"event":"call","tool":"t","args":{"time":"x"}}"#));
        assert!(lacks_time(br#"{"event":"result","tool":"t","time":null}"#));
        assert!(!lacks_time(br#"{"event":"call","tool":"t","time":"2026-01-01T00:00Z"}"#));
        assert!(!lacks_time(br#"{"event":"prompt"}"#));
        assert!(!lacks_time(b"nonsense"));
    }
}
