//! The system's allocator with a count of what is asked of it.
//!
//! A binary that wants to know makes it its own: `#[global_allocator] static A: Counting = Counting;`.
//! Counts are of the whole process, so a test that reads them stands alone in its binary.
#![expect(unsafe_code, reason = "a global allocator is unsafe to implement; this one hands everything on")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicU64, Ordering};

/// The allocator.
#[derive(Debug)]
pub struct Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);
static TAKEN: AtomicU64 = AtomicU64::new(0);
static GIVEN_BACK: AtomicU64 = AtomicU64::new(0);

/// How often memory was asked for, be it for something that grows.
pub fn allocations() -> u64 {
    ALLOCATIONS.load(Ordering::Relaxed)
}

/// Bytes that are allocated now.
pub fn live() -> u64 {
    TAKEN.load(Ordering::Relaxed).saturating_sub(GIVEN_BACK.load(Ordering::Relaxed))
}

fn taken(size: usize) {
    ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
    TAKEN.fetch_add(size as u64, Ordering::Relaxed);
}

fn given_back(size: usize) {
    GIVEN_BACK.fetch_add(size as u64, Ordering::Relaxed);
}

// SAFETY: every request goes to `System` as it came, which upholds the contract.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        taken(layout.size());
        // SAFETY: the caller upholds what `System` asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        taken(layout.size());
        // SAFETY: the caller upholds what `System` asks for.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        given_back(layout.size());
        // SAFETY: `at` came from `System`.
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        given_back(layout.size());
        taken(size);
        // SAFETY: `at` came from `System`, and the caller upholds the rest.
        unsafe { System.realloc(at, layout, size) }
    }
}
