//! kill -9 under sixty-four writers, round after round on one folder: what was acknowledged is there once, and nothing by halves.

mod history;
mod writers;

use std::path::Path;

use anyhow::{Context, Result, ensure};
use history::History;
use tests::{Client, Server, replay, request};
use writers::{Attempt, Crowd};

/// How often the server is killed.
const ROUNDS: u64 = 20;
/// Acknowledgements that a round waits for before the kill, at least.
const ACKNOWLEDGED_MIN: u64 = 200;
/// By how much the rounds differ, so that kills meet the server at different moments.
const ACKNOWLEDGED_SPREAD: u64 = 251;

const SESSION: &str = "session:1";

async fn open_programme(client: &Client) -> Result<()> {
    client
        .command(&request::open_programme(1_000_000))
        .await?
        .expect(201)?;
    client
        .command(&request::convene("1", 1))
        .await?
        .expect(201)?;
    Ok(())
}

/// The first answer after a start: a write.
async fn serves_at_once(client: &Client, round: u64) -> Result<Attempt> {
    let name = format!("First of round {round}");
    let mut attempt = Attempt::new(name.clone(), request::register_host(&name));
    let answer = client.command_once(&attempt.key, &attempt.command).await?;
    attempt.acknowledged = Some(answer.expect(201)?);
    Ok(attempt)
}

/// What nobody answered before the kill is asked again, under the same key.
async fn ask_again(client: &Client, unanswered: Vec<Attempt>) -> Result<Vec<Attempt>> {
    let mut answered = Vec::new();
    for mut attempt in unanswered {
        let answer = client.command_once(&attempt.key, &attempt.command).await?;
        let answer = answer.expect(201).with_context(|| attempt.key.clone())?;
        attempt.acknowledged = Some(answer);
        answered.push(attempt);
    }
    Ok(answered)
}

/// One life of the server: checks what the last one left, takes writes, and dies.
/// Returns what it acknowledged and what it left unanswered.
async fn one_life(
    data: &Path,
    round: u64,
    left_over: Vec<Attempt>,
    history: &mut History,
) -> Result<(Vec<Attempt>, Vec<Attempt>)> {
    let server = Server::serve(data)?;
    let client = server.client()?;
    if round == 0 {
        open_programme(&client).await?;
    }
    let mut acknowledged = vec![serves_at_once(&client, round).await?];
    acknowledged.extend(ask_again(&client, left_over).await?);
    history.follow(&client).await?;
    history.holds(&acknowledged)?;

    let crowd = Crowd::start(&client, round, SESSION);
    let kill_after = ACKNOWLEDGED_MIN + round * 97 % ACKNOWLEDGED_SPREAD;
    crowd.acknowledgements(kill_after).await?;
    server.kill()?;
    let (answered, unanswered) = crowd.end().await?;
    ensure!(!unanswered.is_empty(), "the kill met nobody writing");
    Ok((answered, unanswered))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_acknowledged_event_is_lost_and_no_append_is_halved_over_many_kills() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path();
    let mut history = History::default();
    let mut acknowledged = Vec::new();
    let mut unanswered = Vec::new();
    let mut asked_again = 0;
    for round in 0..ROUNDS {
        asked_again += unanswered.len();
        let (answered, left) = one_life(data, round, unanswered, &mut history)
            .await
            .with_context(|| format!("round {round}"))?;
        acknowledged.extend(answered);
        unanswered = left;
    }
    let server = Server::serve(data)?;
    let client = server.client()?;
    acknowledged.extend(ask_again(&client, unanswered).await?);
    // Once more from the first event on: no later crash has touched an earlier one.
    let mut history = History::default();
    history.follow(&client).await?;
    history.holds(&acknowledged)?;
    let hires = history.count("HireDeclared");
    ensure!(
        hires > 20,
        "hardly an append over three streams took part: {hires}"
    );
    println!(
        "{ROUNDS} kills, {} commands acknowledged, {asked_again} asked again, {hires} appends over three streams",
        acknowledged.len()
    );
    server.terminate()?.expect_code(0)?;
    replay(["verify".as_ref(), "--data".as_ref(), data.as_os_str()])?.expect_code(0)?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sigterm_answers_what_it_took_and_exits_0() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::serve(folder.path())?;
    let client = server.client()?;
    open_programme(&client).await?;
    let crowd = Crowd::start(&client, 0, SESSION);
    crowd.acknowledgements(ACKNOWLEDGED_MIN).await?;
    server.terminate()?.expect_code(0)?;
    let (answered, unanswered) = crowd.end().await?;

    let server = Server::serve(folder.path())?;
    let client = server.client()?;
    let mut history = History::default();
    history.follow(&client).await?;
    history.holds(&answered)?;
    let at_rest = history.position();
    ask_again(&client, unanswered).await?;
    history.follow(&client).await?;
    ensure!(history.position() >= at_rest);
    Ok(())
}
