//! Every bound of the server, by name: what is above one is answered, never queued without end.

use std::time::Duration;

use serde::Deserialize;

use crate::delivery::DeliveryLimits;

/// Bounds; the table `[limits]` of the configuration file overrides each by its name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// The most bytes of a request's body, but for batches of lines.
    pub body_bytes_max: usize,
    /// The most bytes of one line of a batch.
    pub line_bytes_max: usize,
    /// The most bytes of a whole batch of lines.
    pub batch_bytes_max: u64,
    /// How many lines of one batch may be under way at once.
    pub batch_window: usize,
    /// The most events of one batch of `CloudEvents`.
    pub cloudevents_max: usize,
    /// The most events that one page of the history holds.
    pub page_events_max: usize,
    /// The most events of the log that one page of the history looks at.
    pub page_scanned_max: usize,
    /// The most events that one file's timeline holds.
    pub timeline_events_max: usize,
    /// The most entries of one calendar of tasks: the earliest due come first. A thousand at most.
    pub calendar_entries_max: usize,
    /// The most programmes in one data folder.
    pub programmes_max: usize,
    /// How many connections may be open at once; more of them wait until one is closed.
    pub connections_max: usize,
    /// How long a connection may take to say what it asks, and stay open without asking anything.
    pub header_timeout_ms: u64,
    /// How many requests may be under way at once.
    pub requests_max: usize,
    /// How long a request may take.
    pub request_timeout_ms: u64,
    /// How long a request's body, or the first line of a batch, may take to come: less than the
    /// request itself, so that what was never put before a ledger is not told as undecided.
    pub body_timeout_ms: u64,
    /// How long a read may wait for a position.
    pub wait_timeout_ms_max: u64,
    /// How long a batch may wait for its next bytes.
    pub line_timeout_ms: u64,
    /// How long requests under way may take to end once the server was asked to stop.
    pub drain_timeout_ms: u64,
    /// How long a start waits for the read models to show the heads of their logs.
    pub catch_up_timeout_ms: u64,
    /// How far a read model may lag behind its log before the server calls itself not ready.
    pub ready_lag_max: u64,
    /// How often it is looked whether a new day has come.
    pub ticks_check_ms: u64,
    /// How often, at most, it is looked whether an import was revoked.
    pub revocation_pause_ms: u64,
    /// The bounds of delivery.
    pub delivery: DeliveryLimits,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes_max: 1024 * 1024,
            line_bytes_max: 256 * 1024,
            batch_bytes_max: 1024 * 1024 * 1024,
            batch_window: 256,
            cloudevents_max: 1_000,
            page_events_max: 1_000,
            page_scanned_max: 50_000,
            timeline_events_max: 10_000,
            calendar_entries_max: 1_000,
            programmes_max: 64,
            connections_max: 2_048,
            header_timeout_ms: 30_000,
            requests_max: 1_024,
            request_timeout_ms: 30_000,
            body_timeout_ms: 10_000,
            wait_timeout_ms_max: 20_000,
            line_timeout_ms: 30_000,
            drain_timeout_ms: 10_000,
            catch_up_timeout_ms: 60_000,
            ready_lag_max: 10_000,
            ticks_check_ms: 60_000,
            revocation_pause_ms: 500,
            delivery: DeliveryLimits::default(),
        }
    }
}

impl Limits {
    /// How long a request may take.
    pub fn request_timeout(&self) -> Duration {
        Duration::from_millis(self.request_timeout_ms)
    }

    /// How long a connection may take to say what it asks.
    pub fn header_timeout(&self) -> Duration {
        Duration::from_millis(self.header_timeout_ms)
    }

    /// How long a request's body may take to come.
    pub fn body_timeout(&self) -> Duration {
        Duration::from_millis(self.body_timeout_ms)
    }

    /// How long a batch may wait for its next bytes.
    pub fn line_timeout(&self) -> Duration {
        Duration::from_millis(self.line_timeout_ms)
    }

    /// How long requests under way may take to end.
    pub fn drain_timeout(&self) -> Duration {
        Duration::from_millis(self.drain_timeout_ms)
    }

    /// How long a start waits for the read models.
    pub fn catch_up_timeout(&self) -> Duration {
        Duration::from_millis(self.catch_up_timeout_ms)
    }
    /// How often it is looked whether a new day has come.
    pub fn ticks_check(&self) -> Duration {
        Duration::from_millis(self.ticks_check_ms)
    }

    /// How often, at most, it is looked whether an import was revoked.
    pub fn revocation_pause(&self) -> Duration {
        Duration::from_millis(self.revocation_pause_ms)
    }
}
