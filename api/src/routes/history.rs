//! `GET /events`: the history in order of position, as `CloudEvents`.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, Uri};
use axum::response::Response;
use domain::Event;
use domain::cloudevent;
use domain::engine::{CivilDate, Meta, Position, ProgrammeSlug, Recorded, StreamName, Version};
use eventlog::{EventLog, PAGE_BYTES_MAX, Page, decode, decode_meta};
use serde_json::{Value, json};

use crate::app::App;
use crate::http::parameters::Parameters;
use crate::http::representation::{
    JSON, NDJSON, entity_tag, is_fresh, kept_by_nobody, negotiate, not_modified, tagged,
};
use crate::problem::Problem;
use crate::programmes::Programme;
use crate::times::{KnownAt, Patience};

/// The parameters of the history.
pub(crate) const PARAMETERS: [&str; 9] = [
    "after",
    "limit",
    "stream",
    "type",
    "as_of",
    "known_at",
    "at_least",
    "timeout_ms",
    "personal",
];

/// Where the next page of the history begins, for readers of lines.
pub(crate) const NEXT_AFTER: HeaderName = HeaderName::from_static("jalon-next-after");

/// How many events a page holds unless `limit` says otherwise.
pub(crate) const LIMIT_DEFAULT: u64 = 100;

/// Which events are asked for.
struct Selection {
    stream: Option<StreamName>,
    type_name: Option<String>,
    as_of: Option<CivilDate>,
    known: KnownAt,
    limit: usize,
}

/// A page of the history.
#[derive(Default)]
struct Found {
    events: Vec<Recorded<Event>>,
    bytes: usize,
    scanned: usize,
    /// The last event looked at.
    last: Option<Position>,
    /// Whether no event comes after it.
    is_end: bool,
}

