//! The envelope: how many posts the programme may have open, and how many it has (rule 1).

use crate::engine::{Happened, StreamName, Tally};
use crate::event::Event;
use crate::host::HostEvent;
use crate::programme::ProgrammeEvent;

/// The posts of the whole programme, and the stream in which it was opened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EnvelopeTally {
    opened: Option<Opened>,
    posts_open: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Opened {
    stream: StreamName,
    posts_envelope: u32,
}

impl EnvelopeTally {
    /// The programme's own stream, `None` before it is opened.
    pub fn programme(&self) -> Option<&StreamName> {
        self.opened.as_ref().map(|opened| &opened.stream)
    }

    /// How many posts may be open at once: 0 before the programme is opened.
    pub fn posts_envelope(&self) -> i64 {
        self.opened
            .as_ref()
            .map_or(0, |opened| i64::from(opened.posts_envelope))
    }

    /// How many posts are open: granted (as corrected) + added − returned, over every host whatever
    /// its stage. What is transferred leaves one host and arrives at another in one append.
    pub fn posts_open(&self) -> i64 {
        self.posts_open
    }

    fn open(&mut self, stream: &StreamName, posts_envelope: u32) {
        self.opened.get_or_insert_with(|| Opened {
            stream: stream.clone(),
            posts_envelope,
        });
    }

    fn add(&mut self, posts: i64) {
        self.posts_open = self.posts_open.saturating_add(posts);
    }
}

impl Tally for EnvelopeTally {
    type Event = Event;

    fn apply(&mut self, stream: &StreamName, happened: &Happened<'_, Event>) {
        match happened.event {
            Event::Programme(ProgrammeEvent::ProgrammeOpened(opened)) => {
                self.open(stream, opened.posts_envelope);
            }
            Event::Host(HostEvent::CoselecVoteRecorded(vote)) => {
                self.add(i64::from(vote.posts_granted));
            }
            Event::Host(HostEvent::CoselecVoteCorrected(vote)) => {
                self.add(i64::from(vote.posts_delta));
            }
            Event::Host(HostEvent::PostsAdded(added)) => self.add(i64::from(added.posts.get())),
            Event::Host(HostEvent::PostsReturned(returned)) => {
                self.add(-i64::from(returned.posts.get()));
            }
            _ => {}
        }
    }
}
