//! Where the frames of a zstd file lie, found without unpacking them (RFC 8878, section 3.1).

use std::io::{self, Read};

use crate::files::section::Section;

/// What every frame begins with.
const MAGIC: u32 = 0xfd2f_b528;
/// What frames without content begin with, but for the last four bits.
const SKIPPABLE: u32 = 0x184d_2a50;

/// The frames of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frames {
    /// Where each begins, or what lies before it without content; the last one may have no end yet.
    pub starts: Vec<u64>,
    /// Where the last frame ends that is whole.
    pub whole: u64,
}

impl Frames {
    /// The frames within the first `length` bytes of a file; `section` gives its bytes between two places.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidData`] where something else than a frame lies between frames; else what
    /// reading says.
    pub fn of(length: u64, section: impl Fn(u64, u64) -> Section) -> io::Result<Self> {
        let mut frames = Self::default();
        while frames.whole < length {
            frames.starts.push(frames.whole);
            let mut walk = Walk {
                at: frames.whole,
                length,
                section: &section,
            };
            match walk.frame() {
                Ok(()) => frames.whole = walk.at,
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => break,
                Err(error) => return Err(error),
            }
        }
        Ok(frames)
    }
}

/// A place in the file that moves on.
struct Walk<'a, S> {
    at: u64,
    length: u64,
    section: &'a S,
}

impl<S: Fn(u64, u64) -> Section> Walk<'_, S> {
    /// Moves from the beginning of a frame to its end.
    fn frame(&mut self) -> io::Result<()> {
        let mut magic = u32::from_le_bytes(self.take()?);
        while magic & !0xf == SKIPPABLE {
            let size = u32::from_le_bytes(self.take()?);
            self.skip(u64::from(size))?;
            if self.at == self.length {
                return Ok(());
            }
            magic = u32::from_le_bytes(self.take()?);
        }
        if magic != MAGIC {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                format!("no zstd frame begins at byte {}", self.at - 4),
            ));
        }
        let [descriptor] = self.take()?;
        let single_segment = descriptor & 0b10_0000 != 0;
        let window = u64::from(!single_segment);
        let dictionary = [0, 1, 2, 4][usize::from(descriptor & 0b11)];
        let content = match descriptor >> 6 {
            0 => u64::from(single_segment),
            flag => 1 << flag,
        };
        self.skip(window + dictionary + content)?;
        loop {
            let [a, b, c] = self.take()?;
            let block = u32::from_le_bytes([a, b, c, 0]);
            let (last, kind, size) = (block & 1 == 1, (block >> 1) & 0b11, block >> 3);
            // The size of a block that repeats one byte is the one that it has when unpacked.
            self.skip(if kind == 1 { 1 } else { u64::from(size) })?;
            if last {
                break;
            }
        }
        let checksum = descriptor & 0b100 != 0;
        self.skip(if checksum { 4 } else { 0 })
    }

    fn take<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        (self.section)(self.at, self.length).read_exact(&mut bytes)?;
        self.at += N as u64;
        Ok(bytes)
    }

    fn skip(&mut self, bytes: u64) -> io::Result<()> {
        self.at += bytes;
        match self.at > self.length {
            true => Err(io::ErrorKind::UnexpectedEof.into()),
            false => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io::Write as _;
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;

    fn frames(bytes: &[u8]) -> io::Result<Frames> {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(bytes).expect("written");
        let file: Arc<File> = Arc::new(file);
        Frames::of(bytes.len() as u64, |from, to| Section::new(&file, from, to))
    }

    /// A frame as zstd makes it: with or without a checksum, a size and a level.
    fn frame(text: &[u8], checksum: bool, size: bool, level: i32) -> Vec<u8> {
        let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), level).expect("an encoder");
        encoder.include_checksum(checksum).expect("a setting");
        encoder.include_contentsize(size).expect("a setting");
        if size {
            encoder
                .set_pledged_src_size(Some(text.len() as u64))
                .expect("a setting");
        }
        encoder.write_all(text).expect("written");
        encoder.finish().expect("a frame")
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        /// Sizes from nothing to several blocks, of text that packs well, badly, and into one byte.
        #[test]
        fn frames_begin_and_end_where_zstd_says(
            sizes in prop::collection::vec((0_usize..300_000, 0..3, any::<bool>(), any::<bool>(), 1..5), 1..5),
            cut in 0.0..1.0,
        ) {
            let mut bytes = Vec::new();
            let mut ends = Vec::new();
            for (size, kind, checksum, with_size, level) in sizes {
                let mut state = 1_u64;
                let text: Vec<u8> = (0..size)
                    .map(|at| match kind {
                        0 => b'a',
                        1 => (at % 251) as u8,
                        _ => {
                            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                            (state >> 56) as u8
                        }
                    })
                    .collect();
                let packed = frame(&text, checksum, with_size, level);
                prop_assert_eq!(
                    zstd::zstd_safe::find_frame_compressed_size(&packed).expect("a frame"),
                    packed.len()
                );
                bytes.extend(packed);
                ends.push(bytes.len() as u64);
            }
            let starts: Vec<u64> = std::iter::once(0).chain(ends.iter().copied()).collect();
            let found = frames(&bytes).expect("frames");
            prop_assert_eq!(&found.starts, &starts[..ends.len()]);
            prop_assert_eq!(found.whole, bytes.len() as u64);
            // Cut somewhere: what is whole is known, and where the torn one begins.
            let cut = (bytes.len() as f64 * cut) as u64;
            let found = frames(&bytes[..cut as usize]).expect("frames");
            let whole = ends.iter().filter(|end| **end <= cut).count();
            prop_assert_eq!(found.whole, starts[whole]);
            let torn = usize::from(starts[whole] < cut);
            prop_assert_eq!(&found.starts, &starts[..whole + torn]);
        }
    }

    #[test]
    fn what_is_no_frame_is_named_by_its_place() {
        let mut bytes = frame(b"text\n", true, false, 1);
        let end = bytes.len();
        bytes.extend(b"something else");
        let error = frames(&bytes).expect_err("no frame");
        assert_eq!(
            (error.kind(), error.to_string()),
            (
                io::ErrorKind::InvalidData,
                format!("no zstd frame begins at byte {end}")
            )
        );
        assert_eq!(frames(b"").expect("none"), Frames::default());
    }

    #[test]
    fn frames_without_content_belong_to_the_frame_after_them() {
        let empty = [0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3];
        let full = frame(b"text\n", true, false, 1);
        let bytes = [&empty[..], &full, &empty, &empty, &full, &empty].concat();
        let found = frames(&bytes).expect("frames");
        let second = (empty.len() + full.len()) as u64;
        let third = second * 2 + empty.len() as u64;
        assert_eq!(found.starts, [0, second, third]);
        assert_eq!(found.whole, bytes.len() as u64);
    }
}
