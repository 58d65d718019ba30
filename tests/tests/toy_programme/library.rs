//! A lending library: two kinds of streams, `book:` and `reader:`; a loan touches both.

use domain::engine::{
    Asked, Decider, DecodeError, Draft, Fold, Happened, Needs, Personal, PersonalField, Recorded,
    Refusal, RowKey, StoredEvent, StreamName, Streams, Tally, Undecided,
};
use serde::{Deserialize, Serialize};

/// Copies that the building has room for, over all books: the programme-wide sum.
pub(crate) const COPIES_MAX: u32 = 12;
/// Books that one reader may hold.
pub(crate) const LOANS_MAX: u32 = 2;

/// See the module.
pub(crate) struct Library;

#[derive(Debug, Clone)]
pub(crate) enum Command {
    AcquireBook { copies: u32 },
    EnrolReader { name: String },
    LendBook { reader: StreamName },
    ReturnBook { reader: StreamName },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Event {
    BookAcquired {
        copies: u32,
    },
    BookLent {
        reader: StreamName,
    },
    BookReturned {
        reader: StreamName,
    },
    ReaderEnrolled {
        name: Personal<String>,
    },
    LoanOpened {
        book: StreamName,
    },
    LoanClosed {
        book: StreamName,
    },
    /// A reaction: the reader holds as many books as one may.
    CardFilled,
}

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub(crate) enum Refused {
    #[error("the building has room for {COPIES_MAX} copies")]
    BuildingFull,
    #[error("every copy of the book is lent")]
    EveryCopyLent,
    #[error("a reader holds at most {LOANS_MAX} books")]
    TooManyLoans,
    #[error("there is no such file")]
    UnknownStream,
    #[error("the file exists already")]
    AlreadyThere,
    #[error("the reader does not hold the book")]
    NotOnLoan,
}

impl Refusal for Refused {
    fn code(&self) -> &'static str {
        match self {
            Self::BuildingFull => "BuildingFull",
            Self::EveryCopyLent => "EveryCopyLent",
            Self::TooManyLoans => "TooManyLoans",
            Self::UnknownStream => "UnknownStream",
            Self::AlreadyThere => "AlreadyThere",
            Self::NotOnLoan => "NotOnLoan",
        }
    }
}

/// A book's or a reader's state: what is held, and by or of whom.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct State {
    exists: bool,
    copies: u32,
    on_loan: Vec<StreamName>,
}

/// Copies over all books.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Copies(u32);

impl Tally for Copies {
    type Event = Event;

    fn apply(&mut self, _: &StreamName, happened: &Happened<'_, Event>) {
        if let Event::BookAcquired { copies } = happened.event {
            self.0 = self.0.saturating_add(*copies);
        }
    }
}

impl Decider for Library {
    type Command = Command;
    type Event = Event;
    type State = State;
    type Tally = Copies;
    type Refusal = Refused;

    fn initial(_: &StreamName) -> State {
        State::default()
    }

    fn evolve(state: &mut State, happened: &Happened<'_, Event>) {
        match happened.event {
            Event::BookAcquired { copies } => {
                state.exists = true;
                state.copies = state.copies.saturating_add(*copies);
            }
            Event::ReaderEnrolled { .. } => state.exists = true,
            Event::CardFilled => {}
            Event::BookLent { reader: other } | Event::LoanOpened { book: other } => {
                state.on_loan.push(other.clone());
            }
            Event::BookReturned { reader: other } | Event::LoanClosed { book: other } => {
                state.on_loan.retain(|held| held != other);
            }
        }
    }

    fn decide(
        command: &Command,
        asked: &Asked,
        streams: &Streams<'_, State>,
        tally: &Copies,
    ) -> Result<Vec<Draft<Event>>, Undecided<Refused>> {
        let file = streams.get(&asked.stream)?;
        match command {
            Command::AcquireBook { copies } => {
                refuse(
                    tally.0.saturating_add(*copies) > COPIES_MAX,
                    Refused::BuildingFull,
                )?;
                Ok(vec![draft(
                    asked,
                    &asked.stream,
                    Event::BookAcquired { copies: *copies },
                )])
            }
            Command::EnrolReader { name } => {
                refuse(file.exists, Refused::AlreadyThere)?;
                let name = Personal::Clear(name.clone());
                Ok(vec![draft(
                    asked,
                    &asked.stream,
                    Event::ReaderEnrolled { name },
                )])
            }
            Command::LendBook { reader } => lend(asked, file, reader, streams),
            Command::ReturnBook { reader } => {
                refuse(!file.on_loan.contains(reader), Refused::NotOnLoan)?;
                Ok(on_both(
                    asked,
                    reader,
                    |other| Event::BookReturned { reader: other },
                    |book| Event::LoanClosed { book },
                ))
            }
        }
    }

