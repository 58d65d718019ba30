//! C1 and C2 after a crash: the unacknowledged tail, torn anywhere, and what must not come back.

use std::fs;
use std::ops::Range;

use bytes::Bytes;
use eventlog::EventLog;
use eventlog::conformance::programme;

use crate::folder::{Folder, all, append, cut, frames, overwrite};

const SEGMENT_BYTES: u64 = 8 * 1024;
const ACKNOWLEDGED: u64 = 3;
/// Each append is synced: not for each byte, then.
const APPEND_EVERY_BYTES: usize = 16;

/// A folder as a crash leaves it: one frame stands behind all that was acknowledged.
struct Crashed {
    folder: Folder,
    acknowledged: Vec<Bytes>,
    /// Those, and the two of the frame that nobody was told of.
    written: Vec<Bytes>,
    /// Where that frame stands.
    tail: Range<usize>,
}

impl Crashed {
    async fn new() -> Self {
        let folder = Folder::filled(SEGMENT_BYTES, ACKNOWLEDGED).await;
        let acknowledged = folder.read().await.unwrap();
        let watermark = fs::read(folder.acknowledged()).unwrap();
        let log = folder.open().unwrap();
        append(&log, ACKNOWLEDGED + 1).await;
        let written = all(&log).await;
        log.close().await.unwrap();
        fs::write(folder.acknowledged(), watermark).unwrap();
        let tail = frames(&folder.last_segment()).pop().unwrap().bytes;
        Self {
            folder,
            acknowledged,
            written,
            tail,
        }
    }
}

/// Opens with exactly these events, takes the next append, and verifies.
async fn opens_with(folder: &Folder, events: &[Bytes]) {
    let log = folder.open().unwrap();
    assert_eq!(all(&log).await, events);
    append(&log, 100).await;
    log.close().await.unwrap();
    let read = folder.read().await.unwrap();
    assert_eq!(
        (&read[..events.len()], read.len()),
        (events, events.len() + 2)
    );
    let report = eventlog::verify(folder.path(), &programme(), &mut |_| {}).unwrap();
    assert_eq!((report.findings, report.unfinished), (Vec::new(), None));
}

#[tokio::test]
async fn a_tail_cut_at_any_byte_opens_with_exactly_what_was_acknowledged() {
    let crashed = Crashed::new().await;
    for byte in crashed.tail.clone() {
        let copy = crashed.folder.copy();
        cut(&copy.last_segment(), byte);
        if byte % APPEND_EVERY_BYTES == 0 {
            opens_with(&copy, &crashed.acknowledged).await;
        } else {
            assert_eq!(copy.read().await.unwrap(), crashed.acknowledged);
        }
    }
}

#[tokio::test]
async fn a_tail_of_which_a_part_was_not_written_opens_with_exactly_what_was_acknowledged() {
    let crashed = Crashed::new().await;
    for lost in crashed.tail.clone().step_by(APPEND_EVERY_BYTES) {
        let copy = crashed.folder.copy();
        let file = copy.last_segment();
        // The disk wrote the later pages first, or something else altogether.
        overwrite(&file, lost, &[0xAA; 3]);
        opens_with(&copy, &crashed.acknowledged).await;
    }
}

#[tokio::test]
async fn a_torn_tail_is_reported_and_is_no_finding() {
    let crashed = Crashed::new().await;
    cut(&crashed.folder.last_segment(), crashed.tail.end - 1);
    let before = fs::read(crashed.folder.last_segment()).unwrap();
    let path = crashed.folder.path();
    let report = eventlog::verify(path, &programme(), &mut |_| {}).unwrap();
    assert!(report.findings.is_empty());
    assert!(report.unfinished.is_some());
    assert_eq!(report.events, 2 * ACKNOWLEDGED);
    assert_eq!(report.unacknowledged, 0);
    assert_eq!(fs::read(crashed.folder.last_segment()).unwrap(), before);
}

#[tokio::test]
async fn a_whole_frame_whose_outcome_was_unknown_is_kept() {
    let crashed = Crashed::new().await;
    opens_with(&crashed.folder, &crashed.written).await;
}

