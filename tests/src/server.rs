//! `jalon` as a process: started on a free port, killed, or asked to end.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::Result;

use crate::{Client, Finished, Process, binaries};

/// How long `jalon` may take until it answers, on a slow machine in debug.
const START_AT_MOST: Duration = Duration::from_secs(90);
/// How long it may take to drain and end.
const END_AT_MOST: Duration = Duration::from_secs(30);

/// A `jalon` that is ready to answer.
#[derive(Debug)]
pub struct Server {
    process: Process,
    address: String,
}

impl Server {
    /// `jalon serve` on a data folder.
    pub fn serve(data: &Path) -> Result<Self> {
        Self::start(&mut serve(data)?)
    }

    /// `jalon demo`: the sample programme in a temporary folder.
    pub fn demo() -> Result<Self> {
        let mut command = Command::new(&binaries()?.jalon);
        Self::start(command.args(["demo", "--listen", "127.0.0.1:0"]))
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
    Process::start(&mut serve(data)?)?.finish(START_AT_MOST)
}

fn serve(data: &Path) -> Result<Command> {
    let mut command = Command::new(&binaries()?.jalon);
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]);
    command.arg(data);
    Ok(command)
}
