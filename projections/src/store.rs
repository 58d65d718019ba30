//! The store of rows between two runs: the one module that names sled.
//!
//! What is stored can be thrown away at any time and folded anew from the log, so nothing here
//! tries to survive more than a clean stop; after anything else the rows are held against a
//! digest that was synced outside sled (see `recovery`). sled's `flush` is called from the
//! runner's thread only, and `flush_async` never: it deadlocked in trials.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Duration;

use domain::engine::{Fold, Position, RowKey};
use serde::{Deserialize, Serialize};
use sled::{Batch, Db, Mode};

use crate::digest::RowsDigest;
use crate::rows::{Change, Rows};

/// The page cache. Rows are read once, at the start: more would be memory held twice.
const CACHE_BYTES: u64 = 8 * 1024 * 1024;
/// How often sled's files are tried again while sled still locks them: its threads let go of them
/// shortly after it was dropped.
const LOCK_TRIES: u32 = 50;
/// How long to wait between two tries.
const LOCK_RETRY: Duration = Duration::from_millis(20);

/// Where the checkpoint stands: before all rows.
const CHECKPOINT_KEY: [u8; 1] = [0];
/// What the keys of rows begin with.
const ROW_PREFIX: u8 = 1;

/// Why the store did not answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// sled still holds its files.
    #[error("the stored rows are still in use")]
    Locked,
    /// The storage failed.
    #[error("the stored rows: {0}")]
    Storage(#[from] sled::Error),
    /// What was read is no row, or no checkpoint.
    #[error("the stored rows cannot be read: {0}")]
    Malformed(String),
}

/// What the rows are, and where they stand. Stored with them in one commit, and once more outside
/// sled at a clean stop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Checkpoint {
    /// The fold's name.
    pub(crate) fold: String,
    /// The fold's version.
    pub(crate) version: u32,
    /// The last event folded.
    pub(crate) position: Option<Position>,
    /// That event's leaf hash, to tell this log from another one of the same length.
    pub(crate) leaf: Option<[u8; 32]>,
    /// The digest of all rows.
    pub(crate) digest: [u8; 32],
}

impl Checkpoint {
    /// Of a fold that saw no event yet.
    pub(crate) fn empty<F: Fold>() -> Self {
        Self {
            fold: F::NAME.to_owned(),
            version: F::VERSION,
            position: None,
            leaf: None,
            digest: RowsDigest::default().to_bytes(),
        }
    }

    /// After one more page, whose last event has that leaf hash.
    pub(crate) fn after<F: Fold>(change: &Change<F>, leaf: [u8; 32]) -> Self {
        Self {
            position: Some(change.position),
            leaf: Some(leaf),
            digest: change.digest.to_bytes(),
            ..Self::empty::<F>()
        }
    }
}

/// An open store.
#[derive(Debug)]
pub(crate) struct Store {
    db: Db,
}

impl Store {
    /// Opens the folder, or makes it.
    pub(crate) fn open(folder: &Path) -> Result<Self, StoreError> {
        let config = sled::Config::new()
            .path(folder)
            .mode(Mode::LowSpace)
            .cache_capacity(CACHE_BYTES)
            .flush_every_ms(None);
        let mut tries = 1;
        loop {
            match guarded(|| config.open().map_err(StoreError::from)) {
                Err(StoreError::Storage(why)) if is_lock(&why) => {
                    if tries == LOCK_TRIES {
                        return Err(StoreError::Locked);
                    }
                    tries += 1;
                    std::thread::sleep(LOCK_RETRY);
                }
                opened => return opened.map(|db| Self { db }),
            }
        }
    }

    /// The checkpoint, `None` before the first commit.
    pub(crate) fn checkpoint(&self) -> Result<Option<Checkpoint>, StoreError> {
        let stored = guarded(|| Ok(self.db.get(CHECKPOINT_KEY)?))?;
        stored.map(|bytes| read(&bytes)).transpose()
    }

    /// All rows, with the digest of what was read.
    pub(crate) fn rows<F: Fold>(&self) -> Result<Rows<F>, StoreError> {
        guarded(|| {
            let mut rows = Rows::default();
            for entry in self.db.scan_prefix([ROW_PREFIX]) {
                let (key, row) = entry?;
                let stored_key = key.get(1..).unwrap_or_default();
                let name: RowKey = read(stored_key)?;
                rows.restore(name, read(&row)?, RowsDigest::of_row(stored_key, &row));
            }
            Ok(rows)
        })
    }

    /// Rows and checkpoint in one: after a crash both are there or neither.
    pub(crate) fn commit<F: Fold>(
        &self,
        change: &Change<F>,
        checkpoint: &Checkpoint,
    ) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        for changed in &change.rows {
            let key = [&[ROW_PREFIX], changed.stored_key.as_slice()].concat();
            batch.insert(key, changed.stored_row.as_slice());
        }
        batch.insert(&CHECKPOINT_KEY, written(checkpoint));
        guarded(|| Ok(self.db.apply_batch(batch)?))
    }

    /// Brings everything to the disk.
    pub(crate) fn flush(&self) -> Result<(), StoreError> {
        guarded(|| Ok(self.db.flush().map(drop)?))
    }
}

/// sled panics on some damage: here that is an error like the others.
fn guarded<T>(work: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(StoreError::Malformed("sled panicked".to_owned())))
}

fn is_lock(why: &sled::Error) -> bool {
    matches!(why, sled::Error::Io(io) if io.to_string().contains("could not acquire lock"))
}

fn read<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, StoreError> {
    postcard::from_bytes(bytes).map_err(|why| StoreError::Malformed(why.to_string()))
}

fn written(checkpoint: &Checkpoint) -> Vec<u8> {
    postcard::to_allocvec(checkpoint)
        .expect("a checkpoint is plain values: writing it to memory cannot fail")
}
