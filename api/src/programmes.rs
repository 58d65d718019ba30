//! The programmes of a data folder, each with its ledger, its read model and its vault.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use domain::engine::{Position, ProgrammeSlug};
use domain::{Cnfs, Refusal};
use eventlog::{
    DataFolder, DecideError, EmbeddedLog, EmbeddedOptions, Environment, EventLog, FolderError,
    Ledger, LedgerLimits, LedgerOpenError, MemoryLog, OpenError, ReadError, Request, Vault,
    VaultError,
};
use projections::cnfs::Files;
use projections::{ReadModel, StartError};
use tokio::sync::watch;

use crate::revocation::Board;

/// One programme, open.
pub struct Programme {
    /// Its name.
    pub slug: ProgrammeSlug,
    /// Decides and appends.
    pub ledger: Ledger<Cnfs>,
    /// What the views are computed from.
    pub files: ReadModel<Files>,
    /// Opens personal fields for those entitled to them.
    pub vault: Arc<Vault>,
    /// What became of its revoked imports.
    pub(crate) revocations: Board,
}

impl Programme {
    /// The log.
    pub fn log(&self) -> &dyn EventLog {
        self.ledger.log().as_ref()
    }

    /// Where the log ends.
    pub fn head(&self) -> Option<Position> {
        *self.log().head().borrow()
    }

    /// A programme exists once something happened in it.
    fn exists(&self) -> bool {
        self.head().is_some()
    }
}

/// All programmes of a data folder; the folder is theirs alone while this lives.
pub struct Programmes {
    folder: DataFolder,
    world: Arc<dyn Environment>,
    /// How many there may be.
    most: usize,
    /// Read by every request, written when a programme begins: never held across a wait.
    open: RwLock<BTreeMap<ProgrammeSlug, Arc<Programme>>>,
    /// One beginning at a time, so that a folder is made and opened once.
    beginning: tokio::sync::Mutex<()>,
    /// Moves with each programme that begins.
    begun: watch::Sender<()>,
}

/// Why a programme cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum ProgrammeError {
    /// The data folder.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The log.
    #[error("programme `{programme}`: {why}")]
    Log {
        /// Whose.
        programme: ProgrammeSlug,
        /// Why.
        why: OpenError,
    },
    /// The vault.
    #[error("programme `{programme}`: {why}")]
    Vault {
        /// Whose.
        programme: ProgrammeSlug,
        /// Why.
        why: VaultError,
    },
    /// The ledger.
    #[error("programme `{programme}`: {why}")]
    Ledger {
        /// Whose.
        programme: ProgrammeSlug,
        /// Why.
        why: LedgerOpenError,
    },
    /// The read model.
    #[error("programme `{programme}`: {why}")]
    ReadModel {
        /// Whose.
        programme: ProgrammeSlug,
        /// Why.
        why: StartError,
    },
    /// The named bound.
    #[error("the data folder holds {0} programmes, the limit `programmes_max`")]
    TooMany(usize),
    /// A task of the runtime ended before its end.
    #[error("opening programme `{0}` was interrupted")]
    Interrupted(ProgrammeSlug),
}

impl ProgrammeError {
    /// Whether stored bytes are not what was written.
    pub fn is_damage(&self) -> bool {
        matches!(
            self,
            Self::Log {
                why: OpenError::Damaged { .. },
                ..
            } | Self::Ledger {
                why: LedgerOpenError::Log(ReadError::Damaged { .. }),
                ..
            } | Self::Vault {
                why: VaultError::Damaged { .. }
                    | VaultError::NotAuthentic { .. }
                    | VaultError::Unreadable { .. },
                ..
            }
        )
    }
}

impl Programmes {
    /// Opens every programme that the folder holds.
    pub async fn open(
        folder: DataFolder,
        world: Arc<dyn Environment>,
        programmes_max: usize,
    ) -> Result<Self, ProgrammeError> {
        let slugs = folder.programmes()?;
        if slugs.len() > programmes_max {
            return Err(ProgrammeError::TooMany(slugs.len()));
        }
        let mut open = BTreeMap::new();
        for slug in slugs {
            let programme = open_programme(&folder, &slug, &world).await?;
            open.insert(slug, Arc::new(programme));
        }
        Ok(Self {
            folder,
            world,
            most: programmes_max,
            open: RwLock::new(open),
            beginning: tokio::sync::Mutex::new(()),
            begun: watch::Sender::default(),
        })
    }

    /// The world that its ledgers live in.
    pub fn world(&self) -> &Arc<dyn Environment> {
        &self.world
    }

    /// The programme of that name, where anything happened in it.
    pub fn get(&self, slug: &ProgrammeSlug) -> Option<Arc<Programme>> {
        self.find(slug).filter(|programme| programme.exists())
    }

