//! The read models held against laws, definitions in words, and everything that can happen to a store.

mod definitions;
mod history;
mod laws;
mod moves;
mod oracle;
mod read_model;
