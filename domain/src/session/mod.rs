//! One meeting of the COSELEC: convened, voted in, its minutes sealed.

pub(crate) mod decide;
mod event;
mod stage;
mod state;
mod votes;

pub use event::*;
pub use stage::{SessionStage, SessionStep};
pub use state::SessionState;
pub use votes::{VoteSums, Votes};
