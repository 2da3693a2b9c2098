//! Where bytes lie makes no difference to what they mean.

use super::intact::Intact;
use super::sealed::{Parts, Sealed};
use super::{ImageError, UnverifiedImage};
use crate::policy::Policy;
use crate::testing;

#[test]
fn an_image_on_the_heap_loads_like_one_in_sealed_memory() {
    let tables = testing::tables();
    let bytes = testing::image(&tables, &[testing::code()]);
    let sealed = UnverifiedImage::read(&bytes).unwrap();
    #[cfg(target_os = "linux")]
    assert!(matches!(sealed.intact.code(), (Sealed::Memory { .. }, 4_096)));
    let (body, trailer) = bytes.split_at(bytes.len() - 32);
    let (data, code) = body.split_at(4_096);
    let parts = Parts { data: data.into(), code: Sealed::Heap(code.into()), trailer: trailer.into() };
    let heap = Intact::of(parts).and_then(UnverifiedImage::open).unwrap();
    for image in [sealed, heap] {
        let policy = Policy::from_unverified_image_at_own_risk(&image).unwrap();
        assert_eq!(policy.tables(), &tables);
        assert!(policy.native().is_none());
    }
}

#[test]
fn the_first_section_must_say_what_the_tables_say() {
    let mut tables = testing::tables();
    let mut bytes = testing::image(&tables, &[]);
    tables.policy.version = "1.0.1".to_owned();
    let other = testing::image(&tables, &[]);
    // Both have the same layout, so one's first section fits in the other.
    let start = 64 + 4 * 64;
    bytes[start..start + 64].copy_from_slice(&other[start..start + 64]);
    let body = bytes.len() - 32;
    let hash = agp_abi::image::hash(&bytes[..body]);
    bytes[body..].copy_from_slice(&hash);
    let image = UnverifiedImage::read(&bytes).unwrap();
    assert_eq!(image.meta().policy.version, "1.0.1");
    assert_eq!(Policy::from_unverified_image_at_own_risk(&image).unwrap_err(), ImageError::Contradiction);
}
