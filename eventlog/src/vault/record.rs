//! The records of the key file, and how they are read back.
//!
//! ```text
//! length u16 │ crc32c u32 │ kind u8 │ body          length: of kind and body; crc32c: over both
//!                           1 key        key id 16 │ wrap u8 │ key 32
//!                           2 assigned   key id 16 │ subject, text
//! ```
//! All numbers little-endian. `wrap` says how the key's bytes are wrapped: 0, not at all.
//! Kind 3 is kept for `destroyed`: an erasure overwrites the 32 bytes of a key record in place,
//! which is why they have a fixed length, and appends the fact.

use domain::engine::{KeyId, StreamName};
use uuid::Uuid;

use super::secret::{KEY_BYTES, Secret};

const FRAME_BYTES: usize = 6;
const KIND_KEY: u8 = 1;
const KIND_ASSIGNED: u8 = 2;
const WRAP_NONE: u8 = 0;
const KEY_BODY_BYTES: usize = 16 + 1 + KEY_BYTES;

/// One fact of the key file.
pub(super) enum Record {
    /// A key exists.
    Key(KeyId, Secret),
    /// It is this subject's.
    Assigned(KeyId, StreamName),
}

/// Why bytes are not a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotARecord {
    Cut,
    Checksum,
    Shape,
    UnknownWrap(u8),
}

impl NotARecord {
    pub(super) fn why(self) -> &'static str {
        match self {
            Self::Cut => "a record is cut",
            Self::Checksum => "a record's checksum does not hold",
            Self::Shape => "a record has no known shape",
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
        let checksum = crc32c::crc32c(content);
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
        if crc32c::crc32c(content) != u32::from_le_bytes(*checksum) {
            return Err(NotARecord::Checksum);
        }
        Ok((Self::decode_content(content)?, FRAME_BYTES + length))
    }

    fn decode_content(content: &[u8]) -> Result<Self, NotARecord> {
        let (kind, body) = content.split_first().ok_or(NotARecord::Shape)?;
        let (id, body) = body.split_first_chunk::<16>().ok_or(NotARecord::Shape)?;
        let id = KeyId(Uuid::from_bytes(*id));
        match *kind {
            KIND_KEY => Ok(Self::Key(id, decode_key(body)?)),
            KIND_ASSIGNED => Ok(Self::Assigned(id, decode_subject(body)?)),
            _ => Err(NotARecord::Shape),
        }
    }
}

fn decode_key(body: &[u8]) -> Result<Secret, NotARecord> {
    let (wrap, key) = body.split_first().ok_or(NotARecord::Shape)?;
    if *wrap != WRAP_NONE {
        return Err(NotARecord::UnknownWrap(*wrap));
    }
    let key: &[u8; KEY_BYTES] = key.try_into().map_err(|_| NotARecord::Shape)?;
    Ok(Secret::new(*key))
}

fn decode_subject(body: &[u8]) -> Result<StreamName, NotARecord> {
    let text = std::str::from_utf8(body).map_err(|_| NotARecord::Shape)?;
    text.parse().map_err(|_| NotARecord::Shape)
}

/// The bytes of one key record, frame included.
pub(super) const KEY_RECORD_BYTES: usize = FRAME_BYTES + 1 + KEY_BODY_BYTES;
