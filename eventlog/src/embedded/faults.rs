//! Storage that fails under the writer: the group's outcome is unknown, and nothing more is taken.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;

use domain::engine::Position;

use super::acknowledged::AcknowledgedFile;
use super::recovery::recover;
use super::segment::Segment;
use super::tail::{Stored, Tail};
use super::{EmbeddedLog, EmbeddedOptions, Start, lock_log, start};
use crate::conformance::{batch, event, programme, world};
use crate::port::{AppendError, Batch, EventLog};

const SEGMENT_BYTES: u64 = 1024 * 1024;

/// A file that takes every byte, and cannot be synced.
fn unsyncable() -> File {
    let device = File::options().write(true).open("/dev/null").unwrap();
    device.write_all_at(b"taken", 0).unwrap();
    device.sync_data().unwrap_err();
    device
}

/// A log whose storage is changed before its writer begins.
fn open(folder: &Path, change: impl FnOnce(&mut Start)) -> EmbeddedLog {
    let lock = lock_log(folder).unwrap();
    let recovered = recover(folder, &programme()).unwrap();
    let options = EmbeddedOptions::default();
    let mut start = start(folder, recovered, programme(), options).unwrap();
    change(&mut start);
    EmbeddedLog::begin(start, world(), lock).unwrap()
}

fn single(number: u64) -> Batch {
    batch(number, vec![event(number, 0)])
}

/// The append is neither acknowledged nor refused, nobody sees it, and it is the last one taken.
async fn stops_at_the_first_append(log: EmbeddedLog, folder: &Path) {
    let failed = log.append(single(1)).await;
    assert!(
        matches!(failed, Err(AppendError::UnknownOutcome)),
        "{failed:?}"
    );
    assert_eq!(*log.head().borrow(), None);
    let refused = log.append(single(2)).await;
    assert!(
        matches!(&refused, Err(AppendError::Closed(why)) if why.contains("has stopped")),
        "{refused:?}"
    );
    assert!(matches!(log.close().await, Err(AppendError::Closed(_))));
    drop(log);
    assert!(lock_log(folder).is_ok(), "the log is released");
}

#[tokio::test]
async fn a_group_that_cannot_be_synced_stops_the_writer() {
    let folder = tempfile::tempdir().unwrap();
    let log = open(folder.path(), |start| {
        let path = start.tail.segment.path().to_owned();
        let segment = Segment::over(unsyncable(), path, Position::FIRST);
        start.tail.segment = Arc::new(segment);
    });
    stops_at_the_first_append(log, folder.path()).await;
}

#[tokio::test]
async fn a_watermark_that_cannot_be_written_stops_the_writer() {
    let folder = tempfile::tempdir().unwrap();
    let log = open(folder.path(), |start| {
        start.file = AcknowledgedFile::over(File::open("/dev/null").unwrap());
    });
    stops_at_the_first_append(log, folder.path()).await;
}

#[tokio::test]
async fn a_watermark_that_cannot_be_synced_is_no_clean_close() {
    let folder = tempfile::tempdir().unwrap();
    let log = open(folder.path(), |start| {
        start.file = AcknowledgedFile::over(unsyncable());
    });
    let closed = log.close().await;
    assert!(matches!(closed, Err(AppendError::Closed(_))), "{closed:?}");
}

/// What `go_on` finds in a segment of which nothing is known to have been synced.
fn stored(end: u64) -> Stored {
    Stored {
        end,
        durable_end: 0,
        is_torn: false,
    }
}

#[tokio::test]
async fn a_segment_that_cannot_be_written_again_is_not_gone_on_with() {
    let folder = tempfile::tempdir().unwrap();
    let log = open(folder.path(), |_| {});
    log.append(single(1)).await.unwrap();
    log.close().await.unwrap();
    let read_only = Segment::open(folder.path(), Position::FIRST, false).unwrap();
    let end = read_only.file.metadata().unwrap().len();
    let refused = Tail::go_on(
        folder.path(),
        Arc::new(read_only),
        stored(end),
        SEGMENT_BYTES,
    );
    refused.unwrap_err();
}

#[test]
fn a_segment_that_cannot_be_synced_is_not_gone_on_with() {
    let folder = tempfile::tempdir().unwrap();
    let segment = Segment::over(unsyncable(), folder.path().to_owned(), Position::FIRST);
    let refused = Tail::go_on(folder.path(), Arc::new(segment), stored(0), SEGMENT_BYTES);
    refused.unwrap_err();
}
