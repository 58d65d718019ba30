//! The ledger: decisions in turn on staged state, repeats, imports, failures, and the law of replay.

mod bounds;
mod failures;
mod imports;
mod laws;
mod racing;
mod reactions;
mod repeats;
mod restart;
#[path = "../toy/mod.rs"]
mod toy;
