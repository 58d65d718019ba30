//! `GET /files/{stream}`: one file's timeline, with the state before and after each event, and what is pending.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use domain::Event;
use domain::engine::{CivilDate, Instant, Position, Recorded, StreamName, Version};
use domain::timeline::Timeline;
use eventlog::decode;
use projections::cnfs::views::{self, TaskRow};
use projections::cnfs::{Lens, Locale};
use serde::Serialize;

use super::history::{in_the_clear, unseal};
use super::reading::locale;
use super::timeline_table::table;
use crate::app::App;
use crate::http::parameters::Parameters;
use crate::http::representation::{
    CSV, JSON, entity_tag, is_fresh, kept_by_nobody, negotiate, not_modified, tagged,
};
use crate::problem::Problem;
use crate::programmes::Programme;
use crate::times::{KnownAt, Patience};

/// The parameters of a timeline.
pub(crate) const PARAMETERS: [&str; 8] = [
    "as_of",
    "known_at",
    "region",
    "department",
    "at_least",
    "timeout_ms",
    "personal",
    "locale",
];

/// How many events of a stream are read at once.
const PAGE_EVENTS: usize = 500;

/// A timeline with what it must be read with.
#[derive(Debug, Serialize)]
pub(crate) struct FileAnswer {
    /// The programme.
    pub(crate) programme: String,
    /// The log's head; 0 before the first event.
    pub(crate) position: u64,
    /// What had become true by that day is shown.
    pub(crate) as_of: CivilDate,
    /// What had been recorded by that moment is shown; `None`: everything.
    pub(crate) known_at: Option<Instant>,
    /// Whether the named bound `timeline_events_max` left events out.
    pub(crate) complete: bool,
    /// The file.
    #[serde(flatten)]
    pub(crate) timeline: Timeline,
    /// What waits in it at the two times, since when, until when, and how late it is.
    pub(crate) pending: Vec<TaskRow>,
}

/// One file's timeline: each event with both dates, its actor, and the state before and after; and
/// what is pending in it, and late.
#[utoipa::path(
    get,
    path = "/v1/programmes/{programme}/files/{stream}",
    tag = "history",
    responses(
        (status = 200, description = "The file's events, with the times they hold for; as CSV, a line for each event, where `Accept: text/csv` asks for it"),
        (status = 304, description = "The reader holds it already"),
        (status = 400, description = "A parameter is unknown or wrong"),
        (status = 404, description = "No such programme, or no event of that stream by then, or it does not count in the territory asked for"),
        (status = 503, description = "The position waited for was not reached"),
    )
)]
pub(crate) async fn file(
    State(app): State<Arc<App>>,
    Path((programme, stream)): Path<(String, String)>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Problem> {
    let parameters = Parameters::of(&uri, &PARAMETERS)?;
    let programme = app.programme(&programme)?;
    let stream: StreamName = stream
        .parse()
        .map_err(|why| Problem::field("stream", format!("{why}")))?;
    let media_type = negotiate(&headers, &[JSON, CSV])?;
    let locale = locale(&parameters)?;
    let clear = in_the_clear(&parameters)?;
    let as_of = parameters.value("as_of")?.unwrap_or_else(|| app.today());
    let (region, department) = (parameters.value("region")?, parameters.value("department")?);
    let patience = Patience::of(&parameters, &app)?;
    patience.for_log(programme.log()).await?;
    let head = programme.head();
    let known = KnownAt::of(&parameters, programme.log()).await?;
    let known = known.up_to(head);
    let lens = Lens {
        as_of,
        known: known.known,
        region,
        department,
    };
    let most = app.limits.timeline_events_max;
    let (mut events, complete) = read(&programme, &stream, known, most).await?;
    if clear {
        unseal(&programme, &mut events)?;
    }
    let timeline = Timeline::of(stream, &events, as_of);
    if timeline.events.is_empty() {
        return Err(unknown_stream(&timeline.stream));
    }
    patience.for_rows(&programme, head).await?;
    let pending = pending(&programme, &timeline.stream, &lens)?;
    let position = head.map_or(0, Position::get);
    let query = format!(
        "{} {as_of} {} {media_type}",
        uri.path(),
        parameters.canonical()
    );
    let tag = entity_tag(&[programme.slug.as_str(), &position.to_string(), &query]);
    if is_fresh(&headers, &tag) {
        return Ok(not_modified(&tag));
    }
    let answer = FileAnswer {
        programme: programme.slug.to_string(),
        position,
        as_of,
        known_at: known.instant,
        complete,
        timeline,
        pending,
    };
    let shown = tagged(media_type, &tag, answer.written(media_type, locale)?);
    Ok(if clear { kept_by_nobody(shown) } else { shown })
}

impl FileAnswer {
    fn written(&self, media_type: &str, locale: Locale) -> Result<Vec<u8>, Problem> {
        if media_type == CSV {
            return Ok(table(&self.timeline).csv(locale).into_bytes());
        }
        serde_json::to_vec(self).map_err(|why| Problem::internal(&why))
    }
}

fn unknown_stream(stream: &StreamName) -> Problem {
    let detail = format!("nothing had happened in `{stream}` by the times asked for");
    Problem::new(StatusCode::NOT_FOUND, "UnknownStream", detail)
}

/// The lens ends at the log's head as it stood: what the rows show beyond it is not looked at.
fn pending(
    programme: &Programme,
    stream: &StreamName,
    lens: &Lens,
) -> Result<Vec<TaskRow>, Problem> {
    programme.files.view(|rows| {
        if views::counts_in_territory(rows, lens, stream) {
            Ok(views::tasks_of(rows, lens, stream))
        } else {
            Err(elsewhere(stream))
        }
    })
}

fn elsewhere(stream: &StreamName) -> Problem {
    let detail = format!("`{stream}` does not count in that territory at the times asked for");
    Problem::new(StatusCode::NOT_FOUND, "UnknownStream", detail)
}

/// The stream's first events, at most so many of those known, and whether these are all.
async fn read(
    programme: &Programme,
    stream: &StreamName,
    known: KnownAt,
    most: usize,
) -> Result<(Vec<Recorded<Event>>, bool), Problem> {
    let mut events: Vec<Recorded<Event>> = Vec::new();
    let mut after: Option<Version> = None;
    loop {
        let page = programme
            .log()
            .read_stream(stream, after, PAGE_EVENTS)
            .await;
        let page = page.map_err(|why| Problem::internal(&why))?;
        for bytes in &page.events {
            let event: Recorded<Event> = decode(bytes).map_err(|why| Problem::internal(&why))?;
            if !known.holds(event.meta.position) {
                return Ok((events, true));
            }
            if events.len() == most {
                return Ok((events, false));
            }
            after = Some(event.meta.version);
            events.push(event);
        }
        if page.is_last {
            return Ok((events, true));
        }
    }
}
