//! The durable watermark beside the segments: how far appends were acknowledged.
//!
//! Two slots, written in turn, so that a torn write leaves the other one. A slot is written after
//! the sync of its group and before any client is answered, so that other processes see what is
//! durable (C10); it is itself synced only when the log is idle, rolls or closes. It is derived:
//! without it, the watermarks in the frames say the same, one group later.
//!
//! | at | bytes | field |
//! |--:|--:|---|
//! | 0 | 4 | magic `F7 4A 4C 41` |
//! | 4 | 4 | format, [`FORMAT`]; three zero bytes |
//! | 8 | 8 | term of the writer |
//! | 16 | 8 | last acknowledged position, 0 for none |
//! | 24 | 8 | first position of its segment |
//! | 32 | 8 | end of its frame in the segment |
//! | 40 | 16 | hash of its frame |
//! | 56 | 4 | CRC-32C of bytes 0 to 55 |

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

use domain::engine::Position;

use super::error::OpenError;
use super::files::ACKNOWLEDGED;
use crate::folder::sync_folder;
use crate::format::{ChainHash, FORMAT, Frame, HASH_BYTES, Term};

const MAGIC: [u8; 4] = [0xF7, b'J', b'L', b'A'];
const FORMAT_AT: usize = MAGIC.len();
const TERM_AT: usize = FORMAT_AT + 4;
const POSITION_AT: usize = TERM_AT + size_of::<u64>();
const SEGMENT_AT: usize = POSITION_AT + size_of::<u64>();
const END_AT: usize = SEGMENT_AT + size_of::<u64>();
const HASH_AT: usize = END_AT + size_of::<u64>();
const CRC_AT: usize = HASH_AT + HASH_BYTES;
const SLOT_BYTES: usize = CRC_AT + size_of::<u32>();

/// A sector apart, so that one torn sector is one torn slot.
const SLOT_STRIDE: u64 = 512;
const SLOTS: u64 = 2;

const _: () = assert!(SLOT_BYTES as u64 <= SLOT_STRIDE);

/// How far a log is acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Acknowledged {
    pub(crate) term: Term,
    pub(crate) position: Option<Position>,
    /// The segment that the next frame goes to, or the last one went to.
    pub(crate) segment: Position,
    pub(crate) end: u64,
    pub(crate) hash: ChainHash,
}

impl Acknowledged {
    /// Whether a frame that was read, with its hash, holds the acknowledged position and is not
    /// the frame that was acknowledged.
    pub(crate) fn contradicts(&self, frame: &Frame<'_>, hash: ChainHash) -> bool {
        let within = Some(frame.first) <= self.position && self.position <= Some(frame.last);
        within && (self.position != Some(frame.last) || self.hash != hash)
    }

    fn encode(&self) -> [u8; SLOT_BYTES] {
        let mut slot = [0; SLOT_BYTES];
        slot[..FORMAT_AT].copy_from_slice(&MAGIC);
        slot[FORMAT_AT] = FORMAT;
        let position = self.position.map_or(0, Position::get);
        for (at, number) in [
            (TERM_AT, self.term.get()),
            (POSITION_AT, position),
            (SEGMENT_AT, self.segment.get()),
            (END_AT, self.end),
        ] {
            slot[at..at + size_of::<u64>()].copy_from_slice(&number.to_le_bytes());
        }
        slot[HASH_AT..CRC_AT].copy_from_slice(&self.hash.0);
        let crc = crc32c::crc32c(&slot[..CRC_AT]);
        slot[CRC_AT..].copy_from_slice(&crc.to_le_bytes());
        slot
    }

    /// `None` for a slot that was never written, or is torn; `Err` with the format for a newer one.
    fn parse(slot: &[u8; SLOT_BYTES]) -> Result<Option<Self>, u8> {
        let crc = crc32c::crc32c(&slot[..CRC_AT]).to_le_bytes();
        if !slot.starts_with(&MAGIC) || slot[CRC_AT..] != crc {
            return Ok(None);
        }
        if slot[FORMAT_AT] > FORMAT {
            return Err(slot[FORMAT_AT]);
        }
        Ok(Self::parse_fields(slot))
    }

    fn parse_fields(slot: &[u8; SLOT_BYTES]) -> Option<Self> {
        let number = |at: usize| Some(u64::from_le_bytes(*slot[at..].first_chunk()?));
        Some(Self {
            term: Term::new(number(TERM_AT)?)?,
            position: Position::new(number(POSITION_AT)?),
            segment: Position::new(number(SEGMENT_AT)?)?,
            end: number(END_AT)?,
            hash: ChainHash(*slot[HASH_AT..].first_chunk()?),
        })
    }
}

