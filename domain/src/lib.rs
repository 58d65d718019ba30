//! The engine's traits, and the programme: its events, commands, deciders, territories and half-months.

pub mod candidate;
pub mod cloudevent;
pub mod command;
pub mod engine;
pub mod event;
pub mod host;
pub mod identifier;
pub mod json;
pub mod matching;
pub mod programme;
pub mod session;
pub mod territory;

pub use command::Command;
pub use event::Event;
pub use json::BadInput;
