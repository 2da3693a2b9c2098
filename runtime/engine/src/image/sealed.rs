//! Bytes that stay as they are while they are checked and used.
//!
//! On Linux they lie in anonymous memory that the kernel has sealed: not even this process can
//! write to it any more. Where that is refused, and on other systems, they lie on the heap, which
//! only a fault in this process could change; then there is no code, since the heap is not executable.

#[cfg(target_os = "linux")]
use crate::memory::{Mapping, SealedFile};

/// A copy of some bytes.
#[derive(Debug)]
pub(crate) enum Sealed {
    /// Sealed by the kernel.
    #[cfg(target_os = "linux")]
    Memory {
        /// Where code is mapped from.
        #[cfg_attr(
            not(all(feature = "verify", feature = "native")),
            expect(dead_code, reason = "code is mapped from it")
        )]
        file: SealedFile,
        /// All of it, to be read.
        bytes: Mapping,
    },
    /// On the heap.
    Heap(Box<[u8]>),
}

impl Sealed {
    /// Copies bytes to where they stay.
    pub(crate) fn copy_of(bytes: &[u8]) -> Sealed {
        #[cfg(target_os = "linux")]
        if let Ok(file) = SealedFile::copy_of(bytes)
            && let Ok(bytes) = file.map_readable()
        {
            return Sealed::Memory { file, bytes };
        }
        Sealed::Heap(bytes.into())
    }

    /// The bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            #[cfg(target_os = "linux")]
            Sealed::Memory { bytes, .. } => bytes.bytes(),
            Sealed::Heap(bytes) => bytes,
        }
    }
}
