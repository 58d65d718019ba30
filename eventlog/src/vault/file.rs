//! The key file: a header with a watermark, then records, only ever appended.
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
//! A pool of keys is appended and synced, then the watermark is moved behind it and synced, and
//! only then is one of its keys used. So a record below the watermark that cannot be read is
//! damage. Behind it stand assignments, which are not synced: the first one that cannot be read is
//! the torn end, and is cut off. What it said is lost; the key that it named is not.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use domain::engine::{KeyId, StreamName};
use zeroize::Zeroizing;

use super::VaultError;
use super::permissions::{FILE_MODE, create_private_folder, require_private_file, require_private_folder};
use super::record::{KEY_RECORD_BYTES, NotARecord, Record};
use super::secret::Secret;

const FILE_NAME: &str = "keys";
const MAGIC: &[u8; 8] = b"JALONKEY";
const FORMAT: u16 = 1;
const HEADER_BYTES: usize = 64;
const WATERMARK_OFFSETS: [usize; 2] = [16, 32];

/// The key file, open for the one process that assigns keys.
pub(super) struct KeyFile {
    path: PathBuf,
    file: File,
    /// The end of the last sound record: the next one goes here.
    end: u64,
    /// Which of the two watermarks is written next.
    next_slot: usize,
}

impl KeyFile {
    /// Opens the folder's file, or creates it, and cuts a torn end off.
    pub(super) fn open(dir: &Path, learn: &mut dyn FnMut(Record)) -> Result<Self, VaultError> {
        create_private_folder(dir)?;
        let path = dir.join(FILE_NAME);
        let failed = |why: io::Error| VaultError::storage(&path, &why);
        if !path.try_exists().map_err(failed)? {
            create(dir, &path).map_err(failed)?;
        }
        require_private_file(&path)?;
        let file = OpenOptions::new().read(true).write(true).open(&path).map_err(failed)?;
        let mut contents = Contents::default();
        contents.read_on(&path, &file, learn)?;
        file.set_len(contents.end).map_err(failed)?;
        Ok(Self {
            path,
            file,
            end: contents.end,
            next_slot: 1 - contents.slot,
        })
    }

    /// Appends a pool of keys. When this returns they are durable, and may be used.
    pub(super) fn append_pool(&mut self, pool: &[(KeyId, Secret)]) -> Result<(), VaultError> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(pool.len() * KEY_RECORD_BYTES));
        for (id, secret) in pool {
            Record::Key(*id, secret.clone()).encode(&mut bytes);
        }
        self.append(&bytes)?;
        self.sync()?;
        self.move_watermark()
    }

    /// Appends an assignment, without a sync.
    pub(super) fn append_assigned(
        &mut self,
        id: KeyId,
        subject: &StreamName,
    ) -> Result<(), VaultError> {
        let mut bytes = Vec::with_capacity(128);
        Record::Assigned(id, subject.clone()).encode(&mut bytes);
        self.append(&bytes)
    }

    /// A write that fails half way leaves `end` where it was: the next one goes over it.
    fn append(&mut self, bytes: &[u8]) -> Result<(), VaultError> {
        self.file.write_all_at(bytes, self.end).map_err(|why| self.failed(&why))?;
        self.end += bytes.len() as u64;
        Ok(())
    }

    fn move_watermark(&mut self) -> Result<(), VaultError> {
        let offset = WATERMARK_OFFSETS[self.next_slot] as u64;
        self.file
            .write_all_at(&encode_watermark(self.end), offset)
            .map_err(|why| self.failed(&why))?;
        self.sync()?;
        self.next_slot = 1 - self.next_slot;
        Ok(())
    }

    fn sync(&self) -> Result<(), VaultError> {
        self.file.sync_data().map_err(|why| self.failed(&why))
    }

    fn failed(&self, why: &io::Error) -> VaultError {
        VaultError::storage(&self.path, why)
    }
}

/// Writes the header beside and renames it, so that a file of that name is never shorter.
fn create(dir: &Path, path: &Path) -> io::Result<()> {
    let beside = path.with_extension("new");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(FILE_MODE);
    let file = options.open(&beside)?;
    file.write_all_at(&encode_header(), 0)?;
    file.sync_all()?;
    std::fs::rename(&beside, path)?;
    File::open(dir)?.sync_all()
}

/// The key file as another process follows it while it grows.
pub(super) struct KeyFollower {
    path: PathBuf,
    contents: Contents,
}

impl KeyFollower {
    pub(super) fn open(dir: &Path) -> Result<Self, VaultError> {
        require_private_folder(dir)?;
        Ok(Self {
            path: dir.join(FILE_NAME),
            contents: Contents::default(),
        })
    }