    fn react(
        cause: &Draft<Event>,
        asked: &Asked,
        streams: &Streams<'_, State>,
        _: &Copies,
    ) -> Result<Vec<Draft<Event>>, Needs> {
        let Event::BookLent { reader } = &cause.event else {
            return Ok(Vec::new());
        };
        let held = streams.get(reader)?.on_loan.len();
        let is_filled = u32::try_from(held).is_ok_and(|held| held + 1 == LOANS_MAX);
        let filled = is_filled.then(|| draft(asked, reader, Event::CardFilled));
        Ok(filled.into_iter().collect())
    }
}

fn lend(
    asked: &Asked,
    book: &State,
    reader: &StreamName,
    streams: &Streams<'_, State>,
) -> Result<Vec<Draft<Event>>, Undecided<Refused>> {
    let holder = streams
        .get(reader)
        .map_err(|Needs(stream)| Undecided::Needs(stream))?;
    let lent = u32::try_from(book.on_loan.len()).unwrap_or(u32::MAX);
    let held = u32::try_from(holder.on_loan.len()).unwrap_or(u32::MAX);
    refuse(!book.exists || !holder.exists, Refused::UnknownStream)?;
    refuse(book.on_loan.contains(reader), Refused::AlreadyThere)?;
    refuse(lent >= book.copies, Refused::EveryCopyLent)?;
    refuse(held >= LOANS_MAX, Refused::TooManyLoans)?;
    Ok(on_both(
        asked,
        reader,
        |other| Event::BookLent { reader: other },
        |book| Event::LoanOpened { book },
    ))
}

fn refuse(when: bool, why: Refused) -> Result<(), Refused> {
    if when { Err(why) } else { Ok(()) }
}

/// One event on the book and one on the reader, in one append.
fn on_both(
    asked: &Asked,
    reader: &StreamName,
    of_book: impl FnOnce(StreamName) -> Event,
    of_reader: impl FnOnce(StreamName) -> Event,
) -> Vec<Draft<Event>> {
    vec![
        draft(asked, &asked.stream, of_book(reader.clone())),
        draft(asked, reader, of_reader(asked.stream.clone())),
    ]
}

fn draft(asked: &Asked, stream: &StreamName, event: Event) -> Draft<Event> {
    Draft {
        stream: stream.clone(),
        event,
        occurred_on: asked.occurred_on(),
        dated: asked.dated,
        corrects: None,
        subject: stream.clone(),
    }
}

const TYPES: [&str; 7] = [
    "BookAcquired",
    "BookLent",
    "BookReturned",
    "ReaderEnrolled",
    "LoanOpened",
    "LoanClosed",
    "CardFilled",
];

impl StoredEvent for Event {
    fn type_name(&self) -> &'static str {
        match self {
            Self::BookAcquired { .. } => "BookAcquired",
            Self::BookLent { .. } => "BookLent",
            Self::BookReturned { .. } => "BookReturned",
            Self::ReaderEnrolled { .. } => "ReaderEnrolled",
            Self::LoanOpened { .. } => "LoanOpened",
            Self::LoanClosed { .. } => "LoanClosed",
            Self::CardFilled => "CardFilled",
        }
    }

    fn schema(&self) -> u16 {
        1
    }

    fn encode(&self, out: &mut Vec<u8>) {
        eventlog::encode_plain(self, out);
    }

    fn decode(type_name: &str, schema: u16, bytes: &[u8]) -> Result<Self, DecodeError> {
        eventlog::decode_plain((&TYPES, 1), type_name, schema, bytes)
    }

    fn personal_fields(&mut self, visit: &mut dyn FnMut(&'static str, &mut dyn PersonalField)) {
        if let Self::ReaderEnrolled { name } = self {
            visit("name", name);
        }
    }
}

/// The read model: what each file holds now, and how often it was lent.
pub(crate) struct Shelves;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Shelf {
    pub(crate) copies: u32,
    pub(crate) on_loan: u32,
    pub(crate) loans: u32,
}

impl Fold for Shelves {
    type Event = Event;
    type Row = Shelf;

    const NAME: &'static str = "shelves";
    const VERSION: u32 = 1;

    fn key(event: &Recorded<Event>) -> Option<RowKey> {
        Some(event.meta.stream.clone())
    }

    fn apply(row: &mut Shelf, event: &Recorded<Event>) {
        match &event.event {
            Event::BookAcquired { copies } => row.copies = row.copies.saturating_add(*copies),
            Event::BookLent { .. } | Event::LoanOpened { .. } => {
                row.on_loan = row.on_loan.saturating_add(1);
                row.loans = row.loans.saturating_add(1);
            }
            Event::BookReturned { .. } | Event::LoanClosed { .. } => {
                row.on_loan = row.on_loan.saturating_sub(1);
            }
            Event::ReaderEnrolled { .. } | Event::CardFilled => {}
        }
    }
}
