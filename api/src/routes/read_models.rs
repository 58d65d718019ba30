//! The read models: each a view over the same rows, at one position, for a pair of times and a territory.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use projections::Rows;
use projections::cnfs::{Files, Lens, views};

use super::reading::{Reading, TABLES};
use crate::app::App;
use crate::http::parameters::Parameters;
use crate::problem::Problem;

/// The parameters that every read model takes.
pub(crate) const PARAMETERS: [&str; 7] = [
    "as_of",
    "known_at",
    "region",
    "department",
    "at_least",
    "timeout_ms",
    "locale",
];
/// Those of the recruitments.
pub(crate) const PARAMETERS_BY: [&str; 8] = with("by");
/// Those of the territories.
pub(crate) const PARAMETERS_LEVEL: [&str; 8] = with("level");

const fn with(more: &'static str) -> [&'static str; 8] {
    let mut all = [more; 8];
    let mut place = 0;
    while place < PARAMETERS.len() {
        all[place] = PARAMETERS[place];
        place += 1;
    }
    all
}

/// Declares the routes of the read models that take the common parameters only.
macro_rules! read_models {
    ($($(#[$doc:meta])+ $name:ident at $path:literal with $parameters:ident |$query:ident| $view:expr;)+) => {
        $($(#[$doc])+
        #[utoipa::path(
            get,
            path = $path,
            tag = "read models",
            responses(
                (status = 200, description = "The figures, with the position and the times they hold for; as CSV where `Accept: text/csv` asks for it"),
                (status = 304, description = "The reader holds them already"),
                (status = 400, description = "A parameter is unknown or wrong"),
                (status = 404, description = "No such programme"),
                (status = 503, description = "The position waited for was not reached"),
            )
        )]
        pub(crate) async fn $name(
            State(app): State<Arc<App>>,
            Path(programme): Path<String>,
            headers: HeaderMap,
            uri: Uri,
        ) -> Result<Response, Problem> {
            let $query = Parameters::of(&uri, &$parameters)?;
            let view = $view;
            let reading = Reading::of(&app, &programme, (headers, uri), &$query, &TABLES).await?;
            reading.show(view).await
        })+
    };
}

read_models! {
    /// The funnel: from registered hosts to counsellors in training.
    funnel at "/v1/programmes/{programme}/funnel" with PARAMETERS |query| views::funnel;
    /// Recruitments and posts opened by half-month, with the cumulative figures.
    recruitments at "/v1/programmes/{programme}/recruitments" with PARAMETERS_BY |query| {
        one_of(&query, "by", &["half_month"])?;
        views::recruitments
    };
    /// The funnel's figures by region or department; the total is the sum of the rows.
    territories at "/v1/programmes/{programme}/territories" with PARAMETERS_LEVEL |query| {
        let level = match one_of(&query, "level", &["region", "department"])? {
            "department" => views::Level::Department,
            _ => views::Level::Region,
        };
        move |rows: &Rows<Files>, lens: &Lens| views::territories(rows, lens, level)
    };
    /// Where the figures stand against the milestones set.
    trajectory at "/v1/programmes/{programme}/trajectory" with PARAMETERS |query| views::trajectory;
    /// Training lots: counsellors attributed, enrolled, in training, certified.
    training at "/v1/programmes/{programme}/training" with PARAMETERS |query| views::training;
    /// Shares that tell how well the programme runs, and the conventions sent and signed.
    quality at "/v1/programmes/{programme}/quality" with PARAMETERS |query| views::quality;
    /// The sessions of the COSELEC, with their votes.
    sessions at "/v1/programmes/{programme}/sessions" with PARAMETERS |query| views::sessions;
    /// The people whom the counsellors helped, by half-month, with the cumulative figure.
    activity at "/v1/programmes/{programme}/activity" with PARAMETERS |query| views::activities;
    /// How many files stand in each state of the workflow.
    workflow_counts at "/v1/programmes/{programme}/workflow/counts" with PARAMETERS |query| views::workflow_counts;
}

/// One of a few words; the first where nothing is said.
pub(crate) fn one_of<'a>(
    parameters: &Parameters,
    name: &str,
    words: &[&'a str],
) -> Result<&'a str, Problem> {
    let Some(given) = parameters.text(name) else {
        return Ok(words[0]);
    };
    let found = words.iter().find(|word| **word == given).copied();
    found.ok_or_else(|| Problem::field(name, format!("is {}, got `{given}`", words.join(" or "))))
}
