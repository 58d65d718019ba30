//! The programme as a whole: its envelope of posts, its targets, its training lots.

pub(crate) mod decide;
mod event;
mod stage;
mod state;

pub use event::*;
pub use stage::{ProgrammeStage, ProgrammeStep};
pub use state::{Lot, ProgrammeFile, ProgrammeState};
