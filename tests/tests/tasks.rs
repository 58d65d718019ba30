//! What waits is told alike by the server and beside it, at any pair of times.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tests::{Client, Server, replay, replay_json, request};

/// Events that stand in the log before the vote.
const BEFORE_THE_VOTE: usize = 4;

async fn stream(client: &Client, command: &Value) -> Result<String> {
    let answer = client.command(command).await?.expect(201)?;
    let stream = answer["events"][0]["stream"].as_str();
    Ok(stream.context("an answer without stream")?.to_owned())
}

/// A host with an opinion and a vote.
async fn voted_host(client: &Client) -> Result<String> {
    stream(client, &request::open_programme(10)).await?;
    let session = stream(client, &request::convene("1", 1)).await?;
    let host = stream(client, &request::register_host("Host of a task")).await?;
    stream(client, &request::opinion(&host)).await?;
    stream(client, &request::vote(&host, &session, 1)).await?;
    Ok(host)
}

/// When the last event before the vote was recorded.
async fn before_the_vote(client: &Client) -> Result<String> {
    let history = client.history(0).await?;
    let time = history[BEFORE_THE_VOTE - 1]["time"].as_str();
    Ok(time.context("an event without time")?.to_owned())
}

fn beside(data: &Path, what: &[&str], times: &[&str]) -> Result<Value> {
    let data = data.to_str().context("a folder with another name")?;
    replay_json([what, &["--data", data], times].concat())
}

#[tokio::test]
async fn the_tool_tells_what_the_server_tells() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::serve(folder.path())?;
    let client = server.client()?;
    let host = voted_host(&client).await?;
    let known_at = before_the_vote(&client).await?;
    let (late, early) = (["--as-of", "2021-08-20"], ["--as-of", "2021-05-20"]);
    let then = ["--as-of", "2021-08-20", "--known-at", &known_at];
    for (query, times, first) in [
        ("as_of=2021-08-20", &late[..], "recruit"),
        ("as_of=2021-05-20", &early[..], "recruit"),
        (
            &format!("as_of=2021-08-20&known_at={known_at}"),
            &then,
            "vote",
        ),
    ] {
        let at_least = format!("{query}&at_least=8");
        let asked = client.read(&format!("/tasks?{at_least}&limit=3")).await?;
        let told = beside(folder.path(), &["show", "tasks", "--limit", "3"], times)?;
        assert_eq!(told, asked, "{query}");
        assert_eq!(asked["tasks"][0]["task"], first, "{query}");
        let asked = client.read(&format!("/files/{host}?{at_least}")).await?;
        let told = beside(folder.path(), &["timeline", &host], times)?;
        assert_eq!(told, asked, "{query}");
        assert_eq!(asked["pending"][0]["task"], first, "{query}");
    }
    let late = client.read("/tasks?as_of=2021-08-20&late=true").await?;
    assert_eq!(late["tasks"][0]["due"], "2021-08-12");
    assert_eq!(late["tasks"][0]["late_days"], 8);
    Ok(())
}

#[tokio::test]
async fn a_flag_of_the_tasks_says_nothing_of_another_view() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::serve(folder.path())?;
    stream(&server.client()?, &request::open_programme(10)).await?;
    let data = folder
        .path()
        .to_str()
        .context("a folder with another name")?;
    let refused = replay(["show", "funnel", "--data", data, "--late"])?;
    ensure!(refused.code == Some(2), "{refused:?}");
    let misspelt = ["--role", "prefecture", "--scope", "2a"];
    let refused = replay([&["show", "tasks", "--data", data][..], &misspelt].concat())?;
    ensure!(refused.code == Some(2), "{refused:?}");
    Ok(())
}
