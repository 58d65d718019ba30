//! The facts of one file: what its events say that some view needs, in order of when it became true.

use domain::engine::{CivilDate, Dated, Meta, Position};
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
    /// How it moves the file.
    pub(crate) step: Option<S>,
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

    fn order(&self) -> (CivilDate, Position) {
        (self.occurred_on, self.position)
    }
}

impl<W, S> Facts<W, S> {
    pub(crate) fn add(&mut self, meta: &Meta, what: W, step: Option<S>) {
        let fact = Fact {
            occurred_on: meta.occurred_on,
            position: meta.position,
            dated: meta.dated,
            what,
            step,
        };
        let place = self.0.partition_point(|there| there.order() < fact.order());
        self.0.insert(place, fact);
    }

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
        Some(facts.fold((start, false), |(stage, in_doubt), fact| {
            let in_doubt = in_doubt || fact.is_in_doubt();
            let stage = match fact.step {
                Some(step) => after(stage, step),
                None => stage,
            };
            (stage, in_doubt)
        }))
    }
}
