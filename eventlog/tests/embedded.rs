//! The embedded engine against the conformance suite.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot be set up has failed"
)]

use std::path::Path;
use std::sync::Arc;

use eventlog::conformance::{self, Subject};
use eventlog::{EmbeddedLog, EmbeddedOptions, EventLog};

fn open(folder: &Path, segment_bytes: u64) -> Arc<dyn EventLog> {
    let options = EmbeddedOptions { segment_bytes };
    let (programme, world) = (conformance::programme(), conformance::world());
    Arc::new(EmbeddedLog::open(folder, programme, world, options).unwrap())
}

async fn embedded(segment_bytes: u64) -> Subject {
    let folder = tempfile::tempdir().unwrap();
    Subject::lasting(move || {
        let log = open(folder.path(), segment_bytes);
        Box::pin(async move { log })
    })
    .await
}

eventlog::conformance_suite!(one_segment, embedded(64 * 1024 * 1024).await);
eventlog::conformance_suite!(many_segments, embedded(2048).await);
