//! Another programme than this project's own runs on the same ledger, engines and read-model runner.

mod library;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use domain::engine::{
    Actor, CivilDate, CommandId, Personal, Position, ProgrammeSlug, Source, StreamName,
};
use eventlog::{
    DecideError, Decided, EmbeddedLog, EmbeddedOptions, EventLog, Ledger, LedgerLimits, MemoryLog,
    Request, Vault, decode,
};
use library::{COPIES_MAX, Command, Event, Library, Refused, Shelves, State};
use projections::{Options, ReadModel, Rows, replay};
use proptest::prelude::*;
use tests::SimulatedWorld;
use uuid::Uuid;

/// How long a read model may take to reach the log's head.
const FOLLOWS_WITHIN: Duration = Duration::from_secs(20);

/// A library at work: its ledger and its read model over one log.
struct Branch {
    world: Arc<SimulatedWorld>,
    vault: Arc<Vault>,
    ledger: Ledger<Library>,
    shelves: ReadModel<Shelves>,
}

type Answer = Result<Decided, DecideError<Refused>>;

impl Branch {
    async fn open(
        log: Arc<dyn EventLog>,
        vault: Arc<Vault>,
        rows: Option<&Path>,
        world: Arc<SimulatedWorld>,
    ) -> Result<Self> {
        let limits = LedgerLimits::default();
        let ledger = Ledger::open(log.clone(), vault.clone(), world.clone(), limits).await?;
        let folder = rows.map(Path::to_owned);
        let shelves = ReadModel::start(log, folder, Options::default()).await?;
        Ok(Self {
            world,
            vault,
            ledger,
            shelves,
        })
    }

    async fn in_memory() -> Result<Self> {
        let world = world();
        let log = MemoryLog::new(programme()?, world.clone());
        Self::open(Arc::new(log), Arc::new(Vault::in_memory()), None, world).await
    }

    async fn ask(&self, stream: &StreamName, command: Command) -> Answer {
        self.ledger.decide(self.request(stream, command)).await
    }

    fn request(&self, stream: &StreamName, command: Command) -> Request<Library> {
        use eventlog::Environment as _;
        let actor = Actor {
            role: "desk".into(),
            id: "1".into(),
            scope: "branch".into(),
        };
        let command_id = CommandId(self.world.new_id());
        Request::new(stream.clone(), command, actor, command_id)
    }

    async fn caught_up(&self) -> Result<Option<Position>> {
        let head = *self.ledger.log().head().borrow();
        if let Some(head) = head {
            ensure!(
                self.shelves.wait_for(head, FOLLOWS_WITHIN).await,
                "the read model does not reach {head}"
            );
        }
        Ok(head)
    }

    /// Live rows, and rows folded from zero, have the same digest.
    async fn live_rows_equal_a_replay(&self) -> Result<()> {
        self.caught_up().await?;
        let replayed: Rows<Shelves> = replay(self.ledger.log().as_ref(), None, |_| {}).await?;
        let live = self.shelves.view(Rows::digest);
        ensure!(
            live == replayed.digest(),
            "replay from zero gives other rows"
        );
        Ok(())
    }
}

fn world() -> Arc<SimulatedWorld> {
    Arc::new(SimulatedWorld::at(
        CivilDate::of(2021, 6, 14).noon_in_paris(),
    ))
}

fn programme() -> Result<ProgrammeSlug> {
    Ok("library".parse()?)
}

fn book(number: u8) -> StreamName {
    StreamName::of_uuid("book", Uuid::from_u128(u128::from(number)))
}

fn reader(number: u8) -> StreamName {
    StreamName::of_uuid("reader", Uuid::from_u128(u128::from(number)))
}

fn lend(number: u8) -> Command {
    Command::LendBook {
        reader: reader(number),
    }
}

async fn two_readers_and_one_copy(branch: &Branch) -> Result<()> {
    branch
        .ask(&book(1), Command::AcquireBook { copies: 1 })
        .await?;
    for number in [1, 2] {
        let name = format!("Reader {number}");
        branch
            .ask(&reader(number), Command::EnrolReader { name })
            .await?;
    }
    Ok(())
}

/// What every engine must carry: a day of this library.
async fn a_day_at_the_desk(branch: &Branch) -> Result<()> {
    two_readers_and_one_copy(branch).await?;
    let lent = branch.ask(&book(1), lend(1)).await?;
    assert_eq!(
        lent.events.len(),
        2,
        "a loan is one append over book and reader"
    );
    let refused = branch.ask(&book(1), lend(2)).await;
    assert!(matches!(
        refused,
        Err(DecideError::Refused(Refused::EveryCopyLent))
    ));
    branch
        .ask(&book(1), Command::ReturnBook { reader: reader(1) })
        .await?;
    branch.ask(&book(1), lend(2)).await?;
    branch.live_rows_equal_a_replay().await?;
    let row = branch.shelves.view(|rows| rows.get(&book(1)).cloned());
    let row = row.context("the book has a row")?;
    assert_eq!((row.copies, row.on_loan, row.loans), (1, 1, 2));
    Ok(())
}

#[tokio::test]
async fn it_runs_in_memory() -> Result<()> {
    a_day_at_the_desk(&Branch::in_memory().await?).await
}

#[tokio::test]
async fn it_runs_on_the_embedded_log_and_goes_on_after_a_restart() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let rows = folder.path().join("rows");
    let world = world();
    {
        let branch = open_embedded(folder.path(), &rows, world.clone()).await?;
        a_day_at_the_desk(&branch).await?;
        branch.shelves.stop().await;
        branch.ledger.close().await?;
    }
    let branch = open_embedded(folder.path(), &rows, world).await?;
    let refused = branch.ask(&book(1), lend(1)).await;
    assert!(matches!(
        refused,
        Err(DecideError::Refused(Refused::EveryCopyLent))
    ));
    branch.live_rows_equal_a_replay().await
}

