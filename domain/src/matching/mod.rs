//! One candidate put before one host, from the proposal to the hire.

pub(crate) mod decide;
mod event;
mod stage;
mod state;

pub use event::*;
pub use stage::{MatchStage, MatchStep};
pub use state::{MatchState, Parties};
