//! `jalon-replay`: the analyst's and auditor's command line.
//!
//! Exit codes: 0 done, 1 failed (or a line of an import refused), 2 wrong usage, 3 damaged data.

mod cli;
mod failure;
mod import;
mod known_at;
mod output;
mod place;
mod progress;
mod show;
mod timeline;
mod verify;

use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use eventlog::{Environment, SystemEnvironment};

use cli::{Arguments, Task};

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_max_level(tracing_subscriber::filter::LevelFilter::WARN)
        .init();
    match run(arguments).await {
        Ok(code) => code,
        Err(error) => failure::report(&error),
    }
}

async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let world: Arc<dyn Environment> = Arc::new(SystemEnvironment);
    match arguments.task {
        Task::Import(import) => import::run(&import, &world).await,
        Task::Show(show) => show::run(&show, &world).await,
        Task::Timeline(timeline) => timeline::run(&timeline, &world).await,
        Task::Verify(verify) => verify::run(&verify, &world).await,
    }
}
