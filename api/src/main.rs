//! `jalon`: the server's command line, its log on stderr, and its exit codes.

use std::io::IsTerminal as _;
use std::process::ExitCode;
use std::sync::Arc;

use api::cli::{Action, Cli};
use api::{ServeError, Settings, SettingsError, demo, serve};
use clap::Parser;
use eventlog::SystemEnvironment;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let ended = match Cli::parse().action {
        Action::Serve(arguments) => Settings::of(&arguments)
            .map_err(ServeError::from)
            .and_then(|settings| block_on(&settings, serve::serve(&settings, world()))),
        Action::Demo(arguments) => demo::Demo::prepare(&arguments)
            .and_then(|demo| block_on(&demo.settings, demo.serve(world()))),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("jalon: {why}");
            ExitCode::from(why.exit_code())
        }
    }
}

/// The one place where the system's clock comes in.
fn world() -> Arc<SystemEnvironment> {
    Arc::new(SystemEnvironment)
}

fn block_on(
    settings: &Settings,
    task: impl Future<Output = Result<(), ServeError>>,
) -> Result<(), ServeError> {
    let filter =
        EnvFilter::try_new(&settings.log_level).map_err(|why| SettingsError::LogLevel {
            given: settings.log_level.clone(),
            why,
        })?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    tokio::runtime::Runtime::new()
        .map_err(ServeError::Stopped)?
        .block_on(task)
}
