//! What the events of a host's posts carry: always deltas.

use std::num::NonZeroU32;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Opinion;
use crate::engine::{Personal, StreamName};

/// See [`HostEvent::PostsReturned`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PostsReturned {
    /// How many.
    pub posts: NonZeroU32,
    /// Why.
    pub reason: Personal<String>,
}

/// See [`HostEvent::PostFilled`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PostFilled {
    /// The match that led to the hire.
    #[serde(rename = "match")]
    pub match_: StreamName,
    /// Who took it.
    pub candidate: StreamName,
}

/// See [`HostEvent::PostVacated`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PostVacated {
    /// The match whose hire ended.
    #[serde(rename = "match")]
    pub match_: StreamName,
    /// Why; sealed with the hired person's key.
    pub reason: Personal<String>,
}

/// See [`HostEvent::PostsRequested`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PostsRequested {
    /// The request.
    pub request: Uuid,
    /// How many more it asks for.
    pub posts: NonZeroU32,
    /// Why.
    pub motive: Personal<String>,
}

/// See [`HostEvent::PostsRequestOpined`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PostsRequestOpined {
    /// The request.
    pub request: Uuid,
    /// How many the prefecture recommends.
    pub posts: u32,
    /// Its opinion.
    pub opinion: Opinion,
}

/// See [`HostEvent::PostsRequestRefused`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PostsRequestRefused {
    /// The request.
    pub request: Uuid,
    /// How many it had asked for.
    pub posts: NonZeroU32,
    /// Why.
    pub reason: Personal<String>,
}

/// See [`HostEvent::PostsAdded`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PostsAdded {
    /// How many.
    pub posts: NonZeroU32,
    /// The request that they answer.
    pub request: Uuid,
}

/// See [`HostEvent::PostsTransferredOut`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PostsTransferredOut {
    /// How many.
    pub posts: NonZeroU32,
    /// To which host.
    pub host: StreamName,
}

/// See [`HostEvent::PostsTransferredIn`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PostsTransferredIn {
    /// How many.
    pub posts: NonZeroU32,
    /// From which host.
    pub host: StreamName,
}
