//! Tasks: what waits for whom, since when, and until when.

mod deadline;
mod kind;

pub use deadline::{Deadlines, Within};
pub use kind::TaskKind;
