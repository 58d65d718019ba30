//! A wrong import is revoked: what it did is taken back newest first, once, also over a kill -9.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tests::{Client, Server, replay};

/// How long a revocation may take.
const DONE_AT_MOST: Duration = Duration::from_mins(1);

/// A history that ends with a hire, as another service would hand it over: without the channel
/// that it came in by here.
async fn history_up_to_a_hire() -> Result<Vec<String>> {
    let folder = tempfile::tempdir()?;
    let server = Server::serve(folder.path())?;
    let client = server.client()?;
    client.decide_up_to_a_hire().await?;
    let events = client.history_in_the_clear().await?;
    // Another service has no reactions of this engine.
    let decided = events
        .into_iter()
        .filter(|event| event["channel"] != "reaction");
    Ok(decided.map(without_channel).collect())
}

fn without_channel(mut event: Value) -> String {
    if let Some(attributes) = event.as_object_mut() {
        attributes.remove("channel");
    }
    event.to_string()
}

/// The revocation's row, once every event was looked at.
async fn done(client: &Client) -> Result<Value> {
    let began = Instant::now();
    loop {
        let rows = client.read("/revocations").await?;
        if rows[0]["done"] == true {
            return Ok(rows[0].clone());
        }
        ensure!(began.elapsed() < DONE_AT_MOST, "not done: {rows}");
        tokio::task::yield_now().await;
    }
}

fn types(history: &[Value]) -> Vec<&str> {
    let types = history.iter().filter_map(|event| event["type"].as_str());
    types.filter_map(|name| name.split('.').nth(3)).collect()
}

#[tokio::test]
async fn what_a_revoked_import_did_is_taken_back_once() -> Result<()> {
    let lines = history_up_to_a_hire().await?;
    let folder = tempfile::tempdir()?;
    let (data, file) = (
        folder.path().join("data"),
        folder.path().join("history.jsonl"),
    );
    std::fs::write(&file, lines.join("\n"))?;
    let flags = ["import", "--format", "cloudevents", "--data"].map(AsRef::as_ref);
    let paths = [data.as_os_str(), file.as_os_str()];
    let report = replay(flags.into_iter().chain(paths))?.expect_code(0)?;

    let server = Server::serve(&data)?;
    let client = server.client()?;
    let imported = client.history(0).await?;
    let batch = imported[0]["batch"].as_str().context("no batch")?;
    let told = format!("; batch {batch}\n");
    ensure!(report.stdout.ends_with(&told), "{report:?}");
    let revoke = json!({
        "type": "RevokeImportBatch", "stream": "programme:cnfs",
        "data": {"batch": batch, "reason": "the wrong file"},
    });
    client.decided(&revoke).await?;
    // Wherever it is by now.
    server.kill()?;

    let server = Server::serve(&data)?;
    let client = server.client()?;
    let row = done(&client).await?;
    ensure!(
        row["batch"] == batch && row["events"] == imported.len(),
        "{row}"
    );
    // A match whose hire was cancelled is no shortlist any more: refused, and nothing stops at it.
    ensure!(
        row["refused"] == json!({"MatchStandsElsewhere": 1}),
        "{row}"
    );
    let history = client.history(0).await?;
    let made = &history[imported.len()..];
    let types = types(made);
    for expected in [
        "ImportBatchRevoked",
        "HireDeclarationCancelled",
        "CoselecVoteCorrected",
        "ApplicationCancelled",
    ] {
        let count = types.iter().filter(|name| **name == expected).count();
        ensure!(count == 1, "{expected}: {count} in {types:?}");
    }
    let place = |name: &str| types.iter().position(|found| *found == name);
    ensure!(
        place("HireDeclarationCancelled") < place("CoselecVoteCorrected"),
        "{types:?}"
    );
    ensure!(
        place("CoselecVoteCorrected") < place("ApplicationCancelled"),
        "{types:?}"
    );
    let revocation = &made[0]["id"];
    for event in &made[1..] {
        ensure!(
            event["channel"] == "correction" || event["channel"] == "reaction",
            "{event}"
        );
        ensure!(event["causationid"] == *revocation, "{event}");
    }
    server.terminate()?.expect_code(0)?;

    // Another start finds everything done.
    let server = Server::serve(&data)?;
    let client = server.client()?;
    ensure!(done(&client).await?["compensated"] == row["compensated"]);
    ensure!(client.history(0).await?.len() == history.len());
    Ok(())
}

#[tokio::test]
async fn what_people_decide_after_a_revocation_stands_over_every_restart() -> Result<()> {
    let lines = history_up_to_a_hire().await?;
    let folder = tempfile::tempdir()?;
    let (data, file) = (
        folder.path().join("data"),
        folder.path().join("history.jsonl"),
    );
    std::fs::write(&file, lines.join("\n"))?;
    let flags = ["import", "--format", "cloudevents", "--data"].map(AsRef::as_ref);
    replay(
        flags
            .into_iter()
            .chain([data.as_os_str(), file.as_os_str()]),
    )?
    .expect_code(0)?;

    let server = Server::serve(&data)?;
    let client = server.client()?;
    let imported = client.history(0).await?;
    let host = imported.iter().find_map(|event| {
        let is_host = event["type"] == "fr.jalon.host.HostRegistered.v1";
        event["subject"].as_str().filter(|_| is_host)
    });
    let host = host.context("no host")?;
    let decide = |name: &str, stream: &str, data: Value| {
        let command = json!({"type": name, "stream": stream, "data": data});
        let client = &client;
        async move { client.decided(&command).await }
    };
    let reason = || json!({"reason": "by hand"});
    // Left already: that it was registered cannot be taken back now.
    decide("WithdrawHost", host, reason()).await?;
    let revoked = json!({"batch": imported[0]["batch"], "reason": "the wrong file"});
    decide("RevokeImportBatch", "programme:cnfs", revoked).await?;
    let row = done(&client).await?;
    ensure!(row["refused"]["FileNotLive"] == 1, "{row}");
    decide("ReopenApplication", host, reason()).await?;
    let history = client.history(0).await?;
    server.terminate()?.expect_code(0)?;

    let server = Server::serve(&data)?;
    let client = server.client()?;
    let again = done(&client).await?;
    ensure!(again["compensated"] == row["compensated"], "{again}");
    ensure!(again["refused"]["DecidedSince"] == 1, "{again}");
    ensure!(
        client.history(0).await?.len() == history.len(),
        "the host was cancelled"
    );
    Ok(())
}
