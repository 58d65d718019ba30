//! What every route works on: the programmes, the bounds, and the one way to a decision.

use std::sync::Arc;

use axum::http::StatusCode;
use domain::engine::{CivilDate, ProgrammeSlug};
use domain::{Cnfs, Command};
use eventlog::{PendingDecision, Request};

use crate::limits::Limits;
use crate::problem::Problem;
use crate::programmes::{Programme, ProgrammeError, Programmes};
use crate::refused::problem_of;

/// The running server.
pub struct App {
    /// The programmes served.
    pub programmes: Programmes,
    /// The bounds.
    pub limits: Limits,
}

impl App {
    /// Over these programmes, within these bounds.
    pub fn new(programmes: Programmes, limits: Limits) -> Arc<Self> {
        Arc::new(Self { programmes, limits })
    }

    /// The programme of that name.
    pub fn programme(&self, name: &str) -> Result<Arc<Programme>, Problem> {
        self.programmes
            .get(&slug(name)?)
            .ok_or_else(|| unknown_programme(name))
    }

    /// The day on the calendar of Paris.
    pub fn today(&self) -> CivilDate {
        self.programmes.world().now().paris_date()
    }

    /// Puts a request before the programme's ledger, with the bytes that it was read from where its
    /// events do not tell its size. A command that opens a programme makes it.
    pub async fn submit(
        &self,
        slug: &ProgrammeSlug,
        request: Request<Cnfs>,
        command_bytes: Option<usize>,
    ) -> Result<PendingDecision<Cnfs>, Problem> {
        // One that was begun takes decisions before its first one is durable.
        let programme = match self.programmes.find(slug) {
            Some(programme) => programme,
            None => self.begin(slug, &request).await?,
        };
        let submitted = match command_bytes {
            Some(bytes) => programme.ledger.submit_sized(request, bytes).await,
            None => programme.ledger.submit(request).await,
        };
        submitted.map_err(problem_of)
    }

    async fn begin(
        &self,
        slug: &ProgrammeSlug,
        request: &Request<Cnfs>,
    ) -> Result<Arc<Programme>, Problem> {
        if !matches!(request.command, Command::OpenProgramme(_)) {
            return Err(unknown_programme(slug.as_str()));
        }
        let rehearsed = self.programmes.rehearse(slug, request.clone()).await;
        rehearsed.map_err(problem_of)?;
        let begun = self.programmes.begin(slug).await;
        begun.map_err(|why| match why {
            ProgrammeError::TooMany(_) => Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "TooManyProgrammes",
                why.to_string(),
            ),
            why => Problem::internal(&why),
        })
    }
}

/// A programme's name as an address holds it.
pub(crate) fn slug(name: &str) -> Result<ProgrammeSlug, Problem> {
    name.parse().map_err(|_| unknown_programme(name))
}

fn unknown_programme(name: &str) -> Problem {
    let name: String = name.chars().take(80).collect();
    Problem::new(
        StatusCode::NOT_FOUND,
        "UnknownProgramme",
        format!("there is no programme `{name}`; the command OpenProgramme begins one"),
    )
}
