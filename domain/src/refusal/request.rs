//! Refusals: what holds for every command.

use super::declare::refusals;
use crate::engine::{CivilDate, EventId, StreamName};

refusals! {
    /// Why a command is refused whatever it asks. The variant's name is its stable code.
    RequestRefusal

    /// Nothing may be decided before the programme is opened.
    #[error("the programme is not opened yet: `OpenProgramme` comes before everything else")]
    ProgrammeNotOpened,
    /// A programme begins once.
    #[error("the programme is already opened, in `{stream}`")]
    ProgrammeAlreadyOpened {
        /// Where.
        stream: StreamName,
    },
    /// A programme has one stream of its own.
    #[error("`stream`: the programme's own stream is `{programme}`, got `{found}`")]
    NotTheProgrammesStream {
        /// The programme's own.
        programme: StreamName,
        /// The stream that was named.
        found: StreamName,
    } at "stream",
    /// The command is decided on another kind of stream.
    #[error("`stream`: `{command}` is decided on a `{expected}:…` stream, got `{found}`")]
    WrongStreamKind {
        /// The command.
        command: &'static str,
        /// The kind that it takes.
        expected: &'static str,
        /// The stream that was named.
        found: StreamName,
    } at "stream",
    /// A field names a stream of another kind.
    #[error("`{field}`: must name a `{expected}:…` stream, got `{found}`")]
    WrongReferenceKind {
        /// The field.
        field: &'static str,
        /// The kind that it takes.
        expected: &'static str,
        /// The stream that was named.
        found: StreamName,
    } at [field],
    /// No table lists the arrow: a decider that answers so is at fault, and nothing is recorded.
    #[error("no arrow of the workflow leads from `{stage}` by `{event}`")]
    NoSuchArrow {
        /// The type of the event.
        event: &'static str,
        /// Where the stream stands, `nothing` before its first event.
        stage: &'static str,
    },
    /// What is planned is a field; what is recorded has happened.
    #[error("`occurred_on`: {occurred_on} lies after today, {today}: only what has happened is recorded")]
    OccurredInTheFuture {
        /// When it is said to have happened.
        occurred_on: CivilDate,
        /// The Paris date of the recording.
        today: CivilDate,
    } at "occurred_on",
    /// A correction names what it corrects.
    #[error("`corrects`: names the event that is corrected, and is left out")]
    CorrectsLeftOut at "corrects",
    /// A correction names what it corrects.
    #[error("`corrects`: {corrects} is not the event that is to be corrected here")]
    CorrectsAnotherEvent {
        /// The event given.
        corrects: EventId,
    } at "corrects",
    /// A few facts come in the order of their dates.
    #[error("`occurred_on`: {occurred_on} lies before {earlier}, on {not_before}: the {later} cannot come first")]
    OccurredTooEarly {
        /// When it is said to have happened.
        occurred_on: CivilDate,
        /// What it follows.
        earlier: &'static str,
        /// The day of that.
        not_before: CivilDate,
        /// What follows it.
        later: &'static str,
    } at "occurred_on",
}
