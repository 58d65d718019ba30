//! A small HTTP client of one programme: an answer is a value, whatever its status.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use reqwest::header::{HeaderMap, HeaderName};
use serde_json::Value;

use crate::request;

/// How long one answer may take, on a slow machine in debug.
const ANSWER_AT_MOST: Duration = Duration::from_mins(1);
/// Events asked for at once.
const HISTORY_PAGE_EVENTS: usize = 500;

/// A client of the programme `cnfs`.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    address: String,
}

/// What was answered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub text: String,
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Result<Value> {
        serde_json::from_str(&self.text).with_context(|| format!("not JSON: {}", self.text))
    }

    /// The body as JSON, if the status is this one.
    pub fn expect(&self, status: u16) -> Result<Value> {
        ensure!(
            self.status == status,
            "status {} instead of {status}: {}",
            self.status,
            self.text
        );
        self.json()
    }

    /// A header, empty where it is missing.
    pub fn header(&self, name: HeaderName) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}

impl Client {
    /// For the server at `address`.
    pub fn new(address: &str) -> Result<Self> {
        Ok(Self {
            http: reqwest::Client::builder()
                .timeout(ANSWER_AT_MOST)
                .no_proxy()
                .build()?,
            address: address.to_owned(),
        })
    }

    /// Any path of the server.
    pub async fn get(&self, path: &str) -> Result<Answer> {
        answer(self.http.get(format!("{}{path}", self.address))).await
    }

    /// A path of the programme, as JSON with status 200.
    pub async fn read(&self, path: &str) -> Result<Value> {
        self.get(&format!("/v1/programmes/cnfs{path}"))
            .await?
            .expect(200)
            .with_context(|| path.to_owned())
    }

    /// One command.
    pub async fn command(&self, command: &Value) -> Result<Answer> {
        self.post("/commands", "application/json", command.to_string())
            .await
    }

    /// One command that is to be accepted: the stream that it was decided on.
    pub async fn decided(&self, command: &Value) -> Result<String> {
        let answer = self.command(command).await?.expect(201)?;
        let stream = answer["events"][0]["stream"].as_str();
        Ok(stream.context("an answer without stream")?.to_owned())
    }

    /// A new programme, and in it all that a first hire takes.
    pub async fn decide_up_to_a_hire(&self) -> Result<()> {
        self.decided(&request::open_programme(10)).await?;
        let session = self.decided(&request::convene("1", 1)).await?;
        let host = self.decided(&request::register_host("Hiring host")).await?;
        self.decided(&request::vote(&host, &session, 1)).await?;
        let candidate = self.decided(&request::register_candidate("1")).await?;
        let proposed = request::propose_match(&host, &candidate);
        let matched = self.decided(&proposed).await?;
        self.decided(&request::shortlist(&matched)).await?;
        self.decided(&request::declare_hire(&matched)).await?;
        Ok(())
    }

    /// One command under an idempotency key.
    pub async fn command_once(&self, key: &str, command: &Value) -> Result<Answer> {
        let request = self
            .http
            .post(self.programme("/commands"))
            .header("idempotency-key", key)
            .json(command);
        answer(request).await
    }

    /// Any body, to a path of the programme.
    pub async fn post(
        &self,
        path: &str,
        content_type: &str,
        body: impl Into<reqwest::Body>,
    ) -> Result<Answer> {
        let request = self
            .http
            .post(self.programme(path))
            .header(reqwest::header::CONTENT_TYPE, content_type)
            .body(body);
        answer(request).await
    }

    /// The history after a position, as `CloudEvents`, in order of position, to its end.
    pub async fn history(&self, after: u64) -> Result<Vec<Value>> {
        self.history_with(after, "").await
    }

    /// The whole history with its personal fields in the clear.
    pub async fn history_in_the_clear(&self) -> Result<Vec<Value>> {
        self.history_with(0, "&personal=clear").await
    }

    async fn history_with(&self, after: u64, parameters: &str) -> Result<Vec<Value>> {
        let mut events: Vec<Value> = Vec::new();
        loop {
            let last = events.last().map_or(Ok(after), position)?;
            let page = self.page_of_history(last, parameters).await?;
            if page.is_empty() {
                return Ok(events);
            }
            events.extend(page);
        }
    }

    async fn page_of_history(&self, after: u64, parameters: &str) -> Result<Vec<Value>> {
        let path = format!("/events?after={after}&limit={HISTORY_PAGE_EVENTS}{parameters}");
        let request = self
            .http
            .get(self.programme(&path))
            .header(reqwest::header::ACCEPT, "application/x-ndjson");
        let page = answer(request).await?;
        ensure!(page.status == 200, "{path}: {} {}", page.status, page.text);
        page.text
            .lines()
            .map(|line| serde_json::from_str(line).with_context(|| line.to_owned()))
            .collect()
    }

    fn programme(&self, path: &str) -> String {
        format!("{}/v1/programmes/cnfs{path}", self.address)
    }
}

/// The position of an event.
fn position(event: &Value) -> Result<u64> {
    event["position"]
        .as_u64()
        .with_context(|| format!("an event without position: {event}"))
}

async fn answer(request: reqwest::RequestBuilder) -> Result<Answer> {
    let response = request.send().await?;
    Ok(Answer {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        text: response.text().await?,
    })
}
