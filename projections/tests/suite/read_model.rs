//! A read model over its life: following, stopping, starting again, and everything it must not trust.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use domain::engine::{Dated, EventId, Fold, Position};
use eventlog::{EventLog, NewEvent};
use projections::{Files, Options, ReadModel, ReplayError, Rows, StartError, replay};
use uuid::Uuid;

use super::history::{History, batch, day, empty_log, host};

/// How long a test waits for what must happen: long enough for the slowest machine.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// A page of few events, so that a short history has many commits.
const SHORT_PAGES: Options = Options { page_events: 3 };

fn history() -> History {
    let mut history = History::default();
    for number in 0..20 {
        history
            .register_host(number, 0, "59")
            .vote(number, number % 3, 5, 2)
            .register_person(number, 0, "75")
            .hire(number, number, 10);
    }
    history
}

async fn start(log: &Arc<impl EventLog>, folder: &Path) -> ReadModel<Files> {
    let log: Arc<dyn EventLog> = log.clone();
    ReadModel::start(log, Some(folder.to_owned()), SHORT_PAGES)
        .await
        .unwrap()
}

/// Started, and caught up with the log.
async fn caught_up(log: &Arc<impl EventLog>, folder: &Path) -> ReadModel<Files> {
    let model = start(log, folder).await;
    if let Some(head) = *log.head().borrow() {
        assert!(model.wait_for(head, PATIENCE).await, "{:?}", model.status());
    }
    model
}

async fn assert_equals_a_replay(model: &ReadModel<Files>, log: &impl EventLog) {
    let replayed = replay::<Files>(log, None, |_| {}).await.unwrap();
    let (digest, position) = model.view(|rows| (rows.digest(), rows.position()));
    assert_eq!(digest, replayed.digest());
    assert_eq!(position, replayed.position());
}

/// Why the rows of the last run were not taken up.
async fn set_aside(log: &Arc<impl EventLog>, folder: &Path) -> Option<String> {
    let model = caught_up(log, folder).await;
    assert_equals_a_replay(&model, &**log).await;
    let reason = model.status().set_aside;
    model.stop().await;
    reason
}

#[tokio::test]
async fn after_a_clean_stop_it_goes_on_where_it_stood() {
    let folder = tempfile::tempdir().unwrap();
    let mut history = history();
    let log = history.log().await;
    caught_up(&log, folder.path()).await.stop().await;

    let stood_at = history.events.len();
    history.register_host(99, 0, "75");
    let resumed = start(&log, folder.path()).await;
    assert_eq!(resumed.position(), Position::new(stood_at as u64));
    assert_eq!(resumed.status().set_aside, None);

    history.append_to(&*log, stood_at).await;
    let head = log.head().borrow().unwrap();
    assert!(resumed.wait_for(head, PATIENCE).await);
    assert_equals_a_replay(&resumed, &*log).await;
}

#[tokio::test]
async fn an_empty_programme_is_taken_up_again_too() {
    let folder = tempfile::tempdir().unwrap();
    let log = empty_log();
    caught_up(&log, folder.path()).await.stop().await;
    assert_eq!(set_aside(&log, folder.path()).await, None);
}

#[tokio::test]
async fn dropped_without_a_stop_its_rows_are_folded_anew() {
    let folder = tempfile::tempdir().unwrap();
    let log = history().log().await;
    drop(caught_up(&log, folder.path()).await);
    let reason = set_aside(&log, folder.path()).await.unwrap();
    assert!(reason.contains("clean stop"), "{reason}");
}

#[tokio::test]
async fn dropped_after_it_went_on_from_a_clean_stop_its_rows_are_folded_anew() {
    let folder = tempfile::tempdir().unwrap();
    let mut history = history();
    let log = history.log().await;
    caught_up(&log, folder.path()).await.stop().await;
    let before = history.events.len();
    history.register_host(99, 0, "75");
    history.append_to(&*log, before).await;
    drop(caught_up(&log, folder.path()).await);
    let reason = set_aside(&log, folder.path()).await.unwrap();
    assert!(reason.contains("another checkpoint"), "{reason}");
}

#[tokio::test]
async fn rows_of_another_version_of_the_fold_are_folded_anew() {
    let folder = tempfile::tempdir().unwrap();
    let log = history().log().await;
    caught_up(&log, folder.path()).await.stop().await;
    let checkpoint = folder.path().join("1/checkpoint");
    let text = std::fs::read_to_string(&checkpoint).unwrap();
    let written = format!("\"version\":{}", Files::VERSION);
    std::fs::write(&checkpoint, text.replace(&written, "\"version\":0")).unwrap();
    let reason = set_aside(&log, folder.path()).await.unwrap();
    assert!(reason.contains("version 0"), "{reason}");
}

#[tokio::test]
async fn damaged_files_are_set_aside_and_never_served() {
    let folder = tempfile::tempdir().unwrap();
    let log = history().log().await;
    caught_up(&log, folder.path()).await.stop().await;
    for file in files_below(&folder.path().join("1/rows")) {
        let mut bytes = std::fs::read(&file).unwrap();
        for byte in bytes.iter_mut().skip(100).step_by(97) {
            *byte ^= 0x55;
        }
        std::fs::write(&file, bytes).unwrap();
    }
    assert!(set_aside(&log, folder.path()).await.is_some());
}

