//! Laws: what is replayed from zero is what is live, and no person stands in a stored byte.

use std::collections::BTreeMap;

use domain::engine::{Decider, Happened, Recorded, StreamName, Tally};
use eventlog::{DecideError, EventLog, LedgerLimits, decode};
use proptest::prelude::*;
use tokio::runtime::Builder;

use crate::toy::decider::{Command, Deposits, State, Toy};
use crate::toy::event::Event;
use crate::toy::world::{Ground, NOTE, account, deposit, request, transfer};

/// What is asked in a random history.
#[derive(Debug, Clone)]
enum Ask {
    Deposit(u8, u64),
    Transfer(u8, u8, u8, u64),
    Count(u8, u8),
}

fn asks() -> impl Strategy<Value = Vec<Ask>> {
    let ask = prop_oneof![
        (0..4_u8, 0..200_u64).prop_map(|(to, amount)| Ask::Deposit(to, amount)),
        (0..40_u8, 0..4_u8, 0..4_u8, 0..200_u64)
            .prop_map(|(name, from, to, amount)| Ask::Transfer(name, from, to, amount)),
        (0..4_u8, 0..5_u8).prop_map(|(on, count)| Ask::Count(on, count)),
    ];
    proptest::collection::vec(ask, 1..60)
}

impl Ask {
    fn request(&self) -> eventlog::Request<Toy> {
        match self {
            Self::Deposit(to, amount) => {
                let note = Some(NOTE.to_owned());
                let amount = *amount;
                request(account(&label(*to)), Command::Deposit { amount, note })
            }
            Self::Transfer(name, from, to, amount) => {
                transfer(&format!("t{name}"), &label(*from), &label(*to), *amount)
            }
            Self::Count(on, count) => {
                let accounts = (0..*count).map(|of| account(&label(of)));
                request(account(&label(*on)), Command::Count(accounts.collect()))
            }
        }
    }
}

fn label(account: u8) -> String {
    format!("n{account}")
}

type Folded = (BTreeMap<StreamName, State>, Deposits);

/// Every event of the log, folded with nothing but the decider.
async fn replayed(log: &dyn EventLog) -> Folded {
    let (mut states, mut tally) = (BTreeMap::new(), Deposits::default());
    let page = log.read(None, usize::MAX).await.expect("the log");
    for bytes in page.events {
        let Recorded { meta, event } = decode::<Event>(&bytes).expect("an event");
        let happened = Happened {
            event: &event,
            event_id: meta.event_id,
            occurred_on: meta.occurred_on,
        };
        let state = states.entry(meta.stream.clone());
        Toy::evolve(
            state.or_insert_with(|| Toy::initial(&meta.stream)),
            &happened,
        );
        tally.apply(&meta.stream, &happened);
    }
    (states, tally)
}

async fn live_and_replayed(asks: &[Ask], states_max: usize) -> (Folded, Folded) {
    let ground = Ground::new();
    let limits = LedgerLimits {
        states_max,
        ..LedgerLimits::default()
    };
    let ledger = ground.ledger(limits).await;
    for ask in asks {
        let answer = ledger.decide(ask.request()).await;
        assert!(
            matches!(answer, Ok(_) | Err(DecideError::Refused(_))),
            "{answer:?}"
        );
    }
    let replayed = replayed(&*ground.log).await;
    let mut live = BTreeMap::new();
    for stream in replayed.0.keys() {
        let (state, _) = ledger.state(stream.clone()).await.expect("a state");
        live.insert(stream.clone(), state);
    }
    let tally = ledger.ask_tally(Clone::clone).await.expect("a tally");
    ((live, tally), replayed)
}

proptest! {
    #[test]
    fn replayed_from_zero_the_states_and_the_tally_are_the_live_ones(asks in asks()) {
        let runtime = Builder::new_current_thread().enable_time().build().unwrap();
        let (live_with_few, replayed_with_few) = runtime.block_on(live_and_replayed(&asks, 1));
        let (live_with_all, replayed_with_all) = runtime.block_on(live_and_replayed(&asks, 1_000));
        prop_assert_eq!(&live_with_few, &replayed_with_few);
        prop_assert_eq!(&live_with_all, &replayed_with_all);
        prop_assert_eq!(&live_with_few, &live_with_all);
    }
}

#[tokio::test]
async fn a_reopened_ledger_goes_on_where_the_last_one_was() {
    let ground = Ground::new();
    let ledger = ground.ledger(LedgerLimits::default()).await;
    ledger.decide(deposit("a", 900)).await.unwrap();
    ledger.decide(transfer("one", "a", "b", 4)).await.unwrap();
    drop(ledger);

    let ledger = ground.ledger(LedgerLimits::default()).await;

    assert_eq!(ledger.ask_tally(Clone::clone).await.unwrap(), Deposits(900));
    assert_eq!(ledger.state(account("a")).await.unwrap().0.balance, 896);
    assert!(ledger.decide(deposit("a", 101)).await.is_err());
}

#[tokio::test]
async fn no_stored_byte_names_a_person() {
    let ground = Ground::new();
    let ledger = ground.ledger(LedgerLimits::default()).await;
    ledger.decide(deposit("a", 10)).await.unwrap();
    ledger.decide(transfer("one", "a", "b", 4)).await.unwrap();

    let page = ground.log.read(None, 10).await.unwrap();
    for bytes in &page.events {
        assert!(!contains(bytes, "Planted") && !contains(bytes, "rent"));
    }
    // It is there, and opens.
    let mut recorded: Recorded<Event> = decode(&page.events[1]).unwrap();
    ground.vault.unseal(&mut recorded).unwrap();
    let Event::Transferred { note, .. } = recorded.event else {
        panic!("the transfer is the second event");
    };
    assert!(note == domain::engine::Personal::Clear(NOTE.to_owned()));
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}
