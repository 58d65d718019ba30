//! The toy with reactions: every deposit takes its tolls from other accounts.

use domain::engine::{
    Asked, CivilDate, Dated, Decider, Draft, Happened, Needs, Personal, StreamName, Streams,
    Undecided,
};
use eventlog::{Given, Identities, Request};

use crate::toy::decider::{Command, Deposits, No, State, Toy};
use crate::toy::event::Event;
use crate::toy::world::{account, event_id, request, transfer_stream};

/// What a deposit is paid into whose tolls are read together before one is taken.
const SHARED: &str = "shared";

/// No toll is that high.
pub(super) const CAPITAL: u64 = 1_000_000;

/// The toy, and a reaction. A deposit of `n` is followed by one deposit of 1 each into the accounts
/// `n0`, `n1`, and so on; into the shared account, of 1 and what was there. One with a note is
/// followed by a transfer that repeats it, and a long one twice.
#[derive(Debug, Clone, Copy)]
pub(super) struct Toll;

impl Decider for Toll {
    type Command = Command;
    type Event = Event;
    type State = State;
    type Tally = Deposits;
    type Refusal = No;

    fn initial(stream: &StreamName) -> State {
        Toy::initial(stream)
    }

    fn evolve(state: &mut State, happened: &Happened<'_, Event>) {
        Toy::evolve(state, happened);
    }

    fn decide(
        command: &Command,
        asked: &Asked,
        streams: &Streams<'_, State>,
        tally: &Deposits,
    ) -> Result<Vec<Draft<Event>>, Undecided<No>> {
        Toy::decide(command, asked, streams, tally)
    }

    fn react(
        cause: &Draft<Event>,
        _: &Asked,
        streams: &Streams<'_, State>,
        _: &Deposits,
    ) -> Result<Vec<Draft<Event>>, Needs> {
        match &cause.event {
            Event::Deposited {
                note: Some(note), ..
            } => Ok(vec![told(cause, note)]),
            Event::Deposited { amount, .. } => tolls(cause, *amount, streams),
            _ => Ok(Vec::new()),
        }
    }

    /// Tolls and transfers, and the counts that a release before this one made.
    fn may_follow(
        cause: &Draft<Event>,
        reaction: &Draft<Event>,
        streams: &Streams<'_, State>,
        _: &Deposits,
    ) -> Result<bool, Needs> {
        streams.get(&reaction.stream)?;
        let is_paid = matches!(cause.event, Event::Deposited { .. });
        Ok(is_paid
            && !matches!(reaction.event, Event::Deposited { amount, .. } if amount >= CAPITAL))
    }
}

fn tolls(
    cause: &Draft<Event>,
    count: u64,
    streams: &Streams<'_, State>,
) -> Result<Vec<Draft<Event>>, Needs> {
    let mut tolls = Vec::new();
    for number in 0..count {
        let payer = account(&format!("n{number}"));
        let amount = if cause.stream == account(SHARED) {
            1 + streams.get(&payer)?.balance
        } else {
            1
        };
        tolls.push(draft(
            cause,
            &payer,
            Event::Deposited { amount, note: None },
        ));
    }
    Ok(tolls)
}

fn told(cause: &Draft<Event>, note: &Personal<String>) -> Draft<Event> {
    let Personal::Clear(note) = note else {
        panic!("a reaction sees its cause before it is sealed");
    };
    let told = Event::Transferred {
        from: account("a"),
        to: account("b"),
        amount: 0,
        note: Personal::Clear(if note.len() > 100 {
            note.repeat(2)
        } else {
            note.clone()
        }),
    };
    draft(cause, &transfer_stream("told"), told)
}

fn draft(cause: &Draft<Event>, stream: &StreamName, event: Event) -> Draft<Event> {
    Draft {
        stream: stream.clone(),
        event,
        subject: stream.clone(),
        ..cause.clone()
    }
}

/// A request to this decider instead of the toy.
pub(super) fn of_toy(request: Request<Toy>) -> Request<Toll> {
    Request {
        command: request.command,
        stream: request.stream,
        actor: request.actor,
        occurred_on: request.occurred_on,
        dated: request.dated,
        expected_version: request.expected_version,
        command_id: request.command_id,
        repeat_of: request.repeat_of,
        recorded_at: request.recorded_at,
        source: request.source,
        causation_id: request.causation_id,
        correlation_id: request.correlation_id,
        corrects: request.corrects,
        identities: request.identities,
    }
}

fn deposit(label: &str, amount: u64, note: Option<&str>) -> Request<Toll> {
    let note = note.map(str::to_owned);
    of_toy(request(account(label), Command::Deposit { amount, note }))
}

/// So many tolls follow.
pub(super) fn paying(label: &str, tolls: u64) -> Request<Toll> {
    deposit(label, tolls, None)
}

/// The same; each toll depends on what its payer has, and all are read first.
pub(super) fn sharing(tolls: u64) -> Request<Toll> {
    deposit(SHARED, tolls, None)
}

/// A reaction about a person follows.
pub(super) fn paying_with_a_note(label: &str, note: &str) -> Request<Toll> {
    deposit(label, 0, Some(note))
}

/// A payment that a service emitted as an event.
pub(super) fn emitted(label: &str, tolls: u64) -> Request<Toll> {
    let given = Given {
        event_id: event_id(label),
        stream: account("a"),
        event: Event::Deposited {
            amount: tolls,
            note: None,
        },
        occurred_on: CivilDate::of(2021, 5, 3),
        dated: Dated::Exact,
        corrects: None,
        reaction: None,
    };
    Request {
        identities: Identities::Emitted(vec![given]),
        ..paying("a", tolls)
    }
}

/// What a decider is told beside a payment.
pub(super) fn asked(label: &str) -> Asked {
    let request = paying(label, 0);
    let day = CivilDate::of(2021, 5, 3);
    Asked {
        stream: request.stream,
        occurred_on: None,
        dated: request.dated,
        today: day,
        actor: request.actor,
        corrects: None,
    }
}
