//! The header of the key file: what it is, and how far it is durable.
//!
//! ```text
//!  0  magic "JALONKEY"
//!  8  format u16, 2 zero bytes
//! 12  crc32c u32 of the bytes 0..12
//! 16  watermark: through u64, crc32c u32 of it, 4 zero bytes
//! 32  watermark, the other one: they are written in turn, the greater sound one counts
//! 48  16 zero bytes
//! 64  records
//! ```

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;

use super::VaultError;

/// Where the records begin.
pub(super) const RECORDS_OFFSET: u64 = HEADER_BYTES as u64;
/// Where the two watermarks stand.
pub(super) const WATERMARK_OFFSETS: [u64; 2] = [16, 32];

const HEADER_BYTES: usize = 64;

const MAGIC: &[u8; 8] = b"JALONKEY";
const FORMAT: u16 = 1;

type Header = [u8; HEADER_BYTES];

/// How far the file is durable.
#[derive(Clone, Copy)]
pub(super) struct Watermark {
    pub(super) through: u64,
    /// Which of the two says so.
    pub(super) slot: usize,
}

pub(super) fn read_header(path: &Path, file: &File) -> Result<Watermark, VaultError> {
    let mut header: Header = [0; HEADER_BYTES];
    file.read_exact_at(&mut header, 0)
        .map_err(|_| damaged(path, 0, "the header is cut"))?;
    check_header(path, &header)?;
    let [first, second] = [&header[16..28], &header[32..44]].map(decode_watermark);
    let first = first.map(|through| Watermark { through, slot: 0 });
    let second = second.map(|through| Watermark { through, slot: 1 });
    first
        .into_iter()
        .chain(second)
        .max_by_key(|watermark| watermark.through)
        .ok_or_else(|| damaged(path, WATERMARK_OFFSETS[0], "neither watermark is sound"))
}

fn check_header(path: &Path, header: &Header) -> Result<(), VaultError> {
    let checksum = crc32c::crc32c(&header[..12]).to_le_bytes();
    if &header[..8] != MAGIC || header[12..16] != checksum {
        return Err(damaged(path, 0, "the header is not that of a key file"));
    }
    let found = u16::from_le_bytes([header[8], header[9]]);
    if found > FORMAT {
        return Err(VaultError::NewerFormat {
            path: path.to_owned(),
            found,
            known: FORMAT,
        });
    }
    Ok(())
}

pub(super) fn encode_header() -> Header {
    let mut header = [0; HEADER_BYTES];
    header[..8].copy_from_slice(MAGIC);
    header[8..10].copy_from_slice(&FORMAT.to_le_bytes());
    let checksum = crc32c::crc32c(&header[..12]);
    header[12..16].copy_from_slice(&checksum.to_le_bytes());
    header[16..28].copy_from_slice(&encode_watermark(RECORDS_OFFSET));
    header
}

pub(super) fn encode_watermark(through: u64) -> [u8; 12] {
    let mut bytes = [0; 12];
    bytes[..8].copy_from_slice(&through.to_le_bytes());
    let checksum = crc32c::crc32c(&bytes[..8]);
    bytes[8..].copy_from_slice(&checksum.to_le_bytes());
    bytes
}

fn decode_watermark(bytes: &[u8]) -> Option<u64> {
    let through = u64::from_le_bytes(*bytes.first_chunk::<8>()?);
    (through >= RECORDS_OFFSET && encode_watermark(through) == bytes[..12]).then_some(through)
}

pub(super) fn damaged(path: &Path, offset: u64, why: &'static str) -> VaultError {
    VaultError::Damaged {
        path: path.to_owned(),
        offset,
        why,
    }
}
