//! The engine against the chapter Evaluation, with tables built by hand.
//!
//! One module for each section of the chapter; `build` holds the small policy they judge by.

#![allow(missing_docs, unreachable_pub, reason = "nobody links a test")]

mod answers;
mod build;
