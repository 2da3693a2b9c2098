//! Memory whose contents nobody can change: Linux memory files, sealed, and mappings of them.
//!
//! Mapping anything is `unsafe`, so it is done here and nowhere else. Invariants:
//!
//! 1. A [`SealedFile`] is a memory file without a name that this module created and that bears the
//!    seals *write*, *grow*, *shrink* and *seal*: no write, no truncation, no mapping with write
//!    access can follow, by this process or another, for as long as the file exists. Sealing fails
//!    while a mapping with write access exists.
//! 2. A [`Mapping`] is a private mapping of a part that lies within a sealed file. It is readable, or
//!    readable and executable, and never writable: the module asks for no other protection.
//! 3. A `Mapping` owns its pages: they are unmapped once, when it is dropped, and it hands out no
//!    reference that outlives it.
#![expect(unsafe_code, reason = "memory is mapped and unmapped here; see the invariants")]

use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, memfd_create};
use rustix::io::{Errno, write};
use rustix::mm::{MapFlags, ProtFlags, mmap, munmap};
use std::fmt;
use std::os::fd::{AsFd, OwnedFd};
use std::ptr::{self, NonNull};

/// A memory file with contents that stay.
#[derive(Debug)]
pub(crate) struct SealedFile {
    file: OwnedFd,
    length: usize,
}

impl SealedFile {
    /// Copies bytes into a new file and seals it.
    pub(crate) fn copy_of(bytes: &[u8]) -> Result<SealedFile, Errno> {
        let file = create()?;
        let mut rest = bytes;
        while !rest.is_empty() {
            let written = write(&file, rest)?;
            rest = rest.get(written..).filter(|_| written > 0).ok_or(Errno::IO)?;
        }
        fcntl_add_seals(&file, SealFlags::WRITE | SealFlags::GROW | SealFlags::SHRINK | SealFlags::SEAL)?;
        Ok(SealedFile { file, length: bytes.len() })
    }

    /// Maps all of it to be read.
    pub(crate) fn map_readable(&self) -> Result<Mapping, Errno> {
        self.map(0, self.length, ProtFlags::READ)
    }

    /// Maps a part of it to be read and executed. The offset must begin a page.
    #[cfg_attr(
        all(not(feature = "native"), not(test)),
        expect(dead_code, reason = "only machine code is executed")
    )]
    pub(crate) fn map_executable(&self, offset: usize, length: usize) -> Result<Mapping, Errno> {
        self.map(offset, length, ProtFlags::READ | ProtFlags::EXEC)
    }

    fn map(&self, offset: usize, length: usize, protection: ProtFlags) -> Result<Mapping, Errno> {
        let within = offset.checked_add(length).is_some_and(|end| end <= self.length);
        if !within || length == 0 {
            return Err(Errno::INVAL);
        }
        let offset = u64::try_from(offset).map_err(|_| Errno::INVAL)?;
        // SAFETY: the kernel chooses an address where nothing is mapped, so no memory that anything
        // refers to changes. The part lies within the file (checked above), which cannot shrink
        // (invariant 1).
        let start = unsafe {
            mmap(ptr::null_mut(), length, protection, MapFlags::PRIVATE, self.file.as_fd(), offset)?
        };
        let start = NonNull::new(start.cast()).ok_or(Errno::NOMEM)?;
        Ok(Mapping { start, length })
    }
}

/// A new memory file. Kernels since 6.3 want to be told whether its pages may be executed; older
/// ones know no such flag.
fn create() -> Result<OwnedFd, Errno> {
    let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
    match memfd_create(c"agp-policy", flags | MemfdFlags::EXEC) {
        Err(Errno::INVAL | Errno::ACCESS) => memfd_create(c"agp-policy", flags),
        created => created,
    }
}

/// A part of a sealed file in this process's memory.
pub(crate) struct Mapping {
    start: NonNull<u8>,
    length: usize,
}

// SAFETY: nothing writes to the pages (invariants 1 and 2), so reading them from several threads is
// no race, and unmapping them is not tied to the thread that mapped them.
unsafe impl Send for Mapping {}
// SAFETY: as above.
unsafe impl Sync for Mapping {}

impl Mapping {
    /// The bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        // SAFETY: the pages are mapped readable for as long as `self` lives (invariants 2 and 3),
        // and their contents do not change (invariant 1).
        unsafe { std::slice::from_raw_parts(self.start.as_ptr(), self.length) }
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: the pages are this mapping's own, and nothing refers to them any more (invariant 3).
        // Failure would leave them mapped, which harms nothing.
        let _ = unsafe { munmap(self.start.as_ptr().cast(), self.length) };
    }
}

impl fmt::Debug for Mapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mapping({} bytes)", self.length)
    }
}

#[cfg(test)]
mod tests;
