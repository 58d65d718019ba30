//! Events of a session's stream: one COSELEC meeting.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::engine::{CivilDate, StreamName};
use crate::event::{events, nothing_to_lift};
use crate::host::Verdict;

events! {
    /// What happens to one meeting of the COSELEC.
    pub enum SessionEvent {
        /// The meeting is called.
        SessionConvened = 1,
        /// A verdict is counted, in the same append as the host's own event.
        VoteTallied = 1,
        /// The minutes are closed: no vote after it.
        MinutesSealed = 1,
        /// A file is put on the agenda.
        FileTabled = 1,
    }
    lift = nothing_to_lift;
}

/// See [`SessionEvent::SessionConvened`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionConvened {
    /// `12`, `62BIS`: the key of the stream.
    pub label: String,
    /// Its place among the sessions.
    pub ordinal: u32,
    /// The day of the meeting: every vote's `occurred_on`.
    pub held_on: CivilDate,
    /// 1 or 2.
    pub phase: u8,
}

/// See [`SessionEvent::VoteTallied`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VoteTallied {
    /// The file.
    pub host: StreamName,
    /// The verdict.
    pub verdict: Verdict,
    /// The posts granted.
    pub posts: u32,
}

/// See [`SessionEvent::MinutesSealed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MinutesSealed {
    /// Verdicts given.
    pub votes: u32,
    /// Favourable ones among them.
    pub favourable: u32,
    /// Posts granted.
    pub posts: u32,
    /// A digest over the tallied votes in their order, 64 hexadecimal digits.
    pub digest: String,
}

/// See [`SessionEvent::FileTabled`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FileTabled {
    /// The file.
    pub host: StreamName,
}
