//! The engine against the chapters Evaluation and Texts, with tables built by hand.
//!
//! One module for each part of the chapters; `build` holds the small policy they judge by.

#![allow(missing_docs, unreachable_pub, reason = "nobody links a test")]

mod args;
mod atoms;
mod build;
mod calls;
mod entities;
mod facets;
mod hostile;
mod index;
mod laws;
mod lines;
mod rendering;
mod risks;
mod sources;
mod tables;
mod unknown;
mod verdicts;
