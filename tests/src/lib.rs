//! The harness of the end-to-end tests: both binaries as processes, an HTTP client, a simulated world.
//!
//! Everything here talks to the project the way its users do: over HTTP, the command line, and
//! the files of a data folder. What needs something that is missing says so on one line with
//! [`skipped`].

mod binaries;
mod client;
mod folder;
mod mail_server;
mod measure;
mod process;
mod programme;
pub mod request;
mod server;
mod tool;
mod world;
pub mod year;

pub use binaries::{Binaries, binaries};
pub use client::{Answer, Client};
pub use folder::{Place, copy_folder, files_below, find_bytes};
pub use mail_server::{MailServer, Manner, Received};
pub use measure::{Measured, median, quartiles};
pub use process::{Finished, Process};
pub use programme::{Programme, slug};
pub use server::{
    Server, demo_ended_while_loading, demo_until_exit, serve_until_exit, serve_until_exit_with,
};
pub use tool::{replay, replay_json};
pub use world::SimulatedWorld;

use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The folder of the workspace.
pub fn workspace() -> &'static Path {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests)
}

/// Where the public list of host structures is read: `JALON_OPEN_DATA`, or beside the workspace.
pub fn open_data_file() -> PathBuf {
    std::env::var_os("JALON_OPEN_DATA").map_or_else(
        || workspace().join("../shared/data/conseillers-numeriques-structures-2023-04-05.csv"),
        PathBuf::from,
    )
}

/// Says on one line that a test was skipped, and why. Written past the test runner's capture,
/// which shows the output of failed tests only.
pub fn skipped(test: &str, why: &str) {
    // Nobody is left to tell where the standard error is closed.
    let _ = writeln!(std::io::stderr(), "skipped: {test}: {why}");
}
