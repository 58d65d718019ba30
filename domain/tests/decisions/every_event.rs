//! One sample of every event type, and the stored bytes that it must have for ever.
//!
//! `golden/<Type>.v<schema>.hex` holds the postcard bytes of the sample. A file is never changed:
//! old ones must go on decoding. With `JALON_WRITE_GOLDEN=1` the missing ones are written.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use domain::Event;
use domain::engine::{KeyId, Sealed, StoredEvent};
use serde_json::{Value, json};
use uuid::Uuid;

const HOST: &str = "host:0190a5c2-7e11-7c4e-9a51-0242ac120002";
const CANDIDATE: &str = "candidate:0190a5c2-7e11-7c4e-9a51-0242ac120003";
const MATCH: &str = "match:0190a5c2-7e11-7c4e-9a51-0242ac120004";
const REQUEST: &str = "0190a5c2-7e11-7c4e-9a51-0242ac120005";

/// Every event type with a payload that leaves no field out.
pub(crate) fn samples() -> Vec<(&'static str, Value)> {
    [
        programme(),
        session(),
        application(),
        follow_up(),
        convention(),
        posts(),
        person(),
        contract(),
        training(),
        work(),
        matching(),
        any_stream(),
    ]
    .concat()
}

/// The sample in the clear.
pub(crate) fn event(type_name: &str, data: &Value) -> Event {
    Event::from_json(type_name, data).unwrap_or_else(|bad| panic!("{type_name}: {bad}"))
}

fn programme() -> Vec<(&'static str, Value)> {
    vec![
        (
            "ProgrammeOpened",
            json!({"name": "Conseillers numériques", "posts_envelope": 4000, "opened_on": "2020-11-17"}),
        ),
        (
            "MilestoneSet",
            json!({"metric": "counsellors_hired", "due_on": "2021-09-30", "value": 1000, "label": "rentrée"}),
        ),
        (
            "MilestoneRevised",
            json!({"metric": "posts_open", "due_on": "2021-12-31", "value": 3500, "reason": "Motif"}),
        ),
        (
            "TrainingLotDefined",
            json!({"lot": "3", "delivery": "on_site", "providers": ["Les Assembleurs"], "regions": ["32", "28", "44"]}),
        ),
        (
            "TrainingLotAllotted",
            json!({"lot": "3", "counsellors": 437, "as_of": "2021-06-14"}),
        ),
        (
            "FigurePublished",
            json!({"metric": "counsellors_hired", "value": -447, "as_of": "2021-06-14", "published_by": "ANCT"}),
        ),
        (
            "DeadlineSet",
            json!({"task": "give_opinion", "months": 1, "days": 15, "applies_from": "2021-06-14"}),
        ),
        ("DayTicked", json!({"date": "2021-06-14"})),
        (
            "ImportBatchRevoked",
            json!({"batch": "2021-06-14.csv", "reason": "Motif"}),
        ),
    ]
}

fn session() -> Vec<(&'static str, Value)> {
    vec![
        (
            "SessionConvened",
            json!({"label": "62BIS", "ordinal": 63, "held_on": "2021-06-10", "phase": 2}),
        ),
        (
            "VoteTallied",
            json!({"host": HOST, "verdict": "further_review", "posts": 300}),
        ),
        (
            "MinutesSealed",
            json!({"votes": 300, "favourable": 200, "posts": 417, "digest": "0f".repeat(32)}),
        ),
        ("FileTabled", json!({"host": HOST})),
    ]
}

