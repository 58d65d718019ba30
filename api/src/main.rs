//! `jalon`: the server's command line, its log on stderr, and its exit codes.

use std::io::IsTerminal as _;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use api::cli::{Action, Cli};
use api::{ServeError, Settings, SettingsError, demo, serve};
use clap::Parser;
use eventlog::SystemEnvironment;
use tracing_subscriber::EnvFilter;

/// How long a process that is done may wait for its own threads.
const END_MAX: Duration = Duration::from_secs(5);

fn main() -> ExitCode {
    let ended = match Cli::parse().action {
        Action::Serve(arguments) => Settings::of(&arguments)
            .map_err(ServeError::from)
            .and_then(|settings| block_on(&settings.log_level, serve::serve(&settings, world()))),
        Action::Demo(arguments) => demo::Demo::prepare(&arguments)
            .map_err(ServeError::from)
            .and_then(|demo| block_on(&demo.log_level, demo.serve(world()))),
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

/// Runs to the end, and then waits no longer than named for files that are still being read.
fn block_on(
    log_level: &str,
    task: impl Future<Output = Result<(), ServeError>>,
) -> Result<(), ServeError> {
    let filter = EnvFilter::try_new(log_level).map_err(|why| SettingsError::LogLevel {
        given: log_level.to_owned(),
        why,
    })?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    let runtime = tokio::runtime::Runtime::new().map_err(ServeError::Stopped)?;
    let ended = runtime.block_on(task);
    runtime.shutdown_timeout(END_MAX);
    ended
}
