//! The page: static files that are part of the binary; all figures come from the API.

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use crate::http::representation::{entity_tag, is_fresh, not_modified};
use crate::problem::Problem;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/assets"]
struct Assets;

/// The page itself.
pub(crate) async fn index(headers: HeaderMap) -> Result<Response, Problem> {
    asset("index.html", &headers)
}

/// What the page is made of.
pub(crate) async fn file(
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    asset(&name, &headers)
}

fn asset(name: &str, headers: &HeaderMap) -> Result<Response, Problem> {
    let file = Assets::get(name).ok_or_else(|| {
        let detail = "there is no such file";
        Problem::new(StatusCode::NOT_FOUND, "UnknownPath", detail)
    })?;
    let tag = entity_tag(&[&String::from_utf8_lossy(&file.data)]);
    if is_fresh(headers, &tag) {
        return Ok(not_modified(&tag));
    }
    let described = [
        (header::CONTENT_TYPE, content_type(name).to_owned()),
        (header::ETAG, tag),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
    ];
    Ok((described, file.data.into_owned()).into_response())
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}
