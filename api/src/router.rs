//! All routes together, with the document that describes them.

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::app::App;
use crate::http::layers;
use crate::http::representation::{JSON, entity_tag, is_fresh, not_modified};
use crate::openapi;
use crate::routes::{
    batch, calendar, cloud_events, commands, files, health, history, page, read_models,
    revocations, tasks, workflow,
};

/// Where the API describes itself.
const DOCUMENT: &str = "/openapi.json";

/// The server's routes and layers over `app`.
pub fn router(app: Arc<App>) -> Router {
    let (described, document) = described().split_for_parts();
    let document = Bytes::from(openapi::complete(&document).to_string());
    let tag = entity_tag(&[&String::from_utf8_lossy(&document)]);
    let limits = app.limits.clone();
    let router = described
        .route("/", get(page::index))
        .route("/assets/{name}", get(page::file))
        .route(
            DOCUMENT,
            get(|headers: HeaderMap| async move { shown(&headers, &tag, document) }),
        )
        .merge(SwaggerUi::new("/docs").config(Config::new([DOCUMENT])))
        .with_state(app);
    layers::around(router, &limits)
}

fn described() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(openapi::frame())
        .routes(routes!(commands::decide))
        .routes(routes!(batch::decide_lines))
        .routes(routes!(history::events, cloud_events::receive))
        .routes(routes!(files::file))
        .routes(routes!(read_models::funnel))
        .routes(routes!(read_models::recruitments))
        .routes(routes!(read_models::territories))
        .routes(routes!(read_models::trajectory))
        .routes(routes!(read_models::training))
        .routes(routes!(read_models::quality))
        .routes(routes!(read_models::sessions))
        .routes(routes!(read_models::activity))
        .routes(routes!(read_models::workflow_counts))
        .routes(routes!(tasks::tasks))
        .routes(routes!(calendar::calendar))
        .routes(routes!(revocations::revocations))
        .routes(routes!(workflow::workflow))
        .routes(routes!(health::live))
        .routes(routes!(health::ready))
}

fn shown(headers: &HeaderMap, tag: &str, document: Bytes) -> Response {
    if is_fresh(headers, tag) {
        return not_modified(tag);
    }
    let described = [
        (header::CONTENT_TYPE, JSON),
        (header::ETAG, tag),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (described, document).into_response()
}
