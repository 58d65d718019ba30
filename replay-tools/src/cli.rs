//! The command line: subcommands, flags, and what `--help` says of them.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use domain::engine::{CivilDate, ProgrammeSlug, StreamName};
use domain::territory::{Department, Region};
use projections::views::{InScope, Level, task_roles};

use crate::known_at::KnownAt;

/// Replays, imports and verifies the event log of a Jalon programme.
#[derive(Debug, Parser)]
#[command(name = "jalon-replay", version, propagate_version = true)]
#[command(after_help = "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 damaged data.")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) task: Task,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Task {
    /// Takes files of other sources into a programme; a second import of the same changes nothing.
    Import(ImportArguments),
    /// Shows a read model, computed from the log.
    Show(ShowArguments),
    /// Shows what happened to one file, event by event.
    Timeline(TimelineArguments),
    /// Checks every law of the log and every digest, and reports all that does not hold.
    Verify(VerifyArguments),
}

/// Which programme of which folder.
#[derive(Debug, Args)]
pub(crate) struct Place {
    /// The data folder.
    #[arg(long, value_name = "DIR", env = "JALON_DATA")]
    pub(crate) data: PathBuf,
    /// The programme's short name.
    #[arg(long, value_name = "NAME", default_value = "cnfs")]
    pub(crate) programme: ProgrammeSlug,
}

/// What was known when, and what was true when.
#[derive(Debug, Args)]
pub(crate) struct Times {
    /// Only what had become true by that day (YYYY-MM-DD); today where it is left out.
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<CivilDate>,
    /// Only what had been recorded by that instant (RFC 3339), or by the end of that day in Paris.
    #[arg(long, value_name = "DATE|INSTANT")]
    pub(crate) known_at: Option<KnownAt>,
}

/// How a result is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Table,
    /// The shape of the HTTP API.
    Json,
    /// As the HTTP API's CSV: `;`, a byte order mark, CRLF.
    Csv,
}

#[derive(Debug, Args)]
pub(crate) struct ImportArguments {
    #[command(flatten)]
    pub(crate) place: Place,
    /// What the files are.
    #[arg(long, value_enum)]
    pub(crate) format: ImportFormat,
    /// Decides every line on a copy in memory and reports; changes nothing, and runs beside `jalon`.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Records now what the file dates otherwise; its `time` is kept as the instant of emission
    /// (`cloudevents` only: open data says no instant, and is always recorded now).
    #[arg(long)]
    pub(crate) record_now: bool,
    /// The files, in the order in which they are taken.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ImportFormat {
    /// The published list of hosts validated by the COSELEC: CSV with `;`, UTF-8.
    OpenData,
    /// `CloudEvents` 1.0, one JSON object a line; consecutive lines that share `commandid` are one append.
    #[value(name = "cloudevents")]
    CloudEvents,
}

#[derive(Debug, Args)]
pub(crate) struct ShowArguments {
    /// The read model.
    #[arg(value_enum, value_name = "VIEW")]
    pub(crate) view: Shown,
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(flatten)]
    pub(crate) times: Times,
    /// Only what counts in this region, by its INSEE code.
    #[arg(long, value_name = "CODE")]
    pub(crate) region: Option<Region>,
    /// Only what counts in this department, by its INSEE code.
    #[arg(long, value_name = "CODE")]
    pub(crate) department: Option<Department>,
    /// `territories` only: one row per region, or per department.
    #[arg(long, value_name = "region|department")]
    pub(crate) level: Option<Level>,
    /// How it is printed.
    #[arg(long, value_enum, default_value = "table")]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) tasks: TaskArguments,
}

/// Which tasks; for `show tasks` only.
#[derive(Debug, Args)]
#[command(next_help_heading = "Options of `show tasks`")]
pub(crate) struct TaskArguments {
    /// Only what that role must do.
    #[arg(long, value_name = "ROLE", value_parser = PossibleValuesParser::new(task_roles()))]
    pub(crate) role: Option<String>,
    /// Only what lies in an actor's scope: `59`, `host:<uuid>`, `lot:<label>`, a provider's name.
    #[arg(long, value_name = "SCOPE")]
    pub(crate) scope: Option<InScope>,
    /// Only what is past its last day in time.
    #[arg(long)]
    pub(crate) late: bool,
    /// How many are shown at most: 1,000 and no more; 100 where it is left out.
    #[arg(long, value_name = "COUNT")]
    pub(crate) limit: Option<usize>,
    /// How many come before those.
    #[arg(long, value_name = "COUNT")]
    pub(crate) offset: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shown {
    /// Files at each stage, from registration to training.
    Funnel,
    /// Hires and posts opened per half-month, with their sums.
    Recruitments,
    /// The funnel per region or department.
    Territories,
    /// Milestones: target, actual, gap, what is required per half-month.
    Trajectory,
    /// Training per lot.
    Training,
    /// Shares of private posts, non-compliant files, activations not followed; conventions.
    Quality,
    /// The people whom the counsellors helped, per half-month.
    Activity,
    /// What waits for whom, since when and until when; what has been due the longest comes first.
    Tasks,
}

#[derive(Debug, Args)]
pub(crate) struct TimelineArguments {
    /// The file: `host:<uuid>`, `session:<label>`, `candidate:<uuid>`, `match:<uuid>`, `programme:<name>`.
    pub(crate) stream: StreamName,
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(flatten)]
    pub(crate) times: Times,
    /// Whether personal fields are shown; in the clear takes access to the vault's keys.
    #[arg(long, value_enum, default_value = "sealed")]
    pub(crate) personal: Personal,
    /// How it is printed.
    #[arg(long, value_enum, default_value = "table")]
    pub(crate) format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Personal {
    /// They read `{"sealed":true}`.
    Sealed,
    /// As they were given.
    Clear,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyArguments {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Judges only the events that had been recorded by that instant, or by the end of that day in
    /// Paris: what was found in later events is left out. The whole log is read all the same, and
    /// a finding that has no position is always reported; where damage hides which events were
    /// known then, all are judged. Business dates bear on no law of the log: there is no `--as-of`.
    #[arg(long, value_name = "DATE|INSTANT")]
    pub(crate) known_at: Option<KnownAt>,
    /// How it is printed.
    #[arg(long, value_enum, default_value = "table")]
    pub(crate) format: Format,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn formats_have_the_contracts_names() {
        let line = "jalon-replay import --data d --format cloudevents --record-now a b";
        let parsed = Arguments::try_parse_from(line.split(' ')).unwrap();
        let Task::Import(import) = parsed.task else {
            panic!("not an import");
        };
        assert_eq!(import.format, ImportFormat::CloudEvents);
        assert_eq!(import.place.programme.as_str(), "cnfs");
        let line = "jalon-replay import --data d --format open-data a";
        assert!(Arguments::try_parse_from(line.split(' ')).is_ok());
    }

    #[test]
    fn wrong_usage_is_told_from_help() {
        for line in [
            "jalon-replay",
            "jalon-replay import --data d --format open-data",
            "jalon-replay show nothing --data d",
            "jalon-replay show funnel --data d --as-of 14/06/2021",
            "jalon-replay show funnel --data d --region 99",
            "jalon-replay show tasks --data d --role postman",
            "jalon-replay timeline hosts --data d",
        ] {
            let refused = Arguments::try_parse_from(line.split(' ')).unwrap_err();
            assert_eq!(refused.exit_code(), 2, "{line}");
        }
    }
}
