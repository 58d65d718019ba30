//! Where a match stands, and what moves it.

use serde::{Deserialize, Serialize};
use strum::{Display, IntoStaticStr, VariantArray};

use super::MatchEvent;

// proposed ──shortlisted──► shortlisted ──hire_declared──► hired ──declaration_cancelled──► cancelled

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
}

impl MatchStage {
    /// Every stage, in the order of the path.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Where a match stands after a step.
    #[must_use]
    pub fn after(self, step: MatchStep) -> Self {
        match (self, step) {
            (Self::Proposed, MatchStep::Shortlisted) => Self::Shortlisted,
            (Self::Shortlisted, MatchStep::HireDeclared) => Self::Hired,
            (Self::Hired, MatchStep::DeclarationCancelled) => Self::Cancelled,
            (stays, _) => stays,
        }
    }
}

impl MatchStep {
    /// The step that an event takes.
    pub fn of(event: &MatchEvent) -> Option<Self> {
        Some(match event {
            MatchEvent::MatchProposed(_) => Self::Proposed,
            MatchEvent::MatchShortlisted(_) => Self::Shortlisted,
            MatchEvent::HireDeclared(_) => Self::HireDeclared,
            MatchEvent::HireDeclarationCancelled(_) => Self::DeclarationCancelled,
        })
    }
}
