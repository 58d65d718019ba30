//! Whole imports of invented files into logs in memory.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use clap::Parser;
use domain::Event;
use domain::cloudevent;
use domain::engine::{Instant, Recorded};
use domain::host::HostEvent;
use eventlog::{Environment, MemoryLog, Vault};
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

use super::*;
use crate::cli::{Arguments, Task};
use crate::place::{PAGE_EVENTS_MAX, events_of};

const HEADER: &str = "Raison sociale;Région;Nombre de conseillers validés par le COSELEC;Date de validation en comité de sélection;Type;SIRET;Code département;Code commune INSEE;Code postal;ZRR;QPV;France services";
const LINE: &str = "MEDIATHEQUE INVENTEE;Auvergne-Rhône-Alpes;2;24/03/2021;publique;73282932000074;1;1053;1000;oui;non;non";

/// A clock that goes on by a second whenever it is read.
struct World(AtomicI64);

impl World {
    fn from(start: &str) -> Arc<dyn Environment> {
        let start: Instant = start.parse().unwrap();
        Arc::new(Self(AtomicI64::new(start.micros())))
    }
}

impl Environment for World {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.fetch_add(1_000_000, Ordering::Relaxed))
    }

    fn new_id(&self) -> Uuid {
        Uuid::now_v7()
    }
}

/// A programme in memory, and a folder for the files that are imported.
struct Programme {
    world: Arc<dyn Environment>,
    target: Target,
    vault: Arc<Vault>,
    folder: TempDir,
}

impl Programme {
    async fn at(now: &str) -> Self {
        let world = World::from(now);
        let log = MemoryLog::new("cnfs".parse().unwrap(), Arc::clone(&world));
        Self::over(log, Arc::new(Vault::in_memory()), world).await
    }

    async fn over(log: MemoryLog, vault: Arc<Vault>, world: Arc<dyn Environment>) -> Self {
        let target = Target::in_memory(Arc::new(log), Arc::clone(&vault), &world);
        Self {
            target: target.await.unwrap(),
            vault,
            folder: tempfile::tempdir().unwrap(),
            world,
        }
    }

    async fn import(&self, options: &str, content: &str) -> Report {
        let path = self.folder.path().join("file");
        fs::write(&path, content).unwrap();
        let line = format!(
            "jalon-replay import --data none {options} {}",
            path.display()
        );
        let Task::Import(arguments) = Arguments::parse_from(line.split(' ')).task else {
            panic!("not an import");
        };
        let files = check_all(&arguments).unwrap();
        let imported = import_file(&arguments, &self.target, &files[0], &self.world);
        imported.await.unwrap()
    }

    async fn open_data(&self, lines: &[&str]) -> Report {
        let content = format!("{HEADER}\n{}\n", lines.join("\n"));
        self.import("--format open-data", &content).await
    }

    async fn cloudevents(&self, options: &str, lines: &[Value]) -> Report {
        let lines: Vec<_> = lines.iter().map(Value::to_string).collect();
        let options = format!("--format cloudevents{options}");
        self.import(&options, &lines.join("\n")).await
    }

    async fn events(&self) -> Vec<Recorded<Event>> {
        let page = self.target.ledger.log().read(None, PAGE_EVENTS_MAX).await;
        events_of(&page.unwrap(), None).unwrap()
    }

    async fn exported(&self) -> Vec<Value> {
        self.events()
            .await
            .iter()
            .map(cloudevent::to_json)
            .collect()
    }

    /// For a reader entitled to the persons in it.
    async fn exported_in_the_clear(&self) -> Vec<Value> {
        let mut events = self.events().await;
        for event in &mut events {
            self.vault.unseal(event).unwrap();
        }
        events.iter().map(cloudevent::to_json).collect()
    }

    /// The code of each refused line.
    fn refused_codes(&self) -> Vec<String> {
        let kept = fs::read_to_string(self.folder.path().join("file.refused.jsonl")).unwrap();
        let code = |line: &str| {
            let line: Value = serde_json::from_str(line).unwrap();
            line["code"].as_str().unwrap().to_owned()
        };
        kept.lines().map(code).collect()
    }
}

fn counts(report: &Report) -> (u64, u64, u64) {
    (report.accepted, report.skipped, report.refused)
}

