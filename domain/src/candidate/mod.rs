//! A person, from registration through hire and training to the certificate.

pub(crate) mod decide;
mod event;
pub(crate) mod hire;
mod stage;
mod state;
pub(crate) mod training;
pub(crate) mod work;

pub use decide::MERGE_LINKS_MAX;
pub use event::*;
pub use stage::{CandidateStage, CandidateStep};
pub use state::{
    CandidateFile, CandidateState, Examined, Hire, PastHire, Prolonged, Training, TrainingPlace,
};
