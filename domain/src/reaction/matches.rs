//! Matches of which nothing can come any more are closed.

use std::collections::BTreeMap;

use super::{Cause, Reaction};
use crate::candidate::CandidateHired;
use crate::engine::{Draft, StreamName};
use crate::event::Event;
use crate::host::PostFilled;
use crate::matching::{ClosedBecause, MatchClosed, MatchEvent};
use crate::tally::OpenMatch;

/// At most so many matches are closed by one event, the first by name; the days that come close the
/// others. A hire has two such events, and the ledger room for both.
pub const MATCHES_CLOSED_MAX: usize = 120;

/// At most so many of the others close when a day has come: room for them beside its notices.
pub const MATCHES_CLOSED_PER_TICK_MAX: usize = 50;

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

/// Of the matches that an earlier event left open, the next ones; each once.
pub(super) fn ticked(cause: &Cause<'_>) -> Vec<Draft<Event>> {
    let mut closing = BTreeMap::new();
    for (open, because) in cause.tally.matches_left_open() {
        if closing.len() == MATCHES_CLOSED_PER_TICK_MAX {
            break;
        }
        closing.entry(open.stream).or_insert(because);
    }
    let closing = closing.into_iter();
    closing
        .map(|(stream, because)| closed(cause, &stream, because))
        .collect()
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