fn application() -> Vec<(&'static str, Value)> {
    vec![
        (
            "HostRegistered",
            json!({
                "kind": "epci", "legal_name": "Communauté d'essai", "siret": "73282932000074", "ridet": "0123456",
                "commune_insee": "98818", "postal_code": "98800", "department": "988", "region": "988",
                "requested_posts": 2, "mission_start": "2021-05-01", "has_candidate": false, "network": "réseau",
                "france_services": true, "rural_zone": false, "priority_district": true, "legacy_id": "1234",
                "contact": {"name": "N", "email": "n@example.org", "phone": "0", "role": "maire"},
            }),
        ),
        (
            "PrefectOpinionGiven",
            json!({
                "opinion": "further_review", "recommended_posts": 1, "wave": "2", "france_services": false,
                "rural_zone": true, "priority_district": false, "comment": "Avis",
            }),
        ),
        (
            "CoselecVoteRecorded",
            json!({
                "session": "session:62BIS", "verdict": "favourable", "posts_granted": 2, "priority": true,
                "remarks": "Remarque", "without_opinion": true,
            }),
        ),
        ("ActivationMailSent", json!({"expires_on": "2021-05-03"})),
        ("HostAccountActivated", json!({})),
        ("ApplicationMarkedDuplicate", json!({"of": HOST})),
        ("ApplicationCancelled", json!({"reason": "Motif"})),
        ("HostWithdrawn", json!({"reason": "Motif"})),
        ("ApplicationReopened", json!({"reason": "Motif"})),
    ]
}

fn follow_up() -> Vec<(&'static str, Value)> {
    vec![
        ("ContactEmailConfirmed", json!({})),
        (
            "ApplicationAmended",
            json!({
                "field": "legal_name", "before": "Avant", "after": "Après", "reason": "Motif",
                "contact": {"name": "N", "email": "n@example.org", "phone": "0", "role": "maire"},
            }),
        ),
        (
            "PrefectOpinionRevised",
            json!({
                "opinion": "duplicate", "recommended_posts": 2, "wave": "3", "france_services": true,
                "rural_zone": false, "priority_district": true, "comment": "Avis",
            }),
        ),
        (
            "CoselecVoteCorrected",
            json!({
                "session": "session:62BIS", "verdict": "unfavourable", "posts_delta": -2,
                "leaves": "further_review", "reason": "Motif",
            }),
        ),
        ("ValidationLetterSent", json!({})),
        (
            "FollowUpRecorded",
            json!({"channel": "video", "topic": "recrutement", "summary": "Échange"}),
        ),
    ]
}

fn convention() -> Vec<(&'static str, Value)> {
    vec![
        (
            "ConventionFileOpened",
            json!({"dossier_number": 4_242_424, "procedure": "association"}),
        ),
        (
            "ConventionFileMoved",
            json!({"from": "under_construction", "to": "under_instruction"}),
        ),
        (
            "ConventionFileFoundNonCompliant",
            json!({"defects": ["RIB", "délibération"]}),
        ),
        ("ConventionFileCorrected", json!({})),
        (
            "ConventionSent",
            json!({"posts": 2, "amount_cents": 10_000_000, "months": 24}),
        ),
        (
            "ConventionSigned",
            json!({"posts": 2, "amount_cents": 10_000_000, "months": 24}),
        ),
        (
            "ConventionTerminated",
            json!({"by": "host", "reason": "Motif"}),
        ),
        (
            "ConventionAmended",
            json!({"posts_delta": -1, "amount_delta_cents": 300}),
        ),
        (
            "SubsidyPaid",
            json!({"instalment": 1, "amount_cents": 300_000}),
        ),
    ]
}

fn posts() -> Vec<(&'static str, Value)> {
    vec![
        ("PostsReturned", json!({"posts": 1, "reason": "Motif"})),
        (
            "PostFilled",
            json!({"match": MATCH, "candidate": CANDIDATE}),
        ),
        ("PostVacated", json!({"match": MATCH, "reason": "Motif"})),
        (
            "PostsRequested",
            json!({"request": REQUEST, "posts": 2, "motive": "Motif"}),
        ),
        (
            "PostsRequestOpined",
            json!({"request": REQUEST, "posts": 1, "opinion": "favourable"}),
        ),
        (
            "PostsRequestRefused",
            json!({"request": REQUEST, "posts": 2, "reason": "Motif"}),
        ),
        ("PostsAdded", json!({"posts": 1, "request": REQUEST})),
        ("PostsTransferredOut", json!({"posts": 1, "host": HOST})),
        ("PostsTransferredIn", json!({"posts": 1, "host": HOST})),
    ]
}

