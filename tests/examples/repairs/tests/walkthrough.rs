//! The example at work, as a client sees it: commands over HTTP, refusals, the table, and restarts.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};
use reqwest::StatusCode;
use serde_json::{Value, json};

const DWELLING: &str = "dwelling:elm-road-14";
const CONTRACTOR: &str = "contractor:brook-plumbing";

/// The binary on a folder, at a port of its own. Dropping it kills it.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(folder: &Path) -> Result<Self> {
        let mut child = Command::new(env!("CARGO_BIN_EXE_repairs"))
            .arg(folder)
            .arg("0")
            .stdout(Stdio::piped())
            .spawn()?;
        let stdout = child.stdout.take().context("its stdout is piped")?;
        let mut server = Self {
            child,
            address: String::new(),
        };
        BufReader::new(stdout).read_line(&mut server.address)?;
        let address = server.address.trim_end().strip_prefix("listening on ");
        server.address = address.context("it did not start")?.to_owned();
        Ok(server)
    }

    /// A dwelling, and a contractor who takes one repair at a time.
    async fn start_with_a_contractor(folder: &Path) -> Result<Self> {
        let server = Self::start(folder)?;
        let register = json!({ "RegisterDwelling": { "address": "14 Elm Road" } });
        let approve = json!({ "ApproveContractor": { "capacity": 1 } });
        server.accept(DWELLING, register, "2024-01-02").await?;
        server.accept(CONTRACTOR, approve, "2024-01-02").await?;
        Ok(server)
    }

    /// The status, the media type and the body of the answer to a post.
    async fn post(&self, body: Value) -> Result<(StatusCode, String, Value)> {
        let url = format!("{}/commands", self.address);
        let client = reqwest::Client::new();
        let answer = client.post(url).json(&body).send().await?;
        let media_type = answer.headers()["content-type"].to_str()?.to_owned();
        Ok((answer.status(), media_type, answer.json().await?))
    }

    async fn accept(&self, stream: &str, command: Value, occurred_on: &str) -> Result<Value> {
        let body = json!({ "stream": stream, "command": command, "occurred_on": occurred_on });
        let (status, _, told) = self.post(body).await?;
        ensure!(status == StatusCode::CREATED, "{command}: {told}");
        Ok(told)
    }

    /// The status and the code of the problem that a post is answered with.
    async fn refuse(&self, body: Value) -> Result<(u16, String)> {
        let (status, media_type, problem) = self.post(body).await?;
        ensure!(media_type == "application/problem+json", "{problem}");
        let code = problem["code"].as_str().context("a problem has a code")?;
        Ok((status.as_u16(), code.to_owned()))
    }

    async fn table(&self) -> Result<Value> {
        let answer = reqwest::get(format!("{}/repairs", self.address)).await?;
        Ok(answer.json().await?)
    }

    /// As by Ctrl-C.
    fn interrupt(mut self) -> Result<()> {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-INT", &id]).status()?;
        ensure!(sent.success(), "SIGINT cannot be sent");
        let ended = self.child.wait()?;
        ensure!(ended.success(), "it ended with {ended}");
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail once the child has been waited for, and then there is nothing to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn repair(number: u8) -> String {
    format!("repair:0190a5c2-7e11-7c4e-9a51-0000000000{number:02}")
}

fn report(urgent: bool) -> Value {
    json!({ "ReportRepair": {
        "dwelling": DWELLING, "fault": "no hot water", "urgent": urgent, "contact": "555 0134"
    }})
}

fn assign() -> Value {
    json!({ "AssignRepair": { "to": CONTRACTOR } })
}

#[tokio::test]
async fn a_repair_goes_from_report_to_done_and_is_there_after_a_stop_and_a_kill() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start_with_a_contractor(folder.path()).await?;
    let (first, second) = (repair(1), repair(2));
    let told = server.accept(&first, report(true), "2024-03-01").await?;
    assert_eq!(told["events"][1]["type"], "NightServiceCalled", "{told}");
    server.accept(&second, report(false), "2024-03-02").await?;
    let told = server.accept(&first, assign(), "2024-03-02").await?;
    assert_eq!(told["events"][1]["stream"], CONTRACTOR, "{told}");
    let complete = json!("CompleteRepair");
    server.accept(&first, complete, "2024-03-05").await?;
    let table = server.table().await?;
    let contact = &table["reported"]["nobody"][&second]["report"]["contact"];
    assert_eq!(table["done"][CONTRACTOR][&first]["days_to_done"], 4);
    assert_eq!(contact, &json!({ "sealed": true }));

    server.interrupt()?;
    let server = Server::start(folder.path())?;
    assert_eq!(server.table().await?, table);
    server.accept(&second, assign(), "2024-03-06").await?;
    let table = server.table().await?;
    assert!(table["assigned"][CONTRACTOR][&second].is_object());

    drop(server);
    let server = Server::start(folder.path())?;
    let refused = server.refuse(json!({ "stream": second, "command": assign() }));
    assert_eq!(refused.await?, (422, "WrongState".to_owned()));
    server
        .accept(&second, json!("CompleteRepair"), "2024-03-06")
        .await?;
    let table = server.table().await?;
    assert_eq!(table["done"][CONTRACTOR][&first]["days_to_done"], 4);
    assert_eq!(table["done"][CONTRACTOR][&second]["days_to_done"], 4);
    Ok(())
}

#[tokio::test]
async fn a_contractor_has_no_more_open_repairs_than_agreed() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start_with_a_contractor(folder.path()).await?;
    let (first, second) = (repair(1), repair(2));
    server.accept(&first, report(false), "2024-03-01").await?;
    server.accept(&second, report(false), "2024-03-01").await?;
    server.accept(&first, assign(), "2024-03-02").await?;
    let refused = server.refuse(json!({ "stream": second, "command": assign() }));
    assert_eq!(refused.await?, (422, "ContractorFull".to_owned()));
    let cancel = json!("CancelRepair");
    server.accept(&first, cancel, "2024-03-03").await?;
    server.accept(&second, assign(), "2024-03-03").await?;
    Ok(())
}

#[tokio::test]
async fn urgent_repairs_are_counted_over_the_whole_programme() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start_with_a_contractor(folder.path()).await?;
    for number in 1..=10 {
        let stream = repair(number);
        server.accept(&stream, report(true), "2024-03-01").await?;
    }
    let one_more = repair(11);
    let refused = server.refuse(json!({ "stream": one_more, "command": report(true) }));
    assert_eq!(refused.await?, (422, "TooManyUrgent".to_owned()));
    let cancel = json!("CancelRepair");
    server.accept(&repair(1), cancel, "2024-03-01").await?;
    server.accept(&one_more, report(true), "2024-03-02").await?;
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_is_answered_with_its_status_and_code() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start_with_a_contractor(folder.path()).await?;
    let again = json!({ "ApproveContractor": { "capacity": 9 } });
    for (body, status, code) in [
        (
            json!({ "stream": repair(1), "command": assign() }),
            422,
            "WrongState",
        ),
        (
            json!({ "stream": CONTRACTOR, "command": again }),
            422,
            "WrongState",
        ),
        (
            json!({ "stream": CONTRACTOR, "command": again, "expected_version": 3 }),
            409,
            "VersionConflict",
        ),
        (
            json!({ "stream": repair(1), "command": "Repaint" }),
            400,
            "Unreadable",
        ),
    ] {
        assert_eq!(server.refuse(body).await?, (status, code.to_owned()));
    }
    Ok(())
}
