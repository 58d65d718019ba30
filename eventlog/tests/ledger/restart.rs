//! The ledger over the embedded engine and the vault's file: what a restart must find again.

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use domain::engine::{Personal, Recorded};
use eventlog::{
    DecideError, EmbeddedLog, EmbeddedOptions, EventLog, Follower, Ledger, LedgerLimits, Request,
    Vault, decode,
};

use crate::toy::decider::{Deposits, Toy};
use crate::toy::event::Event;
use crate::toy::world::{Ground, NOTE, account, deposit, instant, programme, transfer};

/// A ground on disk; opened again, it is the same.
fn ground(dir: &Path) -> Ground {
    let world = Arc::new(crate::toy::world::World::default());
    world.set(instant("2021-05-03T10:00:00Z"));
    let options = EmbeddedOptions::default();
    let log = EmbeddedLog::open(&dir.join("log"), programme(), world.clone(), options);
    Ground {
        log: Arc::new(log.expect("the log opens")),
        vault: Arc::new(Vault::open(&dir.join("vault")).expect("the vault opens")),
        world,
    }
}

async fn restarted(ledger: Ledger<Toy>, old: Ground, dir: &Path) -> (Ground, Ledger<Toy>) {
    ledger.close().await.expect("it drains");
    drop((ledger, old));
    let ground = ground(dir);
    let ledger = ground.ledger(LedgerLimits::default()).await;
    (ground, ledger)
}

fn keyed(request: Request<Toy>, body: &'static str) -> Request<Toy> {
    Request {
        repeat_of: Some(Bytes::from_static(body.as_bytes())),
        ..request
    }
}

#[tokio::test]
async fn a_restart_finds_states_tally_repeats_and_keys() {
    let dir = tempfile::tempdir().unwrap();
    let before = ground(dir.path());
    let ledger = before.ledger(LedgerLimits::default()).await;
    ledger.decide(deposit("a", 10)).await.unwrap();
    let asked = keyed(transfer("one", "a", "b", 4), "four");
    let first = ledger.decide(asked.clone()).await.unwrap();

    let (_ground, ledger) = restarted(ledger, before, dir.path()).await;

    let again = ledger.decide(asked.clone()).await.unwrap();
    assert!(again.repeated);
    assert_eq!(again.events, first.events);
    let other = Request {
        command_id: asked.command_id,
        ..keyed(transfer("one", "a", "b", 5), "five")
    };
    assert!(matches!(
        ledger.decide(other).await,
        Err(DecideError::CommandReused)
    ));
    assert_eq!(ledger.state(account("a")).await.unwrap().0.balance, 6);
    assert_eq!(ledger.ask_tally(Clone::clone).await.unwrap(), Deposits(10));
}

#[tokio::test]
async fn beside_the_writer_another_process_opens_the_personal_fields() {
    let dir = tempfile::tempdir().unwrap();
    let follower_of = |dir: &Path| Follower::open(&dir.join("log"), programme());
    let ground = ground(dir.path());
    let vault = Vault::open_read_only(&dir.path().join("vault")).unwrap();
    let ledger = ground.ledger(LedgerLimits::default()).await;
    ledger.decide(deposit("a", 10)).await.unwrap();
    ledger.decide(transfer("one", "a", "b", 4)).await.unwrap();

    let follower = follower_of(dir.path()).unwrap();
    let page = follower.read(None, 10).await.unwrap();
    let mut recorded: Recorded<Event> = decode(&page.events[1]).unwrap();
    vault.unseal(&mut recorded).unwrap();

    let Event::Transferred { note, .. } = recorded.event else {
        panic!("the transfer is the second event");
    };
    assert!(note == Personal::Clear(NOTE.to_owned()));
}

#[tokio::test]
async fn no_file_names_a_person() {
    let dir = tempfile::tempdir().unwrap();
    let ground = ground(dir.path());
    let ledger = ground.ledger(LedgerLimits::default()).await;
    ledger.decide(deposit("a", 10)).await.unwrap();
    let asked = keyed(transfer("one", "a", "b", 4), NOTE);
    ledger.decide(asked).await.unwrap();
    ledger.close().await.unwrap();

    let mut read = 0;
    for folder in ["log", "vault"] {
        for entry in std::fs::read_dir(dir.path().join(folder)).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            assert!(!bytes.windows(7).any(|window| window == b"Planted"));
            read += bytes.len();
        }
    }
    assert!(read > 1_000, "there is something to read");
}
