//! The programme: what can be asked, what can have happened, and the rules between the two.
//!
//! ```text
//! dwelling:<key>        registered
//! contractor:<label>    approved, with a capacity
//! repair:<uuid>         reported ──► assigned ──► done
//!                           └───────────┴───────► cancelled
//! ```

use std::collections::BTreeSet;

use domain::engine::{
    Asked, Decider, DecodeError, Draft, Happened, Needs, Personal, PersonalField, Refusal,
    StoredEvent, StreamName, Streams, Tally, Undecided,
};
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

/// How many urgent repairs may be open at once: the night service watches over no more.
const OPEN_URGENT_MAX: usize = 10;

/// What may be asked; the stream that it is asked of comes beside it.
#[derive(Debug, Clone, Deserialize)]
pub(crate) enum Command {
    RegisterDwelling { address: String },
    ApproveContractor { capacity: u32 },
    ReportRepair(Report),
    AssignRepair { to: StreamName },
    CompleteRepair,
    CancelRepair,
}

/// What a tenant reports. The ledger seals the contact, a telephone number, before it is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Report {
    dwelling: StreamName,
    fault: String,
    urgent: bool,
    contact: Personal<String>,
}

/// What may have happened. Names and order are frozen, for they are stored: new ones come last.
/// The two of a job stand on the contractor's stream, in the append that moves the repair.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
pub(crate) enum Event {
    DwellingRegistered { address: String },
    ContractorApproved { capacity: u32 },
    RepairReported(Report),
    RepairAssigned(StreamName),
    RepairDone,
    RepairCancelled,
    JobTaken(StreamName),
    JobClosed(StreamName),
    NightServiceCalled,
}

impl StoredEvent for Event {
    fn type_name(&self) -> &'static str {
        self.into()
    }

    /// One for all. A new shape gets the next, and `decode` lifts what was written with this.
    fn schema(&self) -> u16 {
        1
    }

    fn encode(&self, out: &mut Vec<u8>) {
        eventlog::encode_plain(self, out);
    }

    fn decode(type_name: &str, schema: u16, bytes: &[u8]) -> Result<Self, DecodeError> {
        eventlog::decode_plain((Self::VARIANTS, 1), type_name, schema, bytes)
    }

    fn personal_fields(&mut self, visit: &mut dyn FnMut(&'static str, &mut dyn PersonalField)) {
        if let Self::RepairReported(report) = self {
            visit("contact", &mut report.contact);
        }
    }
}

/// Why the answer is no. A variant's name is the code that clients read.
#[derive(Debug, Clone, PartialEq, thiserror::Error, IntoStaticStr)]
pub(crate) enum Refused {
    #[error("the contractor has as many open repairs as were agreed")]
    ContractorFull,
    #[error("{OPEN_URGENT_MAX} urgent repairs are open, and the night service takes no more")]
    TooManyUrgent,
    #[error("{0} is in no state in which this can happen")]
    WrongState(StreamName),
}

impl Refusal for Refused {
    fn code(&self) -> &'static str {
        self.into()
    }
}

/// Where a stream stands, of whatever kind: a contractor with its open repairs and its capacity.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum State {
    New,
    Dwelling,
    Contractor(u32, u32),
    Reported,
    Assigned(StreamName),
    Closed,
}

/// The urgent repairs that are open, over all dwellings: few, by the rule that reads it.
#[derive(Debug, Clone, Default)]
pub(crate) struct OpenUrgent(BTreeSet<StreamName>);

impl Tally for OpenUrgent {
    type Event = Event;

    fn apply(&mut self, stream: &StreamName, happened: &Happened<'_, Event>) {
        match happened.event {
            Event::RepairReported(report) if report.urgent => _ = self.0.insert(stream.clone()),
            Event::RepairDone | Event::RepairCancelled => _ = self.0.remove(stream),
            _ => {}
        }
    }
}

/// The repairs of one housing association.
pub(crate) struct Repairs;

