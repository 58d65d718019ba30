//! The guard behind the deciders: what they answer is an arrow of the tables, or nothing is recorded.

use crate::candidate::{CandidateStage, CandidateStep};
use crate::case::Case;
use crate::engine::{Draft, StoredEvent, StreamName, Undecided};
use crate::event::Event;
use crate::host::{HostStage, HostStep};
use crate::matching::{MatchStage, MatchStep};
use crate::programme::{ProgrammeStage, ProgrammeStep};
use crate::refusal::{Refusal, RequestRefusal};
use crate::session::{SessionStage, SessionStep};
use crate::workflow::Stage;

/// Where a stream stands; `None` before its first event.
type Standing = Option<&'static str>;

/// Every draft is an arrow from where its stream stands after the drafts before it.
pub(crate) fn require_arrows(
    case: &Case<'_>,
    drafts: &[Draft<Event>],
) -> Result<(), Undecided<Refusal>> {
    // An append touches few streams: a search among them is quicker than a map.
    let mut standings: Vec<(&StreamName, Standing)> = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let known = standings.iter().position(|(of, _)| *of == &draft.stream);
        let before = match known {
            Some(place) => standings.swap_remove(place).1,
            None => case.state(&draft.stream)?.stage(),
        };
        let after = taken(&draft.stream, &draft.event, before)?;
        standings.push((&draft.stream, Some(after)));
    }
    Ok(())
}

fn taken(
    stream: &StreamName,
    event: &Event,
    before: Standing,
) -> Result<&'static str, RequestRefusal> {
    let in_its_place = event.kind().is_none_or(|kind| kind == stream.kind());
    let after = if in_its_place {
        led(event, before)
    } else {
        None
    };
    after.ok_or(RequestRefusal::NoSuchArrow {
        event: event.type_name(),
        stage: before.unwrap_or("nothing"),
    })
}

/// Where an event leads; `None` where no table lists its arrow. What any stream may hold stands in
/// no table: it needs a stream that has begun, and moves nothing.
fn led(event: &Event, before: Standing) -> Standing {
    match event {
        Event::Programme(event) => {
            let step = ProgrammeStep::of(event);
            along(before, |from| ProgrammeStage::listed(from, step))
        }
        Event::Session(event) => {
            let step = SessionStep::of(event);
            along(before, |from| SessionStage::listed(from, step))
        }
        Event::Host(event) => {
            let step = HostStep::of(event);
            along(before, |from| HostStage::listed(from, step))
        }
        Event::Candidate(event) => {
            let step = CandidateStep::of(event);
            along(before, |from| CandidateStage::listed(from, step))
        }
        Event::Match(event) => {
            let step = MatchStep::of(event);
            along(before, |from| MatchStage::listed(from, step))
        }
        Event::Common(_) => before,
    }
}

fn along<S: Stage>(before: Standing, listed: impl FnOnce(Option<S>) -> Option<S>) -> Standing {
    let from = match before {
        None => None,
        Some(name) => Some(named(name)?),
    };
    listed(from).map(Into::into)
}

fn named<S: Stage>(name: &str) -> Option<S> {
    S::VARIANTS
        .iter()
        .copied()
        .find(|&stage| Into::<&'static str>::into(stage) == name)
}

#[cfg(test)]
mod tests;
