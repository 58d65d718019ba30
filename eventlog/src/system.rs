//! The real world: the system's clock, and ids that sort by the time they were made.

use std::time::{SystemTime, UNIX_EPOCH};

use domain::engine::Instant;
use uuid::Uuid;

use crate::environment::Environment;

/// The system's clock and UUIDs of version 7. Made by binaries only: whatever else needs a clock
/// is given one.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEnvironment;

impl Environment for SystemEnvironment {
    fn now(&self) -> Instant {
        let micros = |since: std::time::Duration| i64::try_from(since.as_micros());
        Instant::from_micros(match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(since) => micros(since).unwrap_or(i64::MAX),
            Err(before) => micros(before.duration()).map_or(i64::MIN, |micros| -micros),
        })
    }

    fn new_id(&self) -> Uuid {
        Uuid::now_v7()
    }
}
