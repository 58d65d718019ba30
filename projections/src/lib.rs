//! Read models: pure folds over the log, kept in step with it, and the programme's views in two times.
//!
//! The generic half (`Rows`, `replay`, `ReadModel`, the store) knows the trait
//! [`domain::engine::Fold`] and the port [`eventlog::EventLog`], and nothing of any programme.
//! [`cnfs`] holds this programme's fold and its views.

pub mod cnfs;
mod digest;
mod read_model;
mod recovery;
mod replay;
mod rows;
mod runner;
mod shelf;
mod status;
mod store;

pub use cnfs::{
    Answer, Asked, Cell, Column, Definition, DefinitionUsed, Figure, Files, Known, Lens, Locale,
    Place, Table, View, definition, definitions, views,
};
pub use digest::RowsDigest;
pub use read_model::{Options, ReadModel, StartError};
pub use recovery::RecoveryError;
pub use replay::{ReplayError, replay};
pub use rows::Rows;
pub use shelf::ShelfError;
pub use status::{Status, Stopped};
pub use store::StoreError;
