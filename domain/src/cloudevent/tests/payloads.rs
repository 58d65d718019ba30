//! One payload of every event type.

use serde_json::{Value, json};

pub(super) const HOST: &str = "host:0190a5c2-7e11-7c4e-9a51-0242ac120002";
pub(super) const CANDIDATE: &str = "candidate:0190a5c2-7e11-7c4e-9a51-0242ac120003";
pub(super) const MATCH: &str = "match:0190a5c2-7e11-7c4e-9a51-0242ac120004";
pub(super) const REQUEST: &str = "0190a5c2-7e11-7c4e-9a51-0242ac120005";

/// One payload of every event type, personal fields in the clear.
pub(super) fn payloads() -> Vec<(&'static str, Value)> {
    [
        programme_payloads(),
        host_payloads(),
        host_follow_up_payloads(),
        person_payloads(),
        work_payloads(),
        any_stream_payloads(),
    ]
    .concat()
}

fn programme_payloads() -> Vec<(&'static str, Value)> {
    vec![
        (
            "ProgrammeOpened",
            json!({"name": "Essai", "posts_envelope": 10, "opened_on": "2020-11-17"}),
        ),
        (
            "MilestoneSet",
            json!({"metric": "posts_open", "due_on": "2021-09-30", "value": 3, "label": "Cible"}),
        ),
        (
            "MilestoneRevised",
            json!({"metric": "counsellors_hired", "due_on": "2021-09-30", "value": 2, "reason": "Retard"}),
        ),
        (
            "TrainingLotDefined",
            json!({"lot": "2", "delivery": "on_site", "providers": ["Organisme"], "regions": ["11"]}),
        ),
        (
            "TrainingLotAllotted",
            json!({"lot": "2", "counsellors": 5, "as_of": "2021-06-14"}),
        ),
        (
            "FigurePublished",
            json!({"metric": "posts_open", "value": -4, "as_of": "2021-06-14", "published_by": "Service"}),
        ),
        (
            "DeadlineSet",
            json!({"task": "recruit", "months": null, "days": 20, "applies_from": "2021-06-14"}),
        ),
        ("DayTicked", json!({"date": "2021-06-14"})),
        (
            "ImportBatchRevoked",
            json!({"batch": "fichier.csv", "reason": "Mauvais fichier"}),
        ),
        (
            "SessionConvened",
            json!({"label": "62BIS", "ordinal": 62, "held_on": "2021-03-24", "phase": 1}),
        ),
        (
            "VoteTallied",
            json!({"host": HOST, "verdict": "favourable", "posts": 2}),
        ),
        (
            "MinutesSealed",
            json!({"votes": 3, "favourable": 2, "posts": 4, "digest": "00"}),
        ),
        ("FileTabled", json!({"host": HOST})),
    ]
}

fn any_stream_payloads() -> Vec<(&'static str, Value)> {
    vec![
        (
            "MailRequested",
            json!({"template": "activation", "to": "anne@example.org"}),
        ),
        (
            "DeliveryReported",
            json!({"mail": "0190a5c2-7e11-7c4e-9a51-0242ac120009", "outcome": "no_address"}),
        ),
        (
            "NoticeIssued",
            json!({"task": "recruit", "deadline": "2021-06-13"}),
        ),
    ]
}

fn host_payloads() -> Vec<(&'static str, Value)> {
    vec![
        (
            "HostRegistered",
            json!({
            "kind": "public", "legal_name": "Médiathèque", "siret": "73282932000074", "ridet": null,
            "commune_insee": "2A004", "postal_code": "20000", "department": "2A", "region": "94",
            "requested_posts": 1, "mission_start": "2021-05-01", "has_candidate": true, "network": "Réseau",
            "france_services": false, "rural_zone": true, "priority_district": null, "legacy_id": "17",
            "contact": {"name": "Anne Onyme", "email": "anne@example.org", "phone": null, "role": "Direction"}}),
        ),
        (
            "PrefectOpinionGiven",
            json!({
            "opinion": "further_review", "recommended_posts": 0, "wave": "1", "france_services": null,
            "rural_zone": false, "priority_district": true, "comment": "À revoir"}),
        ),
        (
            "CoselecVoteRecorded",
            json!({
            "session": "session:62BIS", "verdict": "unfavourable", "posts_granted": 0, "priority": false,
            "remarks": null, "without_opinion": true}),
        ),
        ("ActivationMailSent", json!({"expires_on": "2021-05-01"})),
        ("HostAccountActivated", json!({})),
        (
            "ConventionFileOpened",
            json!({"dossier_number": 9_007_199_254_740_993_u64, "procedure": "association"}),
        ),
        (
            "ConventionFileMoved",
            json!({"from": "draft", "to": "under_construction"}),
        ),
        (
            "ConventionFileFoundNonCompliant",
            json!({"defects": ["rib"]}),
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
            json!({"by": "host", "reason": "Fermeture"}),
        ),
        ("PostsReturned", json!({"posts": 1, "reason": "Budget"})),
        (
            "PostFilled",
            json!({"match": MATCH, "candidate": CANDIDATE}),
        ),
        ("PostVacated", json!({"match": MATCH, "reason": "Départ"})),
        ("ApplicationMarkedDuplicate", json!({"of": HOST})),
        ("ApplicationCancelled", json!({"reason": "Erreur"})),
        ("HostWithdrawn", json!({"reason": "Abandon"})),
        ("ApplicationReopened", json!({"reason": "Retour"})),
    ]
}

