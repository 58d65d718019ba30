//! The command line: `jalon serve` and `jalon demo`, each flag with its environment variable.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::clock::Ticks;
use crate::delivery::DeliveryArguments;
use crate::settings::{Auth, LogEngine};

/// An event-sourced workflow engine: every decision of a public programme, and all that follows from it.
#[derive(Debug, Parser)]
#[command(name = "jalon", version)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub action: Action,
}

/// What `jalon` does.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Serves the programmes of a data folder.
    Serve(ServeArguments),
    /// Serves a fictional programme from a temporary folder: page, API and history.
    Demo(DemoArguments),
}

/// Flags of `jalon serve`; each is also a key of the configuration file.
#[derive(Debug, Clone, Default, Args)]
pub struct ServeArguments {
    /// The folder that holds everything: logs, keys, read models.
    #[arg(long, env = "JALON_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Where to listen [default: 127.0.0.1:8080]; port 0 picks a free one.
    #[arg(long, env = "JALON_LISTEN", value_name = "ADDR:PORT")]
    pub listen: Option<SocketAddr>,
    /// A TOML file with the same keys, and the table `[limits]`.
    #[arg(long, env = "JALON_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Who may do what [default: open].
    #[arg(long, env = "JALON_AUTH", value_enum)]
    pub auth: Option<Auth>,
    /// Where events are kept [default: embedded].
    #[arg(long, env = "JALON_LOG", value_enum)]
    pub log: Option<LogEngine>,
    /// What is logged to stderr [default: info]: error, warn, info, debug, trace, or a filter.
    #[arg(long, env = "JALON_LOG_LEVEL", value_name = "FILTER")]
    pub log_level: Option<String>,
    /// Whether each day is recorded in every programme, so that lateness is told [default: daily].
    #[arg(long, env = "JALON_TICKS", value_enum)]
    pub ticks: Option<Ticks>,
    /// How mails go out.
    #[command(flatten)]
    pub delivery: DeliveryArguments,
}

/// Flags of `jalon demo`.
#[derive(Debug, Clone, Default, Args)]
pub struct DemoArguments {
    /// Where to listen [default: 127.0.0.1:8080]; port 0 picks a free one.
    #[arg(long, env = "JALON_LISTEN", value_name = "ADDR:PORT")]
    pub listen: Option<SocketAddr>,
    /// What is logged to stderr [default: warn].
    #[arg(long, env = "JALON_LOG_LEVEL", value_name = "FILTER")]
    pub log_level: Option<String>,
}
