//! The embedded engine's files: torn, cut, flipped, stale, missing, followed and verified.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot be set up has failed"
)]

mod damage;
mod faults;
mod folder;
mod followers;
mod golden;
mod tails;
mod verification;
