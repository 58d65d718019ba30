//! The folder of a programme's read models: a folder a revision, one set aside, a digest file each.
//!
//! ```text
//! read-models/lock            held while one of the revisions is in use
//! read-models/7/rows/         sled
//! read-models/7/checkpoint    written at a clean stop: what the rows must be
//! read-models/set-aside/      the last revision that was not trusted
//! ```

use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::store::Checkpoint;

/// The name of the folder that was not trusted.
const SET_ASIDE: &str = "set-aside";
/// The most bytes that a checkpoint's file may have.
const CHECKPOINT_BYTES_MAX: u64 = 4_096;

/// How often a folder that is still in use is tried again: a read model that was dropped without a
/// stop lets go of it a moment later.
const LOCK_TRIES: u32 = 50;
/// How long to wait between two tries.
const LOCK_RETRY: Duration = Duration::from_millis(20);

/// Why the folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ShelfError {
    /// Another read model uses it, here or in another process.
    #[error("the folder of read models is in use: {}", .0.display())]
    InUse(PathBuf),
    /// The file system failed.
    #[error("the folder of read models: {0}")]
    Io(#[from] io::Error),
}

/// One revision's folder.
#[derive(Debug, Clone)]
pub(crate) struct Shelf {
    read_models: PathBuf,
    revision: u64,
    /// Closing it gives the folder free, so it lives as long as any handle.
    lock: Arc<File>,
}

impl Shelf {
    /// The newest revision, and whether it was there already. The folder is this shelf's alone.
    pub(crate) fn newest(read_models: &Path) -> Result<(Self, bool), ShelfError> {
        fs::create_dir_all(read_models)?;
        let lock = Arc::new(locked(read_models)?);
        let mut newest = None;
        for entry in fs::read_dir(read_models)? {
            let name = entry?.file_name();
            let revision = name.to_str().and_then(|name| name.parse::<u64>().ok());
            newest = newest.max(revision);
        }
        let shelf = Self {
            read_models: read_models.to_owned(),
            revision: newest.unwrap_or(1),
            lock,
        };
        Ok((shelf, newest.is_some()))
    }

    /// Where sled has its files.
    pub(crate) fn rows(&self) -> PathBuf {
        self.folder().join("rows")
    }

    /// Puts the revision out of the way, in the place of the last one that was, and names the next.
    pub(crate) fn set_aside(&self) -> Result<Self, ShelfError> {
        let aside = self.read_models.join(SET_ASIDE);
        match fs::remove_dir_all(&aside) {
            Err(why) if why.kind() != io::ErrorKind::NotFound => return Err(why.into()),
            _ => {}
        }
        fs::rename(self.folder(), aside)?;
        sync_folder(&self.read_models)?;
        Ok(Self {
            read_models: self.read_models.clone(),
            revision: self.revision + 1,
            lock: Arc::clone(&self.lock),
        })
    }

    /// The checkpoint of the last clean stop, `None` where there was none, or where it cannot be read.
    pub(crate) fn checkpoint(&self) -> Option<Checkpoint> {
        let path = self.folder().join("checkpoint");
        if fs::metadata(&path).ok()?.len() > CHECKPOINT_BYTES_MAX {
            return None;
        }
        serde_json::from_slice(&fs::read(path).ok()?).ok()
    }

    /// Writes it so that after a crash the old one is there, or the new one, whole.
    pub(crate) fn write_checkpoint(&self, checkpoint: &Checkpoint) -> io::Result<()> {
        let folder = self.folder();
        let written = folder.join("checkpoint.new");
        let mut file = File::create(&written)?;
        file.write_all(&serde_json::to_vec(checkpoint)?)?;
        file.sync_all()?;
        fs::rename(written, folder.join("checkpoint"))?;
        sync_folder(&folder)
    }

    fn folder(&self) -> PathBuf {
        self.read_models.join(self.revision.to_string())
    }
}

fn locked(read_models: &Path) -> Result<File, ShelfError> {
    let file = File::create(read_models.join("lock"))?;
    for _ in 0..LOCK_TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => std::thread::sleep(LOCK_RETRY),
            Err(TryLockError::Error(why)) => return Err(why.into()),
        }
    }
    Err(ShelfError::InUse(read_models.to_owned()))
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
