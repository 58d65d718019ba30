//! Runs steps through a ledger, many under way at once, and stops at the first that is not decided.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, Result};
use domain::Cnfs;
use domain::engine::{Dated, EventId, Instant, StreamName};
use eventlog::{
    EmbeddedLog, EmbeddedOptions, Environment, EventLog, Ledger, LedgerLimits, MemoryLog,
    PendingDecision, Request, Vault,
};
use uuid::Uuid;

use super::calendar::moment;
use super::files;
use super::step::{Mark, Step};
use crate::slug;

/// The most steps under way at once.
const UNDER_WAY_MAX: usize = 1_024;

/// A ledger over a log and a vault below that folder, as it stands there. `opening` tells the ids
/// made from now on from those of other openings of the same folder.
pub async fn in_folder(folder: &Path, opening: u64) -> Result<Ledger<Cnfs>> {
    let world = Arc::new(World::of(opening));
    let options = EmbeddedOptions::default();
    let log = EmbeddedLog::open(&folder.join("log"), slug()?, world.clone(), options)?;
    let vault = Vault::open(&folder.join("vault"))?;
    open(Arc::new(log), vault, world).await
}

/// A ledger over nothing, in memory.
pub async fn in_memory() -> Result<Ledger<Cnfs>> {
    let world = Arc::new(World::of(0));
    let log = MemoryLog::new(slug()?, world.clone());
    open(Arc::new(log), Vault::in_memory(), world).await
}

async fn open(log: Arc<dyn EventLog>, vault: Vault, world: Arc<World>) -> Result<Ledger<Cnfs>> {
    let limits = LedgerLimits::default();
    Ok(Ledger::open(log, Arc::new(vault), world, limits).await?)
}

/// Its clock stands: every step says itself when it is recorded.
struct World {
    opening: Uuid,
    /// Ids only need to differ from one another.
    made: AtomicU64,
}

impl World {
    fn of(opening: u64) -> Self {
        Self {
            opening: files::id("opening", opening),
            made: AtomicU64::new(0),
        }
    }
}

impl Environment for World {
    fn now(&self) -> Instant {
        moment(0, 0)
    }

    fn new_id(&self) -> Uuid {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        Uuid::new_v5(&self.opening, &number.to_be_bytes())
    }
}

/// See the module.
pub struct Runner {
    ledger: Ledger<Cnfs>,
    under_way: VecDeque<UnderWay>,
    /// The ids of events that later steps name.
    ids: BTreeMap<Mark, Vec<EventId>>,
    commands: u32,
    events: u32,
}

struct UnderWay {
    command: &'static str,
    stream: StreamName,
    mark: Option<Mark>,
    pending: PendingDecision<Cnfs>,
}

impl Runner {
    /// Over that ledger.
    pub fn new(ledger: Ledger<Cnfs>) -> Self {
        Self {
            ledger,
            under_way: VecDeque::with_capacity(UNDER_WAY_MAX),
            ids: BTreeMap::new(),
            commands: 0,
            events: 0,
        }
    }

    /// Its ledger.
    pub fn ledger(&self) -> &Ledger<Cnfs> {
        &self.ledger
    }

    /// Commands that are durable.
    pub fn commands(&self) -> u32 {
        self.commands
    }

    /// Their events.
    pub fn events(&self) -> u32 {
        self.events
    }

    /// Submits the steps in their order, without waiting for the last ones.
    pub async fn submit_all(&mut self, steps: impl IntoIterator<Item = Step>) -> Result<()> {
        for step in steps {
            self.submit(step).await?;
        }
        Ok(())
    }

    /// Waits for all that is under way.
    pub async fn settle_all(&mut self) -> Result<()> {
        while !self.under_way.is_empty() {
            self.settle().await?;
        }
        Ok(())
    }

    async fn submit(&mut self, step: Step) -> Result<()> {
        if self.under_way.len() == UNDER_WAY_MAX {
            self.settle().await?;
        }
        let ids = self.ids_for(&step).await?;
        let (stream, mark) = (step.stream.clone(), step.mark);
        let request = request(step, &ids);
        let command = request.command.type_name();
        let pending = self.ledger.submit(request).await;
        self.under_way.push_back(UnderWay {
            command,
            stream,
            mark,
            pending: pending.with_context(|| command)?,
        });
        Ok(())
    }

    /// The ids that the step names: of a step that may be under way still.
    async fn ids_for(&mut self, step: &Step) -> Result<Vec<EventId>> {
        let Some(mark) = step.asks.rests_on() else {
            return Ok(Vec::new());
        };
        while !self.ids.contains_key(&mark) && !self.under_way.is_empty() {
            self.settle().await?;
        }
        let ids = self.ids.get(&mark).context("no ids of a step were kept")?;
        Ok(ids.clone())
    }

    async fn settle(&mut self) -> Result<()> {
        let Some(first) = self.under_way.pop_front() else {
            return Ok(());
        };
        let decided = first.pending.outcome().await;
        let decided = decided.with_context(|| format!("{} on {}", first.command, first.stream))?;
        self.commands += 1;
        self.events += u32::try_from(decided.events.len())?;
        if let Some(mark) = first.mark {
            let ids = decided.events.iter().map(|event| event.event_id);
            self.ids.insert(mark, ids.collect());
        }
        Ok(())
    }
}

fn request(step: Step, ids: &[EventId]) -> Request<Cnfs> {
    let (command, corrects) = step.asks.with(ids);
    Request {
        occurred_on: Some(step.occurred_on),
        dated: Dated::Exact,
        recorded_at: Some(step.recorded_at),
        corrects,
        ..Request::new(step.stream, command, step.actor, step.command_id)
    }
}
