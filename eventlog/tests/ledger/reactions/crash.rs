//! A crash while a decision and its reactions are written: all of them are found, or none.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use eventlog::{EmbeddedLog, EmbeddedOptions};
use tempfile::TempDir;

use super::toll::{Toll, paying};
use super::{limits, recorded};
use crate::toy::world::{Ground, programme};

/// Each copy is opened and synced: not for every byte, then.
const CUT_EVERY_BYTES: usize = 7;

/// The same world and vault over a log on disk.
fn on_disk(dir: &Path, ground: &Ground) -> Ground {
    let options = EmbeddedOptions::default();
    let log = EmbeddedLog::open(dir, programme(), ground.world.clone(), options);
    Ground {
        log: Arc::new(log.expect("the log opens")),
        ..ground.clone()
    }
}

/// Decides a payment on the log in that folder, and closes it.
async fn pay(dir: &Path, ground: &Ground, request: eventlog::Request<Toll>) {
    let ground = on_disk(dir, ground);
    let ledger = ground.ledger_of::<Toll>(limits()).await;
    ledger.decide(request).await.expect("a payment");
    ledger.close().await.expect("it drains");
}

fn segment(dir: &Path) -> PathBuf {
    let files = fs::read_dir(dir).expect("a folder");
    let paths = files.map(|file| file.expect("a file").path());
    let is_segment = |path: &PathBuf| path.extension().is_some_and(|end| end == "segment");
    paths.filter(is_segment).max().expect("a segment")
}

/// A copy of the log whose last segment holds other bytes, and that nobody was told more of.
fn copy(from: &Path, watermark: &[u8], bytes: &[u8]) -> TempDir {
    let to = tempfile::tempdir().expect("a folder");
    fs::write(to.path().join("acknowledged"), watermark).expect("a watermark");
    let segment = segment(from);
    let name = segment.file_name().expect("a name");
    fs::write(to.path().join(name), bytes).expect("a segment");
    to
}

#[tokio::test]
async fn after_a_crash_at_any_byte_the_decision_is_there_with_its_reactions_or_neither_is() {
    let dir = tempfile::tempdir().unwrap();
    let ground = Ground::new();
    pay(dir.path(), &ground, paying("a", 1)).await;
    let watermark = fs::read(dir.path().join("acknowledged")).unwrap();
    let before = fs::read(segment(dir.path())).unwrap();
    let asked = paying("a", 2);
    pay(dir.path(), &ground, asked.clone()).await;
    let after = fs::read(segment(dir.path())).unwrap();
    let differs = |at: &usize| before.get(*at) != after.get(*at);
    let written: Vec<usize> = (0..after.len()).filter(differs).collect();
    let (first, last) = (written[0], written[written.len() - 1]);

    let mut found = Vec::new();
    for cut in (first..=last).step_by(CUT_EVERY_BYTES).chain([after.len()]) {
        let crashed = copy(dir.path(), &watermark, &after[..cut]);
        let ground = on_disk(crashed.path(), &ground);
        let ledger = ground.ledger_of::<Toll>(limits()).await;
        let events = recorded(&ground).await.len();
        assert!(events == 2 || events == 5, "{events} events, cut at {cut}");
        found.push(events);
        let again = ledger.decide(asked.clone()).await.unwrap();
        assert_eq!((again.events.len(), again.repeated), (3, events == 5));
        assert_eq!(recorded(&ground).await.len(), 5);
    }
    assert_eq!((found[0], found[found.len() - 1]), (2, 5));
}
