//! Progress of long work on stderr: a bar on a terminal, a plain line now and then elsewhere.

use std::io::{IsTerminal, stderr};
use std::sync::Arc;

use domain::engine::Instant;
use eventlog::Environment;
use indicatif::{ProgressBar, ProgressStyle};

/// How often a plain line is written.
const LINE_EVERY_MICROS: i64 = 5_000_000;

/// How far one piece of work is.
pub(crate) struct Progress {
    what: String,
    total: Option<u64>,
    shown: Shown,
}

enum Shown {
    Bar(ProgressBar),
    Lines {
        world: Arc<dyn Environment>,
        written_at: Instant,
    },
}

impl Progress {
    /// Begins to show the progress of `what`, out of `total` where that is known.
    pub(crate) fn of(
        what: impl Into<String>,
        total: Option<u64>,
        world: &Arc<dyn Environment>,
    ) -> Self {
        let what = what.into();
        let shown = if stderr().is_terminal() {
            Shown::Bar(bar(&what, total))
        } else {
            Shown::Lines {
                written_at: world.now(),
                world: Arc::clone(world),
            }
        };
        Self { what, total, shown }
    }

    /// So far it is.
    pub(crate) fn at(&mut self, count: u64) {
        match &mut self.shown {
            Shown::Bar(bar) => bar.set_position(count),
            Shown::Lines { world, written_at } => {
                let now = world.now();
                if now.micros() - written_at.micros() < LINE_EVERY_MICROS {
                    return;
                }
                *written_at = now;
                match self.total {
                    Some(total) => eprintln!("{}: {count} of {total}", self.what),
                    None => eprintln!("{}: {count}", self.what),
                }
            }
        }
    }
}

/// The bar leaves no trace: what remains is the result.
impl Drop for Progress {
    fn drop(&mut self) {
        if let Shown::Bar(bar) = &self.shown {
            bar.finish_and_clear();
        }
    }
}

fn bar(what: &str, total: Option<u64>) -> ProgressBar {
    let (bar, template) = match total {
        Some(total) => (
            ProgressBar::new(total),
            "{msg} {wide_bar} {pos}/{len} {eta}",
        ),
        None => (
            ProgressBar::new_spinner(),
            "{spinner} {msg} {pos} {per_sec}",
        ),
    };
    let style = ProgressStyle::with_template(template).expect("the templates are constants");
    bar.with_style(style).with_message(what.to_owned())
}
