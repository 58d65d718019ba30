//! Tasks: what waits for whom, since when, and until when.

mod kind;

pub use kind::TaskKind;
