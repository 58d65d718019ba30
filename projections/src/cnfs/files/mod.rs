//! The one fold of this programme: every file's facts, without anything personal.

pub(crate) mod candidate;
pub(crate) mod convention;
pub(crate) mod facts;
pub(crate) mod host;
pub(crate) mod matching;
pub(crate) mod programme;
pub(crate) mod session;

use domain::Event;
use domain::engine::{CivilDate, Fold, Meta, Recorded, RowKey};
use domain::task::{TaskStep, Waiting};
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
    Candidate(candidate::CandidateFile),
    /// One person before one host.
    Match(matching::MatchFacts),
}

impl Fold for Files {
    type Event = Event;
    type Row = FileRow;

    const NAME: &'static str = "files";
    const VERSION: u32 = 2;

    fn key(event: &Recorded<Event>) -> Option<RowKey> {
        Some(event.meta.stream.clone())
    }

    fn apply(row: &mut FileRow, event: &Recorded<Event>) {
        if *row == FileRow::Empty {
            *row = FileRow::of_kind(event.meta.stream.kind());
        }
        let (meta, task) = (&event.meta, TaskStep::of(&event.event));
        match (row, &event.event) {
            (row, Event::Common(_)) => row.record_common(meta, task),
            (FileRow::Programme(facts), Event::Programme(event)) => {
                programme::record(facts, meta, event, task);
            }
            (FileRow::Session(facts), Event::Session(event)) => {
                session::record(facts, meta, event, task);
            }
            (FileRow::Host(facts), Event::Host(event)) => host::record(facts, meta, event, task),
            (FileRow::Candidate(file), Event::Candidate(event)) => file.record(meta, event, task),
            (FileRow::Match(facts), Event::Match(event)) => {
                matching::record(facts, meta, event, task);
            }
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
            Self::Candidate(file) => file.facts.first_day(lens),
            Self::Match(facts) => facts.first_day(lens),
        }
    }

    /// What waits in the file, and whether a day that it follows from is in doubt.
    pub(crate) fn waiting(&self, lens: &Lens) -> (Waiting, bool) {
        match self {
            Self::Empty => (Waiting::default(), false),
            Self::Programme(facts) => facts.waiting(lens),
            Self::Session(facts) => facts.waiting(lens),
            Self::Host(facts) => facts.waiting(lens),
            Self::Candidate(file) => file.facts.waiting(lens),
            Self::Match(facts) => facts.waiting(lens),
        }
    }

    /// Adds what any stream may hold: it matters to tasks, or not at all.
    fn record_common(&mut self, meta: &Meta, task: Option<TaskStep>) {
        let Some(task) = task else { return };
        match self {
            Self::Empty => {}
            Self::Programme(facts) => facts.add_common(meta, task),
            Self::Session(facts) => facts.add_common(meta, task),
            Self::Host(facts) => facts.add_common(meta, task),
            Self::Candidate(file) => file.facts.add_common(meta, task),
            Self::Match(facts) => facts.add_common(meta, task),
        }
    }

    /// By the stream's kind and not by its first event, which may be one that any stream may hold.
    fn of_kind(kind: &str) -> Self {
        match kind {
            "programme" => Self::Programme(Facts::default()),
            "session" => Self::Session(Facts::default()),
            "host" => Self::Host(Facts::default()),
            "candidate" => Self::Candidate(candidate::CandidateFile::default()),
            "match" => Self::Match(Facts::default()),
            _ => Self::Empty,
        }
    }
}
