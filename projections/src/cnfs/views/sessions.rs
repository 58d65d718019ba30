//! The sessions of the COSELEC: verdicts given, favourable ones, posts granted.

use std::collections::HashMap;

use domain::engine::{CivilDate, StreamName};
use schemars::JsonSchema;
use serde::Serialize;

use super::figures::figures;
use crate::Rows;
use crate::cnfs::answer::View;
use crate::cnfs::figure::Figure;
use crate::cnfs::files::session::{SessionFact, SessionFacts};
use crate::cnfs::files::{FileRow, Files};
use crate::cnfs::lens::Lens;
use crate::cnfs::standing::place_of_host;
use crate::cnfs::table::{Cell, Table, columns};

/// The sessions in order of their days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Sessions {
    /// One row a session.
    pub sessions: Vec<SessionRow>,
    /// The sum of the rows.
    pub total: SessionFigures,
}

/// One session.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SessionRow {
    /// The session's stream.
    pub stream: String,
    /// `12`, `62BIS`; absent where the convocation lies outside of the two times, like the next three.
    pub label: Option<String>,
    /// Its place among the sessions.
    pub ordinal: Option<u32>,
    /// The day of the meeting.
    pub held_on: Option<CivilDate>,
    /// 1 or 2.
    pub phase: Option<u8>,
    /// Whether the minutes are closed.
    pub sealed: bool,
    /// What it decided, on hosts of the territory asked for.
    #[serde(flatten)]
    pub figures: SessionFigures,
}

figures! {
    /// What sessions decided.
    pub struct SessionFigures {
        /// Files with a verdict: one each, the last tallied.
        votes,
        /// Favourable ones among them.
        favourable,
        /// Posts granted, before any return.
        posts,
    }
}

/// The last verdict on a file.
struct Verdict {
    favourable: bool,
    posts: u32,
    in_doubt: bool,
}

/// The sessions at a lens.
pub fn sessions(rows: &Rows<Files>, lens: &Lens) -> Sessions {
    let mut sessions: Vec<_> = rows
        .iter()
        .filter_map(|(stream, row)| match row {
            FileRow::Session(facts) => SessionRow::of(stream, facts, rows, lens),
            _ => None,
        })
        .collect();
    sessions.sort_by(|one, other| one.order().cmp(&other.order()));
    let mut total = SessionFigures::default();
    for row in &sessions {
        total += &row.figures;
    }
    Sessions { sessions, total }
}

impl SessionRow {
    fn of(
        stream: &StreamName,
        facts: &SessionFacts,
        rows: &Rows<Files>,
        lens: &Lens,
    ) -> Option<Self> {
        facts.first_day(lens)?;
        let mut session = Self {
            stream: stream.to_string(),
            ..Self::default()
        };
        let mut verdicts = HashMap::new();
        for fact in facts.at(lens) {
            match &fact.what {
                SessionFact::Tallied {
                    host,
                    favourable,
                    posts,
                } => {
                    let verdict = Verdict {
                        favourable: *favourable,
                        posts: *posts,
                        in_doubt: fact.is_in_doubt(),
                    };
                    verdicts.insert(host, verdict);
                }
                SessionFact::Sealed => session.sealed = true,
                SessionFact::Other => {}
                convened @ SessionFact::Convened { .. } => session.convene(convened),
            }
        }
        verdicts.retain(|host, _| lens.covers(|| place_of_host(host, rows, lens)));
        for verdict in verdicts.values() {
            session.figures += &verdict.figures();
        }
        Some(session)
    }

    fn convene(&mut self, fact: &SessionFact) {
        if let SessionFact::Convened {
            label,
            ordinal,
            held_on,
            phase,
        } = fact
        {
            self.label = Some(label.clone());
            self.ordinal = Some(*ordinal);
            self.held_on = Some(*held_on);
            self.phase = Some(*phase);
        }
    }

    fn order(&self) -> (Option<CivilDate>, Option<u32>, &str) {
        (self.held_on, self.ordinal, &self.stream)
    }

    fn cells(&self) -> Vec<Cell> {
        vec![
            self.stream.as_str().into(),
            self.label.as_deref().into(),
            self.ordinal.map(i64::from).into(),
            self.held_on.map_or(Cell::Empty, Cell::Date),
            self.phase.map(i64::from).into(),
            if self.sealed { "oui" } else { "non" }.into(),
            self.figures.votes.into(),
            self.figures.favourable.into(),
            self.figures.posts.into(),
        ]
    }
}

impl Verdict {
    fn figures(&self) -> SessionFigures {
        SessionFigures {
            votes: Figure::of(1, self.in_doubt),
            favourable: Figure::of(i64::from(self.favourable), self.in_doubt),
            posts: Figure::of(i64::from(self.posts), self.in_doubt),
        }
    }
}

impl View for Sessions {
    const INDICATORS: &'static [&'static str] = &["session_votes", "session_posts"];

    fn is_approximate(&self) -> bool {
        self.total.is_approximate()
    }

    fn table(&self) -> Table {
        Table {
            header: columns([
                ("stream", "Dossier"),
                ("label", "Comité"),
                ("ordinal", "Rang"),
                ("held_on", "Tenu le"),
                ("phase", "Phase"),
                ("sealed", "Procès-verbal clos"),
                ("votes", "Dossiers examinés"),
                ("favourable", "Avis favorables"),
                ("posts", "Postes attribués"),
            ]),
            rows: self.sessions.iter().map(SessionRow::cells).collect(),
        }
    }
}