#[tokio::test]
async fn whole_events_that_nobody_was_told_of_are_counted_apart() {
    let crashed = Crashed::new().await;
    let path = crashed.folder.path();
    let verify = || eventlog::verify(path, &programme(), &mut |_| {}).unwrap();
    let report = verify();
    assert!(report.findings.is_empty());
    assert_eq!(
        (report.events, report.unacknowledged),
        (2 * ACKNOWLEDGED + 2, 2)
    );
    // To open the log is to keep them.
    crashed.folder.read().await.unwrap();
    let kept = verify();
    assert_eq!((kept.events, kept.unacknowledged), (report.events, 0));
    assert_eq!(kept.root, report.root);
    // Without the file only the frames tell, and none tells of itself.
    fs::remove_file(crashed.folder.acknowledged()).unwrap();
    assert_eq!(verify().unacknowledged, 2);
}

#[tokio::test]
async fn a_follower_shows_nothing_behind_what_was_acknowledged() {
    let crashed = Crashed::new().await;
    let follower = crashed.folder.follow().unwrap();
    assert_eq!(all(&follower).await, crashed.acknowledged);
    let head = follower.head().borrow().map(domain::engine::Position::get);
    assert_eq!(head, Some(2 * ACKNOWLEDGED));
}

#[tokio::test]
async fn a_dropped_tail_does_not_come_back_behind_the_frame_that_took_its_place() {
    let crashed = Crashed::new().await;
    let file = crashed.folder.last_segment();
    let stale = fs::read(&file).unwrap()[crashed.tail.clone()].to_vec();
    cut(&file, crashed.tail.start);
    let log = crashed.folder.open().unwrap();
    append(&log, 50).await;
    let events = all(&log).await;
    log.close().await.unwrap();
    let end = frames(&file).last().unwrap().bytes.end;
    // As a disk would show it that had the old frame somewhere behind: next to the end, or later.
    for gap in [0, 1, 500] {
        let copy = crashed.folder.copy();
        overwrite(&copy.last_segment(), end + gap, &stale);
        opens_with(&copy, &events).await;
    }
}

#[tokio::test]
async fn a_frame_of_the_same_term_that_follows_another_one_is_dropped() {
    let folder = Folder::filled(SEGMENT_BYTES, ACKNOWLEDGED).await;
    let other = folder.copy();
    append(&other.open().unwrap(), 4).await;
    let log = other.open().unwrap();
    append(&log, 5).await;
    drop(log);
    let stale = frames(&other.last_segment()).pop().unwrap();
    // The next position, the next term, and a watermark that proves nothing: all but the chain fits.
    append(&folder.open().unwrap(), 40).await;
    let events = folder.read().await.unwrap();
    let end = frames(&folder.last_segment()).pop().unwrap().bytes.end;
    assert_eq!(stale.first, events.len() as u64 + 1);
    let bytes = fs::read(other.last_segment()).unwrap();
    overwrite(&folder.last_segment(), end, &bytes[stale.bytes]);
    let report = eventlog::verify(folder.path(), &programme(), &mut |_| {}).unwrap();
    assert!(report.unfinished.is_some());
    opens_with(&folder, &events).await;
}

#[tokio::test]
async fn what_follows_a_torn_tail_is_cleared_before_anything_is_written() {
    let crashed = Crashed::new().await;
    let file = crashed.folder.last_segment();
    overwrite(&file, crashed.tail.end - 4, &[0xAA; 900]);
    let log = crashed.folder.open().unwrap();
    let rest = &fs::read(&file).unwrap()[crashed.tail.start..];
    assert!(rest.iter().all(|byte| *byte == 0));
    drop(log);
}

#[tokio::test]
async fn terms_and_versions_go_on_over_reopening() {
    let folder = Folder::new(SEGMENT_BYTES);
    for number in 1..=4 {
        let log = folder.open().unwrap();
        let receipt = append(&log, number).await;
        assert_eq!(receipt.events[1].version, crate::folder::version(number));
        // Dropped, not closed: that is a clean end too.
        drop(log);
    }
    let frames = frames(&folder.last_segment());
    let terms: Vec<u64> = frames.iter().map(|frame| frame.term).collect();
    assert_eq!(terms, [1, 2, 3, 4]);
    let watermarks: Vec<u64> = frames.iter().map(|frame| frame.watermark).collect();
    assert_eq!(watermarks, [0, 2, 4, 6]);
}
