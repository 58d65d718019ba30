//! The server: configuration, the HTTP API, the page, and the wiring of logs, ledgers and read models.

mod app;
mod background;
mod by_engine;
pub mod cli;
mod clock;
mod command_request;
pub mod delivery;
pub mod demo;
mod http;
mod limits;
mod openapi;
mod plain;
mod problem;
mod programmes;
mod refused;
mod revocation;
mod router;
mod routes;
pub mod sample;
pub mod serve;
mod settings;
mod times;

pub use app::App;
pub use clock::Ticks;
pub use limits::Limits;
pub use problem::{FieldProblem, Problem, ProblemDetails};
pub use programmes::{Programme, ProgrammeError, Programmes};
pub use router::router;
pub use serve::ServeError;
pub use settings::{Auth, LogEngine, Settings, SettingsError};
