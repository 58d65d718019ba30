//! The toy's world: a clock that a test sets, ids that count, requests in one line.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use domain::engine::{
    Actor, CommandId, Dated, Decider, EventId, Instant, ProgrammeSlug, Source, StreamName,
};
use eventlog::{
    Environment, EventLog, ExpectedVersion, Identities, Ledger, LedgerLimits, MemoryLog, Request,
    Vault,
};
use uuid::Uuid;

use super::decider::{Command, Toy};
use super::slow_log::SlowLog;

/// A clock that stands still until it is set.
#[derive(Default)]
pub(crate) struct World {
    micros: AtomicI64,
    ids: AtomicU64,
}

impl World {
    /// Sets the clock.
    pub(crate) fn set(&self, now: Instant) {
        self.micros.store(now.micros(), Ordering::SeqCst);
    }
}

impl Environment for World {
    fn now(&self) -> Instant {
        Instant::from_micros(self.micros.load(Ordering::SeqCst))
    }

    fn new_id(&self) -> Uuid {
        Uuid::from_u128(u128::from(self.ids.fetch_add(1, Ordering::SeqCst)) | 7 << 76)
    }
}

/// What a ledger stands on, and outlives it.
#[derive(Clone)]
pub(crate) struct Ground {
    /// The log.
    pub log: Arc<dyn EventLog>,
    /// The keys.
    pub vault: Arc<Vault>,
    /// The clock.
    pub world: Arc<World>,
}

impl Ground {
    /// An empty log in memory, on 3 May 2021.
    pub(crate) fn new() -> Self {
        Self::over(|log| log)
    }

    /// The same with a log around it.
    fn over<L: EventLog>(around: impl FnOnce(Arc<MemoryLog>) -> Arc<L>) -> Self {
        let world = Arc::new(World::default());
        world.set(instant("2021-05-03T10:00:00Z"));
        let memory = Arc::new(MemoryLog::new(programme(), world.clone()));
        Self {
            log: around(memory),
            vault: Arc::new(Vault::in_memory()),
            world,
        }
    }

    /// The same on a log that holds its syncs.
    pub(crate) fn slow() -> (Self, Arc<SlowLog>) {
        let mut slow = None;
        let ground = Self::over(|memory| slow.insert(SlowLog::around(memory)).clone());
        (ground, slow.expect("a log was put around it"))
    }

    /// Opens a ledger on it.
    pub(crate) async fn ledger(&self, limits: LedgerLimits) -> Ledger<Toy> {
        self.ledger_of(limits).await
    }

    /// Opens a ledger of another decider on it.
    pub(crate) async fn ledger_of<D: Decider>(&self, limits: LedgerLimits) -> Ledger<D> {
        let (log, vault) = (self.log.clone(), self.vault.clone());
        let opened = Ledger::open(log, vault, self.world.clone(), limits).await;
        opened.expect("the log can be folded")
    }
}

/// The toy's programme.
pub(crate) fn programme() -> ProgrammeSlug {
    "toy".parse().expect("a slug")
}

/// An instant of a test.
pub(crate) fn instant(text: &str) -> Instant {
    text.parse().expect("an instant")
}

/// An account's stream.
pub(crate) fn account(label: &str) -> StreamName {
    StreamName::of_text("account", label).expect("a label")
}

/// A transfer's stream.
pub(crate) fn transfer_stream(label: &str) -> StreamName {
    StreamName::of_text("transfer", label).expect("a label")
}

/// A command's id, or an event's.
pub(crate) fn id(label: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, label.as_bytes())
}

/// An event's id.
pub(crate) fn event_id(label: &str) -> EventId {
    EventId(id(label))
}

fn new_command() -> CommandId {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::SeqCst);
    CommandId(Uuid::from_u128(u128::from(number) | 9 << 76))
}

/// The same request, asked by somebody else.
pub(crate) fn with_new_command(request: Request<Toy>) -> Request<Toy> {
    Request {
        command_id: new_command(),
        ..request
    }
}

/// A request of which only the command matters; its id is new.
pub(crate) fn request(stream: StreamName, command: Command) -> Request<Toy> {
    Request {
        command,
        stream,
        actor: Actor {
            role: "operator".into(),
            id: "test".into(),
            scope: "national".into(),
        },
        occurred_on: None,
        dated: Dated::Exact,
        expected_version: ExpectedVersion::Any,
        command_id: new_command(),
        repeat_of: None,
        recorded_at: None,
        source: Source::api(),
        causation_id: None,
        correlation_id: None,
        corrects: None,
        identities: Identities::Fresh,
    }
}

/// A deposit without a note.
pub(crate) fn deposit(label: &str, amount: u64) -> Request<Toy> {
    request(account(label), Command::Deposit { amount, note: None })
}

/// A transfer with a note.
pub(crate) fn transfer(label: &str, from: &str, to: &str, amount: u64) -> Request<Toy> {
    let command = Command::Transfer {
        from: account(from),
        to: account(to),
        amount,
        note: NOTE.to_owned(),
    };
    request(transfer_stream(label), command)
}

/// What must never stand in a stored byte.
pub(crate) const NOTE: &str = "for Planted Name, the rent";