fn person() -> Vec<(&'static str, Value)> {
    vec![
        (
            "CandidateRegistered",
            json!({
                "situation": {"seeking_work": true, "employed": false, "in_training": true, "mediation_diploma": false, "mediation_experience": true},
                "mobility_km": 2000, "available_from": "2021-03-01", "commune_insee": "2A004", "department": "2A", "region": "94",
                "legacy_id": "99", "identity": {"given_name": "P", "family_name": "N", "email": "p@example.org", "phone": "0"},
            }),
        ),
        (
            "CandidateHired",
            json!({"match": MATCH, "host": HOST, "contract": "public_project", "starts_on": "2021-07-01", "ends_on": "2024-06-30"}),
        ),
        (
            "AvailabilityChanged",
            json!({"available": false, "available_from": "2021-09-01"}),
        ),
        ("MobilityChanged", json!({"mobility_km": 40})),
        (
            "PixResultShared",
            json!({"level": 3, "shared_on": "2021-05-20"}),
        ),
        ("CandidateMerged", json!({"into": CANDIDATE})),
        ("HireCancelled", json!({"reason": "Motif"})),
        ("ContractEnded", json!({"ends_on": "2024-06-30"})),
        (
            "TerminationNotified",
            json!({"on": "2022-01-31", "reason": "end_of_subsidy"}),
        ),
        (
            "TerminationValidated",
            json!({"on": "2022-01-31", "reason": "made_permanent"}),
        ),
    ]
}

fn contract() -> Vec<(&'static str, Value)> {
    vec![
        (
            "HireConfirmed",
            json!({"contract": "pec", "starts_on": "2021-07-01", "ends_on": "2022-06-30", "gross_salary_cents": 180_000}),
        ),
        ("ContractExtended", json!({"ends_on": "2024-12-31"})),
        ("ContractRenewed", json!({"ends_on": "2025-06-30"})),
        (
            "TerminationNoticeCancelled",
            json!({"on": "2022-01-31", "reason": "dismissal"}),
        ),
    ]
}

fn work() -> Vec<(&'static str, Value)> {
    vec![
        ("TookUpPost", json!({})),
        (
            "EquipmentSent",
            json!({"items": ["clothing", "accessories", "laptop"]}),
        ),
        (
            "ActivityReported",
            json!({"on": "2021-10-05", "kind": "drop_in", "theme": "messagerie", "participants": 12, "minutes": 180, "postal_code": "20000"}),
        ),
    ]
}

fn training() -> Vec<(&'static str, Value)> {
    vec![
        ("PlacementTestTaken", json!({"recommended_path_hours": 280})),
        ("TrainingWaived", json!({"basis": "holds_title"})),
        (
            "TrainingEnrolled",
            json!({"lot": "3", "provider": "Les Assembleurs", "path_hours": 420, "delivery": "on_site", "starts_on": "2021-07-05", "ends_on": "2021-09-30"}),
        ),
        (
            "TrainingRescheduled",
            json!({"starts_on": "2021-07-12", "ends_on": "2021-10-15"}),
        ),
        ("TrainingStarted", json!({})),
        ("TrainingCompleted", json!({})),
        ("TrainingDropped", json!({"reason": "Motif"})),
        ("ExamSat", json!({"exam": "pix", "passed": true})),
        ("CertificationAwarded", json!({"certificate": "ccp1"})),
    ]
}

fn matching() -> Vec<(&'static str, Value)> {
    vec![
        (
            "MatchProposed",
            json!({"host": HOST, "candidate": CANDIDATE, "distance_m": 3200, "origin": "automatic"}),
        ),
        ("MatchShortlisted", json!({})),
        ("ShortlistWithdrawn", json!({})),
        ("MatchDeclined", json!({})),
        ("DeclineWithdrawn", json!({})),
        ("MatchClosed", json!({"because": "candidate_unavailable"})),
        ("HireDeclared", json!({"starts_on": "2021-07-01"})),
        ("HireDeclarationCancelled", json!({"reason": "Motif"})),
    ]
}

fn any_stream() -> Vec<(&'static str, Value)> {
    vec![
        (
            "MailRequested",
            json!({"template": "reminder", "to": "n@example.org"}),
        ),
        (
            "DeliveryReported",
            json!({"mail": "0190a5c2-7e11-7c4e-9a51-0242ac120005", "outcome": "given_up"}),
        ),
        (
            "NoticeIssued",
            json!({"task": "deliver_mail", "deadline": "2021-06-13"}),
        ),
    ]
}

