//! Decisions on their way: handed to the ledger in order, answered in order, a bounded number at once.

use std::collections::VecDeque;
use std::path::PathBuf;

use anyhow::Context;
use domain::engine::Refusal as _;
use domain::{Cnfs, Refusal};
use eventlog::{DecideError, Ledger, PendingDecision, Request};

use super::refused::{KeptLine, Reason, RefusedLines};

/// How many steps wait for their answers at most. Each has at most two requests, and the ledger's
/// queue has room for more than all of them.
const STEPS_WAITING_MAX: usize = 256;
/// How many bytes of lines wait with them at most.
const BYTES_WAITING_MAX: usize = 64 * 1024 * 1024;

/// What is accepted, skipped or refused together.
pub(crate) struct Step {
    /// The lines that ask for it.
    pub(crate) lines: Vec<KeptLine>,
    /// What they ask, in order. The first refusal refuses the lines.
    pub(crate) requests: Vec<Request<Cnfs>>,
}

enum Waiting {
    Asked {
        lines: Vec<KeptLine>,
        decisions: Vec<PendingDecision<Cnfs>>,
    },
    /// Refused before it was asked: it waits for its turn, so that lines are reported in order.
    Refused(Vec<(KeptLine, Reason)>),
}

/// What became of one file's lines.
#[derive(Debug)]
pub(crate) struct Report {
    /// Lines that the log did not have.
    pub(crate) accepted: u64,
    /// Lines that it had.
    pub(crate) skipped: u64,
    /// Lines that were refused.
    pub(crate) refused: u64,
    /// Where those are kept.
    pub(crate) kept_in: Option<PathBuf>,
}

/// One file's decisions.
pub(crate) struct Pipeline<'a> {
    ledger: &'a Ledger<Cnfs>,
    waiting: VecDeque<Waiting>,
    waiting_bytes: usize,
    accepted: u64,
    skipped: u64,
    refused: RefusedLines,
}

/// What the ledger said to a step.
enum Outcome {
    Accepted,
    Skipped,
    Refused(Reason),
}

impl<'a> Pipeline<'a> {
    pub(crate) fn into(ledger: &'a Ledger<Cnfs>, refused: RefusedLines) -> Self {
        Self {
            ledger,
            waiting: VecDeque::new(),
            waiting_bytes: 0,
            accepted: 0,
            skipped: 0,
            refused,
        }
    }

    /// Hands a step to the ledger, after waiting for the oldest answers where too many are open.
    pub(crate) async fn ask(&mut self, step: Step) -> anyhow::Result<()> {
        let mut decisions = Vec::with_capacity(step.requests.len());
        for request in step.requests {
            decisions.push(self.ledger.submit(request).await.map_err(stopped)?);
        }
        let lines = step.lines;
        self.wait_with(Waiting::Asked { lines, decisions }).await
    }

    /// Reports lines that are not worth asking for, in their turn.
    pub(crate) async fn refuse(&mut self, lines: Vec<(KeptLine, Reason)>) -> anyhow::Result<()> {
        self.wait_with(Waiting::Refused(lines)).await
    }

    async fn wait_with(&mut self, next: Waiting) -> anyhow::Result<()> {
        self.waiting_bytes += next.bytes();
        self.waiting.push_back(next);
        while self.waiting.len() > STEPS_WAITING_MAX || self.waiting_bytes > BYTES_WAITING_MAX {
            let Some(oldest) = self.waiting.pop_front() else {
                break;
            };
            self.settle(oldest).await?;
        }
        Ok(())
    }

    async fn settle(&mut self, oldest: Waiting) -> anyhow::Result<()> {
        self.waiting_bytes -= oldest.bytes();
        match oldest {
            Waiting::Refused(lines) => {
                for (line, reason) in &lines {
                    self.keep(line, reason)?;
                }
            }
            Waiting::Asked { lines, decisions } => {
                let count = lines.len() as u64;
                match outcome(decisions).await? {
                    Outcome::Accepted => self.accepted += count,
                    Outcome::Skipped => self.skipped += count,
                    Outcome::Refused(reason) => {
                        for line in &lines {
                            self.keep(line, &reason)?;
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn keep(&mut self, line: &KeptLine, reason: &Reason) -> anyhow::Result<()> {
        let kept = self.refused.add(line, reason);
        kept.context("a refused line cannot be kept; the import stops before the next one")
    }

    /// Waits for all answers.
    pub(crate) async fn finish(mut self) -> anyhow::Result<Report> {
        while let Some(oldest) = self.waiting.pop_front() {
            self.settle(oldest).await?;
        }
        Ok(Report {
            accepted: self.accepted,
            skipped: self.skipped,
            refused: self.refused.count(),
            kept_in: self
                .refused
                .finish()
                .context("the refused lines cannot be kept")?,
        })
    }
}

impl Waiting {
    fn bytes(&self) -> usize {
        match self {
            Self::Asked { lines, .. } => lines.iter().map(KeptLine::bytes).sum(),
            Self::Refused(lines) => lines.iter().map(|(line, _)| line.bytes()).sum(),
        }
    }
}

async fn outcome(decisions: Vec<PendingDecision<Cnfs>>) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::Skipped;
    for decision in decisions {
        match decision.outcome().await {
            Ok(decided) if decided.repeated => {}
            Ok(_) => outcome = Outcome::Accepted,
            Err(error) => return reason(error).map(Outcome::Refused),
        }
    }
    Ok(outcome)
}

/// Why the line is refused; an error of the world ends the import instead.
fn reason(error: DecideError<Refusal>) -> anyhow::Result<Reason> {
    let code = match &error {
        DecideError::Refused(refusal) => return Ok(no(refusal)),
        DecideError::Conflict { .. } => "VersionConflict",
        DecideError::CommandReused => "CommandReused",
        DecideError::EventIdReused { .. } => "EventIdReused",
        DecideError::DecisionDiffers { .. } => "DecisionDiffers",
        DecideError::RecordedAtGoesBack { .. } => "RecordedAtGoesBack",
        DecideError::TooManyStreams { .. } => "TooManyStreams",
        DecideError::OutOfBounds(_) => "OutOfBounds",
        _ => return Err(stopped(error)),
    };
    Ok(Reason::of_line(code, error.to_string()))
}

/// The business says no. Its words begin with the field's name, which has a place of its own here.
fn no(refusal: &Refusal) -> Reason {
    let text = refusal.to_string();
    let named = refusal.field().map(|field| format!("`{field}`: "));
    let rest = named.and_then(|prefix| text.strip_prefix(&prefix));
    Reason {
        column: refusal.field().map(str::to_owned),
        code: refusal.code().to_owned(),
        text: rest.unwrap_or(&text).to_owned(),
    }
}

fn stopped(error: DecideError<Refusal>) -> anyhow::Error {
    anyhow::Error::new(error).context(
        "the import stopped; what was accepted stays, and the same import again takes up the rest",
    )
}
