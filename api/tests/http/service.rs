//! The router over a temporary folder and a simulated world, and a reader of its answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use api::{App, Limits, Settings, Ticks, router, serve};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use domain::engine::{Instant, Position};
use eventlog::Environment;
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt;
use uuid::Uuid;

pub(crate) const JSON: &str = "application/json";
pub(crate) const NDJSON: &str = "application/x-ndjson";

/// Every reading of the clock is a second later than the one before, from 1 July 2021 on.
#[derive(Default)]
struct SteadyWorld(AtomicU64);

impl Environment for SteadyWorld {
    fn now(&self) -> Instant {
        let start: Instant = "2021-07-01T08:00:00Z".parse().unwrap();
        let seconds = i64::try_from(self.0.fetch_add(1, Ordering::Relaxed)).unwrap();
        Instant::from_micros(start.micros() + seconds * 1_000_000)
    }

    fn new_id(&self) -> Uuid {
        Uuid::from_u128(u128::from(self.0.fetch_add(1, Ordering::Relaxed)) + (7 << 76))
    }
}

pub(crate) struct Service {
    router: Router,
    pub(crate) app: Arc<App>,
    _folder: TempDir,
}

#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }

    pub(crate) fn lines(&self) -> Vec<Value> {
        self.text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The body, if the status is this one.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self.json()
    }
}

impl Service {
    /// Without any programme.
    pub(crate) async fn empty() -> Self {
        Self::with_limits(Limits::default()).await
    }

    pub(crate) async fn with_limits(limits: Limits) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings {
            data: folder.path().to_owned(),
            listen: "127.0.0.1:0".parse().unwrap(),
            log_level: "off".to_owned(),
            ticks: Ticks::Off,
            delivery: None,
            limits,
        };
        let app = serve::open(&settings, Arc::new(SteadyWorld::default()))
            .await
            .unwrap();
        Self {
            router: router(app.clone()),
            app,
            _folder: folder,
        }
    }

    /// With the programme `cnfs` begun.
    pub(crate) async fn begun() -> Self {
        let service = Self::empty().await;
        service.decide(&opening()).await.expect(201);
        service
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Reply {
            status: head.status,
            headers: head.headers,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    pub(crate) async fn post(&self, path: &str, media_type: &str, body: impl Into<Body>) -> Reply {
        let request = Request::post(of_cnfs(path))
            .header("content-type", media_type)
            .body(body.into());
        self.send(request.unwrap()).await
    }

    pub(crate) async fn decide(&self, command: &Value) -> Reply {
        self.post("/commands", JSON, command.to_string()).await
    }

    pub(crate) async fn decide_once(&self, key: &str, command: &Value) -> Reply {
        let request = Request::post(of_cnfs("/commands"))
            .header("content-type", JSON)
            .header("idempotency-key", key)
            .body(Body::from(command.to_string()));
        self.send(request.unwrap()).await
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.get_with(path, &[]).await
    }

    pub(crate) async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        let path = of_cnfs(path);
        let mut request = Request::builder().method(Method::GET).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Where the log of `cnfs` ends; 0 without one.
    pub(crate) fn head(&self) -> u64 {
        let programme = self.app.programmes.get(&"cnfs".parse().unwrap());
        programme.map_or(0, |programme| {
            programme.log().head().borrow().map_or(0, Position::get)
        })
    }
}

/// A path of the programme, unless it begins with `//`: then of the server.
fn of_cnfs(path: &str) -> String {
    match path.strip_prefix("//") {
        Some(rest) => format!("/{rest}"),
        None => format!("/v1/programmes/cnfs{path}"),
    }
}

pub(crate) fn opening() -> Value {
    json!({
        "type": "OpenProgramme",
        "data": {"name": "Programme d'exemple", "posts_envelope": 4000, "opened_on": "2020-11-01"},
        "occurred_on": "2020-11-01",
    })
}

pub(crate) fn host() -> Value {
    json!({
        "type": "RegisterHost",
        "data": {"kind": "commune", "legal_name": "Commune d'exemple", "department": "59", "region": "32", "requested_posts": 2},
        "occurred_on": "2021-03-01",
    })
}

/// The stream that the answer to a command begins with.
pub(crate) fn stream(answer: &Value) -> String {
    answer["events"][0]["stream"].as_str().unwrap().to_owned()
}

/// An actor, as commands carry it.
pub(crate) fn actor(role: &str, scope: &str) -> Value {
    json!({"role": role, "id": format!("{role}-1"), "scope": scope})
}

/// `value` with the member at `path` set.
pub(crate) fn with(mut value: Value, path: &[&str], member: impl Into<Value>) -> Value {
    let place = path
        .iter()
        .fold(&mut value, |value, name| &mut value[*name]);
    *place = member.into();
    value
}
