//! What a match remembers: whom it brings together, and how far they got.

use super::{MatchEvent, MatchStage, MatchStep};
use crate::engine::{CivilDate, Happened, StreamName};

/// One candidate put before one host.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum MatchState {
    /// Before its first event.
    #[default]
    NotProposed,
    /// From then on.
    Proposed(Parties),
}

/// Who is brought together, and where they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parties {
    /// The host.
    pub host: StreamName,
    /// The candidate.
    pub candidate: StreamName,
    /// Where they stand.
    pub stage: MatchStage,
    /// The `occurred_on` of the hire's declaration, once there is one.
    pub declared_on: Option<CivilDate>,
}

impl MatchState {
    /// The state after an event. Total.
    pub fn evolve(&mut self, happened: &Happened<'_, MatchEvent>) {
        match (&mut *self, happened.event) {
            (Self::NotProposed, MatchEvent::MatchProposed(proposed)) => {
                *self = Self::Proposed(Parties {
                    host: proposed.host.clone(),
                    candidate: proposed.candidate.clone(),
                    stage: MatchStage::Proposed,
                    declared_on: None,
                });
            }
            (Self::NotProposed, _) => {}
            (Self::Proposed(parties), _) => parties.evolve(happened),
        }
    }

    /// Where it stands, `None` before its first event.
    pub fn stage(&self) -> Option<MatchStage> {
        match self {
            Self::NotProposed => None,
            Self::Proposed(parties) => Some(parties.stage),
        }
    }
}

impl Parties {
    fn evolve(&mut self, happened: &Happened<'_, MatchEvent>) {
        if let MatchEvent::HireDeclared(_) = happened.event {
            self.declared_on = Some(happened.occurred_on);
        }
        self.stage = self.stage.after(MatchStep::of(happened.event));
    }
}