#[tokio::test]
async fn rows_of_another_log_of_the_same_length_are_folded_anew() {
    let folder = tempfile::tempdir().unwrap();
    let mut other = history();
    caught_up(&history().log().await, folder.path())
        .await
        .stop()
        .await;
    other.events.last_mut().unwrap().meta.occurred_on = day(77);
    let reason = set_aside(&other.log().await, folder.path()).await.unwrap();
    assert!(reason.contains("no such event"), "{reason}");
}

#[tokio::test]
async fn rows_ahead_of_the_log_are_folded_anew() {
    let folder = tempfile::tempdir().unwrap();
    caught_up(&history().log().await, folder.path())
        .await
        .stop()
        .await;
    assert!(set_aside(&empty_log(), folder.path()).await.is_some());
}

#[tokio::test]
async fn one_folder_set_aside_is_kept_and_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let log = history().log().await;
    for _ in 0..3 {
        drop(caught_up(&log, folder.path()).await);
    }
    let last = caught_up(&log, folder.path()).await;
    let mut names: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["4", "lock", "set-aside"]);
    last.stop().await;
}

#[tokio::test]
async fn two_read_models_do_not_share_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let log = history().log().await;
    let first = caught_up(&log, folder.path()).await;
    let second =
        ReadModel::<Files>::start(log.clone(), Some(folder.path().to_owned()), SHORT_PAGES).await;
    assert!(matches!(second, Err(StartError::Recovery(_))));
    assert_equals_a_replay(&first, &*log).await;
    first.stop().await;
    assert_eq!(set_aside(&log, folder.path()).await, None);
}

/// Appends an event of a type that this release does not know.
async fn append_poison(log: &impl EventLog) -> Position {
    let event = NewEvent {
        event_id: EventId(Uuid::from_u128(u128::MAX)),
        stream: host(1),
        type_name: "HostTeleported",
        schema: 1,
        payload: vec![1, 2, 3],
        occurred_on: day(0),
        dated: Dated::Exact,
        corrects: None,
        provenance: None,
    };
    log.append(batch(event)).await.unwrap().position()
}

#[tokio::test]
async fn an_event_it_cannot_take_stops_it_before_that_event_and_is_named() {
    let mut history = history();
    let log = history.log().await;
    let before = history.events.len();
    let poison = append_poison(&*log).await;
    history.register_host(99, 0, "75");
    history.append_to(&*log, before).await;

    let model = ReadModel::<Files>::start(log.clone(), None, SHORT_PAGES)
        .await
        .unwrap();
    assert!(!model.wait_for(poison, PATIENCE).await);
    let status = model.status();
    let stopped = status.stopped.unwrap();
    assert_eq!(stopped.position, Some(poison));
    assert!(
        stopped.reason.contains("HostTeleported"),
        "{}",
        stopped.reason
    );
    assert_eq!((status.position, status.lag), (poison.before(), 2));

    let refused = replay::<Files>(&*log, None, |_| {}).await.err();
    assert!(
        matches!(refused, Some(ReplayError::Poison { position, .. }) if position == poison),
        "{refused:?}"
    );
    let up_to_it = replay::<Files>(&*log, poison.before(), |_| {})
        .await
        .unwrap();
    assert_eq!(model.view(Rows::digest), up_to_it.digest());
}

#[tokio::test]
async fn stopped_by_an_event_it_keeps_what_it_folded() {
    let folder = tempfile::tempdir().unwrap();
    let log = history().log().await;
    let poison = append_poison(&*log).await;
    for _ in 0..2 {
        let model = start(&log, folder.path()).await;
        assert!(!model.wait_for(poison, PATIENCE).await);
        assert_eq!(model.position(), poison.before());
        assert_eq!(model.status().set_aside, None);
        model.stop().await;
    }
}

#[tokio::test]
async fn waiting_for_what_is_not_recorded_ends_in_time() {
    let log = history().log().await;
    let model = ReadModel::<Files>::start(log.clone(), None, SHORT_PAGES)
        .await
        .unwrap();
    let never = Position::new(1_000_000).unwrap();
    assert!(!model.wait_for(never, Duration::from_millis(20)).await);
}

#[tokio::test]
async fn a_stopped_read_model_answers_from_what_it_had_and_says_that_it_is_stopped() {
    let log = history().log().await;
    let model = ReadModel::<Files>::start(log.clone(), None, SHORT_PAGES)
        .await
        .unwrap();
    let head = log.head().borrow().unwrap();
    assert!(model.wait_for(head, PATIENCE).await);
    assert!(model.status().is_running());
    model.stop().await;
    model.clone().stop().await;
    assert!(!model.status().is_running());
    assert_equals_a_replay(&model, &*log).await;
    assert!(!model.wait_for(Position::after(Some(head)), PATIENCE).await);
}

#[tokio::test]
async fn a_replay_tells_its_progress_and_stops_where_it_is_told() {
    let log = history().log().await;
    let through = Position::new(17);
    let mut told = Vec::new();
    let rows = replay::<Files>(&*log, through, |position| told.push(position))
        .await
        .unwrap();
    assert_eq!(rows.position(), through);
    assert_eq!(told.last().copied(), through);
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files
}
