//! The stream over an evaluator that answers by the first byte of a line.

use super::Stream;
use crate::engine::Judged;
use crate::out::{Out, Status};
use agp_abi::Verdict;
use agp_abi::decision::{Answer, Context, Decision, Duty};
use std::io::{self, BufReader, Write};

fn decision(verdict: Verdict, duties: Vec<Duty>) -> Decision {
    Decision {
        verdict,
        rule: Some("r".into()),
        matched: Vec::new(),
        because: None,
        cites: Vec::new(),
        risk: Vec::new(),
        duties,
        unknown: Vec::new(),
        undeclared: Vec::new(),
        shadow: Vec::new(),
    }
}

/// `h` halts the session, `d` makes the evaluators disagree, everything else shows the status.
fn answer(line: &[u8], context: &Context<'_>) -> Judged {
    let standing = format!("{:?}", context.sessions.status("s"));
    let decision = match line.first() {
        Some(b'h') => decision(Verdict::Halt, vec![Duty::Halt]),
        _ => Decision { because: Some(standing), ..decision(Verdict::Deny, Vec::new()) },
    };
    let answer = Answer { session: Some("s".into()), decision: Some(decision) };
    let other = Answer { session: None, decision: None };
    let disagreeing = if line == b"d" { vec![("reference", other)] } else { Vec::new() };
    Judged { answer, by: "native", disagreeing, reasons: None, causes: Vec::new() }
}

fn run(records: &[u8]) -> (Stream, String) {
    let mut stream = Stream { explain: true, ..Stream::default() };
    let mut written = Vec::new();
    let mut out = Out::new(&mut written);
    stream.run(&mut BufReader::new(records), &mut out, answer).unwrap();
    drop(out);
    (stream, String::from_utf8(written).unwrap())
}

#[test]
fn every_line_gets_a_decision_and_sessions_last() {
    let (stream, written) = run(b"a\n\nh\nb");
    assert_eq!(
        written,
        "line 1: deny by r (session s)\n    because  Running\n\
         line 2: deny by r (session s)\n    because  Running\n\
         line 3: halt by r (session s)\n    duties  end the session\n\
         line 4: deny by r (session s)\n    because  Halted\n"
    );
    assert_eq!(stream.status(), Status::Well);
}

#[test]
fn a_disagreement_is_counted_and_the_stream_goes_on() {
    let (stream, written) = run(b"d\nx\nd\n");
    assert_eq!(written.matches("line ").count(), 3);
    assert_eq!((stream.differences, stream.status()), (2, Status::PolicyAtFault));
}

/// Takes one decision and leaves.
struct Leaving(usize);

impl Write for Leaving {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += 1;
        if self.0 > 1 { Err(io::ErrorKind::BrokenPipe.into()) } else { Ok(bytes.len()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_reader_that_leaves_ends_the_stream() {
    let mut judged = 0;
    let mut stream = Stream { explain: true, ..Stream::default() };
    let ended = stream.run(&mut &b"a\nb\nc\nd\n"[..], &mut Out::new(Leaving(0)), |line, context| {
        judged += 1;
        answer(line, context)
    });
    assert_eq!((ended, judged, stream.status()), (Ok(()), 2, Status::Well));
}
