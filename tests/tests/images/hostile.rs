//! Images that somebody has changed: refused, never a panic.

use agp_abi::image::{Header, HeaderError, SECTION_BYTES};
use agp_runtime::image::{ImageError, UnverifiedImage, VerifiedImage};
use agp_tests::dice::{Dice, Seed};
use agp_tests::image::{key, load_anything, public, rehash, signed, small, unsigned};

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

/// Changes an image somewhere, as somebody would who knows how it is built.
fn mutate(dice: &mut Dice<'_>, image: &mut [u8]) {
    let header = Header::read(image).map_or(1, |header| header.sections as usize);
    let end = image.len().saturating_sub(32).max(1);
    match dice.below(7) {
        0 => {
            let at = dice.below(end);
            image[at] ^= 1 << dice.below(8);
        }
        1 => {
            let at = dice.below(end);
            image[at] = *dice.pick(&[0, 1, 0x7f, 0x80, 0xff]);
        }
        // A field of a section's entry.
        2 => {
            let entry = 64 + SECTION_BYTES * dice.below(header);
            let at = entry + 4 * dice.below(12);
            let value = *dice.pick(&[0u32, 1, 8, 63, 64, 4_096, 0x7fff_ffff, u32::MAX]);
            if let Some(field) = image.get_mut(at..at + 4) {
                field.copy_from_slice(&value.to_le_bytes());
            }
        }
        // A run of bytes from elsewhere in the image.
        3 => {
            let length = dice.between(1, 64).min(end);
            let (from, to) = (dice.below(end - length + 1), dice.below(end - length + 1));
            image.copy_within(from..from + length, to);
        }
        // The longest number in the encoding of lists and indices.
        4 => {
            let at = dice.below(end.saturating_sub(10).max(1));
            image.iter_mut().skip(at).take(9).for_each(|byte| *byte = 0xff);
        }
        5 => {
            let (a, b) = (64 + SECTION_BYTES * dice.below(header), 64 + SECTION_BYTES * dice.below(header));
            for at in 0..SECTION_BYTES.min(end.saturating_sub(a.max(b))) {
                image.swap(a + at, b + at);
            }
        }
        _ => {
            let at = dice.below(end);
            image[at] = image[at].wrapping_add(1);
        }
    }
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
