//! Where an import goes: the programme's own log, or a copy in memory that is thrown away.

use std::sync::Arc;

use anyhow::Context;
use domain::Cnfs;
use eventlog::{
    DataFolder, EmbeddedLog, EmbeddedOptions, Environment, EventLog, FolderError, Ledger,
    LedgerLimits, MemoryLog, Vault,
};

use super::copy::copy;
use crate::cli::Place;

/// The ledger that decides the lines.
pub(crate) struct Target {
    pub(crate) ledger: Ledger<Cnfs>,
    /// Holds the folder's lock for as long as the ledger may append.
    _folder: Option<DataFolder>,
}

impl Target {
    pub(crate) async fn open(
        place: &Place,
        is_dry_run: bool,
        world: &Arc<dyn Environment>,
    ) -> anyhow::Result<Self> {
        if is_dry_run {
            Self::throw_away(place, world).await
        } else {
            Self::real(place, world).await
        }
    }

    async fn real(place: &Place, world: &Arc<dyn Environment>) -> anyhow::Result<Self> {
        let folder = DataFolder::open_exclusive(&place.data)?;
        let programme = &place.programme;
        let log = EmbeddedLog::open(
            &folder.log_dir(programme),
            programme.clone(),
            Arc::clone(world),
            EmbeddedOptions::default(),
        )
        .with_context(|| format!("the log of {programme} in {}", place.data.display()))?;
        let vault = Arc::new(Vault::open(&folder.vault_dir(programme))?);
        let ledger = ledger(Arc::new(log), vault, world).await?;
        Ok(Self {
            ledger,
            _folder: Some(folder),
        })
    }

    /// The lines are decided on a copy of the log: the answers are those of the real import, and
    /// neither the log nor the vault is touched. So it may run beside the process that writes them.
    async fn throw_away(place: &Place, world: &Arc<dyn Environment>) -> anyhow::Result<Self> {
        let log: Arc<dyn EventLog> =
            Arc::new(MemoryLog::new(place.programme.clone(), Arc::clone(world)));
        let vault = Arc::new(Vault::in_memory());
        if is_there(place)? {
            copy(&place.follower()?, &place.vault()?, &*log, &vault, world).await?;
        }
        Self::in_memory(log, vault, world).await
    }

    /// Over a log that ends with the process.
    pub(crate) async fn in_memory(
        log: Arc<dyn EventLog>,
        vault: Arc<Vault>,
        world: &Arc<dyn Environment>,
    ) -> anyhow::Result<Self> {
        Ok(Self {
            ledger: ledger(log, vault, world).await?,
            _folder: None,
        })
    }
}

/// Whether there is anything to copy. A folder that cannot be read is an error, not an empty one.
fn is_there(place: &Place) -> Result<bool, FolderError> {
    match DataFolder::open_shared(&place.data) {
        Ok(folder) => Ok(folder.programmes()?.contains(&place.programme)),
        Err(FolderError::NotThere(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

async fn ledger(
    log: Arc<dyn EventLog>,
    vault: Arc<Vault>,
    world: &Arc<dyn Environment>,
) -> anyhow::Result<Ledger<Cnfs>> {
    let limits = LedgerLimits::default();
    let opened = Ledger::open(log, vault, Arc::clone(world), limits).await;
    opened.context("the programme's ledger")
}