fn host_follow_up_payloads() -> Vec<(&'static str, Value)> {
    vec![
        ("ContactEmailConfirmed", json!({})),
        (
            "ApplicationAmended",
            json!({
            "field": "contact", "before": null, "after": null, "reason": "Départ",
            "contact": {"name": "Anne Onyme", "email": "anne@example.org", "phone": null, "role": null}}),
        ),
        (
            "PrefectOpinionRevised",
            json!({
            "opinion": "favourable", "recommended_posts": 1, "wave": null, "france_services": null,
            "rural_zone": null, "priority_district": null, "comment": "Revu"}),
        ),
        (
            "CoselecVoteCorrected",
            json!({
            "session": "session:62BIS", "verdict": "favourable", "posts_delta": -1,
            "leaves": "favourable", "reason": "Erreur de saisie"}),
        ),
        ("ValidationLetterSent", json!({})),
        (
            "FollowUpRecorded",
            json!({"channel": "call", "topic": "convention", "summary": "Relance"}),
        ),
        (
            "ConventionAmended",
            json!({"posts_delta": 1, "amount_delta_cents": -9_007_199_254_740_993_i64}),
        ),
        ("SubsidyPaid", json!({"instalment": 2, "amount_cents": 0})),
        (
            "PostsRequested",
            json!({"request": REQUEST, "posts": 1, "motive": "Besoin"}),
        ),
        (
            "PostsRequestOpined",
            json!({"request": REQUEST, "posts": 0, "opinion": "unfavourable"}),
        ),
        (
            "PostsRequestRefused",
            json!({"request": REQUEST, "posts": 1, "reason": "Enveloppe"}),
        ),
        ("PostsAdded", json!({"posts": 1, "request": REQUEST})),
        ("PostsTransferredOut", json!({"posts": 1, "host": HOST})),
        ("PostsTransferredIn", json!({"posts": 1, "host": HOST})),
    ]
}

fn person_payloads() -> Vec<(&'static str, Value)> {
    vec![
        (
            "CandidateRegistered",
            json!({
            "situation": {"seeking_work": true, "employed": null, "in_training": false,
                          "mediation_diploma": null, "mediation_experience": null},
            "mobility_km": 20, "available_from": "2021-04-01", "commune_insee": null,
            "department": "974", "region": "04", "legacy_id": null,
            "identity": {"given_name": "G", "family_name": "F", "email": "p@example.org", "phone": null}}),
        ),
        (
            "CandidateHired",
            json!({"match": MATCH, "host": HOST, "contract": "public_project", "starts_on": "2021-06-01", "ends_on": "2023-05-31"}),
        ),
        ("HireCancelled", json!({"reason": "Nulle"})),
        ("ContractEnded", json!({"ends_on": "2023-05-31"})),
        (
            "TerminationNotified",
            json!({"on": "2022-05-31", "reason": "resignation"}),
        ),
        (
            "TerminationValidated",
            json!({"on": "2022-05-31", "reason": "non_renewal"}),
        ),
        ("TrainingWaived", json!({"basis": "holds_ccp1"})),
        (
            "TrainingEnrolled",
            json!({"lot": "2", "provider": "Organisme", "path_hours": 105, "delivery": "remote", "starts_on": "2021-06-07", "ends_on": "2021-09-30"}),
        ),
        ("TrainingStarted", json!({})),
        ("TrainingCompleted", json!({})),
        ("TrainingDropped", json!({"reason": "Santé"})),
        ("ExamSat", json!({"exam": "ccp1", "passed": false})),
        ("CertificationAwarded", json!({"certificate": "pix"})),
        (
            "MatchProposed",
            json!({"host": HOST, "candidate": CANDIDATE, "distance_m": 1200, "origin": "manual"}),
        ),
        ("MatchShortlisted", json!({})),
        ("HireDeclared", json!({"starts_on": "2021-06-01"})),
        ("HireDeclarationCancelled", json!({"reason": "Nulle"})),
    ]
}

fn work_payloads() -> Vec<(&'static str, Value)> {
    vec![
        (
            "AvailabilityChanged",
            json!({"available": true, "available_from": null}),
        ),
        ("MobilityChanged", json!({"mobility_km": 100})),
        (
            "PixResultShared",
            json!({"level": 1, "shared_on": "2021-05-20"}),
        ),
        (
            "HireConfirmed",
            json!({"contract": "cdi", "starts_on": "2021-06-01", "ends_on": null, "gross_salary_cents": 180_000}),
        ),
        ("ContractExtended", json!({"ends_on": "2023-08-31"})),
        ("ContractRenewed", json!({"ends_on": "2024-08-31"})),
        (
            "TerminationNoticeCancelled",
            json!({"on": "2022-05-31", "reason": "end_of_subsidy"}),
        ),
        ("PlacementTestTaken", json!({"recommended_path_hours": 320})),
        (
            "TrainingRescheduled",
            json!({"starts_on": "2021-06-14", "ends_on": "2021-10-07"}),
        ),
        ("TookUpPost", json!({})),
        ("EquipmentSent", json!({"items": ["laptop"]})),
        (
            "ActivityReported",
            json!({"on": "2021-10-05", "kind": "individual", "theme": "démarches", "participants": 1, "minutes": 45, "postal_code": null}),
        ),
        ("CandidateMerged", json!({"into": CANDIDATE})),
        ("ShortlistWithdrawn", json!({})),
        ("MatchDeclined", json!({})),
        ("DeclineWithdrawn", json!({})),
        ("MatchClosed", json!({"because": "host_left"})),
    ]
}
