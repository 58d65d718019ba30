//! This programme's read models: one fold of files, and the views over it.

mod answer;
mod definitions;
mod figure;
mod files;
mod lens;
mod standing;
mod table;
pub mod views;

pub use answer::{Answer, Asked, DefinitionUsed, View};
pub use definitions::{Definition, definition, definitions};
pub use figure::Figure;
pub use files::{FileRow, Files};
pub use lens::{Known, Lens, Place};
pub use table::{Cell, Column, Locale, Table};
