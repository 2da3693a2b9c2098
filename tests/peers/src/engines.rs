//! One file for each engine.

pub mod agp;
pub mod bitmaps;
pub mod generated;
pub mod rows;
