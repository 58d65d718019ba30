//! The engine's traits, and the programme: its events, commands, deciders, territories and half-months.

pub mod candidate;
mod case;
pub mod cloudevent;
pub mod command;
mod command_from_event;
pub mod common;
mod decider;
pub mod engine;
mod envelope;
pub mod event;
mod half_month;
pub mod host;
pub mod identifier;
pub mod json;
pub mod matching;
pub mod programme;
pub mod refusal;
pub mod revocation;
pub mod session;
pub mod task;
pub mod territory;
pub mod timeline;
pub mod workflow;

pub use command::Command;
pub use command_from_event::NotADecision;
pub use decider::{Cnfs, State};
pub use envelope::EnvelopeTally;
pub use event::Event;
pub use half_month::HalfMonth;
pub use json::BadInput;
pub use refusal::Refusal;
