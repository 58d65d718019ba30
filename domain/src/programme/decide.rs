//! Decisions, to be filled.
