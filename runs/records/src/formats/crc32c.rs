//! CRC-32C (Castagnoli), as TensorBoard's record format uses it.

/// Reflected form of the Castagnoli polynomial.
const POLYNOMIAL: u32 = 0x82f6_3b78;

const TABLE: [u32; 256] = {
    let mut table = [0_u32; 256];
    let mut index = 0;
    while index < 256 {
        let mut crc = index as u32;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 1 {
                (crc >> 1) ^ POLYNOMIAL
            } else {
                crc >> 1
            };
            bit += 1;
        }
        table[index] = crc;
        index += 1;
    }
    table
};

/// CRC-32C of `bytes`.
pub fn crc32c(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, &byte| {
        (crc >> 8) ^ TABLE[((crc ^ u32::from(byte)) & 0xff) as usize]
    })
}

/// The CRC as a record stores it: rotated and offset, so that a CRC over data that holds CRCs stays
/// strong (TensorFlow, `core/lib/hash/crc32c.h`).
pub fn masked(bytes: &[u8]) -> u32 {
    crc32c(bytes).rotate_right(15).wrapping_add(0xa282_ead8)
}

#[cfg(test)]
mod tests {
    use crate::formats::crc32c::crc32c;

    /// RFC 3720 (iSCSI), appendix B.4.
    #[test]
    fn equals_the_vectors_of_rfc_3720() {
        assert_eq!(crc32c(&[0; 32]), 0x8a91_36aa);
        assert_eq!(crc32c(&[0xff; 32]), 0x62a8_ab43);
        assert_eq!(
            crc32c(&std::array::from_fn::<u8, 32, _>(|i| i as u8)),
            0x46dd_794e
        );
        assert_eq!(crc32c(b"123456789"), 0xe306_9283);
    }
}
