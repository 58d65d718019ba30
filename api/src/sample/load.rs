//! Loading: the sample's steps are decided through a ledger, many under way at once.

use std::collections::VecDeque;

use domain::engine::{Channel, CommandId, Instant, Position, Source, StreamName};
use domain::{Cnfs, Refusal};
use eventlog::{DecideError, ExpectedVersion, Identities, Ledger, PendingDecision, Request};

use super::diary::Step;

/// The most decisions under way at once: enough to fill a group commit, few enough to hold.
const UNDER_WAY_MAX: usize = 1_024;

/// The name of the import that the sample is.
const BATCH: &str = "sample";

/// What a load did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Steps decided anew.
    pub decided: u64,
    /// Steps that were in the log already.
    pub repeated: u64,
    /// The last position.
    pub position: Option<Position>,
}

/// A step that was not decided.
#[derive(Debug, thiserror::Error)]
#[error("the sample's {command} on {stream}, recorded at {recorded_at}: {why}")]
pub struct LoadError {
    /// What was asked.
    pub command: &'static str,
    /// On which stream.
    pub stream: StreamName,
    /// When.
    pub recorded_at: Instant,
    /// Why not.
    #[source]
    pub why: DecideError<Refusal>,
}

/// A step whose answer is awaited.
struct UnderWay {
    command: &'static str,
    stream: StreamName,
    recorded_at: Instant,
    pending: PendingDecision<Cnfs>,
}

/// Decides the steps in their order. Repeating it, whole or after a stop on the way, changes
/// nothing that is there already. Stops at the first step that is not decided.
pub async fn load(
    ledger: &Ledger<Cnfs>,
    steps: impl IntoIterator<Item = Step>,
) -> Result<Loaded, LoadError> {
    let mut loaded = Loaded::default();
    let mut under_way = VecDeque::with_capacity(UNDER_WAY_MAX);
    for step in steps {
        if under_way.len() == UNDER_WAY_MAX
            && let Some(first) = under_way.pop_front()
        {
            loaded.settle(first).await?;
        }
        under_way.push_back(submit(ledger, step).await?);
    }
    for rest in under_way {
        loaded.settle(rest).await?;
    }
    Ok(loaded)
}

async fn submit(ledger: &Ledger<Cnfs>, step: Step) -> Result<UnderWay, LoadError> {
    let (command, recorded_at) = (step.command.type_name(), step.recorded_at);
    let stream = step.stream.clone();
    match ledger.submit(request(step)).await {
        Ok(pending) => Ok(UnderWay {
            command,
            stream,
            recorded_at,
            pending,
        }),
        Err(why) => Err(LoadError {
            command,
            stream,
            recorded_at,
            why,
        }),
    }
}

fn request(step: Step) -> Request<Cnfs> {
    let CommandId(correlation_id) = step.command_id;
    Request {
        command: step.command,
        stream: step.stream,
        actor: step.actor,
        occurred_on: Some(step.occurred_on),
        dated: step.dated,
        expected_version: ExpectedVersion::Any,
        command_id: step.command_id,
        repeat_of: None,
        recorded_at: Some(step.recorded_at),
        // A history that is replayed: nothing follows from it by itself.
        source: Source {
            channel: Channel::Import,
            batch: Some(BATCH.into()),
            ..Source::api()
        },
        causation_id: None,
        correlation_id: Some(correlation_id),
        corrects: None,
        identities: Identities::Fresh,
    }
}

impl Loaded {
    async fn settle(&mut self, step: UnderWay) -> Result<(), LoadError> {
        let decided = step.pending.outcome().await.map_err(|why| LoadError {
            command: step.command,
            stream: step.stream,
            recorded_at: step.recorded_at,
            why,
        })?;
        if decided.repeated {
            self.repeated += 1;
        } else {
            self.decided += 1;
        }
        self.position = self.position.max(Some(decided.position));
        Ok(())
    }
}
