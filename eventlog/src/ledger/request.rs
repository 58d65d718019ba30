//! What is asked of the ledger: a command with everything that comes with it.

use bytes::Bytes;
use domain::engine::{
    Actor, Channel, CivilDate, CommandId, Dated, Decider, Draft, EventId, Instant, Source,
    StreamName, Version,
};
use uuid::Uuid;

/// A command to be decided.
#[derive(Debug, Clone)]
pub struct Request<D: Decider> {
    /// The command.
    pub command: D::Command,
    /// The stream that is decided on.
    pub stream: StreamName,
    /// Who asks.
    pub actor: Actor,
    /// When the thing became true; today in Paris where it is left out.
    pub occurred_on: Option<CivilDate>,
    /// How well that is known.
    pub dated: Dated,
    /// The version that `stream` must have.
    pub expected_version: ExpectedVersion,
    /// The command's identity: a second request with it is a repeat, for ever.
    pub command_id: CommandId,
    /// The canonical bytes that a repeat must equal; `None`: any repeat counts as the same.
    pub repeat_of: Option<Bytes>,
    /// When it became known, for an import; `None`: the clock, which never goes back here.
    pub recorded_at: Option<Instant>,
    /// By which way it came in.
    pub source: Source,
    /// The event that caused it.
    pub causation_id: Option<EventId>,
    /// What it belongs together with; the command's id where it is left out.
    pub correlation_id: Option<Uuid>,
    /// The event that it corrects.
    pub corrects: Option<EventId>,
    /// Which ids the events get.
    pub identities: Identities<D::Event>,
}

impl<D: Decider> Request<D> {
    /// Whether it tells what was decided elsewhere, and so by itself what followed from it.
    pub(super) fn is_history(&self) -> bool {
        self.source.channel == Channel::Import || matches!(self.identities, Identities::Exactly(_))
    }

    /// This command of this stream, as of today, in whatever state the stream is, with new ids.
    ///
    /// Whoever has more to say writes those fields and takes the others from here:
    /// `Request { occurred_on, ..Request::new(stream, command, actor, command_id) }`.
    pub fn new(
        stream: StreamName,
        command: D::Command,
        actor: Actor,
        command_id: CommandId,
    ) -> Self {
        Self {
            command,
            stream,
            actor,
            occurred_on: None,
            dated: Dated::Exact,
            expected_version: ExpectedVersion::Any,
            command_id,
            repeat_of: None,
            recorded_at: None,
            source: Source::api(),
            causation_id: None,
            correlation_id: None,
            corrects: None,
            identities: Identities::Fresh,
        }
    }
}

/// What a request says about the version of its stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ExpectedVersion {
    /// Nothing: the newest state is decided on.
    #[default]
    Any,
    /// The stream has no event yet.
    NoStream,
    /// The stream's last event has this version.
    Exactly(Version),
}

impl ExpectedVersion {
    /// Whether any version will do.
    pub(super) fn admits_any(self) -> bool {
        matches!(self, Self::Any)
    }

    /// Whether a stream at version `actual` is as expected.
    pub fn admits(self, actual: Option<Version>) -> bool {
        match self {
            Self::Any => true,
            Self::NoStream => actual.is_none(),
            Self::Exactly(version) => actual == Some(version),
        }
    }

    /// The version that is expected; `None`: no event yet, or no matter.
    pub fn version(self) -> Option<Version> {
        match self {
            Self::Any | Self::NoStream => None,
            Self::Exactly(version) => Some(version),
        }
    }
}

/// Which ids the events of a decision get.
#[derive(Debug, Clone, Default)]
pub enum Identities<E> {
    /// New ones.
    #[default]
    Fresh,
    /// A service emitted these events, the deciding one first: they keep their ids, the others must
    /// be among its companions, and companions that are missing, like what follows, have ids
    /// derived from the first. If an id is in the log, the stored events must equal these.
    Emitted(Vec<Given<E>>),
    /// An import: what is decided must equal these events, which keep their ids and their order.
    /// Reactions among them are not decided again: they are taken as they are given, and no others.
    Exactly(Vec<Given<E>>),
}

impl<E> Identities<E> {
    /// The events that came with the request.
    pub fn given(&self) -> &[Given<E>] {
        match self {
            Self::Fresh => &[],
            Self::Emitted(given) | Self::Exactly(given) => given,
        }
    }
}

/// What makes a given event a reaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reacted {
    /// Who decided it: the engine, as it was called there.
    pub actor: Actor,
    /// The event that caused it: one of the same append, and no reaction itself.
    pub cause: EventId,
}

/// An event as it came from outside.
#[derive(Debug, Clone, PartialEq)]
pub struct Given<E> {
    /// Its identity.
    pub event_id: EventId,
    /// Its stream.
    pub stream: StreamName,
    /// The payload, personal fields in the clear.
    pub event: E,
    /// When it became true.
    pub occurred_on: CivilDate,
    /// How well that is known.
    pub dated: Dated,
    /// The event that it corrects.
    pub corrects: Option<EventId>,
    /// What caused it where it was recorded as a reaction; `None`: it was decided.
    pub reaction: Option<Reacted>,
}

impl<E> Given<E> {
    /// As a decision would draft it. Nobody says whose key sealed it elsewhere: that of the person
    /// whose file it stands in seals it here.
    pub(super) fn into_draft(self) -> Draft<E> {
        Draft {
            subject: self.stream.clone(),
            stream: self.stream,
            event: self.event,
            occurred_on: self.occurred_on,
            dated: self.dated,
            corrects: self.corrects,
        }
    }
}
