//! `jalon-replay` as a process.

use std::ffi::OsStr;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{Finished, Process, binaries};

/// How long one run may take, on a slow machine in debug.
const RUN_AT_MOST: Duration = Duration::from_mins(3);

/// Runs `jalon-replay` to its end.
pub fn replay<I>(arguments: I) -> Result<Finished>
where
    I: IntoIterator<Item: AsRef<OsStr>>,
{
    let mut command = Command::new(&binaries()?.jalon_replay);
    Process::start(command.args(arguments))?.finish(RUN_AT_MOST)
}

/// Runs `jalon-replay … --format json` and reads what it printed.
pub fn replay_json<I>(arguments: I) -> Result<Value>
where
    I: IntoIterator<Item: AsRef<OsStr>>,
{
    let mut command = Command::new(&binaries()?.jalon_replay);
    command.args(arguments).args(["--format", "json"]);
    let finished = Process::start(&mut command)?
        .finish(RUN_AT_MOST)?
        .expect_code(0)?;
    serde_json::from_str(&finished.stdout).with_context(|| format!("not JSON: {}", finished.stdout))
}
