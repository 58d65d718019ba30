//! The engine's traits, and the programme: its events, commands, deciders, territories and half-months.

pub mod candidate;
mod case;
pub mod cloudevent;
pub mod command;
mod command_from_event;
pub mod common;
mod decider;
pub mod engine;
pub mod event;
mod guard;
mod half_month;
pub mod host;
pub mod identifier;
pub mod json;
pub mod matching;
pub mod permission;
pub mod programme;
mod reaction;
pub mod refusal;
pub mod revocation;
pub mod session;
mod tally;
pub mod task;
pub mod territory;
pub mod timeline;
pub mod workflow;

pub use command::Command;
pub use command_from_event::NotADecision;
pub use decider::{Cnfs, FileState, State};
pub use event::Event;
pub use half_month::HalfMonth;
pub use json::BadInput;
pub use reaction::{MATCHES_CLOSED_MAX, MATCHES_CLOSED_PER_TICK_MAX, NOTICES_PER_TICK_MAX};
pub use refusal::Refusal;
pub use tally::{CnfsTally, Late, OpenMail, OpenMatch};
