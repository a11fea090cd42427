//! CRC-32C (Castagnoli), as TensorBoard's record format stores it.

use crc32c::crc32c;

/// The CRC as a record stores it: rotated and offset, so that a CRC over data that holds CRCs stays
/// strong (TensorFlow, `core/lib/hash/crc32c.h`).
pub(super) fn masked(bytes: &[u8]) -> u32 {
    crc32c(bytes).rotate_right(15).wrapping_add(0xa282_ead8)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of RFC 3720 (iSCSI), appendix B.4, hold for the bytes before the mask.
    #[test]
    fn equals_the_vectors_of_rfc_3720() {
        let unmasked = |bytes: &[u8]| masked(bytes).wrapping_sub(0xa282_ead8).rotate_left(15);
        assert_eq!(unmasked(&[0; 32]), 0x8a91_36aa);
        assert_eq!(unmasked(&[0xff; 32]), 0x62a8_ab43);
        assert_eq!(
            unmasked(&std::array::from_fn::<u8, 32, _>(|i| i as u8)),
            0x46dd_794e
        );
        assert_eq!(unmasked(b"123456789"), 0xe306_9283);
    }

    /// Event files of TensorFlow begin with an event of 24 bytes: its length, and these bytes.
    #[test]
    fn the_mask_is_that_of_tensorflow() {
        let length = 24_u64.to_le_bytes();
        assert_eq!(masked(&length).to_le_bytes(), [0xa3, 0x7f, 0x4b, 0x22]);
    }
}
