//! Where machine code cannot run: the kernel that nobody has.

use agp_abi::native::Code;
use agp_abi::tables::{Event, Tables};
#[cfg(feature = "verify")]
use {crate::image::Sealed, agp_abi::image::Section};

/// Machine code of a policy, of which there is none here.
#[derive(Clone, Debug)]
pub enum NativeKernel {}

impl NativeKernel {
    /// None.
    ///
    /// # Safety
    /// As where code can run.
    #[expect(unsafe_code, reason = "callers are the same on every machine")]
    pub const unsafe fn from_code(_: &Code, _: &Tables) -> Option<NativeKernel> {
        None
    }

    /// None.
    ///
    /// # Safety
    /// As where code can run.
    #[cfg(feature = "verify")]
    #[expect(unsafe_code, reason = "callers are the same on every machine")]
    pub(crate) const unsafe fn of_image(_: (&Sealed, u64), _: &Section, _: &Tables) -> Option<NativeKernel> {
        None
    }

    /// Never called.
    pub fn narrow(&self, _: Event, _: &[u64], _: &[u64], _: &mut [u64]) -> Option<bool> {
        match *self {}
    }

    /// Never called.
    pub fn settle(&self, _: Event, _: &[u64], _: &[u64]) -> Option<u64> {
        match *self {}
    }
}
