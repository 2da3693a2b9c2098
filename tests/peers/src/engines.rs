//! One file for each engine.

pub mod agp;
pub mod bitmaps;
pub mod generated;
#[cfg(feature = "peers")]
pub mod peers;
pub mod rows;
