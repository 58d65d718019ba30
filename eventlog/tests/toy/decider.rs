//! The toy's rules: nobody overdraws, and all deposits together stay below a ceiling.

use domain::engine::{
    Asked, Decider, Draft, Happened, Personal, Refusal, StreamName, Streams, Tally, Undecided,
};

use super::event::Event;

/// All deposits together never exceed this.
pub(crate) const CEILING: u64 = 1_000;

/// The toy programme.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Toy;

/// What may be asked. A deposit and a count are decided on an account, a transfer on its own stream.
#[derive(Debug, Clone)]
pub(crate) enum Command {
    /// Puts money in.
    Deposit {
        /// How much.
        amount: u64,
        /// Who paid, and why.
        note: Option<String>,
    },
    /// Moves money: one append over the transfer and both accounts.
    Transfer {
        /// From here.
        from: StreamName,
        /// To there.
        to: StreamName,
        /// How much.
        amount: u64,
        /// Who paid, and why.
        note: String,
    },
    /// Reads many accounts.
    Count(Vec<StreamName>),
}

/// What a stream has come to.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct State {
    /// An account's money.
    pub balance: u64,
    /// Events seen: replay and live must agree on it.
    pub events: u64,
    /// A transfer happens once.
    pub is_done: bool,
}

/// All deposits.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Deposits(pub u64);

/// Why not.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub(crate) enum No {
    /// More than there is.
    #[error("the account holds {0}")]
    Overdrawn(u64),
    /// The deposits together would be too much.
    #[error("the ceiling would be exceeded")]
    CeilingExceeded,
    /// The transfer was made already.
    #[error("the transfer was made already")]
    AlreadyDone,
}

impl Refusal for No {
    fn code(&self) -> &'static str {
        match self {
            Self::Overdrawn(_) => "Overdrawn",
            Self::CeilingExceeded => "CeilingExceeded",
            Self::AlreadyDone => "AlreadyDone",
        }
    }
}

impl Tally for Deposits {
    type Event = Event;

    fn apply(&mut self, _: &StreamName, happened: &Happened<'_, Event>) {
        if let Event::Deposited { amount, .. } = happened.event {
            self.0 += amount;
        }
    }
}

impl Decider for Toy {
    type Command = Command;
    type Event = Event;
    type State = State;
    type Tally = Deposits;
    type Refusal = No;

    fn initial(_: &StreamName) -> State {
        State::default()
    }

    fn evolve(state: &mut State, happened: &Happened<'_, Event>) {
        state.events += 1;
        match happened.event {
            Event::Deposited { amount, .. } | Event::Credited { amount } => state.balance += amount,
            Event::Debited { amount } => state.balance -= amount,
            Event::Transferred { .. } => state.is_done = true,
            Event::Counted { .. } => {}
        }
    }

    fn decide(
        command: &Command,
        asked: &Asked,
        streams: &Streams<'_, State>,
        tally: &Deposits,
    ) -> Result<Vec<Draft<Event>>, Undecided<No>> {
        match command {
            Command::Deposit { amount, note } => {
                streams.get(&asked.stream)?;
                if tally.0 + amount > CEILING {
                    return Err(No::CeilingExceeded.into());
                }
                Ok(vec![deposit(asked, *amount, note.as_deref())])
            }
            Command::Transfer {
                from,
                to,
                amount,
                note,
            } => transfer(asked, streams, (from, to), *amount, note),
            Command::Count(accounts) => count(asked, streams, accounts),
        }
    }
}

fn deposit(asked: &Asked, amount: u64, note: Option<&str>) -> Draft<Event> {
    let note = note.map(|note| Personal::Clear(note.to_owned()));
    draft(asked, &asked.stream, Event::Deposited { amount, note })
}

fn transfer(
    asked: &Asked,
    streams: &Streams<'_, State>,
    (from, to): (&StreamName, &StreamName),
    amount: u64,
    note: &str,
) -> Result<Vec<Draft<Event>>, Undecided<No>> {
    let balance = streams.get(from)?.balance;
    if streams.get(&asked.stream)?.is_done {
        return Err(No::AlreadyDone.into());
    }
    if balance < amount {
        return Err(No::Overdrawn(balance).into());
    }
    let transferred = Event::Transferred {
        from: from.clone(),
        to: to.clone(),
        amount,
        note: Personal::Clear(note.to_owned()),
    };
    Ok(vec![
        draft(asked, &asked.stream, transferred),
        draft(asked, from, Event::Debited { amount }),
        draft(asked, to, Event::Credited { amount }),
    ])
}

fn count(
    asked: &Asked,
    streams: &Streams<'_, State>,
    accounts: &[StreamName],
) -> Result<Vec<Draft<Event>>, Undecided<No>> {
    let mut sum = 0;
    for account in accounts {
        sum += streams.get(account)?.balance;
    }
    Ok(vec![draft(asked, &asked.stream, Event::Counted { sum })])
}

fn draft(asked: &Asked, stream: &StreamName, event: Event) -> Draft<Event> {
    Draft {
        stream: stream.clone(),
        event,
        occurred_on: asked.occurred_on(),
        dated: asked.dated,
        corrects: asked.corrects,
        subject: stream.clone(),
    }
}
