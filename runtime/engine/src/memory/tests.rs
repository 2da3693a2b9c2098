//! What is sealed stays as it is, whatever is tried.

use super::{SealedFile, create};
use rustix::fs::{SealFlags, fcntl_add_seals, fcntl_get_seals, ftruncate};
use rustix::io::{Errno, pwrite, write};
use rustix::mm::{MapFlags, ProtFlags, mmap};
use std::os::fd::AsFd;
use std::ptr;

fn sealed() -> SealedFile {
    SealedFile::copy_of(&[7; 10_000]).unwrap()
}

#[test]
fn nothing_writes_to_it_or_changes_its_length() {
    let sealed = sealed();
    let mapping = sealed.map_readable().unwrap();
    assert_eq!(write(&sealed.file, b"x"), Err(Errno::PERM));
    assert_eq!(pwrite(&sealed.file, b"x", 0), Err(Errno::PERM));
    assert_eq!(ftruncate(&sealed.file, 0), Err(Errno::PERM));
    assert_eq!(ftruncate(&sealed.file, 20_000), Err(Errno::PERM));
    assert_eq!(fcntl_add_seals(&sealed.file, SealFlags::FUTURE_WRITE), Err(Errno::PERM));
    let all = SealFlags::WRITE | SealFlags::GROW | SealFlags::SHRINK | SealFlags::SEAL;
    assert!(fcntl_get_seals(&sealed.file).unwrap().contains(all));
    assert_eq!(mapping.bytes(), [7; 10_000]);
}

#[test]
fn no_shared_mapping_of_it_can_be_written_to() {
    let sealed = sealed();
    // SAFETY: the kernel chooses the address; the mapping must be refused, and is leaked if it is not.
    let mapped = unsafe {
        let protection = ProtFlags::READ | ProtFlags::WRITE;
        mmap(ptr::null_mut(), 4_096, protection, MapFlags::SHARED, sealed.file.as_fd(), 0)
    };
    assert_eq!(mapped.err(), Some(Errno::PERM));
}

#[test]
fn a_file_that_is_mapped_for_writing_is_not_sealed() {
    let file = create().unwrap();
    ftruncate(&file, 4_096).unwrap();
    // SAFETY: the kernel chooses the address, and nothing uses the mapping.
    let mapped = unsafe {
        let protection = ProtFlags::READ | ProtFlags::WRITE;
        mmap(ptr::null_mut(), 4_096, protection, MapFlags::SHARED, file.as_fd(), 0)
    };
    let mapped = mapped.unwrap();
    assert_eq!(fcntl_add_seals(&file, SealFlags::WRITE), Err(Errno::BUSY));
    // SAFETY: the mapping is this test's own.
    unsafe { rustix::mm::munmap(mapped, 4_096) }.unwrap();
}

#[test]
fn no_mapping_reaches_beyond_the_file() {
    let sealed = sealed();
    for (offset, length) in [(0, 0), (0, 10_001), (8_192, 1_809), (12_288, 1), (usize::MAX, 2), (1, 100)] {
        assert_eq!(sealed.map_executable(offset, length).err(), Some(Errno::INVAL), "{offset} {length}");
    }
    assert_eq!(sealed.map_executable(8_192, 1_808).unwrap().bytes(), [7; 1_808]);
}

/// The protections of the mappings of policies in this process.
fn protections() -> Vec<String> {
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
    let ours = maps.lines().filter(|line| line.contains("agp-policy"));
    ours.map(|line| line.split(' ').nth(1).unwrap_or_default().to_owned()).collect()
}

#[test]
fn code_is_executable_and_never_writable() {
    let sealed = sealed();
    let mappings = [sealed.map_readable().unwrap(), sealed.map_executable(4_096, 100).unwrap()];
    let found = protections();
    assert!(found.iter().any(|of| of == "r-xp"), "{found:?}");
    assert!(found.iter().all(|of| of == "r-xp" || of == "r--p"), "{found:?}");
    drop(mappings);
}
