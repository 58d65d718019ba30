//! Tasks: what waits for whom, since when, and until when.
//!
//! [`TaskStep::of`] keeps of an event what matters here, [`Waiting`] folds the steps of one stream
//! and tells which tasks are open, and [`RULES`] says of each [`TaskKind`] who must act, what opens
//! and closes it, and where its deadline counts from. Notices and read models share all three.
//!
//! Of each kind at most one task is open in a stream. What leaves the programme (a host withdrawn,
//! cancelled or marked as a duplicate, a merged candidate) has nothing open but its mails; a file
//! that is reopened has open again what its history gives, since the day that it gave it.

mod candidate;
mod convention;
mod deadline;
mod host;
mod kind;
mod rule;
mod step;
mod waiting;

pub use deadline::{Deadlines, Within};
pub use kind::TaskKind;
pub use rule::{CountsFrom, RULES, TaskRule};
pub use step::TaskStep;
pub use waiting::{OpenTask, Waiting};
