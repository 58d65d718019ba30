//! What is due, by day: the open tasks that have a deadline and of which no notice was issued.

use std::collections::{BTreeMap, BTreeSet};

use super::Late;
use crate::engine::{CivilDate, StreamName};
use crate::task::{Deadlines, OpenTask, TaskKind, TaskStep, Waiting};

/// What waits in each stream, and when it is due.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Due {
    /// Streams on whose past or open tasks a deadline may still depend.
    streams: BTreeMap<StreamName, Watched>,
    by_day: BTreeSet<(CivilDate, StreamName, TaskKind)>,
    deadlines: Deadlines,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Watched {
    waiting: Waiting,
    /// The notices that were issued: each once.
    noticed: Vec<(TaskKind, CivilDate)>,
}

impl Due {
    pub(super) fn apply(&mut self, stream: &StreamName, step: TaskStep, occurred_on: CivilDate) {
        self.change(stream, |watched| watched.waiting.apply(step, occurred_on));
    }

    pub(super) fn notice(&mut self, stream: &StreamName, task: TaskKind, deadline: CivilDate) {
        self.change(stream, |watched| {
            if !watched.noticed.contains(&(task, deadline)) {
                watched.noticed.push((task, deadline));
            }
        });
    }

    pub(super) fn open_tasks(&self, stream: &StreamName) -> impl Iterator<Item = OpenTask> {
        let watched = self.streams.get(stream).into_iter();
        watched.flat_map(|watched| watched.waiting.open())
    }

    pub(super) fn before(&self, day: CivilDate) -> impl Iterator<Item = Late> {
        let earlier = self.by_day.iter().take_while(move |(due, ..)| *due < day);
        earlier.map(|(deadline, stream, task)| Late {
            stream: stream.clone(),
            task: *task,
            deadline: *deadline,
        })
    }

    /// Sets deadlines, and counts every stream's days again: seldom, and a fraction of a second.
    pub(super) fn set_deadlines(&mut self, set: impl FnOnce(&mut Deadlines)) {
        set(&mut self.deadlines);
        let due = |(stream, watched): (&StreamName, &Watched)| {
            let due = watched.due(&self.deadlines).into_iter();
            let stream = stream.clone();
            due.map(move |(day, task)| (day, stream.clone(), task))
        };
        self.by_day = self.streams.iter().flat_map(due).collect();
    }

    fn change(&mut self, stream: &StreamName, change: impl FnOnce(&mut Watched)) {
        let watched = match self.streams.get_mut(stream) {
            Some(watched) => watched,
            None => self.streams.entry(stream.clone()).or_default(),
        };
        let before = watched.due(&self.deadlines);
        change(watched);
        let after = watched.due(&self.deadlines);
        if watched.noticed.is_empty() && watched.waiting.may_be_forgotten() {
            self.streams.remove(stream);
        }
        for &(day, task) in before.iter().filter(|due| !after.contains(due)) {
            self.by_day.remove(&(day, stream.clone(), task));
        }
        for &(day, task) in after.iter().filter(|due| !before.contains(due)) {
            self.by_day.insert((day, stream.clone(), task));
        }
    }
}

impl Watched {
    fn due(&self, deadlines: &Deadlines) -> Vec<(CivilDate, TaskKind)> {
        let last_day = |task, counts_from| deadlines.due(task, counts_from);
        let due = |open: OpenTask| Some((open.due(last_day)?, open.task));
        let is_new = |&(day, task): &_| !self.noticed.contains(&(task, day));
        self.waiting.open().filter_map(due).filter(is_new).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::host::Verdict;

    fn any_step() -> impl Strategy<Value = TaskStep> {
        use TaskStep as S;
        let day = || (0..600_i32).prop_map(|days| CivilDate::of(2021, 6, 1).plus_days(days));
        let favourable = |posts| S::Voted {
            verdict: Verdict::Favourable,
            posts,
        };
        prop_oneof![
            2 => (0..3_u32).prop_map(favourable),
            2 => day().prop_map(|expires_on| S::ActivationMailSent { expires_on }),
            2 => day().prop_map(|starts_on| S::Hired { starts_on }),
            9 => prop::sample::select(vec![
                S::Filled, S::Vacated, S::Left, S::Reopened, S::Activated, S::Asked, S::Answered,
                S::Closed, S::TrainingStarted, S::TrainingCompleted, S::MailRequested,
                S::MailReported, S::HireOver,
            ]),
        ]
    }

    proptest! {
        #[test]
        fn what_is_due_is_at_any_time_what_a_new_count_would_give(
            steps in prop::collection::vec((0..3_u128, any_step(), 0..700_i32, any::<bool>()), 0..60),
        ) {
            let mut due = Due::default();
            for (stream, step, days, is_noticed) in steps {
                let stream = StreamName::of_uuid("host", Uuid::from_u128(stream));
                due.apply(&stream, step, CivilDate::of(2021, 6, 1).plus_days(days));
                let first = due.before(CivilDate::of(2022, 1, 1)).next();
                if let Some(late) = first.filter(|_| is_noticed) {
                    due.notice(&late.stream, late.task, late.deadline);
                }
                let mut counted_again = due.clone();
                counted_again.set_deadlines(|_| {});
                prop_assert_eq!(&due, &counted_again);
            }
        }
    }

    #[test]
    fn a_stream_is_forgotten_with_its_last_question() {
        let mut due = Due::default();
        let stream = StreamName::of_uuid("match", Uuid::nil());
        let day = CivilDate::of(2021, 6, 1);
        due.apply(&stream, TaskStep::Asked, day);
        assert_eq!(due.open_tasks(&stream).count(), 1);
        due.apply(&stream, TaskStep::Answered, day);
        assert_eq!(due, Due::default());
    }
}
