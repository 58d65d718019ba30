//! Where a match stands, and what moves it.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use strum::{Display, IntoStaticStr, VariantArray};

use super::MatchEvent;
use crate::workflow::{Arrow, Machine, Stage};

//     ┌───shortlist_withdrawn────┐
//     ▼                          │
// proposed ──shortlisted──► shortlisted ──hire_declared──► hired ──declaration_cancelled──► cancelled
//   │   ▲                        │
//   │   └─decline_withdrawn─┐    │
//   └───────declined──► declined ◄──declined
//
// Closed from proposed, shortlisted and declined. A withdrawn decline leads to proposed, also where
// the match had been shortlisted before: the host says again that it is interested.

/// Where a match stands.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    Display,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum MatchStage {
    /// The two were brought together.
    Proposed,
    /// The host is interested.
    Shortlisted,
    /// The host hired; a later end of the contract does not undo it.
    Hired,
    /// The declaration of that hire was void.
    Cancelled,
    /// The host declined.
    Declined,
    /// Nothing can come of it any more.
    Closed,
}

/// What moves a match.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    Display,
    IntoStaticStr,
    VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum MatchStep {
    /// The two are brought together.
    Proposed,
    /// The host is interested.
    Shortlisted,
    /// The host hires.
    HireDeclared,
    /// That declaration was void.
    DeclarationCancelled,
    /// The host is not interested any more.
    ShortlistWithdrawn,
    /// The host declines.
    Declined,
    /// The host thinks again.
    DeclineWithdrawn,
    /// Nothing can come of it any more.
    Closed,
}

static MACHINE: LazyLock<Machine<MatchStage>> = LazyLock::new(Machine::new);

impl Stage for MatchStage {
    type Step = MatchStep;

    const KIND: &'static str = "match";

    const ARROWS: &'static [Arrow<Self, MatchStep>] = &{
        use MatchStep as P;
        [
            Arrow::begins(
                P::Proposed,
                "MatchProposed",
                &["ProposeMatch"],
                Self::Proposed,
            ),
            Arrow::moves(
                P::Shortlisted,
                "MatchShortlisted",
                &["ShortlistMatch"],
                &[Self::Proposed],
                Self::Shortlisted,
            ),
            Arrow::moves(
                P::HireDeclared,
                "HireDeclared",
                &["DeclareHire"],
                &[Self::Shortlisted],
                Self::Hired,
            ),
            Arrow::moves(
                P::DeclarationCancelled,
                "HireDeclarationCancelled",
                &["CancelHireDeclaration"],
                &[Self::Hired],
                Self::Cancelled,
            ),
            Arrow::moves(
                P::ShortlistWithdrawn,
                "ShortlistWithdrawn",
                &["WithdrawShortlist"],
                &[Self::Shortlisted],
                Self::Proposed,
            ),
            Arrow::moves(
                P::Declined,
                "MatchDeclined",
                &["DeclineMatch"],
                &[Self::Proposed, Self::Shortlisted],
                Self::Declined,
            ),
            Arrow::moves(
                P::DeclineWithdrawn,
                "DeclineWithdrawn",
                &["WithdrawDecline"],
                &[Self::Declined],
                Self::Proposed,
            ),
            Arrow::moves(
                P::Closed,
                "MatchClosed",
                &["CloseMatch"],
                &[Self::Proposed, Self::Shortlisted, Self::Declined],
                Self::Closed,
            ),
        ]
    };
}

impl MatchStage {
    /// Every stage, in the order of the path.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Where a match stands after a step; what no arrow says moves nothing.
    #[must_use]
    pub fn after(self, step: MatchStep) -> Self {
        MACHINE.after(self, step)
    }

    /// Where an arrow of the table leads; `None` where there is none.
    pub(crate) fn listed(from: Option<Self>, step: MatchStep) -> Option<Self> {
        MACHINE.listed(from, step)
    }
}

impl MatchStep {
    /// The stages from which the step is taken.
    pub(crate) fn leads_from(self) -> &'static [MatchStage] {
        let mut arrows = MatchStage::ARROWS.iter();
        let arrow = arrows.find(|arrow| arrow.step == self);
        arrow.map_or(&[], |arrow| arrow.from)
    }

    /// The step that an event takes.
    pub fn of(event: &MatchEvent) -> Self {
        match event {
            MatchEvent::MatchProposed(_) => Self::Proposed,
            MatchEvent::MatchShortlisted(_) => Self::Shortlisted,
            MatchEvent::HireDeclared(_) => Self::HireDeclared,
            MatchEvent::HireDeclarationCancelled(_) => Self::DeclarationCancelled,
            MatchEvent::ShortlistWithdrawn(_) => Self::ShortlistWithdrawn,
            MatchEvent::MatchDeclined(_) => Self::Declined,
            MatchEvent::DeclineWithdrawn(_) => Self::DeclineWithdrawn,
            MatchEvent::MatchClosed(_) => Self::Closed,
        }
    }
}
