//! What may happen on a stream of any kind: mail requested and reported on, notices of lateness.

mod event;

pub use event::*;
