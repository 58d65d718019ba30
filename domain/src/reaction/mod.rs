//! Reactions: what follows automatically from a decision, in the same append.
//!
//! | event | what follows |
//! |---|---|
//! | the first favourable verdict on a file | the letter of validation and the activation mail are requested |
//! | one of these was delivered | it was sent |
//! | a hire | the person's other matches close; with the last free post, the host's other matches too |
//! | a host leaves | its matches close |
//! | a person is unavailable, or merged | that person's matches close |
//! | a day has come | notices of what was due before it; of the matches that were too many to close at once, the next |
//!
//! They are decided on what was before the decision, at most a named number for each event, in an
//! order that depends on nothing else. What a reaction finds done already, it leaves.

mod history;
mod mail;
mod matches;
mod notice;

pub use matches::{MATCHES_CLOSED_MAX, MATCHES_CLOSED_PER_TICK_MAX};
pub use notice::NOTICES_PER_TICK_MAX;

use crate::candidate::CandidateEvent;
use crate::common::CommonEvent;
use crate::decider::{FileState, State};
use crate::engine::{CivilDate, Draft, Needs, StreamName, Streams};
use crate::event::Event;
use crate::host::{HostEvent, HostFile, HostState};
use crate::matching::ClosedBecause;
use crate::programme::ProgrammeEvent;
use crate::tally::CnfsTally;

/// A reaction's answer.
type Reaction = Result<Vec<Draft<Event>>, Needs>;

/// Whether something may have followed.
type Followed = Result<bool, Needs>;

/// What happened, and what was before it.
#[derive(Clone, Copy)]
struct Cause<'a> {
    draft: &'a Draft<Event>,
    streams: &'a Streams<'a, State>,
    tally: &'a CnfsTally,
}

/// What follows from one event of a decision.
pub(crate) fn react(
    draft: &Draft<Event>,
    streams: &Streams<'_, State>,
    tally: &CnfsTally,
) -> Reaction {
    let cause = &Cause {
        draft,
        streams,
        tally,
    };
    match &draft.event {
        Event::Host(event) => of_host(cause, event),
        Event::Candidate(event) => Ok(of_candidate(cause, event)),
        Event::Common(CommonEvent::DeliveryReported(report)) => mail::reported(cause, report),
        Event::Programme(ProgrammeEvent::DayTicked(tick)) => Ok(ticked(cause, tick.date)),
        Event::Programme(_) | Event::Session(_) | Event::Match(_) | Event::Common(_) => {
            Ok(Vec::new())
        }
    }
}

/// Whether one event of an imported history may have followed from another.
pub(crate) fn may_follow(
    draft: &Draft<Event>,
    reaction: &Draft<Event>,
    streams: &Streams<'_, State>,
    tally: &CnfsTally,
) -> Followed {
    let cause = Cause {
        draft,
        streams,
        tally,
    };
    history::may_follow(&cause, reaction)
}

fn ticked(cause: &Cause<'_>, day: CivilDate) -> Vec<Draft<Event>> {
    let mut drafts = notice::issue(cause, day);
    drafts.extend(matches::ticked(cause));
    drafts
}

fn of_host(cause: &Cause<'_>, event: &HostEvent) -> Reaction {
    match event {
        HostEvent::CoselecVoteRecorded(vote) => mail::voted(cause, vote.verdict),
        HostEvent::CoselecVoteCorrected(vote) => mail::voted(cause, vote.verdict),
        HostEvent::PostFilled(filled) => matches::filled(cause, filled),
        HostEvent::HostWithdrawn(_)
        | HostEvent::ApplicationCancelled(_)
        | HostEvent::ApplicationMarkedDuplicate(_) => {
            Ok(matches::close_all(cause, ClosedBecause::HostLeft))
        }
        _ => Ok(Vec::new()),
    }
}

fn of_candidate(cause: &Cause<'_>, event: &CandidateEvent) -> Vec<Draft<Event>> {
    match event {
        CandidateEvent::CandidateHired(hired) => matches::hired(cause, hired),
        CandidateEvent::AvailabilityChanged(changed) if changed.available => Vec::new(),
        CandidateEvent::AvailabilityChanged(_) | CandidateEvent::CandidateMerged(_) => {
            matches::close_all(cause, ClosedBecause::CandidateUnavailable)
        }
        _ => Vec::new(),
    }
}

impl<'a> Cause<'a> {
    /// The host on whose stream it happened; `None` where none is registered there.
    fn host(&self) -> Result<Option<&'a HostFile>, Needs> {
        let state = self.streams.get(&self.draft.stream)?;
        Ok(match &state.file {
            FileState::Host(HostState::Registered(file)) => Some(file),
            _ => None,
        })
    }

    /// What follows on a stream: on the day of the cause, and as well known.
    fn follows(&self, stream: &StreamName, event: Event) -> Draft<Event> {
        Draft {
            stream: stream.clone(),
            event,
            occurred_on: self.draft.occurred_on,
            dated: self.draft.dated,
            corrects: None,
            subject: stream.clone(),
        }
    }
}
