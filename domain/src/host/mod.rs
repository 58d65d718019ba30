//! A host structure's file, from registration to its last post.

pub(crate) mod decide;
mod event;
mod stage;
mod state;

pub use event::*;
pub use stage::{HostStage, HostStep};
pub use state::{Account, Convention, HostFile, HostState, Posts, Terms};
