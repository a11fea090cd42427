//! IDX files to read.

use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

/// An IDX file: any header, any bytes.
pub(super) fn idx(dims: &[u32], data: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0, 0, 8, dims.len() as u8];
    for dim in dims {
        bytes.extend(dim.to_be_bytes());
    }
    bytes.extend(data);
    bytes
}

/// Packed.
pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(bytes).expect("memory can be written");
    packer.finish().expect("memory can be written")
}

/// A set of 2 x 3 images with these labels; every pixel of image i is i.
pub(super) fn pair(labels: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let pixels: Vec<u8> = (0..labels.len()).flat_map(|i| [i as u8; 6]).collect();
    let count = labels.len() as u32;
    (idx(&[count, 2, 3], &pixels), idx(&[count], labels))
}

/// Writes a file and says where.
pub(super) fn write(dir: &Path, name: &str, bytes: &[u8]) -> String {
    let path = dir.join(name);
    std::fs::write(&path, bytes).expect("a temporary folder can be written");
    path.to_str().expect("a plain path").to_owned()
}
