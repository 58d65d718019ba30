//! The facts of one file: what its events say that some view needs, in order of when it became true.

use domain::engine::{CivilDate, Dated, Meta, Position};
use domain::task::{TaskStep, Waiting};
use domain::workflow::Stage;
use serde::{Deserialize, Serialize};

use crate::cnfs::lens::Lens;

/// What one event says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Fact<W, S> {
    /// When it became true.
    pub(crate) occurred_on: CivilDate,
    /// When it became known, as a place in the log.
    pub(crate) position: Position,
    /// How well its day is known.
    pub(crate) dated: Dated,
    /// What it is.
    pub(crate) what: W,
    /// The step that the file takes; `None` for what any stream may hold.
    pub(crate) step: Option<S>,
    /// What it opens or closes.
    pub(crate) task: Option<TaskStep>,
}

/// The facts of a file, sorted by (`occurred_on`, position).
///
/// Each fact carries both times, so that the file at any pair of times is a filter over its facts:
/// exact by construction, whatever order they arrived in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Facts<W, S>(Vec<Fact<W, S>>);

impl<W, S> Default for Facts<W, S> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<W, S> Fact<W, S> {
    /// Whether only the latest day is known.
    pub(crate) fn is_in_doubt(&self) -> bool {
        self.dated == Dated::AtLatest
    }

    pub(crate) fn order(&self) -> (CivilDate, Position) {
        (self.occurred_on, self.position)
    }
}

impl<W: Default + PartialEq, S: Copy> Facts<W, S> {
    /// Keeps an event of the file's own kind, unless no figure, no stage and no task needs it.
    pub(crate) fn add<T: Stage<Step = S>>(
        &mut self,
        meta: &Meta,
        what: W,
        step: S,
        task: Option<TaskStep>,
    ) {
        let is_needed = what != W::default() || task.is_some() || moves::<T>(step);
        if is_needed {
            self.insert(meta, what, Some(step), task);
        }
    }

    /// Keeps what an event that any stream may hold means for its tasks.
    pub(crate) fn add_common(&mut self, meta: &Meta, task: TaskStep) {
        self.insert(meta, W::default(), None, Some(task));
    }

    fn insert(&mut self, meta: &Meta, what: W, step: Option<S>, task: Option<TaskStep>) {
        let fact = Fact {
            occurred_on: meta.occurred_on,
            position: meta.position,
            dated: meta.dated,
            what,
            step,
            task,
        };
        let place = self.0.partition_point(|there| there.order() < fact.order());
        self.0.insert(place, fact);
    }
}

/// Whether a step ever moves a file.
fn moves<T: Stage>(step: T::Step) -> bool {
    let mut arrows = T::ARROWS.iter();
    arrows.any(|arrow| arrow.step == step && arrow.to.is_some())
}

impl<W, S> Facts<W, S> {
    /// The facts that had become true, and were known.
    pub(crate) fn at(&self, lens: &Lens) -> impl Iterator<Item = &Fact<W, S>> {
        let (as_of, known) = (lens.as_of, lens.known);
        self.0
            .iter()
            .take_while(move |fact| fact.occurred_on <= as_of)
            .filter(move |fact| known.holds(fact.position))
    }

    /// The day of the first of them.
    pub(crate) fn first_day(&self, lens: &Lens) -> Option<CivilDate> {
        self.at(lens).next().map(|fact| fact.occurred_on)
    }

    /// What waits in the file, and whether a day that it follows from is in doubt.
    pub(crate) fn waiting(&self, lens: &Lens) -> (Waiting, bool) {
        let mut waiting = Waiting::default();
        let mut in_doubt = false;
        for fact in self.at(lens) {
            if let Some(step) = fact.task {
                waiting.apply(step, fact.occurred_on);
                in_doubt |= fact.is_in_doubt();
            }
        }
        (waiting, in_doubt)
    }
}

impl<W, S: Copy> Facts<W, S> {
    /// Where the file stands by its facts, and whether a day among them is in doubt; `None` where
    /// it has none.
    pub(crate) fn stage<T>(
        &self,
        lens: &Lens,
        start: T,
        after: fn(T, S) -> T,
    ) -> Option<(T, bool)> {
        let mut facts = self.at(lens).peekable();
        facts.peek()?;
        Some(
            facts.fold((start, false), |(stage, in_doubt), fact| match fact.step {
                Some(step) => (after(stage, step), in_doubt || fact.is_in_doubt()),
                None => (stage, in_doubt),
            }),
        )
    }
}