impl Decider for Repairs {
    type Command = Command;
    type Event = Event;
    type State = State;
    type Tally = OpenUrgent;
    type Refusal = Refused;

    fn initial(_: &StreamName) -> State {
        State::New
    }

    fn evolve(state: &mut State, happened: &Happened<'_, Event>) {
        match (happened.event, &mut *state) {
            (Event::DwellingRegistered { .. }, _) => *state = State::Dwelling,
            (&Event::ContractorApproved { capacity }, _) => *state = State::Contractor(0, capacity),
            (Event::JobTaken(_), State::Contractor(open, _)) => *open = open.saturating_add(1),
            (Event::JobClosed(_), State::Contractor(open, _)) => *open = open.saturating_sub(1),
            (Event::RepairReported(_), _) => *state = State::Reported,
            (Event::RepairAssigned(to), _) => *state = State::Assigned(to.clone()),
            (Event::RepairDone | Event::RepairCancelled, _) => *state = State::Closed,
            _ => {} // No decision leads here, and a fold takes whatever comes.
        }
    }

    fn decide(
        command: &Command,
        asked: &Asked,
        streams: &Streams<'_, State>,
        urgent: &OpenUrgent,
    ) -> Result<Vec<Draft<Event>>, Undecided<Refused>> {
        let stream = &asked.stream;
        let on = |stream: &StreamName, event| Draft {
            stream: stream.clone(),
            event,
            occurred_on: asked.occurred_on(),
            dated: asked.dated,
            corrects: None,
            subject: stream.clone(),
        };
        let here = |event| on(stream, event);
        let job = |event: fn(StreamName) -> Event, of| on(of, event(stream.clone()));
        let state = streams.get(stream)?;
        // One arm for each arrow of the diagram above, and the last for all that do not exist.
        Ok(match (command.clone(), stream.kind(), state) {
            (Command::RegisterDwelling { address }, "dwelling", State::New) => {
                vec![here(Event::DwellingRegistered { address })]
            }
            (Command::ApproveContractor { capacity }, "contractor", State::New) => {
                vec![here(Event::ContractorApproved { capacity })]
            }
            (Command::ReportRepair(report), "repair", State::New) => {
                let no_more = report.urgent && urgent.0.len() >= OPEN_URGENT_MAX;
                match streams.get(&report.dwelling)? {
                    State::Dwelling if no_more => return Err(Refused::TooManyUrgent.into()),
                    State::Dwelling => vec![here(Event::RepairReported(report))],
                    _ => return Err(Refused::WrongState(report.dwelling).into()),
                }
            }
            // A rule over two streams and one append to both: nothing is decided in between.
            (Command::AssignRepair { to }, _, State::Reported) => match streams.get(&to)? {
                State::Contractor(open, capacity) if open < capacity => {
                    let taken = job(Event::JobTaken, &to);
                    vec![here(Event::RepairAssigned(to)), taken]
                }
                State::Contractor(..) => return Err(Refused::ContractorFull.into()),
                _ => return Err(Refused::WrongState(to).into()),
            },
            (Command::CompleteRepair, _, State::Assigned(by)) => {
                vec![here(Event::RepairDone), job(Event::JobClosed, by)]
            }
            (Command::CancelRepair, _, State::Reported) => vec![here(Event::RepairCancelled)],
            (Command::CancelRepair, _, State::Assigned(by)) => {
                vec![here(Event::RepairCancelled), job(Event::JobClosed, by)]
            }
            _ => return Err(Refused::WrongState(stream.clone()).into()),
        })
    }

    /// An urgent report calls the night service, in the same append.
    fn react(
        cause: &Draft<Event>,
        _: &Asked,
        _: &Streams<'_, State>,
        _: &OpenUrgent,
    ) -> Result<Vec<Draft<Event>>, Needs> {
        let urgent = matches!(&cause.event, Event::RepairReported(report) if report.urgent);
        let mut called = cause.clone();
        called.event = Event::NightServiceCalled;
        Ok(if urgent { vec![called] } else { vec![] })
    }
}
