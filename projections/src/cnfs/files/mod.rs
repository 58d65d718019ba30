//! The one fold of this programme: every file's facts, without anything personal.

pub(crate) mod candidate;
pub(crate) mod convention;
pub(crate) mod facts;
pub(crate) mod host;
pub(crate) mod matching;
pub(crate) mod programme;
pub(crate) mod session;

use domain::Event;
use domain::engine::{CivilDate, Fold, Recorded, RowKey};
use serde::{Deserialize, Serialize};

use crate::cnfs::lens::Lens;
use facts::Facts;

/// The read model of files: one row a stream.
#[derive(Debug, Clone, Copy)]
pub struct Files;

/// A file's facts, by the kind of its stream.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub enum FileRow {
    /// Before the first event.
    #[default]
    Empty,
    /// The programme itself.
    Programme(programme::ProgrammeFacts),
    /// A meeting of the COSELEC.
    Session(session::SessionFacts),
    /// A host structure.
    Host(host::HostFacts),
    /// A person.
    Candidate(candidate::CandidateFacts),
    /// One person before one host.
    Match(matching::MatchFacts),
}

impl Fold for Files {
    type Event = Event;
    type Row = FileRow;

    const NAME: &'static str = "files";
    const VERSION: u32 = 1;

    fn key(event: &Recorded<Event>) -> Option<RowKey> {
        Some(event.meta.stream.clone())
    }

    fn apply(row: &mut FileRow, event: &Recorded<Event>) {
        if *row == FileRow::Empty {
            *row = FileRow::of(&event.event);
        }
        let meta = &event.meta;
        match (row, &event.event) {
            (FileRow::Programme(facts), Event::Programme(event)) => {
                programme::record(facts, meta, event);
            }
            (FileRow::Session(facts), Event::Session(event)) => session::record(facts, meta, event),
            (FileRow::Host(facts), Event::Host(event)) => host::record(facts, meta, event),
            (FileRow::Candidate(facts), Event::Candidate(event)) => {
                candidate::record(facts, meta, event);
            }
            (FileRow::Match(facts), Event::Match(event)) => matching::record(facts, meta, event),
            // A stream holds events of its kind only: the deciders see to it.
            _ => {}
        }
    }
}

impl FileRow {
    /// The day of the first event that lies within the lens.
    pub(crate) fn first_day(&self, lens: &Lens) -> Option<CivilDate> {
        match self {
            Self::Empty => None,
            Self::Programme(facts) => facts.first_day(lens),
            Self::Session(facts) => facts.first_day(lens),
            Self::Host(facts) => facts.first_day(lens),
            Self::Candidate(facts) => facts.first_day(lens),
            Self::Match(facts) => facts.first_day(lens),
        }
    }

    fn of(event: &Event) -> Self {
        match event {
            Event::Programme(_) => Self::Programme(Facts::default()),
            Event::Session(_) => Self::Session(Facts::default()),
            Event::Host(_) => Self::Host(Facts::default()),
            Event::Candidate(_) => Self::Candidate(Facts::default()),
            Event::Match(_) => Self::Match(Facts::default()),
        }
    }
}
