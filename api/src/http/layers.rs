//! The layers around every route: identity, bounds, and an answer whatever happens inside.

use std::any::Any;
use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::trace::{DefaultOnResponse, TraceLayer};
use tracing::Level;

use crate::limits::Limits;
use crate::problem::Problem;

/// The header that names a request, in answers and in the log.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What the page may load: what this server serves, and nothing inline.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'";

/// The viewer of the API's description sets styles from its scripts.
const DOCS_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; \
     style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The right to be under way; a streamed answer keeps it until its end.
#[derive(Debug, Clone)]
pub(crate) struct UnderWay(
    #[expect(dead_code, reason = "held for its drop")] Arc<OwnedSemaphorePermit>,
);

#[derive(Clone)]
struct Bounds {
    slots: Arc<Semaphore>,
    limits: Limits,
}

/// Puts the layers around `router`; the first to see a request stands last.
pub(crate) fn around(router: Router, limits: &Limits) -> Router {
    let bounds = Bounds {
        slots: Arc::new(Semaphore::new(limits.requests_max)),
        limits: limits.clone(),
    };
    // Lines are answered as they are decided; a compressor would hold them back.
    let compressible =
        DefaultPredicate::new().and(NotForContentType::const_new("application/x-ndjson"));
    router
        .layer(from_fn_with_state(bounds.clone(), bound_time))
        .layer(from_fn_with_state(bounds, bound_number))
        .layer(from_fn(loopback_host))
        .layer(from_fn(told_as_problem))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(security_headers))
        .layer(CompressionLayer::new().compress_when(compressible))
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(span)
                .on_response(DefaultOnResponse::new().level(Level::INFO)),
        )
        .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
}

/// Query texts may hold what a person typed; the path may not.
fn span(request: &Request) -> tracing::Span {
    let id = request
        .headers()
        .get(REQUEST_ID)
        .and_then(|id| id.to_str().ok())
        .unwrap_or_default();
    tracing::info_span!("request", method = %request.method(), path = request.uri().path(), id)
}

#[expect(clippy::needless_pass_by_value, reason = "the layer hands it over")]
fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let why = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without a text");
    Problem::internal(&why).into_response()
}

async fn bound_number(State(bounds): State<Bounds>, mut request: Request, next: Next) -> Response {
    if request.uri().path().starts_with("/health/") {
        return next.run(request).await;
    }
    let Ok(slot) = bounds.slots.try_acquire_owned() else {
        return Problem::unavailable(
            "TooManyRequests",
            format!(
                "{} requests are under way, the limit `requests_max`; repeat this one later",
                bounds.limits.requests_max
            ),
        )
        .into_response();
    };
    let slot = UnderWay(Arc::new(slot));
    request.extensions_mut().insert(slot.clone());
    let response = next.run(request).await;
    drop(slot);
    response
}

async fn bound_time(State(bounds): State<Bounds>, request: Request, next: Next) -> Response {
    let writes = request.method() == Method::POST;
    match tokio::time::timeout(bounds.limits.request_timeout(), next.run(request)).await {
        Ok(response) => response,
        Err(_) => timed_out(bounds.limits.request_timeout_ms, writes).into_response(),
    }
}

fn timed_out(after_ms: u64, writes: bool) -> Problem {
    if writes {
        return Problem::unavailable(
            "UnknownOutcome",
            format!(
                "no answer within {after_ms} ms, and the decision may have been recorded: \
                 repeat it with the same Idempotency-Key to learn what became of it"
            ),
        );
    }
    Problem::unavailable("TimedOut", format!("no answer within {after_ms} ms"))
}

/// Open access is for this machine; a page from elsewhere that has its own name resolve to a
/// loopback address must not get it, so the name asked for has to be a loopback one.
async fn loopback_host(request: Request, next: Next) -> Response {
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    match host {
        Some(host) if !is_loopback(host) => Problem::new(
            StatusCode::MISDIRECTED_REQUEST,
            "NotLoopback",
            "with --auth open this server answers to loopback names only (localhost, 127.0.0.1, [::1])",
        )
        .into_response(),
        _ => next.run(request).await,
    }
}

fn is_loopback(authority: &str) -> bool {
    let Ok(uri) = authority.parse::<Uri>() else {
        return false;
    };
    let host = uri.host().unwrap_or_default();
    let address: Result<IpAddr, _> = host.trim_matches(['[', ']']).parse();
    address.map_or_else(|_| host == "localhost", |address| address.is_loopback())
}

/// Errors that no route made, a path or a method that there is not, are problems all the same.
async fn told_as_problem(request: Request, next: Next) -> Response {
    let path: String = request.uri().path().chars().take(80).collect();
    let method = request.method().clone();
    let response = next.run(request).await;
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    if !is_error
        || response
            .headers()
            .get(header::CONTENT_TYPE)
            .is_some_and(is_problem)
    {
        return response;
    }
    let problem = match status {
        StatusCode::NOT_FOUND => Problem::new(
            status,
            "UnknownPath",
            format!("there is nothing at `{path}`"),
        ),
        StatusCode::METHOD_NOT_ALLOWED => {
            let detail = format!("`{path}` does not take {method}");
            Problem::new(status, "MethodNotAllowed", detail)
        }
        status => Problem::new(status, "BadRequest", format!("`{path}` cannot be answered")),
    };
    match response.headers().get(header::ALLOW) {
        Some(allow) => problem.with_header(header::ALLOW, allow.clone()),
        None => problem,
    }
    .into_response()
}

fn is_problem(content_type: &HeaderValue) -> bool {
    content_type == crate::problem::MEDIA_TYPE
}

async fn security_headers(request: Request, next: Next) -> Response {
    let policy = if request.uri().path().starts_with("/docs") {
        DOCS_SECURITY_POLICY
    } else {
        CONTENT_SECURITY_POLICY
    };
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn only_loopback_names_are_loopback() {
        for host in [
            "localhost",
            "localhost:8080",
            "127.0.0.1:1",
            "[::1]:8080",
            "127.1.2.3",
        ] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "example.org",
            "127.0.0.1.example.org:80",
            "10.0.0.1",
            "",
            "a b",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
