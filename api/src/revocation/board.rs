//! What became of each revocation since this process began: counted, for people to look at.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

use domain::engine::EventId;
use serde::Serialize;

/// How far one revocation is, and what it could not take back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Progress {
    /// The import's name.
    pub(crate) batch: String,
    /// Whether every event of the batch was looked at.
    pub(crate) done: bool,
    /// Events of the batch that were looked at.
    pub(crate) events: u64,
    /// Events that were taken back, by this process or one before.
    pub(crate) compensated: u64,
    /// Compensations that were refused, by the refusal's code.
    pub(crate) refused: BTreeMap<String, u64>,
    /// Events that no decision takes back, by their type.
    pub(crate) not_compensable: BTreeMap<String, u64>,
}

/// The revocations of one programme, by their event.
#[derive(Debug, Default)]
pub(crate) struct Board(RwLock<BTreeMap<EventId, Progress>>);

impl Board {
    /// Puts up how far a revocation is.
    pub(crate) fn show(&self, revocation: EventId, progress: &Progress) {
        let mut board = self.0.write().unwrap_or_else(PoisonError::into_inner);
        board.insert(revocation, progress.clone());
    }

    /// All of them.
    pub(crate) fn all(&self) -> Vec<(EventId, Progress)> {
        let board = self.0.read().unwrap_or_else(PoisonError::into_inner);
        board.iter().map(|(id, one)| (*id, one.clone())).collect()
    }
}
