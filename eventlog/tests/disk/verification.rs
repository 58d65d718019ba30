//! The verification of a folder: sound logs, equal roots, and findings that do not end it.

use std::fs;

use eventlog::conformance::{batch, event, programme};
use eventlog::{EventLog, VerifyReport, leaf_hash};

use crate::folder::{Folder, cut, flip, frames, numbered, overwrite, position};

fn verify(folder: &Folder) -> VerifyReport {
    eventlog::verify(folder.path(), &programme(), &mut |_| {}).unwrap()
}

#[tokio::test]
async fn a_sound_log_has_no_findings_and_its_copy_has_the_same_root() {
    let folder = Folder::filled(2048, 20).await;
    let mut told = 0;
    let report = eventlog::verify(folder.path(), &programme(), &mut |events| told = events);
    let report = report.unwrap();
    assert!(report.findings.is_empty());
    assert_eq!((report.events, told), (40, 40));
    assert_eq!(report.head, Some(position(40)));
    assert_eq!(report.acknowledged, Some(position(40)));
    assert_eq!(verify(&folder.copy()), report);
}

#[tokio::test]
async fn the_root_of_one_event_is_its_leaf_and_every_event_changes_it() {
    let folder = Folder::filled(1024 * 1024, 1).await;
    let log = folder.open().unwrap();
    let root = verify(&folder).root;
    let events = crate::folder::all(&log).await;
    assert_ne!(root, leaf_hash(&events[0]));
    crate::folder::append(&log, 2).await;
    assert_ne!(verify(&folder).root, root);
}

#[tokio::test]
async fn it_goes_on_behind_each_damaged_frame() {
    let folder = Folder::filled(1024 * 1024, 10).await;
    let file = folder.last_segment();
    let stored = frames(&file);
    for damaged in [&stored[2], &stored[6]] {
        flip(&file, damaged.bytes.start + 90);
    }
    let report = verify(&folder);
    let law = "frames are whole and follow each other";
    let lost = report.findings.iter().filter(|finding| finding.law == law);
    let positions: Vec<_> = lost.map(|finding| finding.position).collect();
    assert_eq!(positions, [Some(position(5)), Some(position(13))]);
    assert_eq!((report.events, report.head), (16, Some(position(20))));
    assert_eq!(report.unacknowledged, 0);
}

#[tokio::test]
async fn a_frame_written_over_another_is_found() {
    let folder = Folder::filled(1024 * 1024, 4).await;
    let file = folder.last_segment();
    let stored = frames(&file);
    let bytes = fs::read(&file).unwrap();
    let twice = folder.copy();
    let first = &bytes[stored[0].bytes.clone()];
    overwrite(&twice.last_segment(), stored[1].bytes.start, first);
    assert!(!verify(&twice).findings.is_empty());
}

#[tokio::test]
async fn findings_are_bounded_and_the_rest_is_counted() {
    let folder = Folder::new(1024 * 1024);
    let log = folder.open().unwrap();
    let mut pendings = Vec::new();
    for number in 1..=800 {
        pendings.push(
            log.submit(batch(number, vec![event(number, 0)]))
                .await
                .unwrap(),
        );
    }
    for pending in pendings {
        pending.receipt().await.unwrap();
    }
    log.close().await.unwrap();
    let file = folder.last_segment();
    let mut bytes = fs::read(&file).unwrap();
    // Each lost frame is one finding, and leaves a gap in versions and in back pointers.
    for lost in frames(&file).iter().step_by(2) {
        bytes[lost.bytes.start + 90] ^= 1;
    }
    fs::write(&file, bytes).unwrap();
    let report = verify(&folder);
    assert_eq!(report.findings.len(), eventlog::FINDINGS_MAX);
    assert_eq!(report.findings_left_out, 3 * 400 - 1000);
}

#[tokio::test]
async fn what_is_lost_above_the_watermark_is_not_counted_as_there() {
    let folder = Folder::filled(1024 * 1024, 1).await;
    let log = folder.open().unwrap();
    let mut pendings = Vec::new();
    for number in 2..=64 {
        pendings.push(log.submit(numbered(number)).await.unwrap());
    }
    for pending in pendings {
        pending.receipt().await.unwrap();
    }
    log.close().await.unwrap();
    let file = folder.last_segment();
    let stored = frames(&file);
    let mut pairs = stored.windows(2);
    let shared = pairs.position(|pair| pair[0].watermark == pair[1].watermark);
    let first = shared.expect("some of so many share a sync");
    // The log ends with the second frame of that sync; lost are the first, and the one before it.
    cut(&file, stored[first + 1].bytes.end);
    fs::remove_file(folder.acknowledged()).unwrap();
    for lost in &stored[first - 1..=first] {
        flip(&file, lost.bytes.start + 90);
    }
    let report = verify(&folder);
    assert_eq!(
        report.findings[0].position,
        Some(position(stored[first - 1].first))
    );
    assert_eq!(report.unacknowledged, 2);
}
