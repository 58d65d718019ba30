//! `jalon` as a process: started on a free port, killed, or asked to end.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::{Client, Finished, Process, binaries, files_below};

/// How long `jalon` may take until it answers, on a slow machine in debug.
const START_AT_MOST: Duration = Duration::from_secs(90);
/// How long it may take to drain and end.
const END_AT_MOST: Duration = Duration::from_secs(30);
/// The flags of a server that records no day.
const CLOCK_OFF: [&str; 2] = ["--ticks", "off"];

/// A `jalon` that is ready to answer.
#[derive(Debug)]
pub struct Server {
    process: Process,
    address: String,
}

impl Server {
    /// `jalon serve` on a data folder; its clock stands still, so that positions can be counted.
    pub fn serve(data: &Path) -> Result<Self> {
        Self::start(serve(data)?.args(CLOCK_OFF))
    }

    /// The same, its clock standing still, with more flags.
    pub fn serve_with<S: AsRef<OsStr>>(
        data: &Path,
        flags: impl IntoIterator<Item = S>,
    ) -> Result<Self> {
        Self::start(serve(data)?.args(CLOCK_OFF).args(flags))
    }

    /// The same, with a clock.
    pub fn serve_with_clock(data: &Path) -> Result<Self> {
        Self::start(&mut serve(data)?)
    }

    /// `jalon demo`: the sample programme in a folder that it makes in `temporary`.
    pub fn demo(temporary: &Path) -> Result<Self> {
        Self::start(demo("127.0.0.1:0")?.env("TMPDIR", temporary))
    }

    fn start(command: &mut Command) -> Result<Self> {
        let mut process = Process::start(command)?;
        let address = process.wait_for_line("listening on ", START_AT_MOST)?;
        Ok(Self {
            process,
            address: address.trim_end_matches('/').to_owned(),
        })
    }

    /// `http://127.0.0.1:…`
    pub fn address(&self) -> &str {
        &self.address
    }

    /// A client of its programme `cnfs`.
    pub fn client(&self) -> Result<Client> {
        Client::new(&self.address)
    }

    /// kill -9.
    pub fn kill(mut self) -> Result<()> {
        self.process.kill()
    }

    /// SIGTERM, and the end that it leads to.
    pub fn terminate(self) -> Result<Finished> {
        self.process.terminate(END_AT_MOST)
    }
}

/// `jalon serve` where it is expected to end by itself, with its exit code and its reasons.
pub fn serve_until_exit(data: &Path) -> Result<Finished> {
    serve_until_exit_with(data, [""; 0])
}

/// The same with more flags.
pub fn serve_until_exit_with<S: AsRef<OsStr>>(
    data: &Path,
    flags: impl IntoIterator<Item = S>,
) -> Result<Finished> {
    Process::start(serve(data)?.args(flags))?.finish(START_AT_MOST)
}

/// `jalon demo` that makes its folder in `temporary`, asked to end while it is still loading.
pub fn demo_ended_while_loading(temporary: &Path) -> Result<Finished> {
    let mut command = demo("127.0.0.1:0")?;
    let process = Process::start(command.env("TMPDIR", temporary))?;
    let deadline = Instant::now() + START_AT_MOST;
    while !holds_a_log(temporary) {
        ensure!(Instant::now() < deadline, "it begins no log");
        std::thread::yield_now();
    }
    process.terminate(END_AT_MOST)
}

/// `jalon demo` that makes its folder in `temporary`, on a port where it is expected to fail.
pub fn demo_until_exit(listen: &str, temporary: &Path) -> Result<Finished> {
    let mut command = demo(listen)?;
    command
        .args(["--log-level", "info"])
        .env("TMPDIR", temporary);
    Process::start(&mut command)?.finish(START_AT_MOST)
}

/// What is being written may move while it is looked at: then it is looked at again.
fn holds_a_log(folder: &Path) -> bool {
    let is_log = |file: &Path| file.components().any(|part| part.as_os_str() == "log");
    files_below(folder).is_ok_and(|files| files.iter().any(|file| is_log(file)))
}

fn demo(listen: &str) -> Result<Command> {
    let mut command = Command::new(&binaries()?.jalon);
    command.args(["demo", "--listen", listen]);
    Ok(command)
}

fn serve(data: &Path) -> Result<Command> {
    let mut command = Command::new(&binaries()?.jalon);
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]);
    command.arg(data);
    Ok(command)
}