/// The history, in order of position.
///
/// `next_after` says where the next page begins, and is null at the end; a page may hold fewer
/// events than `limit`, even none, before the end. As `application/x-ndjson` it stands in the
/// header `jalon-next-after`.
#[utoipa::path(
    get,
    path = "/v1/programmes/{programme}/events",
    tag = "history",
    responses(
        (status = 200, description = "CloudEvents 1.0: `{programme, position, as_of, known_at, events, next_after}`, or one on each line as `application/x-ndjson`"),
        (status = 304, description = "The reader holds the page already"),
        (status = 400, description = "A parameter is unknown or wrong"),
        (status = 404, description = "No such programme"),
    )
)]
pub(crate) async fn events(
    State(app): State<Arc<App>>,
    Path(programme): Path<String>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Problem> {
    let parameters = Parameters::of(&uri, &PARAMETERS)?;
    let programme = app.programme(&programme)?;
    let media_type = negotiate(&headers, &[JSON, NDJSON])?;
    let in_the_clear = in_the_clear(&parameters)?;
    Patience::of(&parameters, &app)?
        .for_log(programme.log())
        .await?;
    let after = parameters.count("after")?;
    let head = programme.head();
    let selection = Selection::of(&parameters, &app, (programme.log(), head)).await?;
    let position = head.map_or(0, Position::get).to_string();
    let query = format!("{} {} {media_type}", uri.path(), parameters.canonical());
    let tag = entity_tag(&[programme.slug.as_str(), &position, &query]);
    if is_fresh(&headers, &tag) {
        return Ok(not_modified(&tag));
    }
    let after = after.and_then(Position::new);
    let mut found = selection
        .page(&programme, after, app.limits.page_scanned_max)
        .await?;
    if in_the_clear {
        unseal(&programme, &mut found.events)?;
    }
    let next_after = found.last.filter(|_| !found.is_end).map(Position::get);
    let body = match media_type {
        NDJSON => lines(&found),
        _ => page(&programme.slug, head, &selection, &found, next_after).to_string(),
    };
    let mut shown = tagged(media_type, &tag, body.into_bytes());
    if let Some(next) = next_after.filter(|_| media_type == NDJSON) {
        shown.headers_mut().insert(NEXT_AFTER, next.into());
    }
    Ok(if in_the_clear {
        kept_by_nobody(shown)
    } else {
        shown
    })
}

impl Selection {
    async fn of(
        parameters: &Parameters,
        app: &App,
        (log, head): (&dyn EventLog, Option<Position>),
    ) -> Result<Self, Problem> {
        let most = app.limits.page_events_max as u64;
        let limit = parameters.number("limit", 1..=most)?;
        let limit = limit.unwrap_or(LIMIT_DEFAULT.min(most));
        Ok(Self {
            stream: parameters.value("stream")?,
            type_name: parameters.text("type").map(known_type).transpose()?,
            as_of: parameters.value("as_of")?,
            known: KnownAt::of(parameters, log).await?.up_to(head),
            limit: usize::try_from(limit).unwrap_or(usize::MAX),
        })
    }

    /// Looks at the log from `after` on until the page is full, or the named bound is reached.
    async fn page(
        &self,
        programme: &Programme,
        after: Option<Position>,
        scanned_max: usize,
    ) -> Result<Found, Problem> {
        let mut found = Found {
            last: after,
            ..Found::default()
        };
        let mut version = None;
        while !found.is_end && !self.is_full(&found) && found.scanned < scanned_max {
            let room = self.limit.min(scanned_max - found.scanned);
            let page = match &self.stream {
                Some(stream) => programme.log().read_stream(stream, version, room).await,
                None => programme.log().read(found.last, room).await,
            };
            let page = page.map_err(|why| Problem::internal(&why))?;
            version = self.take(&page, after, &mut found)?;
        }
        Ok(found)
    }

    /// Takes what is asked for out of a page of the log; the version of its last event.
    fn take(
        &self,
        page: &Page,
        after: Option<Position>,
        found: &mut Found,
    ) -> Result<Option<Version>, Problem> {
        let mut version = None;
        for bytes in &page.events {
            let (meta, type_name) = decode_meta(bytes).map_err(|why| Problem::internal(&why))?;
            if self.is_full(found) || !self.known.holds(meta.position) {
                found.is_end |= !self.is_full(found);
                return Ok(version);
            }
            version = Some(meta.version);
            found.scanned += 1;
            found.last = found.last.max(Some(meta.position));
            if Some(meta.position) > after && self.admits(&meta, &type_name) {
                let event = decode(bytes).map_err(|why| Problem::internal(&why))?;
                found.events.push(event);
                found.bytes += bytes.len();
            }
        }
        found.is_end = page.is_last;
        Ok(version)
    }

    fn admits(&self, meta: &Meta, type_name: &str) -> bool {
        self.type_name
            .as_deref()
            .is_none_or(|asked| asked == type_name)
            && self.as_of.is_none_or(|as_of| meta.occurred_on <= as_of)
    }

    fn is_full(&self, found: &Found) -> bool {
        found.events.len() >= self.limit || found.bytes >= PAGE_BYTES_MAX
    }
}

/// A type by its name, or as a `CloudEvent` names it: `fr.jalon.host.HostRegistered.v1`.
fn known_type(text: &str) -> Result<String, Problem> {
    let name = match text.strip_prefix("fr.jalon.") {
        Some(rest) => rest.split('.').nth(1).unwrap_or_default(),
        None => text,
    };
    Event::catalogue()
        .find(|(_, known, _)| *known == name)
        .map(|(_, known, _)| known.to_owned())
        .ok_or_else(|| Problem::field("type", "is no event type of this programme"))
}

/// Personal fields are shown sealed unless a reader who may asks for them; with open access
/// every reader is the operator.
pub(crate) fn in_the_clear(parameters: &Parameters) -> Result<bool, Problem> {
    match parameters.text("personal") {
        None | Some("sealed") => Ok(false),
        Some("clear") => Ok(true),
        Some(_) => Err(Problem::field("personal", "is `sealed` or `clear`")),
    }
}

/// Opens the personal fields whose keys still exist.
pub(crate) fn unseal(programme: &Programme, events: &mut [Recorded<Event>]) -> Result<(), Problem> {
    events.iter_mut().try_for_each(|event| {
        let opened = programme.vault.unseal(event);
        opened.map_err(|why| Problem::internal(&why))
    })
}

fn lines(found: &Found) -> String {
    let events = found.events.iter().map(cloudevent::to_json);
    events.fold(String::new(), |lines, event| {
        lines + &event.to_string() + "\n"
    })
}

fn page(
    programme: &ProgrammeSlug,
    head: Option<Position>,
    selection: &Selection,
    found: &Found,
    next_after: Option<u64>,
) -> Value {
    let events = found.events.iter().map(cloudevent::to_json);
    json!({
        "programme": programme.as_str(),
        "position": head.map_or(0, Position::get),
        "as_of": selection.as_of,
        "known_at": selection.known.instant,
        "events": events.collect::<Vec<Value>>(),
        "next_after": next_after,
    })
}
