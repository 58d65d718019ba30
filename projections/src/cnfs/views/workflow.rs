//! The stock: how many files stand in each state of their workflow.

use std::fmt::Display;

use domain::candidate::CandidateStage;
use domain::host::{HostPath, HostStage};
use domain::matching::MatchStage;
use domain::programme::ProgrammeStage;
use domain::session::SessionStage;
use schemars::JsonSchema;
use serde::Serialize;

use crate::Rows;
use crate::cnfs::answer::View;
use crate::cnfs::figure::Figure;
use crate::cnfs::files::candidate::PersonStanding;
use crate::cnfs::files::{FileRow, Files, host, matching};
use crate::cnfs::lens::{Lens, Place};
use crate::cnfs::standing::{place_of_host, place_of_person};
use crate::cnfs::table::{Cell, Table, columns};

/// Files by kind and state. Sessions and the programme itself lie in no territory: where one is
/// asked for, they are not counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WorkflowCounts {
    /// Each kind of stream.
    pub kinds: Vec<KindCount>,
}

/// The files of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct KindCount {
    /// `host`.
    pub kind: &'static str,
    /// How many in all.
    pub files: Figure,
    /// How many in each state, all states in the order of the path.
    pub states: Vec<StateCount>,
}

/// The files in one state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StateCount {
    /// The state: `convention_signed`.
    pub state: String,
    /// How many.
    pub files: Figure,
}

/// How many files stand in each stage, beside the stage.
struct Stock<T: 'static> {
    stages: &'static [T],
    files: Vec<Figure>,
}

struct Stocks {
    programmes: Stock<ProgrammeStage>,
    sessions: Stock<SessionStage>,
    hosts: Stock<HostStage>,
    candidates: Stock<CandidateStage>,
    matches: Stock<MatchStage>,
}

/// The files in each state at a lens.
pub fn workflow_counts(rows: &Rows<Files>, lens: &Lens) -> WorkflowCounts {
    let mut stocks = Stocks::empty();
    for (_, row) in rows.iter() {
        if lens.covers(|| place(row, rows, lens)) {
            stocks.take(row, lens);
        }
    }
    stocks.into_counts()
}

fn place(row: &FileRow, rows: &Rows<Files>, lens: &Lens) -> Option<Place> {
    match row {
        FileRow::Host(facts) => host::place(facts, lens),
        FileRow::Candidate(file) => place_of_person(&PersonStanding::of(file, lens), rows, lens),
        FileRow::Match(facts) => place_of_host(matching::host(facts, lens)?, rows, lens),
        FileRow::Empty | FileRow::Programme(_) | FileRow::Session(_) => None,
    }
}

impl Stocks {
    fn empty() -> Self {
        Self {
            programmes: Stock::of(ProgrammeStage::ALL),
            sessions: Stock::of(SessionStage::ALL),
            hosts: Stock::of(HostStage::ALL),
            candidates: Stock::of(CandidateStage::ALL),
            matches: Stock::of(MatchStage::ALL),
        }
    }

    fn take(&mut self, row: &FileRow, lens: &Lens) {
        match row {
            FileRow::Empty => {}
            FileRow::Programme(facts) => {
                let start = ProgrammeStage::Opened;
                self.programmes
                    .add(facts.stage(lens, start, ProgrammeStage::after));
            }
            FileRow::Session(facts) => {
                let start = SessionStage::Convened;
                self.sessions
                    .add(facts.stage(lens, start, SessionStage::after));
            }
            FileRow::Host(facts) => {
                let path = facts.stage(lens, HostPath::START, HostPath::after);
                self.hosts
                    .add(path.map(|(path, in_doubt)| (path.stage(), in_doubt)));
            }
            FileRow::Candidate(file) => {
                let start = CandidateStage::Registered;
                self.candidates
                    .add(file.facts.stage(lens, start, CandidateStage::after));
            }
            FileRow::Match(facts) => {
                let start = MatchStage::Proposed;
                self.matches
                    .add(facts.stage(lens, start, MatchStage::after));
            }
        }
    }

    fn into_counts(self) -> WorkflowCounts {
        WorkflowCounts {
            kinds: vec![
                self.programmes.into_count("programme"),
                self.sessions.into_count("session"),
                self.hosts.into_count("host"),
                self.candidates.into_count("candidate"),
                self.matches.into_count("match"),
            ],
        }
    }
}

impl<T: PartialEq + Display> Stock<T> {
    fn of(stages: &'static [T]) -> Self {
        Self {
            stages,
            files: vec![Figure::default(); stages.len()],
        }
    }

    fn add(&mut self, stands: Option<(T, bool)>) {
        let Some((stage, in_doubt)) = stands else {
            return;
        };
        let place = self.stages.iter().position(|it| *it == stage);
        if let Some(files) = place.and_then(|place| self.files.get_mut(place)) {
            *files += Figure::of(1, in_doubt);
        }
    }

    fn into_count(self, kind: &'static str) -> KindCount {
        let mut all = Figure::default();
        for files in &self.files {
            all += *files;
        }
        KindCount {
            kind,
            files: all,
            states: self
                .stages
                .iter()
                .zip(self.files)
                .map(|(stage, files)| StateCount {
                    state: stage.to_string(),
                    files,
                })
                .collect(),
        }
    }
}

impl View for WorkflowCounts {
    const INDICATORS: &'static [&'static str] = &["files_by_state"];

    fn is_approximate(&self) -> bool {
        self.kinds.iter().any(|kind| kind.files.approximate)
    }

    fn table(&self) -> Table {
        Table {
            header: columns([("kind", "Type"), ("state", "État"), ("files", "Dossiers")]),
            rows: self.kinds.iter().flat_map(KindCount::rows).collect(),
        }
    }
}

impl KindCount {
    fn rows(&self) -> impl Iterator<Item = Vec<Cell>> {
        self.states.iter().map(|count| {
            vec![
                self.kind.into(),
                count.state.as_str().into(),
                count.files.into(),
            ]
        })
    }
}
