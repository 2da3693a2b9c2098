//! What a run says and how it ends.
//!
//! Nothing here panics: a reader that closes its end early ends the output, not the run, so that
//! the exit status still tells what was found. Text from files and records is made [`plain`]
//! before a person sees it, because a terminal would obey the control characters in it.

use std::borrow::Cow;
use std::io::{self, BufWriter, ErrorKind, Stdout, Write};
use std::process::ExitCode;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    /// All is well.
    Well,
    /// The policy is at fault: errors, failing tests, another format.
    PolicyAtFault,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        match status {
            Status::Well => ExitCode::SUCCESS,
            Status::PolicyAtFault => ExitCode::from(1),
        }
    }
}

/// The call is at fault, and what to change.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct CallFault(pub(crate) String);

impl CallFault {
    /// The status such a call exits with.
    pub(crate) const STATUS: u8 = 2;
}

/// What a command comes to.
pub(crate) type Outcome = Result<Status, CallFault>;

/// Standard output, or what stands in for it.
pub(crate) struct Out<W: Write = Stdout> {
    to: BufWriter<W>,
    closed: bool,
}

impl Out {
    /// Standard output.
    pub(crate) fn standard() -> Self {
        Out::new(io::stdout())
    }
}

impl<W: Write> Out<W> {
    /// Writes to `to`.
    pub(crate) fn new(to: W) -> Self {
        Out { to: BufWriter::new(to), closed: false }
    }

    /// Whether nobody reads any more. What is written then is lost.
    pub(crate) fn closed(&self) -> bool {
        self.closed
    }

    /// Writes a text as it is.
    pub(crate) fn text(&mut self, text: &str) -> Result<(), CallFault> {
        self.attempt(|to| to.write_all(text.as_bytes()))
    }

    /// Writes a line.
    pub(crate) fn line(&mut self, line: &str) -> Result<(), CallFault> {
        self.text(line)?;
        self.text("\n")
    }

    /// Hands on what has been written so far. Must be called at the end.
    pub(crate) fn flush(&mut self) -> Result<(), CallFault> {
        self.attempt(Write::flush)
    }

    fn attempt(&mut self, step: impl FnOnce(&mut BufWriter<W>) -> io::Result<()>) -> Result<(), CallFault> {
        if self.closed {
            return Ok(());
        }
        match step(&mut self.to) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(())
            }
            Err(error) => Err(CallFault(format!("cannot write to standard output: {error}"))),
        }
    }
}

/// Writes a line to standard error. Where nobody reads there, it is lost.
pub(crate) fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// A text without the characters that a terminal obeys or that hide what is there: each becomes
/// its code, `\u{1b}`. Line breaks become codes too.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unseen) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_unseen(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

/// Whether a character controls a terminal, reorders a line or takes no place in it.
pub(crate) fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
}

/// `1 file`, `3 files`
pub(crate) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::{Out, count, plain};
    use std::io::{self, ErrorKind, Write};

    struct Failing(ErrorKind);

    impl Write for Failing {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn shows_what_a_terminal_would_obey() {
        assert_eq!(plain("secops"), "secops");
        assert_eq!(plain("a\u{1b}[2Jb\n"), "a\\u{1b}[2Jb\\u{a}");
        assert_eq!(plain("ad\u{202e}min"), "ad\\u{202e}min");
    }

    #[test]
    fn a_reader_that_leaves_is_no_fault_and_a_full_disk_is() {
        let mut out = Out::new(Failing(ErrorKind::BrokenPipe));
        assert_eq!((out.line("x"), out.flush(), out.closed()), (Ok(()), Ok(()), true));
        let mut out = Out::new(Failing(ErrorKind::StorageFull));
        assert!(out.line("x").and_then(|()| out.flush()).is_err());
    }

    #[test]
    fn counts_as_people_do() {
        assert_eq!(
            [count(0, "error"), count(1, "error"), count(2, "error")],
            ["0 errors", "1 error", "2 errors"]
        );
    }
}
