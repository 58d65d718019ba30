//! The clock: each day stands in the log once, however often the server starts.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tests::{Client, Server, request};

async fn ticks(client: &Client) -> Result<Vec<Value>> {
    let history = client.history(0).await?;
    let is_tick = |event: &Value| {
        event["type"]
            .as_str()
            .is_some_and(|it| it.contains(".DayTicked."))
    };
    Ok(history.into_iter().filter(is_tick).collect())
}

#[tokio::test]
async fn a_day_is_ticked_once_by_many_starts() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::serve(folder.path())?;
    let opening = request::open_programme(10);
    server.client()?.command(&opening).await?.expect(201)?;
    ensure!(
        ticks(&server.client()?).await?.is_empty(),
        "its clock stands still"
    );
    server.terminate()?.expect_code(0)?;

    for _ in 0..3 {
        let server = Server::serve_with_clock(folder.path())?;
        let client = server.client()?;
        client.read("/events?at_least=2&timeout_ms=20000").await?;
        let ticks = ticks(&client).await?;
        // Midnight in Paris may come between two starts; each day has its own tick.
        let mut days: Vec<_> = ticks
            .iter()
            .map(|tick| tick["data"]["date"].to_string())
            .collect();
        days.dedup();
        ensure!(!days.is_empty() && days.len() == ticks.len(), "{ticks:?}");
        let tick = ticks.first().context("no tick")?;
        ensure!(
            tick["actorrole"] == "engine" && tick["subject"] == "programme:cnfs",
            "{tick}"
        );
        server.terminate()?.expect_code(0)?;
    }
    Ok(())
}
