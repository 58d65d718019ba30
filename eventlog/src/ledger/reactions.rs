//! Reactions: what follows from a decision by itself, asked of the programme event by event, and bounded.
//!
//! What is over a bound is cut off from there on: the first ones stay, in the order of their
//! causes. Bounds count what is read and written and not what had to be loaded, so that the same
//! decision on the same states is cut at the same place, whatever happened to be at hand.

use domain::engine::{Asked, Decider, Draft, EventId, Needs, Source, StreamName, Streams};

use super::outcome::Failure;
use super::stage::Stage;
use super::states::{Slot, View};
use crate::{BATCH_EVENTS_MAX, BATCH_EXPECTED_MAX, Provenance};

/// An append names one stream of the append before it too.
const LINKS: usize = 1;

/// A draft that follows from another one of its decision.
pub(super) struct Reaction<E> {
    /// The index of the cause among the decided drafts.
    pub(super) cause: usize,
    pub(super) draft: Draft<E>,
}

/// What one event brings about, or the stream that is missing.
type Answer<D> = Result<Vec<Draft<<D as Decider>::Event>>, Needs>;

impl<D: Decider> Stage<D> {
    /// What follows from a decision over those slots; those that it reads or touches are added.
    pub(super) async fn reactions(
        &mut self,
        decided: &[Draft<D::Event>],
        asked: &Asked,
        slots: &mut Vec<Slot>,
    ) -> Result<Vec<Reaction<D::Event>>, Failure<D>> {
        let room = BATCH_EVENTS_MAX.saturating_sub(decided.len());
        let count_max = self.reactions_max.min(room);
        let streams_max = slots
            .len()
            .saturating_add(self.reaction_streams_max)
            .min(BATCH_EXPECTED_MAX - LINKS);
        let mut reactions = Vec::new();
        for (cause, draft) in decided.iter().enumerate() {
            let Some(drafts) = self.react(draft, asked, slots, streams_max).await? else {
                tell_cut(&asked.stream, reactions.len());
                return Ok(reactions);
            };
            for draft in drafts {
                if reactions.len() >= count_max
                    || !self.reach(&draft.stream, slots, streams_max).await?
                {
                    tell_cut(&asked.stream, reactions.len());
                    return Ok(reactions);
                }
                reactions.push(Reaction { cause, draft });
            }
        }
        Ok(reactions)
    }

    /// Asks for what follows from one event, and loads what that needs, until there is an answer;
    /// `None` where it would read more streams than it may.
    async fn react(
        &mut self,
        cause: &Draft<D::Event>,
        asked: &Asked,
        slots: &mut Vec<Slot>,
        streams_max: usize,
    ) -> Result<Option<Vec<Draft<D::Event>>>, Failure<D>> {
        let before = slots.len();
        for _ in 0..=streams_max {
            let (answer, read) =
                self.ask_reaction(cause, asked, std::mem::take(slots), streams_max);
            *slots = read;
            let Needs(stream) = match answer {
                Ok(drafts) => return Ok(Some(drafts)),
                Err(needs) => needs,
            };
            let is_full = slots.len() >= streams_max;
            slots.truncate(before);
            if is_full {
                break;
            }
            self.load(&stream).await?;
        }
        Ok(None)
    }

    fn ask_reaction(
        &self,
        cause: &Draft<D::Event>,
        asked: &Asked,
        slots: Vec<Slot>,
        streams_max: usize,
    ) -> (Answer<D>, Vec<Slot>) {
        let view = View::on_top_of(&self.states, slots, streams_max);
        let answer = D::react(cause, asked, &Streams::new(&view), &self.whole.tally);
        (answer, view.into_read())
    }

    /// Adds the stream to the slots; whether there was room.
    async fn reach(
        &mut self,
        stream: &StreamName,
        slots: &mut Vec<Slot>,
        streams_max: usize,
    ) -> Result<bool, Failure<D>> {
        let at_hand = self.states.slot(stream);
        if at_hand.is_some_and(|slot| slots.contains(&slot)) {
            return Ok(true);
        }
        if slots.len() >= streams_max {
            return Ok(false);
        }
        slots.push(self.load(stream).await?);
        Ok(true)
    }
}

/// Who decides a reaction, and why.
pub(super) fn provenance<D: Decider>(cause: EventId) -> Provenance {
    Provenance {
        actor: D::engine_actor(),
        source: Source::reaction(),
        causation_id: Some(cause),
    }
}

/// No error: the decision stands, and somebody may want to do the rest by hand.
pub(super) fn tell_cut(stream: &StreamName, kept: usize) {
    tracing::warn!(%stream, kept, "more follows from a decision than its bounds admit: the rest is cut off");
}
