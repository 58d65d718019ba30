//! Mails go out: into a folder and over SMTP, at least once under one id, reported once, also over a kill -9.

use std::ffi::OsStr;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tests::{Client, MailServer, Manner, Server, request, serve_until_exit_with};

/// What every mail here is sent to.
const CONTACT: &str = "contact@example.org";
const FROM: &str = "jalon@example.org";

/// The flags of delivery over that mail server.
fn over(mails: &MailServer) -> [&str; 6] {
    let address = mails.address();
    [
        "--smtp",
        address,
        "--mail-from",
        FROM,
        "--smtp-starttls",
        "off",
    ]
}

async fn decided(client: &Client, command: Value) -> Result<Value> {
    let answer = client.command(&command).await?.expect(201)?;
    Ok(answer["events"][0].clone())
}

fn text(value: &Value) -> Result<String> {
    let text = value
        .as_str()
        .with_context(|| format!("no text: {value}"))?;
    Ok(text.to_owned())
}

/// A mail that was requested: its id, and the position of its request.
struct Requested {
    id: String,
    position: u64,
}

async fn request_mail(client: &Client, stream: &str) -> Result<Requested> {
    let command = json!({
        "type": "RequestMail", "stream": stream, "data": {"template": "validation_letter"},
    });
    let event = decided(client, command).await?;
    Ok(Requested {
        id: text(&event["event_id"])?,
        position: event["position"].as_u64().context("no position")?,
    })
}

/// A host, and a mail to its contact.
async fn host_and_mail(client: &Client) -> Result<Requested> {
    decided(client, request::open_programme(10)).await?;
    let host = decided(client, request::register_host("Host of a mail")).await?;
    request_mail(client, &text(&host["stream"])?).await
}

/// Waits for the report on a mail, and that it is the only one: its outcome.
async fn outcome(client: &Client, mail: &Requested) -> Result<String> {
    let report = mail.position + 1;
    let waiting = format!("/events?after=0&limit=1&at_least={report}&timeout_ms=20000");
    client.read(&waiting).await?;
    let history = client.history(mail.position).await?;
    ensure!(history.len() == 1, "more than a report: {history:?}");
    let kind = text(&history[0]["type"])?;
    ensure!(kind.contains(".DeliveryReported."), "{kind}");
    ensure!(history[0]["data"]["mail"] == mail.id.as_str());
    ensure!(history[0]["actorrole"] == "engine");
    text(&history[0]["data"]["outcome"])
}

fn eml_files(folder: &Path) -> Result<Vec<String>> {
    let names = folder.read_dir()?.map(|entry| {
        let name = entry?.file_name();
        Ok(name.to_string_lossy().into_owned())
    });
    names.collect()
}

#[tokio::test]
async fn a_folder_gets_one_file_for_each_mail() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mails = folder.path().join("mails");
    let flags = [OsStr::new("--deliver-to"), mails.as_os_str()];
    let server = Server::serve_with(&folder.path().join("data"), flags)?;
    let client = server.client()?;
    let mail = host_and_mail(&client).await?;
    assert_eq!(outcome(&client, &mail).await?, "delivered");
    let name = format!("{}.eml", mail.id);
    assert_eq!(eml_files(&mails)?, std::slice::from_ref(&name));
    let written = std::fs::read_to_string(mails.join(name))?;
    ensure!(written.contains(&format!("To: {CONTACT}\r\n")), "{written}");
    ensure!(
        written.contains(&format!("Message-ID: <{}@", mail.id)),
        "{written}"
    );
    server.terminate()?.expect_code(0)?;
    Ok(())
}

#[tokio::test]
async fn a_mail_server_gets_the_mail_under_the_id_of_its_request() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mails = MailServer::that_will([]).await?;
    let server = Server::serve_with(folder.path(), over(&mails))?;
    let client = server.client()?;
    let mail = host_and_mail(&client).await?;
    assert_eq!(outcome(&client, &mail).await?, "delivered");
    let received = mails.mails(1).await?;
    assert_eq!(
        received[0].header("Message-ID"),
        format!("<{}@example.org>", mail.id)
    );
    ensure!(received[0].to.contains(CONTACT), "{:?}", received[0]);
    assert_eq!(received[0].header("From"), FROM);
    Ok(())
}