#[tokio::test]
async fn a_line_becomes_a_programme_a_session_a_host_and_its_vote() {
    let programme = Programme::at("2023-05-01T00:00:00Z").await;
    assert_eq!(counts(&programme.open_data(&[LINE]).await), (1, 0, 0));
    let events = programme.exported().await;
    let types: Vec<_> = events
        .iter()
        .map(|event| event["type"].as_str().unwrap())
        .collect();
    let expected = [
        "fr.jalon.programme.ProgrammeOpened.v1",
        "fr.jalon.session.SessionConvened.v1",
        "fr.jalon.host.HostRegistered.v1",
        "fr.jalon.host.CoselecVoteRecorded.v1",
        "fr.jalon.session.VoteTallied.v1",
    ];
    assert_eq!(types, expected);
    assert_eq!(events[1]["subject"], "session:2021-03-24");
    assert_eq!(
        (&events[2]["occurredon"], &events[2]["dated"]),
        (&json!("2021-03-24"), &json!("at_latest"))
    );
    assert_eq!(
        (&events[3]["occurredon"], &events[3]["dated"]),
        (&json!("2021-03-24"), &json!("exact"))
    );
    assert_eq!(
        (&events[3]["channel"], &events[3]["row"]),
        (&json!("import"), &json!(2))
    );
}

#[tokio::test]
async fn a_second_import_changes_nothing() {
    let programme = Programme::at("2023-05-01T00:00:00Z").await;
    let other = LINE.replace("24/03/2021", "31/03/2021");
    programme.open_data(&[LINE, &other]).await;
    let before = programme.events().await;
    assert_eq!(
        counts(&programme.open_data(&[LINE, &other]).await),
        (0, 2, 0)
    );
    assert_eq!(programme.events().await, before);
}

#[tokio::test]
async fn the_same_file_gives_the_same_ids_in_another_log() {
    let one = Programme::at("2023-05-01T00:00:00Z").await;
    let other = Programme::at("2024-05-01T00:00:00Z").await;
    let ids = |events: Vec<Recorded<Event>>| -> Vec<_> {
        events
            .iter()
            .map(|event| (event.meta.event_id, event.meta.stream.clone()))
            .collect()
    };
    one.open_data(&[LINE, LINE]).await;
    other.open_data(&[LINE, LINE]).await;
    assert_eq!(ids(one.events().await), ids(other.events().await));
}

#[tokio::test]
async fn equal_lines_are_separate_hosts() {
    let programme = Programme::at("2023-05-01T00:00:00Z").await;
    assert_eq!(
        counts(&programme.open_data(&[LINE, LINE, LINE]).await),
        (3, 0, 0)
    );
    let events = programme.events().await;
    let is_registration =
        |event: &&Recorded<Event>| matches!(event.event, Event::Host(HostEvent::HostRegistered(_)));
    let hosts: std::collections::HashSet<_> = events
        .iter()
        .filter(is_registration)
        .map(|event| event.meta.stream.clone())
        .collect();
    assert_eq!(hosts.len(), 3);
}

#[tokio::test]
async fn a_bad_line_is_refused_and_kept_and_the_rest_goes_on() {
    let programme = Programme::at("2023-05-01T00:00:00Z").await;
    let bad_siret = LINE.replace("73282932000074", "73282932000075");
    let wrong_region = LINE.replace("Auvergne-Rhône-Alpes", "Bretagne");
    let too_long = format!("{}{LINE}", "N".repeat(lines::LINE_BYTES_MAX));
    let lines = [&*bad_siret, LINE, &*wrong_region, &*too_long, "a;b", LINE];
    let report = programme.open_data(&lines).await;
    assert_eq!(counts(&report), (2, 0, 4));
    let codes = programme.refused_codes();
    assert_eq!(codes[0], "SiretChecksum");
    assert_eq!(codes[2..], ["LineTooLong", "WrongNumberOfFields"]);
    assert!(report.kept_in.is_some());
}

#[tokio::test]
async fn posts_above_the_envelope_are_refused_by_the_rule() {
    let programme = Programme::at("2023-05-01T00:00:00Z").await;
    let whole = LINE.replace(";2;", ";4000;");
    assert_eq!(
        counts(&programme.open_data(&[&whole, LINE]).await),
        (1, 0, 1)
    );
}

/// What an import cannot take over: the clock of the log.
fn without_the_logs_clock(mut events: Vec<Recorded<Event>>) -> Vec<Recorded<Event>> {
    for event in &mut events {
        event.meta.appended_at = event.meta.recorded_at;
    }
    events
}

#[tokio::test]
async fn an_export_followed_by_an_import_loses_nothing() {
    let one = Programme::at("2023-05-01T00:00:00Z").await;
    one.open_data(&[LINE, LINE]).await;
    let other = Programme::at("2024-05-01T00:00:00Z").await;
    let report = other.cloudevents("", &one.exported().await).await;
    assert_eq!(report.refused, 0);
    let expected = without_the_logs_clock(one.events().await);
    assert_eq!(without_the_logs_clock(other.events().await), expected);
    let again = other.cloudevents("", &one.exported().await).await;
    assert_eq!(counts(&again), (0, report.accepted, 0));
}

