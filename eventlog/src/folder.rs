//! The data folder: where each programme's log, vault and read models stand, and who may write there.
//!
//! ```text
//! DIR/lock                              held by the one process that writes
//! DIR/programmes/<slug>/log/            the truth
//! DIR/programmes/<slug>/vault/          the keys of personal data, backed up apart
//! DIR/programmes/<slug>/read-models/    derived
//! ```

use std::fs::{self, DirBuilder, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use domain::engine::ProgrammeSlug;

const LOCK: &str = "lock";
const PROGRAMMES: &str = "programmes";

/// A data folder, opened.
#[derive(Debug)]
pub struct DataFolder {
    dir: PathBuf,
    /// The lock lives as long as this file is open; `None` for one who only reads.
    _lock: Option<File>,
}

/// Why a data folder cannot be opened or listed.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// Another process writes there.
    #[error("{} is in use by another process that writes", .0.display())]
    Locked(PathBuf),
    /// There is no such folder, and reading does not make one.
    #[error("there is no data folder at {}", .0.display())]
    NotThere(PathBuf),
    /// The storage failed.
    #[error("{}: {source}", path.display())]
    Storage {
        /// What was being opened.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
}

impl DataFolder {
    /// Opens the folder for writing, making it where there is none. No other process can until
    /// this one ends or drops it.
    pub fn open_exclusive(dir: impl Into<PathBuf>) -> Result<Self, FolderError> {
        let dir = dir.into();
        let programmes = dir.join(PROGRAMMES);
        make_folder(&programmes, &DirBuilder::new()).map_err(|source| FolderError::Storage {
            path: programmes,
            source,
        })?;
        let path = dir.join(LOCK);
        let lock = match lock(&path) {
            Ok(lock) => lock,
            Err(TryLockError::WouldBlock) => return Err(FolderError::Locked(dir)),
            Err(TryLockError::Error(source)) => return Err(FolderError::Storage { path, source }),
        };
        let lock = Some(lock);
        Ok(Self { dir, _lock: lock })
    }

    /// Opens the folder for reading, beside a writer or without one.
    pub fn open_shared(dir: impl Into<PathBuf>) -> Result<Self, FolderError> {
        let dir = dir.into();
        if !dir.join(PROGRAMMES).is_dir() {
            return Err(FolderError::NotThere(dir));
        }
        Ok(Self { dir, _lock: None })
    }

    /// The programmes that have a log here, by name.
    pub fn programmes(&self) -> Result<Vec<ProgrammeSlug>, FolderError> {
        let path = self.dir.join(PROGRAMMES);
        let names = names(&path).map_err(|source| FolderError::Storage { path, source })?;
        let slugs = names.iter().filter_map(|name| name.parse().ok());
        let mut programmes: Vec<_> = slugs.filter(|slug| self.log_dir(slug).is_dir()).collect();
        programmes.sort();
        Ok(programmes)
    }

    /// The programme's log.
    pub fn log_dir(&self, programme: &ProgrammeSlug) -> PathBuf {
        self.of(programme).join("log")
    }

    /// The programme's vault.
    pub fn vault_dir(&self, programme: &ProgrammeSlug) -> PathBuf {
        self.of(programme).join("vault")
    }

    /// The programme's read models.
    pub fn read_models_dir(&self, programme: &ProgrammeSlug) -> PathBuf {
        self.of(programme).join("read-models")
    }

    fn of(&self, programme: &ProgrammeSlug) -> PathBuf {
        self.dir.join(PROGRAMMES).join(programme.as_str())
    }
}

/// Opens a lock file and takes the lock, which the system gives back when the process ends,
/// however it ends.
pub(crate) fn lock(path: &Path) -> Result<File, TryLockError> {
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .map_err(TryLockError::Error)?;
    file.try_lock()?;
    Ok(file)
}

/// Makes a folder, and each one above it that is missing, so that all of them outlast a power cut.
///
/// A folder's name is synced before anything is made in it. Where the folder was there already,
/// its name is synced all the same: a kill may have come between its making and the sync.
pub(crate) fn make_folder(dir: &Path, builder: &DirBuilder) -> io::Result<()> {
    let parent = match dir.parent() {
        None => return Ok(()),
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
    };
    if dir.is_dir() {
        return sync_if_readable(parent);
    }
    make_folder(parent, builder)?;
    match builder.create(dir) {
        // Another process was quicker.
        Err(why) if why.kind() == io::ErrorKind::AlreadyExists && dir.is_dir() => {}
        made => made?,
    }
    sync_folder(parent)
}

/// A parent that may not be read, like the private one of a service's folder, is left to the one
/// who made the folder in it.
fn sync_if_readable(dir: &Path) -> io::Result<()> {
    match sync_folder(dir) {
        Err(why) if why.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        synced => synced,
    }
}

/// Syncs the names in a folder: a new file's data can be durable while its name is not.
pub(crate) fn sync_folder(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

/// The names in a folder that are text.
pub(crate) fn names(dir: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(dir)? {
        names.extend(entry?.file_name().into_string());
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_writer_is_refused_until_the_first_is_gone() {
        let dir = tempfile::tempdir().unwrap();
        let first = DataFolder::open_exclusive(dir.path()).unwrap();
        let second = DataFolder::open_exclusive(dir.path());
        assert!(matches!(second, Err(FolderError::Locked(_))));
        drop(first);
        assert!(DataFolder::open_exclusive(dir.path()).is_ok());
    }

    #[test]
    fn a_reader_opens_beside_the_writer_and_lists_what_has_a_log() {
        let dir = tempfile::tempdir().unwrap();
        let writer = DataFolder::open_exclusive(dir.path()).unwrap();
        for slug in ["cnfs", "atelier"] {
            fs::create_dir_all(writer.log_dir(&slug.parse().unwrap())).unwrap();
        }
        fs::create_dir_all(dir.path().join("programmes/Not A Slug/log")).unwrap();
        fs::create_dir_all(dir.path().join("programmes/empty")).unwrap();
        let reader = DataFolder::open_shared(dir.path()).unwrap();
        let programmes = reader.programmes().unwrap();
        let found: Vec<_> = programmes.iter().map(ProgrammeSlug::as_str).collect();
        assert_eq!(found, ["atelier", "cnfs"]);
    }

    #[test]
    fn a_folder_is_made_with_all_above_it_and_made_again_without_harm() {
        let dir = tempfile::tempdir().unwrap();
        let deep = dir.path().join("a/b/c");
        for _ in 0..2 {
            make_folder(&deep, &DirBuilder::new()).unwrap();
            assert!(deep.is_dir());
        }
        let file = dir.path().join("file");
        fs::write(&file, []).unwrap();
        assert!(make_folder(&file, &DirBuilder::new()).is_err());
    }

    #[test]
    fn reading_makes_no_folder() {
        let dir = tempfile::tempdir().unwrap();
        let missing = dir.path().join("missing");
        let opened = DataFolder::open_shared(&missing);
        assert!(matches!(opened, Err(FolderError::NotThere(_))));
        assert!(!missing.exists());
    }
}
