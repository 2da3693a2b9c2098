//! Machine code of a policy, mapped and ready to be called.
//!
//! In: the code of an image that a key of the host vouches for, or of a compiler in this process,
//! and the tables it was made for. Out: a [`NativeKernel`], whose methods are safe.
//!
//! Invariants, on which every call rests:
//! 1. The bytes are code of `agp_compiler` for this machine and for *these* tables. Whoever makes
//!    a kernel vouches for that: it is what a signature is for, and cannot be checked here.
//! 2. Such code reads its facts within the words of their layout, the index's words within their
//!    length, writes exactly the index's survivors, and calls, traps and loops without bound
//!    never (`agp_abi::native`).
//! 3. `settle` follows the first word of each group's survivors to a leaf. A call is made only if
//!    that word is one that `narrow` could have written: it lies between the group's first and
//!    last leaf, which lie within the words.
//! 4. The code is mapped readable and executable and never writable (`memory`), and every kernel
//!    holds its mapping: the pages go when the last kernel goes.
//!
//! Where code cannot run the type exists and has no value (`native/absent.rs`).

#[cfg(all(feature = "native", target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
mod mapped;
#[cfg(all(
    feature = "native",
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
pub use mapped::NativeKernel;

#[cfg(not(all(
    feature = "native",
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
)))]
mod absent;
#[cfg(not(all(
    feature = "native",
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
)))]
pub use absent::NativeKernel;
