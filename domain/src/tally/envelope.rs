//! The envelope: how many posts the programme may have open, and how many it has (rule 1).

use crate::engine::StreamName;
use crate::event::Event;
use crate::host::HostEvent;
use crate::programme::ProgrammeEvent;

/// The posts of the whole programme, and the stream in which it was opened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Envelope {
    opened: Option<Opened>,
    posts_open: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Opened {
    stream: StreamName,
    posts_envelope: u32,
}

impl Envelope {
    pub(super) fn programme(&self) -> Option<&StreamName> {
        self.opened.as_ref().map(|opened| &opened.stream)
    }

    pub(super) fn posts_envelope(&self) -> i64 {
        self.opened
            .as_ref()
            .map_or(0, |opened| i64::from(opened.posts_envelope))
    }

    /// How many posts are open: granted (as corrected) + added − returned, over every host whatever
    /// its stage. What is transferred leaves one host and arrives at another in one append.
    pub(super) fn posts_open(&self) -> i64 {
        self.posts_open
    }

    pub(super) fn apply(&mut self, stream: &StreamName, event: &Event) {
        match event {
            Event::Programme(ProgrammeEvent::ProgrammeOpened(opened)) => {
                self.open(stream, opened.posts_envelope);
            }
            Event::Host(event) => self.add(posts_of(event)),
            _ => {}
        }
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

/// What an event adds to a host's open posts.
fn posts_of(event: &HostEvent) -> i64 {
    match event {
        HostEvent::CoselecVoteRecorded(vote) => i64::from(vote.posts_granted),
        HostEvent::CoselecVoteCorrected(vote) => i64::from(vote.posts_delta),
        HostEvent::PostsAdded(added) => i64::from(added.posts.get()),
        HostEvent::PostsReturned(returned) => -i64::from(returned.posts.get()),
        // One append holds both, and they add up to nothing.
        HostEvent::PostsTransferredIn(come) => i64::from(come.posts.get()),
        HostEvent::PostsTransferredOut(gone) => -i64::from(gone.posts.get()),
        _ => 0,
    }
}
