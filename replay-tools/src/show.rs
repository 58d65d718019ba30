//! `show`: a read model, computed from the log, for any pair of times and any territory.

use std::process::ExitCode;
use std::sync::Arc;

use clap::CommandFactory;
use clap::error::ErrorKind;
use domain::engine::Position;
use eventlog::{Environment, EventLog};
use projections::views::{self, Lateness, Level, TaskFilter};
use projections::{Answer, Asked, Files, Lens, Rows, View, replay};

use crate::cli::{Arguments, ShowArguments, Shown, TaskArguments};
use crate::known_at::known;
use crate::output;
use crate::progress::Progress;

/// Replays the log in memory and prints the view. The answer is the HTTP API's: the read model
/// stands at the log's head, and what was known earlier is looked at through the lens.
pub(crate) async fn run(
    arguments: &ShowArguments,
    world: &Arc<dyn Environment>,
) -> anyhow::Result<ExitCode> {
    check(arguments);
    let log = arguments.place.follower()?;
    let rows = rows(&log, world).await?;
    let asked = Asked {
        programme: arguments.place.programme.clone(),
        position: rows.position(),
        known_at: arguments.times.known_at.map(|known_at| known_at.0),
        lens: Lens {
            as_of: arguments
                .times
                .as_of
                .unwrap_or_else(|| world.now().paris_date()),
            known: known(&log, arguments.times.known_at).await?,
            region: arguments.region,
            department: arguments.department,
        },
    };
    print_view(arguments, &asked, &rows)?;
    Ok(ExitCode::SUCCESS)
}

/// A flag of one view says nothing about another: there it is wrong usage.
fn check(arguments: &ShowArguments) {
    let view = arguments.view;
    let why = if arguments.level.is_some() && view != Shown::Territories {
        "--level is for `show territories` only"
    } else if arguments.tasks.are_given() && view != Shown::Tasks {
        "--role, --scope, --late, --limit and --offset are for `show tasks` only"
    } else if !arguments.tasks.scope_fits() {
        "--scope is `national`, a department's code or a stream's name; only a training provider has a lot or a name"
    } else {
        return;
    };
    Arguments::command()
        .error(ErrorKind::ArgumentConflict, why)
        .exit();
}

impl TaskArguments {
    fn are_given(&self) -> bool {
        let filtered = self.role.is_some() || self.scope.is_some() || self.late;
        filtered || self.limit.is_some() || self.offset.is_some()
    }

    fn scope_fits(&self) -> bool {
        let role = self.role.as_deref();
        self.scope
            .as_ref()
            .is_none_or(|scope| scope.may_be_of(role))
    }

    fn filter(&self) -> TaskFilter {
        let all = TaskFilter::default();
        TaskFilter {
            role: self.role.clone(),
            scope: self.scope.clone().unwrap_or_default(),
            lateness: if self.late {
                Lateness::Late
            } else {
                Lateness::Any
            },
            offset: self.offset.unwrap_or(all.offset),
            limit: self.limit.unwrap_or(all.limit),
        }
    }
}

/// All rows at the log's head.
pub(crate) async fn rows(
    log: &dyn EventLog,
    world: &Arc<dyn Environment>,
) -> anyhow::Result<Rows<Files>> {
    let head = *log.head().borrow();
    let mut progress = Progress::of("replaying", head.map(Position::get), world);
    Ok(replay::<Files>(log, head, |position| progress.at(position.get())).await?)
}

fn print_view(arguments: &ShowArguments, asked: &Asked, rows: &Rows<Files>) -> anyhow::Result<()> {
    let lens = &asked.lens;
    match arguments.view {
        Shown::Funnel => print(arguments, asked, views::funnel(rows, lens)),
        Shown::Recruitments => print(arguments, asked, views::recruitments(rows, lens)),
        Shown::Territories => {
            let level = arguments.level.unwrap_or(Level::Region);
            print(arguments, asked, views::territories(rows, lens, level))
        }
        Shown::Trajectory => print(arguments, asked, views::trajectory(rows, lens)),
        Shown::Training => print(arguments, asked, views::training(rows, lens)),
        Shown::Quality => print(arguments, asked, views::quality(rows, lens)),
        Shown::Activity => print(arguments, asked, views::activities(rows, lens)),
        Shown::Tasks => {
            let filter = arguments.tasks.filter();
            print(arguments, asked, views::tasks(rows, lens, &filter))
        }
    }
}

fn print(arguments: &ShowArguments, asked: &Asked, view: impl View) -> anyhow::Result<()> {
    let table = view.table();
    output::print(arguments.format, &Answer::new(asked, view), &table)?;
    Ok(())
}
