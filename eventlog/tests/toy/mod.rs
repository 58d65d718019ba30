//! A programme in miniature, the world it runs in, and a log that does what tests tell it.

pub(crate) mod decider;
pub(crate) mod event;
pub(crate) mod slow_log;
pub(crate) mod world;
