//! The routes, one module for each kind of question.

pub(crate) mod batch;
pub(crate) mod calendar;
pub(crate) mod cloud_events;
pub(crate) mod commands;
pub(crate) mod files;
pub(crate) mod health;
pub(crate) mod history;
pub(crate) mod lines;
pub(crate) mod page;
pub(crate) mod read_models;
pub(crate) mod reading;
pub(crate) mod revocations;
pub(crate) mod tasks;
pub(crate) mod timeline_table;
pub(crate) mod workflow;
