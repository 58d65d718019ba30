//! Deciding: commands and states in, events or a refusal out; the world is an argument.

use super::{Actor, CivilDate, Dated, EventId, StoredEvent, StreamName};

/// How a programme decides.
///
/// The ledger calls `decide` with the states it has at hand. Where a state is missing the
/// answer is [`Undecided::Needs`]; the ledger loads it and asks again. So a decision names the
/// streams it reads by reading them, and stays a pure function.
pub trait Decider: Send + Sync + 'static {
    /// What may be asked.
    type Command: Send + Sync + 'static;
    /// What may have happened.
    type Event: StoredEvent;
    /// A stream's state, of whatever kind.
    type State: Clone + Send + Sync + 'static;
    /// Programme-wide sums.
    type Tally: Tally<Event = Self::Event>;
    /// Why a command is refused.
    type Refusal: Refusal;

    /// The state of a stream without events.
    fn initial(stream: &StreamName) -> Self::State;

    /// The state after an event. Total: any event on any state, and never a panic.
    fn evolve(state: &mut Self::State, happened: &Happened<'_, Self::Event>);

    /// The events that follow, all appended atomically, or the reason why not.
    ///
    /// The first draft is the decision itself, the others are its companions.
    fn decide(
        command: &Self::Command,
        asked: &Asked,
        streams: &Streams<'_, Self::State>,
        tally: &Self::Tally,
    ) -> Result<Vec<Draft<Self::Event>>, Undecided<Self::Refusal>>;

    /// What follows automatically from one event of a decision, in the same append; nothing, where
    /// a programme has no reactions.
    ///
    /// Asked for each event that was decided, never for reactions themselves nor for imported
    /// history. `streams` and `tally` tell what was before the decision; what several causes of one
    /// decision have in common, one of them must answer for. A reaction cannot refuse: what it
    /// cannot do, it leaves. Personal fields it can only copy from its cause, where they are in the
    /// clear: those of a state are sealed, and no other event can hold them. What it needs it must
    /// say, and not do without: the ledger bounds how many streams it reads, and cuts it off behind
    /// them.
    fn react(
        _cause: &Draft<Self::Event>,
        _asked: &Asked,
        _streams: &Streams<'_, Self::State>,
        _tally: &Self::Tally,
    ) -> Result<Vec<Draft<Self::Event>>, Needs> {
        Ok(Vec::new())
    }

    /// Whether an event of an imported history may have followed automatically from another one of
    /// its append, as things stood before it. What would follow today is not asked: it need not be
    /// what followed then. Without this a history could hold anything, and call it a reaction.
    fn may_follow(
        _cause: &Draft<Self::Event>,
        _reaction: &Draft<Self::Event>,
        _streams: &Streams<'_, Self::State>,
        _tally: &Self::Tally,
    ) -> Result<bool, Needs> {
        Ok(false)
    }

    /// Who decides reactions: the engine itself, by the name that the programme's permissions have
    /// for it.
    fn engine_actor() -> Actor {
        Actor {
            role: "engine".into(),
            id: "engine".into(),
            scope: "everywhere".into(),
        }
    }
}

/// A pure fold over a whole programme, kept at the sequencer's head: posts drawn from the envelope.
pub trait Tally: Clone + Default + Send + Sync + 'static {
    /// The programme's events.
    type Event;

    /// Counts an event. Total.
    fn apply(&mut self, stream: &StreamName, happened: &Happened<'_, Self::Event>);
}

/// A refusal is a fact about the business, not an error of the world.
pub trait Refusal:
    std::fmt::Display + std::fmt::Debug + Clone + PartialEq + Send + Sync + 'static
{
    /// The stable code: `NoFreePost`.
    fn code(&self) -> &'static str;

    /// The command's field that is at fault, where it is one.
    fn field(&self) -> Option<&'static str> {
        None
    }

    /// Whether the actor may not ask for this at all, whatever the states say.
    fn is_forbidden(&self) -> bool {
        false
    }
}

/// An event as it bears on a state.
#[derive(Debug)]
pub struct Happened<'a, E> {
    /// The payload.
    pub event: &'a E,
    /// Its identity, which a later correction names.
    pub event_id: EventId,
    /// When it became true.
    pub occurred_on: CivilDate,
}

impl<E> Happened<'_, E> {
    /// The same with a part of the payload: the event of one kind of stream.
    pub fn of<'a, P>(&self, event: &'a P) -> Happened<'a, P> {
        Happened {
            event,
            event_id: self.event_id,
            occurred_on: self.occurred_on,
        }
    }
}

/// What is asked beside the command itself.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The stream that is decided on.
    pub stream: StreamName,
    /// When the thing became true, where the caller said so: some decisions derive it.
    pub occurred_on: Option<CivilDate>,
    /// How well that is known.
    pub dated: Dated,
    /// The Paris date of the recording.
    pub today: CivilDate,
    /// Who asks.
    pub actor: Actor,
    /// The event that is to be corrected.
    pub corrects: Option<EventId>,
}

impl Asked {
    /// When the thing became true: the day of the recording where nothing else was said.
    pub fn occurred_on(&self) -> CivilDate {
        self.occurred_on.unwrap_or(self.today)
    }
}

/// An event that was decided and is not yet recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft<E> {
    /// Where it goes.
    pub stream: StreamName,
    /// What happened.
    pub event: E,
    /// When it became true.
    pub occurred_on: CivilDate,
    /// How well that is known.
    pub dated: Dated,
    /// The event that it corrects.
    pub corrects: Option<EventId>,
    /// Whose key seals its personal fields: a stream named after a person's file.
    pub subject: StreamName,
}

/// A decision that could not be made.
#[derive(Debug, Clone, PartialEq)]
pub enum Undecided<R> {
    /// The state of this stream is needed first.
    Needs(StreamName),
    /// The answer is no.
    Refused(R),
}

impl<R: Refusal> From<R> for Undecided<R> {
    fn from(refusal: R) -> Self {
        Self::Refused(refusal)
    }
}

/// The states at hand.
pub trait Find<S> {
    /// The stream's state, `None` if it was not loaded yet.
    fn find(&self, stream: &StreamName) -> Option<&S>;
}

/// What a decision sees of the streams.
pub struct Streams<'a, S>(&'a dyn Find<S>);

impl<'a, S> Streams<'a, S> {
    /// Over the states at hand.
    pub fn new(states: &'a dyn Find<S>) -> Self {
        Self(states)
    }

    /// The stream's state, or the request to load it.
    pub fn get(&self, stream: &StreamName) -> Result<&'a S, Needs> {
        self.0.find(stream).ok_or_else(|| Needs(stream.clone()))
    }
}

/// A state that is not at hand.
#[derive(Debug, Clone, PartialEq)]
pub struct Needs(pub StreamName);

impl<R: Refusal> From<Needs> for Undecided<R> {
    fn from(Needs(stream): Needs) -> Self {
        Self::Needs(stream)
    }
}

impl<S, H: std::hash::BuildHasher> Find<S> for std::collections::HashMap<StreamName, S, H> {
    fn find(&self, stream: &StreamName) -> Option<&S> {
        self.get(stream)
    }
}
