//! A host structure's file, from registration to its last post.

pub(crate) mod convention;
mod convention_event;
pub(crate) mod decide;
mod event;
mod posts_event;
mod stage;
mod state;

pub use convention_event::*;
pub use decide::DUPLICATE_LINKS_MAX;
pub use event::*;
pub use posts_event::*;
pub use stage::{HostStage, HostStep};
pub use state::{Account, Convention, HostFile, HostState, Posts, Terms};
