//! A simulated world: a clock that stands where it was set, and ids that are the same on every run.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::engine::Instant;
use eventlog::Environment;
use uuid::Uuid;

/// See the module.
#[derive(Debug)]
pub struct SimulatedWorld {
    now: Mutex<Instant>,
    /// Ids only need to differ from one another: nothing is ordered by this count.
    made: AtomicU64,
}

impl SimulatedWorld {
    /// A world at that moment.
    pub fn at(now: Instant) -> Self {
        Self {
            now: Mutex::new(now),
            made: AtomicU64::new(0),
        }
    }

    /// Moves the clock, forwards or back.
    pub fn set(&self, now: Instant) {
        *self
            .now
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = now;
    }
}

impl Environment for SimulatedWorld {
    fn now(&self) -> Instant {
        *self
            .now
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn new_id(&self) -> Uuid {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        Uuid::new_v5(&Uuid::NAMESPACE_OID, &number.to_be_bytes())
    }
}
