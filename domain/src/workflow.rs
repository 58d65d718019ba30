//! State machines as tables: the arrows of a kind of stream, from which stages are computed, to
//! which decisions are held, and from which the diagrams are drawn.

pub(crate) mod dossier;
mod shown;

use strum::VariantArray;

pub use shown::{ArrowShown, MachineShown, diagrams_markdown, machines, workflow_markdown};

/// One arrow: a step, the event that takes it, who decides it, from where to where.
#[derive(Debug, Clone, Copy)]
pub struct Arrow<S: 'static, P> {
    /// What is taken.
    pub step: P,
    /// The type of the event that takes it.
    pub event: &'static str,
    /// The commands whose appends hold that event.
    pub by: &'static [&'static str],
    /// From where; empty: the stream begins with it.
    pub from: &'static [S],
    /// To where; `None`: the file stays where it is.
    pub to: Option<S>,
}

impl<S, P> Arrow<S, P> {
    /// The stream begins with it.
    pub(crate) const fn begins(
        step: P,
        event: &'static str,
        by: &'static [&'static str],
        to: S,
    ) -> Self {
        Self {
            step,
            event,
            by,
            from: &[],
            to: Some(to),
        }
    }

    /// The file moves.
    pub(crate) const fn moves(
        step: P,
        event: &'static str,
        by: &'static [&'static str],
        from: &'static [S],
        to: S,
    ) -> Self {
        Self {
            step,
            event,
            by,
            from,
            to: Some(to),
        }
    }

    /// The file stays where it is.
    pub(crate) const fn stays(
        step: P,
        event: &'static str,
        by: &'static [&'static str],
        from: &'static [S],
    ) -> Self {
        Self {
            step,
            event,
            by,
            from,
            to: None,
        }
    }
}

/// Where files of one kind of stream stand.
pub trait Stage: Copy + PartialEq + VariantArray + Into<&'static str> + 'static {
    /// What moves them.
    type Step: Copy + PartialEq + VariantArray + Into<&'static str> + 'static;

    /// The kind of stream.
    const KIND: &'static str;

    /// Every arrow. Where several of one step leave one stage, the file's history chooses; the first
    /// is that of a file without one.
    const ARROWS: &'static [Arrow<Self, Self::Step>];
}

/// A table of arrows, looked up by stage and step.
#[derive(Debug)]
pub(crate) struct Machine<S: Stage> {
    /// By step, then by stage; before them, by step, the arrows from nowhere.
    begins: Vec<Option<S>>,
    goes: Vec<Vec<Option<S>>>,
}

impl<S: Stage> Machine<S> {
    /// Reads the table.
    pub(crate) fn new() -> Self {
        let steps = S::Step::VARIANTS;
        let goes = |step| S::VARIANTS.iter().map(move |&from| goes(from, step));
        Self {
            begins: steps.iter().map(|&step| begins(step)).collect(),
            goes: steps.iter().map(|&step| goes(step).collect()).collect(),
        }
    }

    /// Where a file stands after a step; where no arrow is listed: `None`.
    pub(crate) fn listed(&self, from: Option<S>, step: S::Step) -> Option<S> {
        let step = place(&step);
        match from {
            None => self.begins[step],
            Some(from) => self.goes[step][place(&from)],
        }
    }

    /// The same, total: what no arrow says moves nothing.
    pub(crate) fn after(&self, from: S, step: S::Step) -> S {
        self.listed(Some(from), step).unwrap_or(from)
    }
}

/// A variant's place among all.
fn place<T: PartialEq + VariantArray>(variant: &T) -> usize {
    let found = T::VARIANTS.iter().position(|other| other == variant);
    found.expect("every variant stands among the variants")
}

fn begins<S: Stage>(step: S::Step) -> Option<S> {
    let mut arrows = S::ARROWS.iter();
    let arrow = arrows.find(|arrow| arrow.step == step && arrow.from.is_empty())?;
    arrow.to
}

fn goes<S: Stage>(from: S, step: S::Step) -> Option<S> {
    let mut arrows = S::ARROWS.iter();
    let arrow = arrows.find(|arrow| arrow.step == step && arrow.from.contains(&from))?;
    Some(arrow.to.unwrap_or(from))
}
