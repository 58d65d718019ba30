//! Over real HTTP: races on one stream, repeats under one key, and bad input that changes nothing.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;
use tests::{Answer, Client, Server, request};

/// How often each race is run.
const RACES: usize = 12;
/// The named limits of the server, as documented.
const BODY_BYTES_MAX: usize = 1024 * 1024;
const LINE_BYTES_MAX: usize = 256 * 1024;

/// A server with an open programme and a session.
struct Site {
    _folder: TempDir,
    _server: Server,
    client: Client,
}

impl Site {
    async fn open() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let server = Server::serve(folder.path())?;
        let client = server.client()?;
        client
            .command(&request::open_programme(1_000))
            .await?
            .expect(201)?;
        client
            .command(&request::convene("1", 1))
            .await?
            .expect(201)?;
        Ok(Self {
            _folder: folder,
            _server: server,
            client,
        })
    }

    async fn host(&self, name: &str) -> Result<String> {
        let answer = self
            .client
            .command(&request::register_host(name))
            .await?
            .expect(201)?;
        let stream = answer["events"][0]["stream"].as_str();
        Ok(stream.context("an answer without stream")?.to_owned())
    }

    async fn position(&self) -> Result<usize> {
        Ok(self.client.history(0).await?.len())
    }

    /// The answer has this status and a code, and nothing was appended.
    async fn refuses(&self, answer: &Answer, status: u16, position: usize) -> Result<()> {
        let problem = answer.expect(status)?;
        let media_type = answer.header(reqwest::header::CONTENT_TYPE);
        ensure!(
            media_type.starts_with("application/problem+json"),
            "{media_type}"
        );
        ensure!(
            problem["code"].is_string() && problem["detail"].is_string(),
            "{problem}"
        );
        ensure!(
            self.position().await? == position,
            "something was appended: {problem}"
        );
        Ok(())
    }
}

/// An opinion and a vote, both on the host as it is after its registration.
fn two_decisions(host: &str) -> [Value; 2] {
    [request::opinion(host), request::vote(host, "session:1", 1)]
}

