//! The memory engine against the conformance suite.

use std::sync::Arc;

use eventlog::MemoryLog;
use eventlog::conformance::{self, Subject};

fn memory() -> Subject {
    let log = MemoryLog::new(conformance::programme(), conformance::world());
    Subject::passing(Arc::new(log))
}

eventlog::conformance_suite!(memory_log, memory());
