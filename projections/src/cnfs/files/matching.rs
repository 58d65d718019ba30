//! A match's file: whom it brings together, and the steps it took.

use domain::engine::{Meta, StreamName};
use domain::matching::{MatchEvent, MatchStage, MatchStep};
use domain::task::TaskStep;
use serde::{Deserialize, Serialize};

use super::facts::Facts;
use crate::cnfs::lens::Lens;

/// The facts of a match.
pub(crate) type MatchFacts = Facts<MatchFact, MatchStep>;

/// What an event says of a match.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum MatchFact {
    /// The two were brought together.
    Proposed {
        /// The host: the match counts where it is.
        host: Box<StreamName>,
    },
    /// What says no more than its step.
    #[default]
    Moved,
}

/// Adds an event to a match's facts.
pub(crate) fn record(
    facts: &mut MatchFacts,
    meta: &Meta,
    event: &MatchEvent,
    task: Option<TaskStep>,
) {
    let fact = match event {
        MatchEvent::MatchProposed(proposed) => MatchFact::Proposed {
            host: Box::new(proposed.host.clone()),
        },
        _ => MatchFact::Moved,
    };
    facts.add::<MatchStage>(meta, fact, MatchStep::of(event), task);
}

/// The host, once the proposal lies within the lens.
pub(crate) fn host<'a>(facts: &'a MatchFacts, lens: &Lens) -> Option<&'a StreamName> {
    facts.at(lens).find_map(|fact| match &fact.what {
        MatchFact::Proposed { host } => Some(host.as_ref()),
        MatchFact::Moved => None,
    })
}
