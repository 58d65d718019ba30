//! The records of the key file, and how they are read back.
//!
//! ```text
//! length u16 │ crc32c u32 │ kind u8 │ body          length: of kind and body
//!                           1 key        key id 16 │ wrap u8 │ key 32 │ crc32c u32 of the key
//!                           2 assigned   key id 16 │ subject, text
//! ```
//! All numbers little-endian. The first crc32c is over kind and body; in a key record over kind,
//! key id and wrap only. `wrap` says how the key's bytes are wrapped: 0, not at all.
//!
//! A key that is zero with its own crc32c (no key's: that of 32 zero bytes is another) is
//! *destroyed*: an erasure overwrites both in place, which is why they have a fixed length and no
//! other checksum covers them. Kind 3 is kept for the fact that it then appends.

use domain::engine::{KeyId, StreamName};
use uuid::Uuid;

use super::secret::{KEY_BYTES, Secret};

const FRAME_BYTES: usize = 6;
const KIND_KEY: u8 = 1;
const KIND_ASSIGNED: u8 = 2;
const WRAP_NONE: u8 = 0;
/// Kind, key id and wrap: what the record's own checksum covers of a key.
const KEY_HEAD_BYTES: usize = 1 + 16 + 1;
const CHECKSUM_BYTES: usize = 4;

/// One fact of the key file.
pub(super) enum Record {
    /// A key exists.
    Key(KeyId, Secret),
    /// A key existed, and was overwritten.
    Destroyed(KeyId),
    /// It is this subject's.
    Assigned(KeyId, StreamName),
}

/// Why bytes are not a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotARecord {
    Cut,
    Checksum,
    Shape,
    UnknownKind(u8),
    UnknownWrap(u8),
}

impl NotARecord {
    pub(super) fn why(self) -> &'static str {
        match self {
            Self::Cut => "a record is cut",
            Self::Checksum => "a record's checksum does not hold",
            Self::Shape => "a record has no known shape",
            Self::UnknownKind(_) => "a record is of an unknown kind",
            Self::UnknownWrap(_) => "a key is wrapped by an unknown algorithm",
        }
    }
}

impl Record {
    /// Appends the record's bytes.
    pub(super) fn encode(&self, out: &mut Vec<u8>) {
        let start = out.len();
        out.extend_from_slice(&[0; FRAME_BYTES]);
        self.encode_content(out);
        let content = &out[start + FRAME_BYTES..];
        let length = u16::try_from(content.len()).expect("a stream's name is below 64 KiB");
        let checksum = crc32c::crc32c(covered(content));
        out[start..start + 2].copy_from_slice(&length.to_le_bytes());
        out[start + 2..start + FRAME_BYTES].copy_from_slice(&checksum.to_le_bytes());
    }

    fn encode_content(&self, out: &mut Vec<u8>) {
        match self {
            Self::Key(id, secret) => {
                out.push(KIND_KEY);
                out.extend_from_slice(id.0.as_bytes());
                out.push(WRAP_NONE);
                out.extend_from_slice(secret.bytes());
                out.extend_from_slice(&crc32c::crc32c(secret.bytes()).to_le_bytes());
            }
            Self::Destroyed(id) => {
                out.push(KIND_KEY);
                out.extend_from_slice(id.0.as_bytes());
                out.push(WRAP_NONE);
                out.extend_from_slice(&[0; KEY_BYTES + CHECKSUM_BYTES]);
            }
            Self::Assigned(id, subject) => {
                out.push(KIND_ASSIGNED);
                out.extend_from_slice(id.0.as_bytes());
                out.extend_from_slice(subject.to_string().as_bytes());
            }
        }
    }

    /// The record at the beginning of `bytes`, and how many of them it takes.
    pub(super) fn decode(bytes: &[u8]) -> Result<(Self, usize), NotARecord> {
        let (length, rest) = bytes.split_first_chunk::<2>().ok_or(NotARecord::Cut)?;
        let (checksum, rest) = rest.split_first_chunk::<4>().ok_or(NotARecord::Cut)?;
        let length = usize::from(u16::from_le_bytes(*length));
        let content = rest.get(..length).ok_or(NotARecord::Cut)?;
        if crc32c::crc32c(covered(content)) != u32::from_le_bytes(*checksum) {
            return Err(NotARecord::Checksum);
        }
        Ok((Self::decode_content(content)?, FRAME_BYTES + length))
    }

    fn decode_content(content: &[u8]) -> Result<Self, NotARecord> {
        // Where zeros stand that were never written, the checksum of nothing holds.
        let (kind, body) = content.split_first().ok_or(NotARecord::Cut)?;
        if !matches!(*kind, KIND_KEY | KIND_ASSIGNED) {
            return Err(NotARecord::UnknownKind(*kind));
        }
        let (id, body) = body.split_first_chunk::<16>().ok_or(NotARecord::Shape)?;
        let id = KeyId(Uuid::from_bytes(*id));
        match *kind {
            KIND_KEY => Ok(decode_key(body)?.map_or(Self::Destroyed(id), |key| Self::Key(id, key))),
            _ => Ok(Self::Assigned(id, decode_subject(body)?)),
        }
    }
}

/// What of a record's content its own checksum covers.
fn covered(content: &[u8]) -> &[u8] {
    match content.first() {
        Some(&KIND_KEY) => &content[..content.len().min(KEY_HEAD_BYTES)],
        _ => content,
    }
}

/// `None`: the key is destroyed.
fn decode_key(body: &[u8]) -> Result<Option<Secret>, NotARecord> {
    let (wrap, key) = body.split_first().ok_or(NotARecord::Shape)?;
    if *wrap != WRAP_NONE {
        return Err(NotARecord::UnknownWrap(*wrap));
    }
    let (key, checksum) = key
        .split_first_chunk::<KEY_BYTES>()
        .ok_or(NotARecord::Shape)?;
    let checksum: [u8; CHECKSUM_BYTES] = checksum.try_into().map_err(|_| NotARecord::Shape)?;
    if *key == [0; KEY_BYTES] && checksum == [0; CHECKSUM_BYTES] {
        return Ok(None);
    }
    if crc32c::crc32c(key).to_le_bytes() != checksum {
        return Err(NotARecord::Checksum);
    }
    Ok(Some(Secret::new(*key)))
}

fn decode_subject(body: &[u8]) -> Result<StreamName, NotARecord> {
    let text = std::str::from_utf8(body).map_err(|_| NotARecord::Shape)?;
    text.parse().map_err(|_| NotARecord::Shape)
}

/// The bytes of one key record, frame included.
pub(super) const KEY_RECORD_BYTES: usize =
    FRAME_BYTES + KEY_HEAD_BYTES + KEY_BYTES + CHECKSUM_BYTES;
