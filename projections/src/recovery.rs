//! Recovery: stored rows are taken up again only where nothing speaks against them.

use std::path::Path;

use domain::engine::{Fold, Position};
use eventlog::{EventLog, leaf_hash};
use tokio::task::JoinError;

use crate::rows::Rows;
use crate::shelf::{Shelf, ShelfError};
use crate::store::{Checkpoint, Store, StoreError};

/// Why stored rows are not trusted: they are set aside, and folded anew from the log.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Doubt {
    /// The last run did not end with a clean stop, or its folder was touched since.
    #[error("there is no checkpoint of a clean stop beside the rows")]
    NotStoppedCleanly,
    /// The rows went on after the clean stop, or not all of them reached the disk.
    #[error("the rows stand at another checkpoint than the last clean stop")]
    OtherCheckpoint,
    /// The fold was changed since.
    #[error("the rows are those of {name}, version {version}")]
    OtherFold {
        /// The fold's name.
        name: String,
        /// The fold's version.
        version: u32,
    },
    /// The rows are not what was stored.
    #[error("the digest of the rows is not that of the clean stop")]
    DigestDiffers,
    /// The log is not the one that was folded.
    #[error("the log has no such event at position {0} as was folded last")]
    OtherLog(Position),
    /// sled could not read its files.
    #[error(transparent)]
    Unreadable(StoreError),
}

/// Rows to go on from.
pub(crate) struct Recovered<F: Fold> {
    pub(crate) rows: Rows<F>,
    pub(crate) store: Store,
    pub(crate) shelf: Shelf,
    pub(crate) checkpoint: Checkpoint,
    /// Why older rows were not taken up.
    pub(crate) doubt: Option<Doubt>,
}

