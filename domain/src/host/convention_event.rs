//! What the events of a host's convention carry.

use std::num::NonZeroU32;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::Display;

use crate::engine::Personal;

/// Which form of convention. Frozen in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, Display)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Procedure {
    /// For public hosts.
    Public,
    /// For associations.
    Association,
    /// For companies.
    Company,
}

/// See [`HostEvent::ConventionFileOpened`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConventionFileOpened {
    /// The file's number at démarches-simplifiées.
    pub dossier_number: u64,
    /// Which form.
    pub procedure: Procedure,
}

/// Where a convention's file stands. Frozen in this order.
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
    JsonSchema,
    Display,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum DossierState {
    /// Being written by the host.
    Draft,
    /// Handed in, still open for changes.
    UnderConstruction,
    /// Being examined.
    UnderInstruction,
    /// Accepted.
    Accepted,
    /// Refused.
    Refused,
    /// Dropped.
    Dropped,
}

/// See [`HostEvent::ConventionFileMoved`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConventionFileMoved {
    /// From where.
    pub from: DossierState,
    /// To where.
    pub to: DossierState,
}

/// See [`HostEvent::ConventionFileFoundNonCompliant`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConventionFileFoundNonCompliant {
    /// What is missing or wrong, from the programme's list of defects.
    pub defects: Vec<String>,
}

/// See [`HostEvent::ConventionFileCorrected`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConventionFileCorrected {}

/// See [`HostEvent::ConventionSent`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConventionSent {
    /// Posts it covers.
    pub posts: NonZeroU32,
    /// The subsidy, in euro cents.
    pub amount_cents: u64,
    /// 18, 24 or 36.
    pub months: u8,
}

/// See [`HostEvent::ConventionSigned`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConventionSigned {
    /// Posts it covers, as sent.
    pub posts: NonZeroU32,
    /// The subsidy in euro cents, as sent.
    pub amount_cents: u64,
    /// 18, 24 or 36, as sent.
    pub months: u8,
}

/// See [`HostEvent::ConventionTerminated`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConventionTerminated {
    /// Which side ended it: `host`, `state`.
    pub by: String,
    /// Why.
    pub reason: Personal<String>,
}

/// See [`HostEvent::ConventionAmended`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConventionAmended {
    /// Posts to be added to those that it covers; negative: taken off.
    pub posts_delta: i32,
    /// Euro cents to be added to the subsidy; negative: taken off.
    pub amount_delta_cents: i64,
}

/// See [`HostEvent::SubsidyPaid`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SubsidyPaid {
    /// The instalment's number, from 1.
    pub instalment: NonZeroU32,
    /// The sum, in euro cents.
    pub amount_cents: u64,
}