#[tokio::test]
async fn other_content_under_an_id_of_the_log_is_refused() {
    let programme = Programme::at("2023-05-01T00:00:00Z").await;
    programme.open_data(&[LINE]).await;
    let mut events = programme.exported().await;
    events[2]["data"]["legal_name"] = json!("AUTRE NOM");
    let report = programme.cloudevents("", &events).await;
    assert_eq!(counts(&report), (0, events.len() as u64 - 1, 1));
    assert_eq!(programme.refused_codes(), ["EventIdReused"]);
}

#[tokio::test]
async fn a_person_comes_in_in_the_clear_only() {
    let programme = Programme::at("2024-05-01T00:00:00Z").await;
    let one = Programme::at("2023-05-01T00:00:00Z").await;
    one.open_data(&[LINE]).await;
    let mut events = one.exported().await;
    events[2]["data"]["contact"] = json!({"name": "Anne Onyme", "email": "anne@example.org"});
    assert_eq!(counts(&programme.cloudevents("", &events).await), (5, 0, 0));
    assert_eq!(counts(&programme.cloudevents("", &events).await), (0, 5, 0));

    let sealed = programme.exported().await;
    assert_eq!(sealed[2]["data"]["contact"], json!({"sealed": true}));
    assert_eq!(counts(&programme.cloudevents("", &sealed).await), (0, 4, 1));
    assert_eq!(programme.refused_codes(), ["PersonalFieldWithheld"]);

    events[2]["data"]["contact"]["name"] = json!("Autre Personne");
    assert_eq!(counts(&programme.cloudevents("", &events).await), (0, 4, 1));
    assert_eq!(programme.refused_codes(), ["EventIdReused"]);
}

#[tokio::test]
async fn a_dry_runs_copy_answers_as_the_log_does() {
    let one = Programme::at("2023-05-01T00:00:00Z").await;
    one.open_data(&[LINE]).await;
    let mut events = one.exported().await;
    events[2]["data"]["contact"] = json!({"name": "Anne Onyme", "email": "anne@example.org"});
    let programme = Programme::at("2024-05-01T00:00:00Z").await;
    programme.cloudevents("", &events).await;

    let copied = MemoryLog::new("cnfs".parse().unwrap(), Arc::clone(&programme.world));
    let vault = Arc::new(Vault::in_memory());
    let from = programme.target.ledger.log();
    let copying = copy::copy(&**from, &programme.vault, &copied, &vault, &programme.world);
    copying.await.unwrap();
    let copied = Programme::over(copied, vault, Arc::clone(&programme.world)).await;

    let clear = programme.exported_in_the_clear().await;
    let without_clock = |events: Vec<Value>| -> Vec<Value> {
        let without = |mut event: Value| {
            event.as_object_mut().unwrap().remove("appendedat");
            event
        };
        events.into_iter().map(without).collect()
    };
    assert_eq!(
        without_clock(copied.exported_in_the_clear().await),
        without_clock(clear.clone())
    );
    assert_eq!(counts(&copied.cloudevents("", &clear).await), (0, 5, 0));
}

#[tokio::test]
async fn half_of_an_append_is_refused() {
    let one = Programme::at("2023-05-01T00:00:00Z").await;
    one.open_data(&[LINE]).await;
    let mut events = one.exported().await;
    assert_eq!(
        events.pop().unwrap()["type"],
        "fr.jalon.session.VoteTallied.v1"
    );
    let other = Programme::at("2024-05-01T00:00:00Z").await;
    assert_eq!(counts(&other.cloudevents("", &events).await), (3, 0, 1));
    assert_eq!(other.refused_codes(), ["DecisionDiffers"]);
}

#[tokio::test]
async fn instants_that_go_back_are_refused_unless_recorded_now() {
    let one = Programme::at("2023-05-01T00:00:00Z").await;
    one.open_data(&[LINE]).await;
    let mut events = one.exported().await;
    events[2]["time"] = json!("2023-04-01T00:00:00Z");
    let other = Programme::at("2024-05-01T00:00:00Z").await;
    // The vote's host is not there, so the vote is refused as well.
    assert_eq!(counts(&other.cloudevents("", &events).await), (2, 0, 3));
    assert_eq!(other.refused_codes()[0], "RecordedAtGoesBack");
    let rest = other.cloudevents(" --record-now", &events).await;
    assert_eq!(counts(&rest), (3, 2, 0));
    let registered = &other.events().await[2].meta;
    assert!(registered.recorded_at > "2024-01-01T00:00:00Z".parse().unwrap());
    assert_eq!(
        registered.source.emitted_at,
        "2023-04-01T00:00:00Z".parse().ok()
    );
}

#[test]
fn a_file_without_its_columns_stops_the_import_before_anything_is_changed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    fs::write(&path, "Nom;Ville\na;b\n").unwrap();
    assert!(matches!(
        open_data::check(&path),
        Err(lines::FileError::Header { .. })
    ));
}
