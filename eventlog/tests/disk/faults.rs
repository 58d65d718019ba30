//! C8: a storage that fails leaves the outcome unknown, and stops the writer.

use std::fs;

use eventlog::conformance::{batch, event, recorded_at};
use eventlog::{AppendError, EventLog};

use crate::folder::{Folder, all, append};

#[tokio::test]
async fn a_failed_write_is_an_unknown_outcome_and_ends_the_writing() {
    let folder = Folder::new(2048);
    let log = folder.open().unwrap();
    append(&log, 1).await;
    // Something stands where the next segment would be made.
    let next = (2..100).map(|first| folder.path().join(format!("{first:020}.segment")));
    let obstacles: Vec<_> = next.collect();
    for obstacle in &obstacles {
        fs::create_dir(obstacle).unwrap();
    }
    let single = |number: u64| {
        let mut batch = batch(number, vec![event(100 + number, 0)]);
        batch.recorded_at = recorded_at(number);
        batch
    };
    let mut known = 2;
    let failed = loop {
        match log.append(single(known)).await {
            Ok(_) => known += 1,
            Err(failed) => break failed,
        }
    };
    assert!(matches!(failed, AppendError::UnknownOutcome), "{failed}");
    let refused = log.append(single(500)).await;
    let Err(AppendError::Closed(why)) = refused else {
        panic!("the writer went on: {refused:?}");
    };
    assert!(why.contains("writer has stopped"), "{why}");
    assert!(matches!(log.close().await, Err(AppendError::Closed(_))));
    // What was acknowledged can be read, here and after opening again.
    let events = all(&log).await;
    assert_eq!(events.len() as u64, known);
    drop(log);
    for obstacle in obstacles {
        fs::remove_dir(obstacle).unwrap();
    }
    assert_eq!(folder.read().await.unwrap(), events);
}
