//! `import`: takes files of other sources into a programme, deciding each line like any other request.
//!
//! All files are looked at before anything is changed: one that is empty, not UTF-8 or without its
//! columns stops the import there. After that a bad line is refused, kept, and stops nothing.

mod cloudevents;
mod copy;
mod lines;
mod open_data;
mod pipeline;
mod refused;
mod target;
#[cfg(test)]
mod tests;

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use eventlog::Environment;

use crate::cli::{ImportArguments, ImportFormat};
use crate::output;
use crate::progress::Progress;
use lines::Survey;
use pipeline::{Pipeline, Report};
use refused::{KeptLine, Reason, RefusedLines};
use target::Target;

/// What the engine's own role is called; it may decide all.
const OPERATOR: &str = "operator";
/// Where that role holds.
const NATIONAL: &str = "national";

/// A file that passed the first look.
pub(crate) struct CheckedFile {
    path: PathBuf,
    lines: u64,
    /// The import's name, the same for the same bytes: `open-data:ba7816bf8f01`.
    batch: Box<str>,
}

/// What a file's next lines come to.
pub(crate) enum Taken {
    /// To be decided.
    Asked(pipeline::Step),
    /// Not even asked for.
    Refused(Vec<(KeptLine, Reason)>),
}

/// A file being read, whatever its format.
pub(crate) trait Source {
    /// What comes next, `None` at the file's end.
    fn next(&mut self) -> Result<Option<Taken>, lines::FileError>;

    /// The number of the last line read.
    fn line(&self) -> u64;
}

pub(crate) async fn run(
    arguments: &ImportArguments,
    world: &Arc<dyn Environment>,
) -> anyhow::Result<ExitCode> {
    let files = check_all(arguments)?;
    let target = Target::open(&arguments.place, arguments.dry_run, world).await?;
    let mut refused = 0;
    for file in &files {
        let report = import_file(arguments, &target, file, world).await?;
        print(arguments, file, &report)?;
        refused += report.refused;
    }
    target.ledger.close().await?;
    Ok(if refused == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn check_all(arguments: &ImportArguments) -> anyhow::Result<Vec<CheckedFile>> {
    let check = |path: &PathBuf| {
        let survey = lines::survey(path)?;
        if arguments.format == ImportFormat::OpenData {
            open_data::check(path)?;
        }
        Ok(checked(path, &survey, arguments.format))
    };
    arguments.files.iter().map(check).collect()
}

fn checked(path: &Path, survey: &Survey, format: ImportFormat) -> CheckedFile {
    /// As much of the digest as tells files apart.
    const DIGITS: usize = 12;
    let kind = match format {
        ImportFormat::OpenData => "open-data",
        ImportFormat::CloudEvents => "cloudevents",
    };
    CheckedFile {
        path: path.to_owned(),
        lines: survey.lines,
        batch: format!("{kind}:{}", &survey.digest[..DIGITS]).into(),
    }
}

async fn import_file(
    arguments: &ImportArguments,
    target: &Target,
    file: &CheckedFile,
    world: &Arc<dyn Environment>,
) -> anyhow::Result<Report> {
    let mut source: Box<dyn Source> = match arguments.format {
        ImportFormat::OpenData => Box::new(open_data::begin(target, file).await?),
        ImportFormat::CloudEvents => Box::new(cloudevents::begin(arguments, file, world)?),
    };
    let mut progress = Progress::of(file.path.display().to_string(), Some(file.lines), world);
    let refused = RefusedLines::beside(&file.path, arguments.dry_run)?;
    let mut pipeline = Pipeline::into(&target.ledger, refused);
    while let Some(taken) = source.next()? {
        match taken {
            Taken::Asked(step) => pipeline.ask(step).await?,
            Taken::Refused(lines) => pipeline.refuse(lines).await?,
        }
        progress.at(source.line());
    }
    pipeline.finish().await
}

fn print(arguments: &ImportArguments, file: &CheckedFile, report: &Report) -> io::Result<()> {
    let dry_run = if arguments.dry_run {
        "dry run, nothing changed: "
    } else {
        ""
    };
    let kept = report
        .kept_in
        .as_ref()
        .map_or_else(String::new, |path| format!(", kept in {}", path.display()));
    output::line(&format!(
        "{}: {dry_run}{} accepted, {} skipped (already there), {} refused{kept}; batch {}",
        file.path.display(),
        report.accepted,
        report.skipped,
        report.refused,
        file.batch,
    ))
}
