//! What a host's file remembers of its posts: the sums of their deltas, the votes, the open request.

use std::num::NonZeroU32;

use uuid::Uuid;

use super::Verdict;
use crate::engine::{EventId, StreamName};

/// A host's posts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Posts {
    /// Granted (as corrected) + added + transferred in − returned − transferred out.
    pub open: i64,
    /// Open ones that are taken.
    pub filled: i64,
}

impl Posts {
    /// Open ones that nobody takes.
    pub fn free(self) -> i64 {
        self.open.saturating_sub(self.filled)
    }

    pub(super) fn add(&mut self, posts: impl Into<i64>) {
        self.open = self.open.saturating_add(posts.into());
    }

    pub(super) fn take(&mut self, posts: impl Into<i64>) {
        self.open = self.open.saturating_sub(posts.into());
    }

    pub(super) fn fill(&mut self, posts: i64) {
        self.filled = self.filled.saturating_add(posts);
    }
}

/// One session's verdict on the file, as it stands after its corrections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vote {
    /// The session.
    pub session: StreamName,
    /// The event that says so last: the vote itself, or its last correction. The next one names it.
    pub event_id: EventId,
    /// The verdict.
    pub verdict: Verdict,
    /// The posts granted.
    pub posts: u32,
}

/// What votes leave a file with: favourable where one of them is, else the last one's verdict.
pub(super) fn outcome(verdicts: impl Iterator<Item = Verdict>) -> Option<Verdict> {
    verdicts.reduce(|before, verdict| match before {
        Verdict::Favourable => before,
        Verdict::Unfavourable | Verdict::FurtherReview => verdict,
    })
}

/// A request for more posts that nobody has answered yet: one at a time (rule 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenRequest {
    /// The request.
    pub request: Uuid,
    /// How many posts it asks for.
    pub posts: NonZeroU32,
}

/// What was paid of a convention's subsidy.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Paid {
    /// How many instalments.
    pub instalments: u32,
    /// Their sum, in euro cents.
    pub cents: u64,
}