/// Why nothing can be stored.
#[derive(Debug, thiserror::Error)]
pub enum RecoveryError {
    /// The folder cannot be made, read or renamed, or is in use.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
    /// The store cannot be opened, not even an empty one.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The work was cut off by the end of its runtime.
    #[error("the read model's start was cut off: {0}")]
    CutOff(#[from] JoinError),
}

/// Takes up what is stored in the folder; on any doubt sets it aside and begins with no rows.
pub(crate) fn recover<F: Fold>(read_models: &Path) -> Result<Recovered<F>, RecoveryError> {
    let (shelf, exists) = Shelf::newest(read_models)?;
    if !exists {
        return begin(shelf, None);
    }
    match take_up(&shelf) {
        Ok((rows, store, checkpoint)) => Ok(Recovered {
            rows,
            store,
            shelf,
            checkpoint,
            doubt: None,
        }),
        Err(doubt) => begin(shelf.set_aside()?, Some(doubt)),
    }
}

impl<F: Fold> Recovered<F> {
    /// Holds the rows against the log: its event at their position must be the one they saw.
    pub(crate) async fn checked_against(self, log: &dyn EventLog) -> Result<Self, RecoveryError> {
        let Some(position) = self.checkpoint.position else {
            return Ok(self);
        };
        if leaf_at(log, position).await == self.checkpoint.leaf {
            return Ok(self);
        }
        drop(self.store);
        begin(self.shelf.set_aside()?, Some(Doubt::OtherLog(position)))
    }
}

/// `None` where the log has no such event, or cannot read it.
async fn leaf_at(log: &dyn EventLog, position: Position) -> Option<[u8; 32]> {
    let page = log.read(position.before(), 1).await.ok()?;
    page.events.first().map(|stored| leaf_hash(stored))
}

fn begin<F: Fold>(shelf: Shelf, doubt: Option<Doubt>) -> Result<Recovered<F>, RecoveryError> {
    if let Some(doubt) = &doubt {
        tracing::warn!(fold = F::NAME, %doubt, "stored rows set aside: they are folded anew");
    }
    Ok(Recovered {
        rows: Rows::default(),
        store: Store::open(&shelf.rows())?,
        shelf,
        checkpoint: Checkpoint::empty::<F>(),
        doubt,
    })
}

fn take_up<F: Fold>(shelf: &Shelf) -> Result<(Rows<F>, Store, Checkpoint), Doubt> {
    let expected = shelf.checkpoint().ok_or(Doubt::NotStoppedCleanly)?;
    if (expected.fold.as_str(), expected.version) != (F::NAME, F::VERSION) {
        return Err(Doubt::OtherFold {
            name: expected.fold,
            version: expected.version,
        });
    }
    let store = Store::open(&shelf.rows()).map_err(Doubt::Unreadable)?;
    let stored = store.checkpoint().map_err(Doubt::Unreadable)?;
    if stored.unwrap_or_else(Checkpoint::empty::<F>) != expected {
        return Err(Doubt::OtherCheckpoint);
    }
    let mut rows = store.rows::<F>().map_err(Doubt::Unreadable)?;
    if rows.digest().to_bytes() != expected.digest {
        return Err(Doubt::DigestDiffers);
    }
    rows.restored_at(expected.position);
    Ok((rows, store, expected))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::{Change, ChangedRow};
    use domain::engine::{Recorded, RowKey};

    /// Rows of one number each, put there by hand.
    struct Numbers;

    impl Fold for Numbers {
        type Event = domain::Event;
        type Row = u32;
        const NAME: &'static str = "numbers";
        const VERSION: u32 = 1;

        fn key(_: &Recorded<Self::Event>) -> Option<RowKey> {
            None
        }

        fn apply(_: &mut u32, _: &Recorded<Self::Event>) {}
    }

    fn key() -> RowKey {
        "host:1".parse().unwrap()
    }

    fn change(number: u32) -> Change<Numbers> {
        let row = ChangedRow::of((key(), number));
        Change {
            digest: row.digest,
            rows: vec![row],
            position: Position::FIRST,
        }
    }

    /// A folder in which the row 1 was left by a clean stop.
    fn left_behind() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let recovered = recover::<Numbers>(folder.path()).unwrap();
        let checkpoint = Checkpoint::after(&change(1), [0; 32]);
        recovered.store.commit(&change(1), &checkpoint).unwrap();
        recovered.store.flush().unwrap();
        recovered.shelf.write_checkpoint(&checkpoint).unwrap();
        folder
    }

    /// What is doubted after another row was stored, under that checkpoint.
    fn doubt_after(number: u32, checkpoint: &Checkpoint) -> Option<Doubt> {
        let folder = left_behind();
        let recovered = recover::<Numbers>(folder.path()).unwrap();
        recovered.store.commit(&change(number), checkpoint).unwrap();
        recovered.store.flush().unwrap();
        drop(recovered);
        let recovered = recover::<Numbers>(folder.path()).unwrap();
        assert_eq!(recovered.rows.is_empty(), recovered.doubt.is_some());
        recovered.doubt
    }

    #[test]
    fn rows_left_by_a_clean_stop_are_taken_up() {
        let folder = left_behind();
        let recovered = recover::<Numbers>(folder.path()).unwrap();
        assert!(recovered.doubt.is_none());
        assert_eq!(recovered.rows.get(&key()), Some(&1));
        assert_eq!(recovered.rows.position(), Some(Position::FIRST));
    }

    #[test]
    fn a_row_that_was_tampered_with_is_found_by_the_digest() {
        let doubt = doubt_after(2, &Checkpoint::after(&change(1), [0; 32]));
        assert!(matches!(doubt, Some(Doubt::DigestDiffers)), "{doubt:?}");
    }

    #[test]
    fn rows_that_went_on_after_the_clean_stop_are_found_by_the_checkpoint() {
        let doubt = doubt_after(2, &Checkpoint::after(&change(2), [0; 32]));
        assert!(matches!(doubt, Some(Doubt::OtherCheckpoint)), "{doubt:?}");
    }
}
