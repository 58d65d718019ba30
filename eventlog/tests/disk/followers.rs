//! C10: readers beside the writer, by their own handles, as another process would.

use std::fs;

use domain::engine::Position;
use eventlog::conformance::{batch, event, stream};
use eventlog::{AppendError, EventLog, OpenError, ReadError};

use crate::folder::{Folder, all, append, flip, frames, numbered, overwrite, position};

#[tokio::test]
async fn a_second_writer_is_refused_until_the_first_is_closed() {
    let folder = Folder::new(1024 * 1024);
    let log = folder.open().unwrap();
    assert!(matches!(folder.open().map(drop), Err(OpenError::Locked(_))));
    log.close().await.unwrap();
    assert!(folder.open().is_ok());
}

#[tokio::test]
async fn a_follower_sees_each_append_as_soon_as_it_is_acknowledged_over_many_segments() {
    let folder = Folder::new(2048);
    let log = folder.open().unwrap();
    let follower = folder.follow().unwrap();
    assert!(all(&follower).await.is_empty());
    for number in 1..=60 {
        let receipt = append(&log, number).await;
        let page = follower.read(None, 1000).await.unwrap();
        assert_eq!(page.events.len() as u64, receipt.position().get());
        let found = follower.find_command(receipt.command_id).await.unwrap();
        assert_eq!(found.map(|found| found.events), Some(receipt.events));
    }
    assert!(folder.segments().len() > 10);
    assert_eq!(all(&follower).await, all(&log).await);
    let shared = stream(0);
    let ours = log.read_stream(&shared, None, 100).await.unwrap();
    let theirs = follower.read_stream(&shared, None, 100).await.unwrap();
    assert_eq!(ours.events, theirs.events);
    let late = folder.follow().unwrap();
    assert_eq!(all(&late).await, all(&log).await);
}

#[tokio::test]
async fn a_followers_head_moves_by_itself() {
    let folder = Folder::new(1024 * 1024);
    let log = folder.open().unwrap();
    let follower = folder.follow().unwrap();
    let mut head = follower.head();
    append(&log, 1).await;
    head.wait_for(|head| *head == Some(position(2)))
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follower_never_sees_what_is_not_durable_while_others_write() {
    let folder = Folder::new(16 * 1024);
    let log = folder.open().unwrap();
    let follower = folder.follow().unwrap();
    let durable = log.head();
    let writing = tokio::spawn(async move {
        for number in 1..=300 {
            append(&log, number).await;
        }
        log
    });
    let mut seen = 0;
    while seen < 600 {
        let after = Position::new(seen);
        let page = follower.read(after, 1000).await.unwrap();
        seen += page.events.len() as u64;
        assert!(seen.is_multiple_of(2), "a batch was seen by half");
        // The watermark is written after the sync and before the writer's own head moves, so that
        // a follower may be one group ahead of it, and never more.
        let told = durable.borrow().map_or(0, Position::get);
        assert!(seen <= told + 2, "{seen} were seen, {told} are durable");
    }
    drop(writing.await.unwrap());
}

#[tokio::test]
async fn a_follower_takes_no_appends() {
    let folder = Folder::filled(1024 * 1024, 1).await;
    let follower = folder.follow().unwrap();
    let refused = follower.append(batch(9, vec![event(9, 9)])).await;
    assert!(matches!(refused, Err(AppendError::Closed(_))));
}

#[tokio::test]
async fn a_follower_waits_for_a_log_that_is_still_empty() {
    let folder = Folder::new(1024 * 1024);
    let follower = folder.follow().unwrap();
    assert!(all(&follower).await.is_empty());
    let log = folder.open().unwrap();
    append(&log, 1).await;
    assert_eq!(all(&follower).await.len(), 2);
}

#[tokio::test]
async fn what_ends_the_following_is_told_for_good() {
    let whole = Folder::filled(1024 * 1024, 2).await;
    let folder = whole.copy();
    let log = whole.open().unwrap();
    append(&log, 3).await;
    log.close().await.unwrap();
    let follower = folder.follow().unwrap();
    let file = folder.last_segment();
    let sound = fs::read(whole.last_segment()).unwrap();
    let damaged = frames(&whole.last_segment())[2].bytes.start + 100;

    overwrite(&file, 0, &sound);
    flip(&file, damaged);
    fs::copy(whole.acknowledged(), folder.acknowledged()).unwrap();
    let refused = follower.read(None, 1000).await.unwrap_err();
    overwrite(&file, 0, &sound);

    let found = follower.find_command(numbered(1).command_id).await;
    for again in [
        follower.read(None, 1000).await.unwrap_err(),
        found.unwrap_err(),
    ] {
        assert!(matches!(&again, ReadError::Damaged { position, .. } if position.get() == 5));
        assert_eq!(again.to_string(), refused.to_string());
    }
    assert_eq!(*follower.head().borrow(), Some(position(4)));
    assert_eq!(all(&folder.follow().unwrap()).await.len(), 6);
}

#[tokio::test]
async fn without_the_watermarks_file_a_follower_goes_by_the_frames() {
    let folder = Folder::filled(2048, 20).await;
    fs::remove_file(folder.acknowledged()).unwrap();
    let follower = folder.follow().unwrap();
    // The last frame says that all before it was durable, and nothing says so of itself.
    assert_eq!(all(&follower).await.len(), 38);
}