    /// Reads what was appended since the last time. A file that is not there yet holds nothing.
    pub(super) fn read_on(&mut self, learn: &mut dyn FnMut(Record)) -> Result<(), VaultError> {
        let file = match File::open(&self.path) {
            Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(()),
            opened => opened.map_err(|why| VaultError::storage(&self.path, &why))?,
        };
        require_private_file(&self.path)?;
        self.contents.read_on(&self.path, &file, learn)
    }
}

/// How far a key file was read.
#[derive(Default)]
struct Contents {
    /// The end of the last sound record, 0 before anything was read.
    end: u64,
    /// The watermark that counts.
    slot: usize,
}

impl Contents {
    fn read_on(
        &mut self,
        path: &Path,
        file: &File,
        learn: &mut dyn FnMut(Record),
    ) -> Result<(), VaultError> {
        let watermark = self.read_header(path, file)?;
        let bytes = read_from(file, self.end).map_err(|why| VaultError::storage(path, &why))?;
        let torn = self.take_records(&bytes, learn);
        match torn {
            Some(why) if self.end < watermark => Err(not_a_record(path, self.end, why)),
            _ if self.end < watermark => Err(damaged(path, self.end, "the file is cut")),
            _ => Ok(()),
        }
    }

    fn take_records(&mut self, bytes: &[u8], learn: &mut dyn FnMut(Record)) -> Option<NotARecord> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let (record, length) = match Record::decode(rest) {
                Ok(decoded) => decoded,
                Err(why) => return Some(why),
            };
            learn(record);
            self.end += length as u64;
            rest = &rest[length..];
        }
        None
    }

    fn read_header(&mut self, path: &Path, file: &File) -> Result<u64, VaultError> {
        let mut header = [0; HEADER_BYTES];
        file.read_exact_at(&mut header, 0).map_err(|_| damaged(path, 0, "the header is cut"))?;
        check_header(path, &header)?;
        let (slot, watermark) = WATERMARK_OFFSETS
            .iter()
            .enumerate()
            .filter_map(|(slot, offset)| Some((slot, decode_watermark(&header[*offset..])?)))
            .max_by_key(|(_, watermark)| *watermark)
            .ok_or_else(|| damaged(path, 16, "neither watermark is sound"))?;
        self.slot = slot;
        self.end = self.end.max(HEADER_BYTES as u64);
        Ok(watermark)
    }
}

fn read_from(file: &File, offset: u64) -> io::Result<Zeroizing<Vec<u8>>> {
    let length = file.metadata()?.len().saturating_sub(offset);
    let length = usize::try_from(length).map_err(io::Error::other)?;
    let mut bytes = Zeroizing::new(vec![0; length]);
    file.read_exact_at(&mut bytes, offset)?;
    Ok(bytes)
}

fn check_header(path: &Path, header: &[u8; HEADER_BYTES]) -> Result<(), VaultError> {
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

fn encode_header() -> [u8; HEADER_BYTES] {
    let mut header = [0; HEADER_BYTES];
    header[..8].copy_from_slice(MAGIC);
    header[8..10].copy_from_slice(&FORMAT.to_le_bytes());
    let checksum = crc32c::crc32c(&header[..12]);
    header[12..16].copy_from_slice(&checksum.to_le_bytes());
    header[16..28].copy_from_slice(&encode_watermark(HEADER_BYTES as u64));
    header
}

fn encode_watermark(through: u64) -> [u8; 12] {
    let mut bytes = [0; 12];
    bytes[..8].copy_from_slice(&through.to_le_bytes());
    let checksum = crc32c::crc32c(&bytes[..8]);
    bytes[8..].copy_from_slice(&checksum.to_le_bytes());
    bytes
}

fn decode_watermark(bytes: &[u8]) -> Option<u64> {
    let through = u64::from_le_bytes(*bytes.first_chunk::<8>()?);
    (through >= HEADER_BYTES as u64 && encode_watermark(through) == bytes[..12]).then_some(through)
}

fn damaged(path: &Path, offset: u64, why: &'static str) -> VaultError {
    VaultError::Damaged {
        path: path.to_owned(),
        offset,
        why,
    }
}

fn not_a_record(path: &Path, offset: u64, why: NotARecord) -> VaultError {
    match why {
        NotARecord::UnknownWrap(algorithm) => VaultError::UnknownWrap {
            path: path.to_owned(),
            algorithm,
        },
        _ => damaged(path, offset, why.why()),
    }
}
