//! The read models held against laws, definitions in words, and everything that can happen to a store.

#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_wrap,
    reason = "a test says by a panic that it failed, and counts a few hundred events"
)]

mod answers;
mod corrections;
mod decided;
mod definitions;
mod history;
mod laws;
mod moves;
mod oracle;
mod read_model;
mod tasks;
