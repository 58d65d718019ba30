//! Matches of which nothing can come any more are closed.

use super::{Cause, Reaction};
use crate::candidate::CandidateHired;
use crate::engine::{Draft, StreamName};
use crate::event::Event;
use crate::host::PostFilled;
use crate::matching::{ClosedBecause, MatchClosed, MatchEvent};
use crate::tally::OpenMatch;

/// At most so many matches are closed by one event, the first by name; the others stay open.
pub const MATCHES_CLOSED_MAX: usize = 200;

/// The host's last post is taken: its other matches close. Those of the hired person close with
/// the hire itself, in the same append; each match closes once.
pub(super) fn filled(cause: &Cause<'_>, filled: &PostFilled) -> Reaction {
    let was_last = cause.host()?.is_some_and(|file| file.posts.free() == 1);
    let others = |open: &OpenMatch| was_last && open.candidate != filled.candidate;
    Ok(close(cause, ClosedBecause::HiredElsewhere, others))
}

/// The person's other matches close.
pub(super) fn hired(cause: &Cause<'_>, hired: &CandidateHired) -> Vec<Draft<Event>> {
    let others = |open: &OpenMatch| open.stream != hired.match_;
    close(cause, ClosedBecause::HiredElsewhere, others)
}

/// Every open match of the file on which it happened closes.
pub(super) fn close_all(cause: &Cause<'_>, because: ClosedBecause) -> Vec<Draft<Event>> {
    close(cause, because, |_| true)
}

fn close(
    cause: &Cause<'_>,
    because: ClosedBecause,
    which: impl Fn(&OpenMatch) -> bool,
) -> Vec<Draft<Event>> {
    let open = cause.tally.open_matches(&cause.draft.stream).filter(which);
    open.take(MATCHES_CLOSED_MAX)
        .map(|open| closed(cause, &open.stream, because))
        .collect()
}

fn closed(cause: &Cause<'_>, stream: &StreamName, because: ClosedBecause) -> Draft<Event> {
    let event = MatchEvent::MatchClosed(MatchClosed { because });
    cause.follows(stream, Event::Match(event))
}
