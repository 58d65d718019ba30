//! A child process whose lines are read as they come, whose every wait is bounded, and which never outlives its test.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Context, Error, Result, anyhow, ensure};

/// A running child.
#[derive(Debug)]
pub struct Process {
    child: Child,
    /// What it printed to stdout, line by line; disconnected once it closed stdout.
    lines: Receiver<String>,
    /// Collects stderr until it ends; taken when the child is waited for.
    stderr: Option<JoinHandle<String>>,
    shown: String,
}

/// A child that has ended.
#[derive(Debug)]
pub struct Finished {
    /// The exit code; `None` if a signal ended it.
    pub code: Option<i32>,
    /// The lines of stdout that nobody waited for.
    pub stdout: String,
    /// All of stderr.
    pub stderr: String,
}

impl Finished {
    /// Itself, if the exit code is this one.
    pub fn expect_code(self, code: i32) -> Result<Self> {
        ensure!(
            self.code == Some(code),
            "exit code {:?} instead of {code}\nstdout: {}\nstderr: {}",
            self.code,
            self.stdout,
            self.stderr
        );
        Ok(self)
    }
}

impl Process {
    /// Starts a child without any `JALON_…` variable of this process.
    pub fn start(command: &mut Command) -> Result<Self> {
        forget_settings(command);
        let shown = format!("{command:?}");
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("{shown} does not start"))?;
        let stdout = child.stdout.take().context("stdout is piped")?;
        let stderr = child.stderr.take().context("stderr is piped")?;
        Ok(Self {
            child,
            lines: lines_of(stdout),
            stderr: Some(std::thread::spawn(move || all_of(stderr))),
            shown,
        })
    }

    /// Waits for a line of stdout that begins with `prefix`, and returns the rest of it.
    pub fn wait_for_line(&mut self, prefix: &str, at_most: Duration) -> Result<String> {
        let deadline = Instant::now() + at_most;
        loop {
            match self.lines.recv_timeout(left_until(deadline)) {
                Ok(line) => {
                    if let Some(rest) = line.strip_prefix(prefix) {
                        return Ok(rest.to_owned());
                    }
                }
                Err(why) => {
                    return Err(self.give_up(&format!("printed no line `{prefix}…` ({why})")));
                }
            }
        }
    }

    /// Waits for the child's own end.
    pub fn finish(mut self, at_most: Duration) -> Result<Finished> {
        let deadline = Instant::now() + at_most;
        let mut stdout = String::new();
        loop {
            match self.lines.recv_timeout(left_until(deadline)) {
                Ok(line) => {
                    stdout.push_str(&line);
                    stdout.push('\n');
                }
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    return Err(self.give_up(&format!("did not end within {at_most:?}")));
                }
            }
        }
        let status = self
            .child
            .wait()
            .context("the child cannot be waited for")?;
        Ok(Finished {
            code: status.code(),
            stdout,
            stderr: self.take_stderr(),
        })
    }

    /// SIGKILL: nothing of the child runs any more when this returns.
    pub fn kill(&mut self) -> Result<()> {
        self.child.kill().context("SIGKILL cannot be sent")?;
        self.child
            .wait()
            .context("the child cannot be waited for")?;
        Ok(())
    }

    /// SIGTERM, then the child's own end.
    pub fn terminate(self, at_most: Duration) -> Result<Finished> {
        let sent = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status()
            .context("kill cannot be run")?;
        ensure!(sent.success(), "SIGTERM cannot be sent");
        self.finish(at_most)
    }

    fn give_up(&mut self, why: &str) -> Error {
        let _ = self.kill();
        let stderr = self.take_stderr();
        anyhow!("{} {why}\nstderr: {stderr}", self.shown)
    }

    fn take_stderr(&mut self) -> String {
        self.stderr
            .take()
            .and_then(|reader| reader.join().ok())
            .unwrap_or_default()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail once the child has been waited for, and then there is nothing to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn forget_settings(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("JALON_") {
            command.env_remove(name);
        }
    }
}

/// Lines as they come; the receiver is disconnected when the stream ends.
fn lines_of(stdout: ChildStdout) -> Receiver<String> {
    let (sender, lines) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    lines
}

fn all_of(mut stderr: ChildStderr) -> String {
    let mut bytes = Vec::new();
    // A child that is killed ends its stream; what came before is worth showing.
    let _ = stderr.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

fn left_until(deadline: Instant) -> Duration {
    deadline.saturating_duration_since(Instant::now())
}
