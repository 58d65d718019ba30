//! What the year knows of each file: as little as it needs to ask for nothing that is refused.

use domain::engine::StreamName;
use domain::territory::Department;
use uuid::Uuid;

use super::agenda::Hired;
use super::step::Mark;

/// A host.
#[derive(Debug)]
pub(super) struct Host {
    pub(super) department: Department,
    /// Neither cancelled nor withdrawn nor a duplicate.
    pub(super) is_live: bool,
    /// A verdict set it aside for a later meeting.
    pub(super) is_reviewed: bool,
    /// The meeting that was favourable to it, and the vote.
    pub(super) favourable: Option<(i32, Mark)>,
    /// Posts of that vote.
    pub(super) granted: u32,
    pub(super) posts_open: u32,
    pub(super) posts_filled: u32,
    pub(super) convention: Convention,
    /// Requests for posts so far.
    pub(super) requests: u64,
    /// Proposals that the host may still hire from.
    pub(super) open_matches: Vec<usize>,
}

/// Where a host's convention stands, as far as posts depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Convention {
    /// Not sent yet.
    None,
    /// Sent over so many posts.
    Sent(u32),
    /// In force, over so many.
    Signed(u32),
    /// Over.
    Terminated,
}

impl Host {
    /// Posts that nobody fills.
    pub(super) fn free(&self) -> u32 {
        self.posts_open.saturating_sub(self.posts_filled)
    }

    /// Whether it may hire today.
    pub(super) fn may_hire(&self) -> bool {
        let is_covered = match self.convention {
            Convention::None | Convention::Sent(_) => true,
            Convention::Signed(posts) => self.posts_filled < posts,
            Convention::Terminated => false,
        };
        self.is_live && self.favourable.is_some() && self.free() > 0 && is_covered
    }
}

/// A person.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) department: Department,
    pub(super) is_available: bool,
    pub(super) is_merged: bool,
    pub(super) is_seeking: bool,
    pub(super) hire: Option<Hire>,
    /// Declarations so far, and those that were not cancelled.
    pub(super) declared: u32,
    pub(super) uncancelled: u32,
    pub(super) course: Option<Course>,
    pub(super) open_matches: Vec<usize>,
    /// The place among those at work.
    pub(super) at_work: Option<usize>,
}

impl Person {
    pub(super) fn may_be_hired(&self) -> bool {
        self.hire.is_none() && self.is_available && !self.is_merged
    }
}

/// A hire that is active.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hire {
    pub(super) number: u32,
    pub(super) host: usize,
    pub(super) in_match: usize,
    pub(super) starts: i32,
    pub(super) ends: i32,
}

/// A place in a training.
#[derive(Debug, Clone, Copy)]
pub(super) struct Course {
    pub(super) lot: &'static str,
    pub(super) starts: i32,
    pub(super) ends: i32,
}

/// One person before one host.
#[derive(Debug)]
pub(super) struct Match {
    pub(super) host: usize,
    pub(super) person: usize,
    pub(super) stands: Stands,
}

/// Where a match stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stands {
    Proposed,
    Shortlisted,
    Declined,
    Hired,
    Closed,
}

/// The id that a number has among its like.
pub(super) fn id(of: &str, number: u64) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{of} {number}").as_bytes())
}

fn stream(kind: &str, number: usize) -> StreamName {
    StreamName::of_uuid(kind, id(kind, number as u64))
}

pub(super) fn host(number: usize) -> StreamName {
    stream("host", number)
}

pub(super) fn person(number: usize) -> StreamName {
    stream("candidate", number)
}

pub(super) fn matched(number: usize) -> StreamName {
    stream("match", number)
}

impl super::Year {
    /// The hire of that number, if it is the person's still.
    pub(super) fn active(&self, hired: Hired) -> Option<Hire> {
        let hire = self.people[hired.person].hire;
        hire.filter(|hire| hire.number == hired.number)
    }
}
