//! A step of the year: one command, who asks for it and when, and what it takes from steps before it.

use domain::Command;
use domain::common::{DeliveryOutcome, DeliveryReported};
use domain::engine::{Actor, CivilDate, CommandId, EventId, Instant, StreamName};
use uuid::Uuid;

/// A step whose events a later step names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark(pub(super) u64);

/// See the module.
#[derive(Debug, Clone)]
pub struct Step {
    /// When it is recorded: never goes back from one step to the next.
    pub recorded_at: Instant,
    /// When it became true.
    pub occurred_on: CivilDate,
    /// Who asks.
    pub actor: Actor,
    /// The stream that is decided on.
    pub stream: StreamName,
    /// What is asked.
    pub asks: Asks,
    /// The command's identity, the same in every run.
    pub command_id: CommandId,
    /// Present where the ids of its events are asked for later.
    pub mark: Option<Mark>,
}

/// What is asked: the ids of events are known only once those are decided.
#[derive(Debug, Clone)]
pub enum Asks {
    /// As it stands here.
    Plain(Box<Command>),
    /// The same, to correct the first event of another step.
    Correction(Box<Command>, Mark),
    /// Reports that a mail which another step asked for was delivered: its event of that place.
    Delivery(Mark, usize),
}

impl Asks {
    /// The step that it takes ids from.
    pub fn rests_on(&self) -> Option<Mark> {
        match self {
            Self::Plain(_) => None,
            Self::Correction(_, mark) | Self::Delivery(mark, _) => Some(*mark),
        }
    }

    /// The command and what it corrects, with the ids of the events of the step that it rests on.
    pub fn with(self, ids: &[EventId]) -> (Command, Option<EventId>) {
        match self {
            Self::Plain(command) => (*command, None),
            Self::Correction(command, _) => (*command, ids.first().copied()),
            Self::Delivery(_, place) => {
                let mail = ids.get(place).copied().unwrap_or(EventId(Uuid::nil()));
                let outcome = DeliveryOutcome::Delivered;
                let report = DeliveryReported { mail, outcome };
                (Command::ReportDelivery(report), None)
            }
        }
    }
}