async fn both(client: &Client, [one, other]: &[Value; 2]) -> Result<[Answer; 2]> {
    let (one, other) = tokio::join!(client.command(one), client.command(other));
    Ok([one?, other?])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_writers_that_expect_a_version_exactly_one_wins() -> Result<()> {
    let site = Site::open().await?;
    for race in 0..RACES {
        let host = site.host(&format!("Raced host {race}")).await?;
        let mut decisions = two_decisions(&host);
        for decision in &mut decisions {
            decision["expected_version"] = json!(1);
        }
        let mut answers = both(&site.client, &decisions).await?;
        answers.sort_by_key(|answer| answer.status);
        answers[0].expect(201)?;
        let conflict = answers[1].expect(409)?;
        assert_eq!(conflict["expected_version"], 1);
        // The winner may be the vote, from which two requested mails follow.
        let winner = answers[0].expect(201)?["events"].as_array().map(Vec::len);
        let of_the_host = if winner == Some(1) { 2 } else { 4 };
        assert_eq!(conflict["actual_version"], of_the_host);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_writers_that_expect_nothing_are_both_decided_in_turn() -> Result<()> {
    let site = Site::open().await?;
    for race in 0..RACES {
        let host = site.host(&format!("Raced host {race}")).await?;
        let answers = both(&site.client, &two_decisions(&host)).await?;
        let mut versions = Vec::new();
        for answer in &answers {
            versions.push(answer.expect(201)?["events"][0]["version"].as_u64());
        }
        versions.sort_unstable();
        // Where the vote comes first, two requested mails stand between it and the other.
        let in_turn = [[Some(2), Some(3)], [Some(2), Some(5)]];
        assert!(
            in_turn.contains(&[versions[0], versions[1]]),
            "{versions:?}"
        );
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_equal_votes_at_once_the_rule_refuses_one() -> Result<()> {
    let site = Site::open().await?;
    for race in 0..RACES {
        let host = site.host(&format!("Raced host {race}")).await?;
        let vote = request::vote(&host, "session:1", 1);
        let mut answers = both(&site.client, &[vote.clone(), vote]).await?;
        answers.sort_by_key(|answer| answer.status);
        answers[0].expect(201)?;
        let refused = answers[1].expect(422)?;
        ensure!(refused["code"].is_string(), "{refused}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_key_gives_one_event_however_often_and_at_once_it_is_sent() -> Result<()> {
    let site = Site::open().await?;
    let register = request::register_host("Registered once");
    let mut asked = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let (client, register) = (site.client.clone(), register.clone());
        asked.spawn(async move { client.command_once("one key", &register).await });
    }
    let mut answers = Vec::new();
    while let Some(answer) = asked.join_next().await {
        answers.push(answer??.expect(201)?);
    }
    ensure!(
        answers.iter().all(|answer| answer == &answers[0]),
        "{answers:?}"
    );
    let other = request::register_host("Another body");
    let reused = site.client.command_once("one key", &other).await?;
    let position = site.position().await?;
    site.refuses(&reused, 422, position).await?;
    assert_eq!(position, 3, "the programme, the session and one host");
    Ok(())
}

#[tokio::test]
async fn bad_bodies_are_answered_clearly_and_change_nothing() -> Result<()> {
    let site = Site::open().await?;
    let position = site.position().await?;
    let too_long = format!("{{\"type\":\"{}\"}}", "x".repeat(BODY_BYTES_MAX));
    let bodies: [(&[u8], u16); 6] = [
        (b"", 400),
        (b"{\"type\": \"RegisterHost\"", 400),
        (b"{\"type\": \"Register\xff\xfeHost\"}", 400),
        (b"{\"type\": \"DeclareVictory\", \"data\": {}}", 400),
        (b"[]", 400),
        (too_long.as_bytes(), 413),
    ];
    for (body, status) in bodies {
        let answer = site
            .client
            .post("/commands", "application/json", body.to_vec())
            .await?;
        let shown = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
        site.refuses(&answer, status, position)
            .await
            .context(shown)?;
    }
    Ok(())
}

#[tokio::test]
async fn bad_fields_are_named_and_change_nothing() -> Result<()> {
    let site = Site::open().await?;
    let position = site.position().await?;
    let bad_fields = [
        ("unknown", json!("field"), 400, "unknown"),
        ("region", json!("11"), 422, "region"),
        // One digit off a number that passes.
        ("siret", json!("73282932000075"), 422, "siret"),
        ("department", json!("20"), 400, "department"),
    ];
    for (field, value, status, named) in bad_fields {
        let mut register = request::register_host("Bad field");
        register["data"][field] = value;
        let answer = site.client.command(&register).await?;
        site.refuses(&answer, status, position)
            .await
            .context(field)?;
        ensure!(
            answer.text.contains(named),
            "{field} is not named: {}",
            answer.text
        );
    }
    // The head office of La Poste, whose fourteen digits fail Luhn and sum to a multiple of 5.
    let mut post_office = request::register_host("Bureau de poste");
    post_office["data"]["siret"] = json!("35600000049837");
    site.client.command(&post_office).await?.expect(201)?;
    Ok(())
}

#[tokio::test]
async fn a_bad_line_stops_none_of_the_others() -> Result<()> {
    let site = Site::open().await?;
    let line = |name: &str| request::register_host(name).to_string();
    let too_long = line(&"x".repeat(LINE_BYTES_MAX));
    let mut body = Vec::new();
    for part in [line("First"), too_long, "{".to_owned(), line("Fourth")] {
        body.extend(part.into_bytes());
        body.push(b'\n');
    }
    body.extend(b"{\"type\": \"\xff\"}\n");
    body.extend(line("Sixth").into_bytes());
    let answer = site
        .client
        .post("/commands/batch", "application/x-ndjson", body)
        .await?;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let lines: Result<Vec<Value>, _> = answer.text.lines().map(serde_json::from_str).collect();
    let statuses: Vec<_> = lines?.iter().map(|line| line["status"].as_u64()).collect();
    assert_eq!(statuses, [201, 413, 400, 201, 400, 201].map(Some));
    assert_eq!(site.position().await?, 5);
    Ok(())
}

#[tokio::test]
async fn dates_out_of_order_are_refused_by_the_rule_that_orders_them() -> Result<()> {
    let site = Site::open().await?;
    let host = site.host("Dated host").await?;
    let position = site.position().await?;
    let mut late = request::vote(&host, "session:1", 1);
    late["occurred_on"] = json!("2021-05-13");
    let answer = site.client.command(&late).await?;
    site.refuses(&answer, 422, position).await?;
    let mut future = request::opinion(&host);
    future["occurred_on"] = json!("2199-01-01");
    let answer = site.client.command(&future).await?;
    site.refuses(&answer, 422, position).await
}
