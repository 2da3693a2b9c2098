//! A record as generated code reads it, and what that code says.
//!
//! This file is a module here and, word for word, the beginning of every generated source, so both sides
//! agree on the layout. It stands on nothing else.

use std::marker::PhantomData;

/// A rule denies.
pub const DENY: u8 = 1;

/// A rule allows.
pub const ALLOW: u8 = 2;

/// A record: names are places in the vocabulary, fields are called as in the data.
#[repr(C)]
pub struct Seen<'r> {
    pub host: Text<'r>,
    pub path: Text<'r>,
    /// A mask.
    pub data_classes: u64,
    /// In thousandths.
    pub risk: i64,
    pub rate_per_min: i64,
    pub payload_bytes: i64,
    pub tool: u8,
    pub role: u8,
    pub kind: u8,
    pub category: u8,
    pub purpose: u8,
    pub approved: bool,
}

/// A text, laid out as both sides have it.
///
/// Invariant: `start` and `len` are those of a slice that lives for `'r`; [`Text::new`] is the only maker.
#[repr(C)]
pub struct Text<'r> {
    start: *const u8,
    len: usize,
    of: PhantomData<&'r [u8]>,
}

impl<'r> Text<'r> {
    #[allow(dead_code, reason = "generated code makes no texts")]
    pub fn new(text: &'r str) -> Text<'r> {
        Text { start: text.as_ptr(), len: text.len(), of: PhantomData }
    }

    #[allow(dead_code, unsafe_code, reason = "only generated code reads texts")]
    #[inline]
    pub fn bytes(&self) -> &'r [u8] {
        // SAFETY: by the invariant this is a slice that lives for `'r`.
        unsafe { std::slice::from_raw_parts(self.start, self.len) }
    }
}
