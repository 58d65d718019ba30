//! A host structure's file, from registration to its last post.

pub(crate) mod amend;
mod application;
mod arrows;
pub(crate) mod convention;
mod convention_event;
pub(crate) mod decide;
mod event;
mod path;
pub(crate) mod posts;
mod posts_event;
mod posts_state;
mod stage;
mod stage_groups;
mod state;
pub(crate) mod vote;

pub use application::Application;
pub use convention_event::*;
pub use decide::DUPLICATE_LINKS_MAX;
pub use event::*;
pub use path::HostPath;
pub use posts_event::*;
pub use posts_state::{OpenRequest, Paid, Posts, Vote};
pub use stage::{HostStage, HostStep};
pub use state::{Account, Convention, HostFile, HostState, Terms};