/// Reads the newer slot; `None` where there is no file, or no slot holds.
pub(crate) fn read(folder: &Path) -> Result<Option<Acknowledged>, OpenError> {
    let path = folder.join(ACKNOWLEDGED);
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(OpenError::Storage { path, source }),
    };
    let mut newest: Option<Acknowledged> = None;
    for offset in (0..SLOTS).map(|slot| slot * SLOT_STRIDE) {
        let slot = read_slot(&file, offset).map_err(OpenError::at(&path))?;
        let parsed = Acknowledged::parse(&slot).map_err(|found| OpenError::NewerFormat {
            place: format!("{}, byte {offset}", path.display()),
            found,
            known: FORMAT,
        })?;
        // Neither position nor term ever goes back.
        let order = |slot: &Acknowledged| (slot.position, slot.term);
        newest = newest.into_iter().chain(parsed).max_by_key(order);
    }
    Ok(newest)
}

/// A slot's bytes; what lies behind the file's end reads as zeros.
fn read_slot(file: &File, offset: u64) -> io::Result<[u8; SLOT_BYTES]> {
    let mut slot = [0; SLOT_BYTES];
    match file.read_exact_at(&mut slot, offset) {
        Err(why) if why.kind() == io::ErrorKind::UnexpectedEof => Ok([0; SLOT_BYTES]),
        Err(why) => Err(why),
        Ok(()) => Ok(slot),
    }
}

/// The file, as the one writer has it.
#[derive(Debug)]
pub(crate) struct AcknowledgedFile {
    file: File,
    /// The slot to be written next: the older one.
    turn: u64,
    /// Whether something was written since the last sync.
    unsynced: bool,
}

impl AcknowledgedFile {
    /// Opens or makes the file, and says in both slots, durably, how far the log is acknowledged.
    pub(crate) fn open(folder: &Path, now: &Acknowledged) -> io::Result<Self> {
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(folder.join(ACKNOWLEDGED))?;
        let mut opened = Self {
            file,
            turn: 0,
            unsynced: true,
        };
        opened.seal(now)?;
        sync_folder(folder)?;
        Ok(opened)
    }

    /// Over a file of which nothing is known.
    #[cfg(test)]
    pub(crate) fn over(file: File) -> Self {
        Self {
            file,
            turn: 0,
            unsynced: true,
        }
    }

    /// Writes one slot, for readers to see; a power cut may undo it.
    pub(crate) fn write(&mut self, now: &Acknowledged) -> io::Result<()> {
        self.file
            .write_all_at(&now.encode(), self.turn * SLOT_STRIDE)?;
        self.turn = (self.turn + 1) % SLOTS;
        self.unsynced = true;
        Ok(())
    }

    /// Whether a sync would make anything more durable.
    pub(crate) fn is_unsynced(&self) -> bool {
        self.unsynced
    }

    /// Makes what was written durable.
    pub(crate) fn sync(&mut self) -> io::Result<()> {
        if self.unsynced {
            self.file.sync_data()?;
            self.unsynced = false;
        }
        Ok(())
    }

    /// Writes both slots and syncs them: after a clean stop no single bad sector hides a cut.
    pub(crate) fn seal(&mut self, now: &Acknowledged) -> io::Result<()> {
        for _ in 0..SLOTS {
            self.write(now)?;
        }
        self.sync()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(position: u64) -> Acknowledged {
        Acknowledged {
            term: Term::FIRST,
            position: Position::new(position),
            segment: Position::FIRST,
            end: 100 * position,
            hash: ChainHash([7; HASH_BYTES]),
        }
    }

    #[test]
    fn the_newest_slot_is_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = AcknowledgedFile::open(folder.path(), &at(0)).unwrap();
        for position in 1..6 {
            file.write(&at(position)).unwrap();
            assert_eq!(read(folder.path()).unwrap(), Some(at(position)));
        }
    }

    #[test]
    fn a_torn_slot_leaves_the_one_before() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = AcknowledgedFile::open(folder.path(), &at(1)).unwrap();
        file.write(&at(2)).unwrap();
        for torn_at in 0..SLOT_BYTES as u64 {
            file.file.write_all_at(&at(2).encode(), 0).unwrap();
            file.file.write_all_at(&[0xAA], torn_at).unwrap();
            assert_eq!(read(folder.path()).unwrap(), Some(at(1)), "byte {torn_at}");
        }
    }

    #[test]
    fn a_newer_format_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let mut slot = at(1).encode();
        slot[FORMAT_AT] = FORMAT + 1;
        let crc = crc32c::crc32c(&slot[..CRC_AT]);
        slot[CRC_AT..].copy_from_slice(&crc.to_le_bytes());
        std::fs::write(folder.path().join(ACKNOWLEDGED), slot).unwrap();
        let refused = read(folder.path()).unwrap_err();
        assert!(matches!(refused, OpenError::NewerFormat { found: 2, .. }));
    }
}
