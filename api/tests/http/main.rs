//! The HTTP interface, asked in-process over a log in a temporary folder.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod bad_input;
mod batch;
mod calendar;
mod cloud_events;
mod decisions;
mod document;
mod history;
mod page;
mod path;
mod permissions;
mod reads;
mod schema;
mod service;
mod tasks;
mod workflow;
