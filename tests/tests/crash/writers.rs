//! Sixty-four clients that lead one file after the other from its registration to a hire, until the server is gone.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Error, Result, anyhow};
use serde_json::Value;
use tests::{Answer, Client, request};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Clients that write at once.
const WRITERS: usize = 64;
/// What a server answers that has been told to end.
const DRAINING: u16 = 503;
/// How long the writers may take until a round has met its number.
const ROUND_AT_MOST: Duration = Duration::from_mins(2);

/// A command with its key, and the answer that it got, if it got one.
pub(crate) struct Attempt {
    pub(crate) key: String,
    pub(crate) command: Value,
    pub(crate) acknowledged: Option<Value>,
}

impl Attempt {
    pub(crate) fn new(key: String, command: Value) -> Self {
        Self {
            key,
            command,
            acknowledged: None,
        }
    }
}

/// The clients at work.
pub(crate) struct Crowd {
    writers: JoinSet<Result<Vec<Attempt>>>,
    /// How many commands were acknowledged so far, over all writers.
    count: Arc<watch::Sender<u64>>,
}

impl Crowd {
    pub(crate) fn start(client: &Client, round: u64, session: &'static str) -> Self {
        let count = Arc::new(watch::Sender::new(0));
        let mut writers = JoinSet::new();
        for number in 0..WRITERS {
            let writer = Writer {
                client: client.clone(),
                name: format!("round {round} writer {number}"),
                session,
                count: count.clone(),
                attempts: Vec::new(),
            };
            writers.spawn(writer.write_until_the_server_is_gone());
        }
        Self { writers, count }
    }

    /// Waits for so many acknowledgements. A writer that ends before has met a fault.
    pub(crate) async fn acknowledgements(&self, at_least: u64) -> Result<()> {
        let mut count = self.count.subscribe();
        let reached = count.wait_for(|count| *count >= at_least);
        tokio::time::timeout(ROUND_AT_MOST, reached)
            .await
            .context("the writers do not get on")??;
        Ok(())
    }

    /// Waits for every writer: what was acknowledged, and what was not.
    pub(crate) async fn end(mut self) -> Result<(Vec<Attempt>, Vec<Attempt>)> {
        let mut attempts = Vec::new();
        while let Some(writer) = self.writers.join_next().await {
            attempts.extend(writer??);
        }
        Ok(attempts
            .into_iter()
            .partition(|attempt| attempt.acknowledged.is_some()))
    }
}

struct Writer {
    client: Client,
    name: String,
    session: &'static str,
    count: Arc<watch::Sender<u64>>,
    attempts: Vec<Attempt>,
}

/// Why a writer ends.
enum End {
    /// The server went away, or was going, before it answered.
    Gone,
    /// It answered what it must not.
    Fault(Error),
}

impl Writer {
    async fn write_until_the_server_is_gone(mut self) -> Result<Vec<Attempt>> {
        for number in 0_u32.. {
            match self.one_file_to_its_hire(number).await {
                Ok(()) => {}
                Err(End::Gone) => break,
                Err(End::Fault(fault)) => return Err(fault),
            }
        }
        Ok(self.attempts)
    }

    /// Appends over one, two and three streams.
    async fn one_file_to_its_hire(&mut self, number: u32) -> Result<(), End> {
        let name = format!("{} file {number}", self.name);
        let host = self.ask(&name, request::register_host(&name)).await?;
        let candidate = self.ask(&name, request::register_candidate(&name)).await?;
        let vote = request::vote(&host, self.session, 1);
        self.ask(&name, vote).await?;
        let proposed = request::propose_match(&host, &candidate);
        let matched = self.ask(&name, proposed).await?;
        self.ask(&name, request::shortlist(&matched)).await?;
        self.ask(&name, request::declare_hire(&matched)).await?;
        Ok(())
    }

    /// Asks under a key of its own and returns the stream that was decided on.
    async fn ask(&mut self, file: &str, command: Value) -> Result<String, End> {
        let key = format!("{file} {}", command["type"]);
        let answer = self.client.command_once(&key, &command).await;
        let mut attempt = Attempt::new(key, command);
        let outcome = self.outcome(answer);
        attempt.acknowledged = outcome.as_ref().ok().cloned();
        self.attempts.push(attempt);
        let answer = outcome?;
        let stream = answer["events"][0]["stream"].as_str();
        stream
            .map(str::to_owned)
            .ok_or_else(|| End::Fault(anyhow!("an answer without events: {answer}")))
    }

    fn outcome(&self, answer: Result<Answer>) -> Result<Value, End> {
        // No answer at all: whether it was decided is what asking again will tell.
        let answer = answer.map_err(|_| End::Gone)?;
        if answer.status == DRAINING {
            return Err(End::Gone);
        }
        let acknowledged = answer.expect(201).map_err(End::Fault)?;
        self.count.send_modify(|count| *count += 1);
        Ok(acknowledged)
    }
}