#[tokio::test]
async fn a_mail_server_that_is_busy_is_asked_again() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mails = MailServer::that_will([Manner::Busy]).await?;
    let server = Server::serve_with(folder.path(), over(&mails))?;
    let client = server.client()?;
    let mail = host_and_mail(&client).await?;
    assert_eq!(outcome(&client, &mail).await?, "delivered");
    let received = mails.mails(2).await?;
    assert_eq!(received[0], received[1]);
    Ok(())
}

#[tokio::test]
async fn a_mail_that_is_refused_for_good_is_tried_once() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mails = MailServer::that_will([Manner::Refuse]).await?;
    let server = Server::serve_with(folder.path(), over(&mails))?;
    let client = server.client()?;
    let mail = host_and_mail(&client).await?;
    assert_eq!(outcome(&client, &mail).await?, "refused");
    assert_eq!(mails.mails(1).await?.len(), 1);
    let said = server.terminate()?.expect_code(0)?.stderr;
    ensure!(said.contains("550"), "{said}");
    ensure!(
        !said.contains(CONTACT),
        "the log names the recipient: {said}"
    );
    Ok(())
}

#[tokio::test]
async fn a_file_that_names_nobody_has_no_address() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mails = MailServer::that_will([]).await?;
    let server = Server::serve_with(folder.path(), over(&mails))?;
    let client = server.client()?;
    decided(&client, request::open_programme(10)).await?;
    let mut nobody = request::register_host("Host without a contact");
    nobody["data"]["contact"] = Value::Null;
    let host = decided(&client, nobody).await?;
    let mail = request_mail(&client, &text(&host["stream"])?).await?;
    assert_eq!(outcome(&client, &mail).await?, "no_address");
    Ok(())
}

#[tokio::test]
async fn killed_between_delivery_and_report_it_delivers_the_same_mail_again_and_reports_once()
-> Result<()> {
    let folder = tempfile::tempdir()?;
    // The mail is taken, and the process never learns of it.
    let mails = MailServer::that_will([Manner::Silence, Manner::Silence]).await?;
    let server = Server::serve_with(folder.path(), over(&mails))?;
    let mail = host_and_mail(&server.client()?).await?;
    mails.mails(1).await?;
    server.kill()?;
    let server = Server::serve_with(folder.path(), over(&mails))?;
    mails.mails(2).await?;
    server.kill()?;

    let server = Server::serve_with(folder.path(), over(&mails))?;
    assert_eq!(outcome(&server.client()?, &mail).await?, "delivered");
    let received = mails.mails(3).await?;
    let id = format!("<{}@example.org>", mail.id);
    assert!(received.iter().all(|mail| mail.header("Message-ID") == id));
    server.terminate()?.expect_code(0)?;

    // Once it is reported, nobody takes it up again.
    let server = Server::serve_with(folder.path(), over(&mails))?;
    let client = server.client()?;
    let stream = decided(&client, request::register_host("Another host")).await?;
    let other = request_mail(&client, &text(&stream["stream"])?).await?;
    assert_eq!(outcome(&client, &other).await?, "delivered");
    assert_eq!(mails.mails(4).await?.len(), 4);
    Ok(())
}

#[tokio::test]
async fn mails_wait_in_the_log_until_delivery_is_configured() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::serve(folder.path())?;
    let mail = host_and_mail(&server.client()?).await?;
    server.terminate()?.expect_code(0)?;
    let mails = MailServer::that_will([]).await?;
    let server = Server::serve_with(folder.path(), over(&mails))?;
    assert_eq!(outcome(&server.client()?, &mail).await?, "delivered");
    Ok(())
}

#[test]
fn two_ways_at_once_are_wrong_usage() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let flags = [
        "--deliver-to",
        "mails",
        "--smtp",
        "localhost:25",
        "--mail-from",
        FROM,
    ];
    let ended = serve_until_exit_with(folder.path(), flags)?.expect_code(2)?;
    ensure!(
        ended.stderr.contains("--deliver-to or --smtp"),
        "{}",
        ended.stderr
    );
    Ok(())
}
