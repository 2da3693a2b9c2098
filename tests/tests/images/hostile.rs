//! Images that somebody has changed: refused, never a panic.

use agp_abi::image::HeaderError;
use agp_runtime::image::{ImageError, UnverifiedImage, VerifiedImage};
use agp_tests::dice::{Dice, Seed};
use agp_tests::image::{
    key, load_anything, mutate, public, put_together, rehash, signed, small, taken_apart, unsigned,
};

#[test]
fn every_flipped_bit_of_a_signed_image_is_refused() {
    let mut image = signed(&small("1.0.0"));
    let keys = [public(&key())];
    assert!(VerifiedImage::read(&image, &keys).is_ok());
    for at in 0..image.len() {
        for bit in 0..8 {
            image[at] ^= 1 << bit;
            assert!(VerifiedImage::read(&image, &keys).is_err(), "byte {at}, bit {bit}");
            image[at] ^= 1 << bit;
        }
    }
}

#[test]
fn every_shorter_and_every_longer_image_is_refused() {
    let image = signed(&small("1.0.0"));
    let keys = [public(&key())];
    for length in 0..image.len() {
        let error = VerifiedImage::read(&image[..length], &keys).unwrap_err();
        let expected = if length < 64 {
            HeaderError::NoImage
        } else {
            HeaderError::Length { stated: image.len() as u64, found: length as u64 }
        };
        assert_eq!(error, ImageError::Header(expected), "{length}");
    }
    for more in [1, 32, 64, 4_096] {
        let longer = [&image[..], &vec![0; more]].concat();
        assert!(VerifiedImage::read(&longer, &keys).is_err(), "{more}");
    }
}

#[test]
fn a_signature_cannot_be_taken_off_or_moved() {
    let image = signed(&small("1.0.0"));
    // Off: the header says it is there.
    assert!(UnverifiedImage::read(&image[..image.len() - 64]).is_err());
    // Onto another image.
    let mut other = signed(&small("1.0.1"));
    let start = other.len() - 64;
    other[start..].copy_from_slice(&image[image.len() - 64..]);
    assert_eq!(VerifiedImage::read(&other, &[public(&key())]).unwrap_err(), ImageError::UnknownSigner);
}

#[test]
fn an_image_that_is_taken_apart_goes_together_again() {
    let image = unsigned(&small("1.0.0"));
    assert_eq!(put_together(&taken_apart(&image).unwrap()), Some(image));
}

#[test]
fn changed_images_whose_hash_is_right_never_panic() {
    let whole = unsigned(&small("1.0.0"));
    let (mut refused, mut loaded) = (0, 0);
    for seed in 0..20_000 {
        let mut seed = Seed::new(seed);
        let mut dice = Dice::new(&mut seed);
        let mut image = whole.clone();
        for _ in 0..dice.between(1, 4) {
            mutate(&mut dice, &mut image);
        }
        rehash(&mut image);
        match UnverifiedImage::read(&image) {
            Ok(_) => loaded += 1,
            Err(_) => refused += 1,
        }
        load_anything(&image);
    }
    // Both happen, so the changes reach what lies behind the layout.
    assert!(refused > 1_000 && loaded > 1_000, "{refused} refused, {loaded} loaded");
}
