//! A copy of an image's bytes that stays as it is while it is checked and used.
//!
//! The copy is in three parts. What is decoded lies on the heap, which only a fault in this process
//! could change, as it could the tables that come of it; it goes when the image is loaded. Sections of
//! code, which are used where they lie, are sealed by the kernel before anything is checked: not even
//! this process can write to them any more. Where that is refused, and on other systems, they lie on
//! the heap, too, and then no code runs, since the heap is not executable. The third part is the
//! trailer.

#[cfg(target_os = "linux")]
use crate::memory::{Mapping, SealedFile};
use agp_abi::image::{Header, Kind, Layout};

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
    fn copy_of(bytes: &[u8]) -> Sealed {
        #[cfg(target_os = "linux")]
        if !bytes.is_empty()
            && let Ok(file) = SealedFile::copy_of(bytes)
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

/// A copy of a whole image.
#[derive(Debug)]
pub(super) struct Parts {
    /// Header, entries, and the sections before those of code.
    pub(super) data: Box<[u8]>,
    /// The sections of code, up to the trailer; empty where there are none.
    pub(super) code: Sealed,
    pub(super) trailer: Box<[u8]>,
}

impl Parts {
    /// Copies an image with this header. The bytes may change meanwhile, so what they said when they
    /// were parted is to be compared with what the copy says.
    pub(super) fn copy_of(bytes: &[u8], header: &Header) -> Parts {
        let body = usize::try_from(header.body).unwrap_or(usize::MAX);
        let (body, trailer) = bytes.split_at_checked(body).unwrap_or((bytes, &[]));
        let (data, code) =
            code_at(body, header).and_then(|at| body.split_at_checked(at)).unwrap_or((body, &[]));
        Parts { data: data.into(), code: Sealed::copy_of(code), trailer: trailer.into() }
    }

    /// Where the code begins, if there is some, and else where the trailer does.
    pub(super) fn code_at(&self) -> usize {
        self.data.len()
    }
}

/// Where an image's first section of code begins, if it has one and its layout holds.
fn code_at(body: &[u8], header: &Header) -> Option<usize> {
    let layout = Layout::read(&[body], header.sections).ok()?;
    let code = layout.sections().iter().find(|section| matches!(section.kind, Kind::Code(_)))?;
    usize::try_from(code.offset).ok()
}