/// The sample as the log holds it: each personal field sealed into bytes that say its name.
fn sealed(type_name: &str, data: &Value) -> Event {
    let mut event = event(type_name, data);
    event.personal_fields(&mut |name, field| {
        field.seal(Sealed {
            key_id: KeyId(Uuid::from_u128(0x0102_0304)),
            nonce: [7; 24],
            bytes: name.as_bytes().to_vec(),
        });
    });
    event
}

fn golden_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes {
        write!(text, "{byte:02x}").unwrap();
    }
    text + "\n"
}

fn from_hex(text: &str) -> Vec<u8> {
    let digits = text.trim();
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
        .collect()
}

/// The file's content; a missing one is written first where the environment asks for it.
fn golden(file: &Path, bytes: &[u8]) -> String {
    if !file.exists() && std::env::var_os("JALON_WRITE_GOLDEN").is_some() {
        fs::write(file, hex(bytes)).unwrap();
    }
    fs::read_to_string(file).unwrap_or_else(|why| panic!("{}: {why}", file.display()))
}

#[test]
fn there_is_one_sample_of_every_event_type() {
    let sampled: Vec<_> = samples().into_iter().map(|(name, _)| name).collect();
    let distinct: BTreeSet<_> = sampled.iter().copied().collect();
    let catalogue: BTreeSet<_> = Event::catalogue().map(|(_, name, _)| name).collect();
    assert_eq!(distinct, catalogue);
    assert_eq!(sampled.len(), catalogue.len());
}

#[test]
fn every_event_type_is_stored_in_the_bytes_of_its_golden_file() {
    for (name, data) in samples() {
        let event = sealed(name, &data);
        let mut bytes = Vec::new();
        event.encode(&mut bytes);
        let file = golden_folder().join(format!("{name}.v{}.hex", event.schema()));
        assert_eq!(golden(&file, &bytes), hex(&bytes), "{name}");
    }
}

#[test]
fn every_golden_file_decodes_to_its_sample() {
    let samples = samples();
    for file in fs::read_dir(golden_folder()).unwrap() {
        let file = file.unwrap().path();
        let stem = file.file_stem().unwrap().to_str().unwrap();
        let (name, schema) = stem.split_once(".v").unwrap();
        let bytes = from_hex(&fs::read_to_string(&file).unwrap());
        let decoded = Event::decode(name, schema.parse().unwrap(), &bytes).unwrap();
        let (_, data) = samples.iter().find(|(sample, _)| *sample == name).unwrap();
        assert_eq!(decoded, sealed(name, data));
    }
}

#[test]
fn the_payload_as_json_leads_back_to_the_event() {
    for (name, data) in samples() {
        let event = event(name, &data);
        assert_eq!(event.data(), data, "{name}");
        assert_eq!(Event::from_json(name, &event.data()).unwrap(), event);
    }
}

#[test]
fn a_payload_with_a_byte_too_many_or_too_few_is_malformed() {
    for (name, data) in samples() {
        let mut bytes = Vec::new();
        sealed(name, &data).encode(&mut bytes);
        bytes.push(0);
        assert!(
            Event::decode(name, 1, &bytes).is_err(),
            "{name} with a byte more"
        );
        bytes.truncate(bytes.len().saturating_sub(2));
        let is_empty = data == json!({});
        assert_eq!(
            Event::decode(name, 1, &bytes).is_ok(),
            is_empty,
            "{name} with a byte less"
        );
    }
}

#[test]
#[should_panic(expected = "encodable once its personal fields are sealed")]
fn a_person_in_the_clear_is_never_encoded() {
    event("HostWithdrawn", &json!({"reason": "Motif"})).encode(&mut Vec::new());
}

#[test]
fn a_sealed_field_shows_nothing_and_is_no_input() {
    let shown = sealed("HostWithdrawn", &json!({"reason": "Motif"})).data();
    assert_eq!(shown, json!({"reason": {"sealed": true}}));
    assert!(Event::from_json("HostWithdrawn", &shown).is_err());
}