    /// The programme of that name, whether or not its first decision is recorded yet.
    pub fn find(&self, slug: &ProgrammeSlug) -> Option<Arc<Programme>> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        open.get(slug).cloned()
    }

    /// All of them, in the order of their names.
    pub fn all(&self) -> Vec<Arc<Programme>> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        open.values().cloned().collect()
    }

    /// The programme of that name, made where it is new. It exists for readers once its first
    /// decision is recorded.
    pub async fn begin(&self, slug: &ProgrammeSlug) -> Result<Arc<Programme>, ProgrammeError> {
        let _one_at_a_time = self.beginning.lock().await;
        if let Some(programme) = self.find(slug) {
            return Ok(programme);
        }
        let count = self.all().len();
        if count >= self.most {
            return Err(ProgrammeError::TooMany(count));
        }
        let programme = Arc::new(open_programme(&self.folder, slug, &self.world).await?);
        let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
        open.insert(slug.clone(), programme.clone());
        drop(open);
        self.begun.send_replace(());
        Ok(programme)
    }

    /// Moves with each programme that begins.
    pub(crate) fn begun(&self) -> watch::Receiver<()> {
        self.begun.subscribe()
    }

    /// Decides on an empty log in memory, so that a refused beginning leaves no folder behind.
    pub async fn rehearse(
        &self,
        slug: &ProgrammeSlug,
        request: Request<Cnfs>,
    ) -> Result<(), DecideError<Refusal>> {
        let log = Arc::new(MemoryLog::new(slug.clone(), self.world.clone()));
        let limits = LedgerLimits::default();
        let ledger = Ledger::<Cnfs>::open(
            log,
            Arc::new(Vault::in_memory()),
            self.world.clone(),
            limits,
        )
        .await
        .map_err(DecideError::from)?;
        ledger.decide(request).await?;
        ledger.close().await
    }

    /// Decides what is under way, and closes every log.
    pub async fn close(&self) {
        for programme in self.all() {
            programme.files.stop().await;
            if let Err(why) = programme.ledger.close().await {
                tracing::error!(programme = %programme.slug, %why, "the log was not closed cleanly");
            }
        }
    }
}

async fn open_programme(
    folder: &DataFolder,
    slug: &ProgrammeSlug,
    world: &Arc<dyn Environment>,
) -> Result<Programme, ProgrammeError> {
    let (log, vault) = open_files(folder, slug, world).await?;
    let log: Arc<dyn EventLog> = Arc::new(log);
    let vault = Arc::new(vault);
    let limits = LedgerLimits::default();
    let ledger = Ledger::open(log.clone(), vault.clone(), world.clone(), limits)
        .await
        .map_err(|why| ProgrammeError::Ledger {
            programme: slug.clone(),
            why,
        })?;
    let files = ReadModel::start(
        log,
        Some(folder.read_models_dir(slug)),
        projections::Options::default(),
    )
    .await
    .map_err(|why| ProgrammeError::ReadModel {
        programme: slug.clone(),
        why,
    })?;
    Ok(Programme {
        slug: slug.clone(),
        ledger,
        files,
        vault,
        revocations: Board::default(),
    })
}

/// Recovery reads files for as long as it takes: on a thread where waiting harms nobody.
async fn open_files(
    folder: &DataFolder,
    slug: &ProgrammeSlug,
    world: &Arc<dyn Environment>,
) -> Result<(EmbeddedLog, Vault), ProgrammeError> {
    let (log_dir, vault_dir) = (folder.log_dir(slug), folder.vault_dir(slug));
    let (programme, world) = (slug.clone(), world.clone());
    let opened = tokio::task::spawn_blocking(move || {
        let vault = Vault::open(&vault_dir).map_err(|why| ProgrammeError::Vault {
            programme: programme.clone(),
            why,
        })?;
        EmbeddedLog::open(
            &log_dir,
            programme.clone(),
            world,
            EmbeddedOptions::default(),
        )
        .map(|log| (log, vault))
        .map_err(|why| ProgrammeError::Log { programme, why })
    });
    opened
        .await
        .map_err(|_| ProgrammeError::Interrupted(slug.clone()))?
}

#[cfg(test)]
mod tests {
    use eventlog::SystemEnvironment;

    use super::*;
    use crate::ServeError;

    async fn open(path: &std::path::Path) -> Result<Programmes, ProgrammeError> {
        let folder = DataFolder::open_exclusive(path)?;
        Programmes::open(folder, Arc::new(SystemEnvironment), 1).await
    }

    #[tokio::test]
    async fn a_flipped_byte_of_the_keys_is_damage() {
        let folder = tempfile::tempdir().unwrap();
        let slug: ProgrammeSlug = "cnfs".parse().unwrap();
        let programmes = open(folder.path()).await.unwrap();
        programmes.begin(&slug).await.unwrap();
        let keys = programmes.folder.vault_dir(&slug).join("keys");
        programmes.close().await;
        drop(programmes);
        let mut bytes = std::fs::read(&keys).unwrap();
        bytes[0] ^= 1;
        std::fs::write(&keys, bytes).unwrap();
        let why = open(folder.path()).await.map(drop).unwrap_err();
        assert_eq!(ServeError::from(why).exit_code(), 3);
    }
}
