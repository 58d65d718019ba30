//! A person, from registration through hire and training to the certificate.

pub(crate) mod decide;
mod event;
mod stage;
mod state;
pub(crate) mod training;

pub use event::*;
pub use stage::{CandidateStage, CandidateStep};
pub use state::{CandidateFile, CandidateState, Examined, Hire, Place, Training};
