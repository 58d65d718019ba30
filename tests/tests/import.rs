//! The import of `CloudEvents`: a history goes out and in again, and an atomic append cannot be torn on the way.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tempfile::TempDir;
use tests::{Finished, Server, replay, replay_json};

/// The events of one append over three streams.
const HIRE: usize = 3;

/// A history that ends with a hire, as `CloudEvents`, one on each line.
async fn history_up_to_a_hire() -> Result<Vec<String>> {
    let folder = tempfile::tempdir()?;
    let server = Server::serve(folder.path())?;
    let client = server.client()?;
    client.decide_up_to_a_hire().await?;
    let events = client.history_in_the_clear().await?;
    Ok(events.iter().map(Value::to_string).collect())
}

/// An import of these lines into an empty folder.
struct Imported {
    folder: TempDir,
    report: Finished,
}

fn import(lines: &[String]) -> Result<Imported> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("history.jsonl");
    std::fs::write(&file, lines.join("\n"))?;
    let report = import_file(folder.path(), &file)?;
    Ok(Imported { folder, report })
}

fn import_file(data: &Path, file: &Path) -> Result<Finished> {
    let flags = ["import", "--format", "cloudevents", "--data"].map(AsRef::as_ref);
    replay(
        flags
            .into_iter()
            .chain([data.as_os_str(), file.as_os_str()]),
    )
}

/// The last position, as any reader sees it.
fn position(data: &Path) -> Result<u64> {
    let arguments = [
        "show".as_ref(),
        "funnel".as_ref(),
        "--data".as_ref(),
        data.as_os_str(),
    ];
    let funnel = replay_json(arguments)?;
    Ok(funnel["position"].as_u64().unwrap_or_default())
}

impl Imported {
    /// Everything but the hire was taken, and of the hire nothing.
    fn refused_the_hire(&self, lines: usize) -> Result<()> {
        ensure!(self.report.code == Some(1), "{:?}", self.report);
        let taken = usize::try_from(position(self.folder.path())?)?;
        ensure!(
            taken == lines - HIRE,
            "{taken} events of {lines} were taken"
        );
        Ok(())
    }
}

#[tokio::test]
async fn an_export_followed_by_an_import_loses_nothing() -> Result<()> {
    let lines = history_up_to_a_hire().await?;
    let imported = import(&lines)?;
    ensure!(imported.report.code == Some(0), "{:?}", imported.report);
    let server = Server::serve(imported.folder.path())?;
    let again = server.client()?.history_in_the_clear().await?;
    ensure!(again.len() == lines.len());
    for (line, event) in lines.iter().zip(&again) {
        let mut before: Value = serde_json::from_str(line)?;
        let mut after = event.clone();
        for event in [&mut before, &mut after] {
            let attributes = event.as_object_mut().context("an event is an object")?;
            // The log's own clock and the way in are this log's, and not the other's.
            for own in ["appendedat", "channel", "batch", "row"] {
                attributes.remove(own);
            }
        }
        assert_eq!(after, before);
    }
    Ok(())
}

#[tokio::test]
async fn an_append_without_one_of_its_lines_is_refused_whole() -> Result<()> {
    let lines = history_up_to_a_hire().await?;
    let begins_at = lines.len() - HIRE;
    for missing in begins_at..lines.len() {
        let mut torn = lines.clone();
        torn.remove(missing);
        import(&torn)?
            .refused_the_hire(lines.len())
            .with_context(|| format!("without line {} of the hire", missing - begins_at + 1))?;
    }
    Ok(())
}

#[tokio::test]
async fn an_append_in_another_order_is_taken_whole_or_not_at_all() -> Result<()> {
    let lines = history_up_to_a_hire().await?;
    let (before, hire) = lines.split_at(lines.len() - HIRE);
    for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let permuted = order.map(|index: usize| hire[index].clone());
        let imported = import(&[before, &permuted].concat())?;
        if imported.report.code == Some(0) {
            assert_eq!(
                position(imported.folder.path())?,
                lines.len() as u64,
                "{order:?}"
            );
        } else {
            let refused = imported.refused_the_hire(lines.len());
            refused.with_context(|| format!("{order:?}"))?;
        }
        let data = imported.folder.path().as_os_str();
        replay(["verify".as_ref(), "--data".as_ref(), data])?.expect_code(0)?;
    }
    Ok(())
}

#[tokio::test]
async fn an_append_with_another_event_in_its_midst_is_refused_whole() -> Result<()> {
    let mut lines = history_up_to_a_hire().await?;
    let begins_at = lines.len() - HIRE;
    let shortlisted = lines.remove(begins_at - 1);
    // A candidate's registration that stands alone may come anywhere.
    let candidate = lines
        .iter()
        .position(|line| line.contains("CandidateRegistered"))
        .context("no candidate in the history")?;
    let mut other: Value = serde_json::from_str(&lines[candidate])?;
    for (attribute, id) in [("id", 1_u128), ("commandid", 2), ("correlationid", 2)] {
        other[attribute] = uuid::Uuid::from_u128(id).to_string().into();
    }
    other["subject"] = format!("candidate:{}", uuid::Uuid::from_u128(3)).into();
    let last = lines.last().context("no line")?;
    other["time"] = serde_json::from_str::<Value>(last)?["time"].clone();
    lines.insert(begins_at - 1, shortlisted);
    let whole = lines.len();
    lines.insert(begins_at + 1, other.to_string());
    let imported = import(&lines)?;
    ensure!(imported.report.code == Some(1), "{:?}", imported.report);
    let taken = usize::try_from(position(imported.folder.path())?)?;
    ensure!(
        taken == whole - HIRE + 1,
        "{taken} events were taken: {:?}",
        imported.report
    );
    Ok(())
}

#[tokio::test]
async fn a_second_import_changes_nothing() -> Result<()> {
    let lines = history_up_to_a_hire().await?;
    let imported = import(&lines)?;
    let data = imported.folder.path();
    let before = position(data)?;
    import_file(data, &data.join("history.jsonl"))?.expect_code(0)?;
    assert_eq!(position(data)?, before);
    Ok(())
}

#[test]
fn files_that_are_no_text_or_hold_nothing_are_refused() -> Result<()> {
    for format in ["cloudevents", "open-data"] {
        for content in [&b""[..], b"\xff\xfe\x00not text\n", b"\xc3\n"] {
            let folder = tempfile::tempdir()?;
            let file = folder.path().join("input");
            std::fs::write(&file, content)?;
            let flags = ["import", "--format", format, "--data"].map(AsRef::as_ref);
            let paths = [folder.path().as_os_str(), file.as_os_str()];
            let report = replay(flags.into_iter().chain(paths))?;
            ensure!(report.code == Some(1), "{format} {content:?}: {report:?}");
            ensure!(!report.stderr.is_empty(), "{format} {content:?}: no reason");
        }
    }
    Ok(())
}
