//! How a read model is doing: where it stands, how far the log is ahead, and why it stopped, if it did.

use domain::engine::Position;
use serde::Serialize;

/// A read model's condition at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Status {
    /// The fold's name.
    pub name: &'static str,
    /// The fold's version.
    pub version: u32,
    /// The last event that readers see, `None` before the first.
    pub position: Option<Position>,
    /// The log's durable head.
    pub head: Option<Position>,
    /// How many events readers do not see yet.
    pub lag: u64,
    /// Why the stored rows were set aside and folded anew when this read model started.
    pub set_aside: Option<String>,
    /// Why it stands still, `None` while it runs.
    pub stopped: Option<Stopped>,
}

/// Why a read model stands still. It never skips an event to go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stopped {
    /// The event that it could not take, `None` where it was told to stop.
    pub position: Option<Position>,
    /// What is the matter with it.
    pub reason: String,
}

impl Status {
    /// Whether it keeps up with the log.
    pub fn is_running(&self) -> bool {
        self.stopped.is_none()
    }
}
