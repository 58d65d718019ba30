//! Events of a match's stream: one candidate put before one host.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::Display;

use crate::engine::{CivilDate, Personal, PersonalField, StreamName};
use crate::event::{events, nothing_to_lift};

events! {
    /// What happens between one candidate and one host.
    pub enum MatchEvent {
        /// The two are brought together.
        MatchProposed = 1,
        /// The host is interested.
        MatchShortlisted = 1,
        /// The host hires.
        HireDeclared = 1,
        /// That declaration was void.
        HireDeclarationCancelled = 1,
        /// The host is not interested any more.
        ShortlistWithdrawn = 1,
        /// The host declines.
        MatchDeclined = 1,
        /// The host thinks again.
        DeclineWithdrawn = 1,
        /// Nothing can come of it any more.
        MatchClosed = 1,
    }
    lift = nothing_to_lift;
}

/// Who brought the two together. Frozen in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, Display)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Origin {
    /// The engine.
    Automatic,
    /// A person.
    Manual,
}

/// See [`MatchEvent::MatchProposed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MatchProposed {
    /// The host.
    pub host: StreamName,
    /// The candidate.
    pub candidate: StreamName,
    /// How far they live apart, in metres.
    pub distance_m: Option<u32>,
    /// Who brought them together.
    pub origin: Origin,
}

/// See [`MatchEvent::MatchShortlisted`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MatchShortlisted {}

/// See [`MatchEvent::HireDeclared`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HireDeclared {
    /// The first day of work.
    pub starts_on: CivilDate,
}

/// See [`MatchEvent::HireDeclarationCancelled`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HireDeclarationCancelled {
    /// Why; sealed with the candidate's key.
    pub reason: Personal<String>,
}

/// See [`MatchEvent::ShortlistWithdrawn`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShortlistWithdrawn {}

/// See [`MatchEvent::MatchDeclined`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MatchDeclined {}

/// See [`MatchEvent::DeclineWithdrawn`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclineWithdrawn {}

/// Why nothing can come of a match any more. Frozen in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, Display)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ClosedBecause {
    /// The person was hired by another host, or the host's last post was taken by another person.
    HiredElsewhere,
    /// The person cannot be hired.
    CandidateUnavailable,
    /// The host has left the programme.
    HostLeft,
}

/// See [`MatchEvent::MatchClosed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MatchClosed {
    /// Why.
    pub because: ClosedBecause,
}

impl MatchEvent {
    pub(crate) fn personal_fields(
        &mut self,
        visit: &mut dyn FnMut(&'static str, &mut dyn PersonalField),
    ) {
        if let Self::HireDeclarationCancelled(event) = self {
            visit("reason", &mut event.reason);
        }
    }
}
