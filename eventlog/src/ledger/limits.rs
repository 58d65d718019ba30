//! The ledger's named bounds.

use std::time::Duration;

/// How much a ledger holds at most, and how long it waits.
#[derive(Debug, Clone)]
pub struct LedgerLimits {
    /// Requests that wait to be decided.
    pub queue_requests_max: usize,
    /// KiB that those requests hold together.
    pub queue_kib_max: u32,
    /// How long a request waits for room in the queue before it is answered `Busy`.
    pub queue_wait_max: Duration,
    /// Appends that are decided and not yet durable, and repeats that wait for them.
    pub in_flight_max: usize,
    /// Streams that one decision may read and touch.
    pub streams_per_decision_max: usize,
    /// Events that may follow from one decision by themselves. What would be more is cut off.
    pub reactions_per_decision_max: usize,
    /// Streams that these may read and touch, on top of those of the decision.
    pub reaction_streams_max: usize,
    /// Stream states that are kept at hand. States that rest on appends in flight come on top.
    pub states_max: usize,
}

impl Default for LedgerLimits {
    fn default() -> Self {
        Self {
            queue_requests_max: 1_024,
            queue_kib_max: 64 * 1_024,
            queue_wait_max: Duration::from_secs(2),
            in_flight_max: 1_024,
            streams_per_decision_max: 16,
            reactions_per_decision_max: 256,
            reaction_streams_max: 512,
            states_max: 65_536,
        }
    }
}
