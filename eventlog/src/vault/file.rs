//! The key file: a header with a watermark, then records, only ever appended.
//!
//! A pool of keys is appended and synced, then the watermark is moved behind it and synced, and
//! only then is one of its keys used. So a record below the watermark that cannot be read is
//! damage. Behind it stand assignments, which are not synced: the first one that is cut, or whose
//! checksum does not hold, is the torn end, and is cut off. What it said is lost; the key that it
//! named is not. A whole record that is not known here is a newer release's, and is left alone.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use domain::engine::{KeyId, StreamName};
use zeroize::Zeroizing;

use super::VaultError;
use super::header::{
    RECORDS_OFFSET, WATERMARK_OFFSETS, damaged, encode_header, encode_watermark, read_header,
};
use super::permissions::{
    FILE_MODE, create_private_folder, require_private_file, require_private_folder,
};
use super::record::{KEY_RECORD_BYTES, NotARecord, Record};
use super::secret::Secret;

const FILE_NAME: &str = "keys";

/// The key file, open for the one process that assigns keys.
pub(super) struct KeyFile {
    path: PathBuf,
    file: File,
    /// The end of the last sound record: the next one goes here.
    end: u64,
    /// Which of the two watermarks is written next.
    next_slot: usize,
    /// Set when a sync failed: what it should have covered may be lost, so nothing is added to it.
    is_broken: bool,
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
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .open(&path)
            .map_err(failed)?;
        let watermark = read_header(&path, &file)?;
        let end = read_sound(&path, &file, RECORDS_OFFSET, watermark.through, learn)?;
        let end = read_tail(&path, &file, end, learn)?;
        file.set_len(end).map_err(failed)?;
        Ok(Self {
            path,
            file,
            end,
            next_slot: 1 - watermark.slot,
            is_broken: false,
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
        if self.is_broken {
            return Err(self.failed(&io::Error::other("a sync failed; open the vault again")));
        }
        self.file
            .write_all_at(bytes, self.end)
            .map_err(|why| self.failed(&why))?;
        self.end += bytes.len() as u64;
        Ok(())
    }

    fn move_watermark(&mut self) -> Result<(), VaultError> {
        let offset = WATERMARK_OFFSETS[self.next_slot];
        self.file
            .write_all_at(&encode_watermark(self.end), offset)
            .map_err(|why| self.failed(&why))?;
        self.sync()?;
        self.next_slot = 1 - self.next_slot;
        Ok(())
    }

    fn sync(&mut self) -> Result<(), VaultError> {
        let synced = self.file.sync_data();
        self.is_broken |= synced.is_err();
        synced.map_err(|why| self.failed(&why))
    }

    fn failed(&self, why: &io::Error) -> VaultError {
        VaultError::storage(&self.path, why)
    }
}

/// Writes the header beside and renames it, so that a file of that name is never shorter.
fn create(dir: &Path, path: &Path) -> io::Result<()> {
    let beside = path.with_extension("new");
    let mut options = OpenOptions::new();
    options
        .write(true)
        .create(true)
        .truncate(true)
        .mode(FILE_MODE);
    let file = options.open(&beside)?;
    file.write_all_at(&encode_header(), 0)?;
    file.sync_all()?;
    std::fs::rename(&beside, path)?;
    File::open(dir)?.sync_all()
}

/// The key file as another process follows it: what lies below the watermark, and no more, as
/// behind it a write that failed may be written over.
pub(super) struct KeyFollower {
    dir: PathBuf,
    /// How far it was read.
    end: u64,
}

impl KeyFollower {
    pub(super) fn new(dir: &Path) -> Self {
        Self {
            dir: dir.to_owned(),
            end: RECORDS_OFFSET,
        }
    }

    /// Reads what was added since the last time. A file that is not there, or not for this
    /// reader, holds nothing: a log can be read without its vault, as by an auditor who has no
    /// right to the keys, and its personal fields stay sealed.
    pub(super) fn read_on(&mut self, learn: &mut dyn FnMut(Record)) -> Result<(), VaultError> {
        let path = self.dir.join(FILE_NAME);
        let file = match File::open(&path) {
            Err(why) if is_out_of_reach(&why) => return Ok(()),
            opened => opened.map_err(|why| VaultError::storage(&path, &why))?,
        };
        require_private_folder(&self.dir)?;
        require_private_file(&path)?;
        let watermark = read_header(&path, &file)?;
        self.end = read_sound(&path, &file, self.end, watermark.through, learn)?;
        Ok(())
    }
}

fn is_out_of_reach(why: &io::Error) -> bool {
    matches!(
        why.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied
    )
}

/// Reads the durable records from `end` on; every one of them must be sound.
fn read_sound(
    path: &Path,
    file: &File,
    end: u64,
    through: u64,
    learn: &mut dyn FnMut(Record),
) -> Result<u64, VaultError> {
    let bytes = read_bytes(file, end, Some(through)).map_err(|why| match why.kind() {
        io::ErrorKind::UnexpectedEof => damaged(path, end, "the file is cut"),
        _ => VaultError::storage(path, &why),
    })?;
    match take_records(&bytes, learn) {
        (_, None) => Ok(through.max(end)),
        (taken, Some(why)) => Err(not_a_record(path, end + taken as u64, why)),
    }
}

/// Reads the records that were never synced, up to the torn one: the new end. What a write that
/// was cut leaves has no checksum that holds; a record that has one was written so, by a release
/// that knows it.
fn read_tail(
    path: &Path,
    file: &File,
    end: u64,
    learn: &mut dyn FnMut(Record),
) -> Result<u64, VaultError> {
    let bytes = read_bytes(file, end, None).map_err(|why| VaultError::storage(path, &why))?;
    let (taken, why) = take_records(&bytes, learn);
    let end = end + taken as u64;
    match why {
        None | Some(NotARecord::Cut | NotARecord::Checksum) => Ok(end),
        Some(why) => Err(not_a_record(path, end, why)),
    }
}

/// How many bytes are sound records, and why the next ones are none.
fn take_records(bytes: &[u8], learn: &mut dyn FnMut(Record)) -> (usize, Option<NotARecord>) {
    let mut taken = 0;
    while taken < bytes.len() {
        match Record::decode(&bytes[taken..]) {
            Ok((record, length)) => {
                learn(record);
                taken += length;
            }
            Err(why) => return (taken, Some(why)),
        }
    }
    (taken, None)
}

/// The bytes up to `through`, or to the file's end. They hold keys, and are wiped after use.
fn read_bytes(file: &File, from: u64, through: Option<u64>) -> io::Result<Zeroizing<Vec<u8>>> {
    let through = match through {
        Some(through) => through,
        None => file.metadata()?.len(),
    };
    let length = usize::try_from(through.saturating_sub(from)).map_err(io::Error::other)?;
    let mut bytes = Zeroizing::new(vec![0; length]);
    file.read_exact_at(&mut bytes, from)?;
    Ok(bytes)
}

fn not_a_record(path: &Path, offset: u64, why: NotARecord) -> VaultError {
    match why {
        NotARecord::UnknownWrap(algorithm) => VaultError::UnknownWrap {
            path: path.to_owned(),
            algorithm,
        },
        NotARecord::UnknownKind(kind) => VaultError::UnknownKind {
            path: path.to_owned(),
            kind,
        },
        NotARecord::Cut | NotARecord::Checksum | NotARecord::Shape => {
            damaged(path, offset, why.why())
        }
    }
}
