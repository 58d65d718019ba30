//! `CloudEvents`, one JSON object a line: consecutive lines that share `commandid` are one atomic append.
//!
//! An append is decided like any other, and must come out as it was given: same events, same ids.
//! Its `time` becomes `recorded_at`, so instants may neither go back nor lie in the future, unless
//! everything is recorded now; then `time` is kept as the instant of emission.

mod append;
mod read;

use std::sync::Arc;

use eventlog::Environment;

use super::lines::FileError;
use super::pipeline::Step;
use super::{CheckedFile, Source, Taken};
use crate::cli::ImportArguments;
use append::Writer;
use read::{Appends, Group};

/// Begins to read a file.
pub(crate) fn begin(
    arguments: &ImportArguments,
    file: &CheckedFile,
    world: &Arc<dyn Environment>,
) -> Result<CloudEvents, FileError> {
    Ok(CloudEvents {
        appends: Appends::open(&file.path)?,
        writer: Writer {
            programme: arguments.place.programme.clone(),
            batch: file.batch.clone(),
            record_now: arguments.record_now,
            world: Arc::clone(world),
        },
    })
}

/// A file being imported.
pub(crate) struct CloudEvents {
    appends: Appends,
    writer: Writer,
}

impl Source for CloudEvents {
    fn next(&mut self) -> Result<Option<Taken>, FileError> {
        let Some(group) = self.appends.next()? else {
            return Ok(None);
        };
        Ok(Some(match group {
            Group::Refused(lines) => Taken::Refused(lines),
            Group::Whole { lines, events } => {
                let number = lines.first().map_or(0, |line| line.number);
                match self.writer.request(events, number) {
                    Ok(request) => Taken::Asked(Step {
                        lines,
                        requests: vec![request],
                    }),
                    Err(reason) => Taken::Refused(
                        lines
                            .into_iter()
                            .map(|line| (line, reason.clone()))
                            .collect(),
                    ),
                }
            }
        }))
    }

    fn line(&self) -> u64 {
        self.appends.line()
    }
}
