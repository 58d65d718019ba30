//! Representations out: the media type that the reader prefers, and entity tags.

use std::fmt::Write as _;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::problem::Problem;

/// The media type of everything that says no other.
pub(crate) const JSON: &str = "application/json";
/// Lines of JSON.
pub(crate) const NDJSON: &str = "application/x-ndjson";
/// Pages of text.
pub(crate) const MARKDOWN: &str = "text/markdown";
/// Calendars.
pub(crate) const CALENDAR: &str = "text/calendar";
/// Tables.
pub(crate) const CSV: &str = "text/csv";

/// Which of `offered` the request prefers; the first where it says nothing.
pub(crate) fn negotiate(
    headers: &HeaderMap,
    offered: &[&'static str],
) -> Result<&'static str, Problem> {
    let accept: Vec<&str> = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .collect();
    let accept = accept.join(",");
    if accept.trim().is_empty() {
        return Ok(offered[0]);
    }
    offered
        .iter()
        .rev()
        .map(|offer| (quality(&accept, offer), *offer))
        .filter(|(quality, _)| *quality > 0.0)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, offer)| offer)
        .ok_or_else(|| {
            Problem::new(
                StatusCode::NOT_ACCEPTABLE,
                "NotAcceptable",
                format!("this route answers as {}", offered.join(" or ")),
            )
        })
}

/// What an `Accept` header thinks of a media type: its most specific range counts.
fn quality(accept: &str, offer: &str) -> f32 {
    let (kind, _) = offer.split_once('/').unwrap_or((offer, ""));
    let ranked = accept.split(',').filter_map(|range| {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next()?.to_ascii_lowercase();
        let rank = match name.as_str() {
            "*/*" => 1,
            name if name == offer => 3,
            name if name.strip_suffix("/*") == Some(kind) => 2,
            _ => return None,
        };
        let q = parts
            .find_map(|parameter| parameter.strip_prefix("q="))
            .map_or(1.0, |q| q.parse().unwrap_or(0.0));
        Some((rank, q))
    });
    ranked.max_by_key(|(rank, _)| *rank).map_or(0.0, |(_, q)| q)
}

/// A weak entity tag over everything that decides an answer.
pub(crate) fn entity_tag(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts.iter().chain(&[env!("CARGO_PKG_VERSION")]) {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let mut tag = String::from("W/\"");
    for byte in &hash.finalize()[..12] {
        write!(tag, "{byte:02x}").expect("writing to a string succeeds");
    }
    tag + "\""
}

/// Whether the reader holds the answer of that tag already.
pub(crate) fn is_fresh(headers: &HeaderMap, tag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|given| given == "*" || given.trim_start_matches("W/") == tag.trim_start_matches("W/"))
}

/// An answer with its tag.
pub(crate) fn tagged(media_type: &'static str, tag: &str, body: Vec<u8>) -> Response {
    let content_type = match media_type {
        CSV => "text/csv; charset=utf-8; header=present",
        MARKDOWN => "text/markdown; charset=utf-8",
        CALENDAR => "text/calendar; charset=utf-8",
        other => other,
    };
    (
        headers_of(tag),
        [(header::CONTENT_TYPE, content_type)],
        body,
    )
        .into_response()
}

/// An answer with personal fields in the clear is kept by nobody on its way.
pub(crate) fn kept_by_nobody(mut response: Response) -> Response {
    let no_store = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, no_store);
    response
}

/// 304: the reader holds it already.
pub(crate) fn not_modified(tag: &str) -> Response {
    (StatusCode::NOT_MODIFIED, headers_of(tag)).into_response()
}

fn headers_of(tag: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("accept"));
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn preferred(accept: &'static str) -> Option<&'static str> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
        negotiate(&headers, &[JSON, CSV]).ok()
    }

    #[test]
    fn the_reader_chooses_and_json_is_first() {
        assert_eq!(preferred("*/*"), Some(JSON));
        assert_eq!(preferred("text/csv"), Some(CSV));
        assert_eq!(preferred("text/csv;q=0.5, application/json"), Some(JSON));
        assert_eq!(preferred("text/html, text/*;q=0.9, */*;q=0.1"), Some(CSV));
        assert_eq!(preferred("image/png"), None);
        assert_eq!(preferred("text/csv;q=0"), None);
    }

    #[test]
    fn a_tag_differs_with_every_part_of_the_answer() {
        assert_ne!(entity_tag(&["12", "a"]), entity_tag(&["1", "2a"]));
        let tag = entity_tag(&["12", "a"]);
        let mut headers = HeaderMap::new();
        headers.insert(header::IF_NONE_MATCH, HeaderValue::from_str(&tag).unwrap());
        assert!(is_fresh(&headers, &tag));
        assert!(!is_fresh(&headers, &entity_tag(&["13", "a"])));
    }
}