async fn open_embedded(folder: &Path, rows: &Path, world: Arc<SimulatedWorld>) -> Result<Branch> {
    let options = EmbeddedOptions::default();
    let log = EmbeddedLog::open(&folder.join("log"), programme()?, world.clone(), options)?;
    let vault = Vault::open(&folder.join("vault"))?;
    Branch::open(Arc::new(log), Arc::new(vault), Some(rows), world).await
}

#[tokio::test]
async fn of_two_loans_decided_at_once_the_last_copy_goes_to_one() -> Result<()> {
    let branch = Branch::in_memory().await?;
    two_readers_and_one_copy(&branch).await?;
    let first = branch
        .ledger
        .submit(branch.request(&book(1), lend(1)))
        .await?;
    let second = branch
        .ledger
        .submit(branch.request(&book(1), lend(2)))
        .await?;
    first.outcome().await?;
    let refused = second.outcome().await;
    assert!(matches!(
        refused,
        Err(DecideError::Refused(Refused::EveryCopyLent))
    ));
    Ok(())
}

#[tokio::test]
async fn the_tally_holds_over_all_books() -> Result<()> {
    let branch = Branch::in_memory().await?;
    let all = Command::AcquireBook { copies: COPIES_MAX };
    branch.ask(&book(1), all).await?;
    let refused = branch
        .ask(&book(2), Command::AcquireBook { copies: 1 })
        .await;
    assert!(matches!(
        refused,
        Err(DecideError::Refused(Refused::BuildingFull))
    ));
    Ok(())
}

#[tokio::test]
async fn a_reader_s_name_is_sealed_in_the_log_and_opens_with_the_vault() -> Result<()> {
    let branch = Branch::in_memory().await?;
    let name = "Someone Nobody Knows".to_owned();
    let enrol = Command::EnrolReader { name: name.clone() };
    branch.ask(&reader(1), enrol).await?;
    let page = branch.ledger.log().read(None, 10).await?;
    let stored = page.events.first().context("one event is stored")?;
    assert!(
        !stored
            .windows(name.len())
            .any(|bytes| bytes == name.as_bytes())
    );
    let mut event = decode::<Event>(stored)?;
    branch.vault.unseal(&mut event)?;
    assert_eq!(
        event.event,
        Event::ReaderEnrolled {
            name: Personal::Clear(name)
        }
    );
    Ok(())
}

#[tokio::test]
async fn a_loan_that_fills_a_reader_s_card_says_so_in_its_own_append() -> Result<()> {
    let branch = Branch::in_memory().await?;
    two_readers_and_one_copy(&branch).await?;
    let other = Command::AcquireBook { copies: 1 };
    branch.ask(&book(2), other).await?;
    branch.ask(&book(1), lend(1)).await?;
    let filling = branch.ask(&book(2), lend(1)).await?;

    let [lent, _, filled] = filling.events.as_slice() else {
        anyhow::bail!("a loan and a reaction, got {filling:?}");
    };
    assert_eq!(&*filled.type_name, "CardFilled");
    assert_eq!(filled.stream, reader(1));
    let page = branch
        .ledger
        .log()
        .read(filled.position.before(), 1)
        .await?;
    let stored = page.events.first().context("it is stored")?;
    let meta = decode::<Event>(stored)?.meta;
    assert_eq!(meta.source, Source::reaction());
    assert_eq!(meta.causation_id, Some(lent.event_id));
    branch.live_rows_equal_a_replay().await
}

/// Any command on any of three books and three readers.
fn any_step() -> impl Strategy<Value = (StreamName, Command)> {
    prop_oneof![
        (1..=3_u8, 0..=3_u32).prop_map(|(b, copies)| (book(b), Command::AcquireBook { copies })),
        (1..=3_u8).prop_map(|r| {
            let name = format!("Reader {r}");
            (reader(r), Command::EnrolReader { name })
        }),
        (1..=3_u8, 1..=3_u8).prop_map(|(b, r)| (book(b), lend(r))),
        (1..=3_u8, 1..=3_u8)
            .prop_map(|(b, r)| (book(b), Command::ReturnBook { reader: reader(r) })),
    ]
}

/// Live states and rows after these steps equal those of a ledger and a replay that start from zero.
async fn replay_equals_live(steps: Vec<(StreamName, Command)>) -> Result<()> {
    let branch = Branch::in_memory().await?;
    for (stream, command) in steps {
        match branch.ask(&stream, command).await {
            Ok(_) | Err(DecideError::Refused(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    branch.live_rows_equal_a_replay().await?;
    let (log, vault) = (branch.ledger.log().clone(), branch.vault.clone());
    let again = Branch::open(log, vault, None, branch.world.clone()).await?;
    ensure!(
        branch.ledger.ask_tally(Clone::clone).await?
            == again.ledger.ask_tally(Clone::clone).await?
    );
    for stream in (1..=3).flat_map(|number| [book(number), reader(number)]) {
        let live: State = branch.ledger.state(stream.clone()).await?.0;
        ensure!(live == again.ledger.state(stream).await?.0);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn replay_from_zero_equals_live(steps in prop::collection::vec(any_step(), 0..60)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let outcome = runtime.block_on(replay_equals_live(steps));
        prop_assert!(outcome.is_ok(), "{:?}", outcome);
    }
}
