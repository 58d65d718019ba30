//! Refusals: the facts for which a command is answered with no.

use strum::IntoStaticStr;

use crate::engine::{CivilDate, StreamName};

/// Why a command is refused. The variant's name is its stable code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, IntoStaticStr)]
pub enum Refusal {
    /// Nothing may be decided before the programme is opened.
    #[error("the programme is not opened yet: `OpenProgramme` comes before everything else")]
    ProgrammeNotOpened,
    /// The command is decided on another kind of stream.
    #[error("`stream`: {command} is decided on a `{expected}:…` stream, got `{found}`")]
    WrongStreamKind {
        /// The command, or the field that names a stream.
        command: &'static str,
        /// The kind that it takes.
        expected: &'static str,
        /// The stream that was named.
        found: StreamName,
    },
    /// What is planned is a field; what is recorded has happened.
    #[error(
        "`occurred_on`: {occurred_on} lies after today, {today}: only what has happened is recorded"
    )]
    OccurredInTheFuture {
        /// When it is said to have happened.
        occurred_on: CivilDate,
        /// The Paris date of the recording.
        today: CivilDate,
    },
}

impl crate::engine::Refusal for Refusal {
    fn code(&self) -> &'static str {
        self.into()
    }
}
