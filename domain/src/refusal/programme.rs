//! Refusals: the programme and its sessions.

use super::declare::refusals;
use crate::engine::{CivilDate, StreamName};
use crate::programme::Metric;

refusals! {
    /// Why something is not decided on the programme or on a session. The variant's name is its stable code.
    ProgrammeRefusal

    // The programme.

    /// A target is set once, and revised from then on.
    #[error("the target of {metric} for {due_on} is set already: `ReviseMilestone` changes it")]
    MilestoneAlreadySet {
        /// What it measures.
        metric: Metric,
        /// When it is due.
        due_on: CivilDate,
    },
    /// There is nothing to revise.
    #[error("no target of {metric} is set for {due_on}")]
    MilestoneNotSet {
        /// What it would measure.
        metric: Metric,
        /// When it would be due.
        due_on: CivilDate,
    },
    /// A lot is defined once.
    #[error("`lot`: the training lot `{lot}` is defined already")]
    LotAlreadyDefined {
        /// The lot.
        lot: String,
    } at "lot",
    /// The lot is unknown.
    #[error("`lot`: no training lot `{lot}` is defined")]
    LotNotDefined {
        /// The lot.
        lot: String,
    } at "lot",

    /// A day is told once it has come.
    #[error("`date`: {date} lies after today, {today}")]
    DayNotCome {
        /// The day.
        date: CivilDate,
        /// The Paris date of the recording.
        today: CivilDate,
    } at "date",
    /// That a day has come became true on that day.
    #[error("`occurred_on`: must be the day itself, {date}, or left out, got {occurred_on}")]
    TickNotOnItsDay {
        /// When it is said to have happened.
        occurred_on: CivilDate,
        /// The day.
        date: CivilDate,
    } at "occurred_on",
    /// Days are told in their order, each once.
    #[error("`date`: {date} was told already: the last day told is {last}")]
    DayAlreadyTicked {
        /// The day.
        date: CivilDate,
        /// The last one.
        last: CivilDate,
    } at "date",
    /// An import is revoked once.
    #[error("`batch`: the import `{batch}` is revoked already")]
    BatchAlreadyRevoked {
        /// The import.
        batch: String,
    } at "batch",

    // Sessions.

    /// A session's label is the key of its stream.
    #[error("`label`: must be the key of the stream `{stream}`, got `{label}`")]
    LabelIsNotTheKey {
        /// The label given.
        label: String,
        /// The stream named.
        stream: StreamName,
    } at "label",
    /// The programme had two phases.
    #[error("`phase`: must be 1 or 2, got {phase}")]
    PhaseUnknown {
        /// The phase given.
        phase: u8,
    } at "phase",
    /// A session is called once.
    #[error("the session is convened already")]
    SessionAlreadyConvened,
    /// The session does not exist.
    #[error("`session`: `{session}` is not convened")]
    SessionNotConvened {
        /// The session.
        session: StreamName,
    } at "session",
    /// Rule 4.
    #[error("the minutes of `{session}` are sealed: corrections only (rule 4)")]
    MinutesAlreadySealed {
        /// The session.
        session: StreamName,
    } at "session",
}
