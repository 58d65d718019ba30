//! A read of one programme's rows: understood from its request, answered at one position with its tag.

use std::sync::Arc;

use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use domain::engine::{Position, ProgrammeSlug};
use projections::Rows;
use projections::cnfs::{Answer, Asked, Files, Lens, Locale, View};

use crate::app::App;
use crate::http::parameters::Parameters;
use crate::http::representation::{
    CSV, JSON, entity_tag, is_fresh, negotiate, not_modified, tagged,
};
use crate::problem::Problem;
use crate::programmes::Programme;
use crate::times::{KnownAt, Patience};

/// What a view is offered as.
pub(crate) const TABLES: [&str; 2] = [JSON, CSV];

/// A read of one programme, understood.
pub(crate) struct Reading {
    programme: Arc<Programme>,
    asked: Asked,
    locale: Locale,
    media_type: &'static str,
    /// What the answer depends on beside the position.
    query: String,
    headers: HeaderMap,
}

impl Reading {
    /// Understands a request, and waits for the position that it names.
    pub(crate) async fn of(
        app: &App,
        name: &str,
        (headers, uri): (HeaderMap, Uri),
        parameters: &Parameters,
        offered: &[&'static str],
    ) -> Result<Self, Problem> {
        let programme = app.programme(name)?;
        let media_type = negotiate(&headers, offered)?;
        let locale = locale(parameters)?;
        let as_of = parameters.value("as_of")?.unwrap_or_else(|| app.today());
        let (region, department) = (parameters.value("region")?, parameters.value("department")?);
        let patience = Patience::of(parameters, app)?;
        patience.for_read_model(&programme).await?;
        let known = KnownAt::of(parameters, programme.log()).await?;
        let lens = Lens {
            as_of,
            known: known.known,
            region,
            department,
        };
        let canonical = parameters.canonical();
        let query = format!("{} {as_of} {canonical} {media_type}", uri.path());
        Ok(Self {
            asked: asked(&programme.slug, known, lens),
            programme,
            locale,
            media_type,
            query,
            headers,
        })
    }

    /// Answers with a view as JSON in its envelope, or as CSV.
    pub(crate) async fn show<V: View>(
        self,
        view: impl FnOnce(&Rows<Files>, &Lens) -> V + Send + 'static,
    ) -> Result<Response, Problem> {
        let (media_type, locale) = (self.media_type, self.locale);
        let written = move |rows: &Rows<Files>, asked: &Asked| {
            let view = view(rows, &asked.lens);
            if media_type == CSV {
                return Ok(view.table().csv(locale).into_bytes());
            }
            let answer = Answer::new(asked, view);
            serde_json::to_vec(&answer).map_err(|why| Problem::internal(&why))
        };
        self.write(written).await
    }

    /// Answers with what is written of the rows, away from the threads that answer requests.
    pub(crate) async fn write(
        self,
        written: impl FnOnce(&Rows<Files>, &Asked) -> Result<Vec<u8>, Problem> + Send + 'static,
    ) -> Result<Response, Problem> {
        let answered = tokio::task::spawn_blocking(move || self.answer(written)).await;
        answered.map_err(|why| Problem::internal(&why))?
    }

    /// What is written and the position it is tagged with come from the same rows.
    fn answer(
        self,
        written: impl FnOnce(&Rows<Files>, &Asked) -> Result<Vec<u8>, Problem>,
    ) -> Result<Response, Problem> {
        let files = self.programme.files.clone();
        files.view(|rows| {
            let position = rows.position().map_or(0, Position::get).to_string();
            let tag = entity_tag(&[self.programme.slug.as_str(), &position, &self.query]);
            if is_fresh(&self.headers, &tag) {
                return Ok(not_modified(&tag));
            }
            let asked = Asked {
                position: rows.position(),
                ..self.asked
            };
            Ok(tagged(self.media_type, &tag, written(rows, &asked)?))
        })
    }
}

fn asked(programme: &ProgrammeSlug, known: KnownAt, lens: Lens) -> Asked {
    Asked {
        programme: programme.clone(),
        position: None,
        known_at: known.instant,
        lens,
    }
}

/// How the numbers of a table are written.
pub(crate) fn locale(parameters: &Parameters) -> Result<Locale, Problem> {
    match parameters.text("locale") {
        None => Ok(Locale::Plain),
        Some("fr") => Ok(Locale::French),
        Some(other) => Err(Problem::field("locale", format!("is `fr`, got `{other}`"))),
    }
}
