//! The seven decisions of the mission, from the registration to the certificate.

use domain::engine::{Asked, Dated, Draft, EventId, Personal, StoredEvent};
use domain::host::HostEvent;
use domain::session::SessionEvent;
use domain::{Command, Event};
use serde_json::json;
use uuid::Uuid;

use crate::programme_in_memory::*;

fn names(drafts: &[Draft<Event>]) -> Vec<(&str, &str)> {
    drafts
        .iter()
        .map(|draft| (draft.stream.kind(), draft.event.type_name()))
        .collect()
}

#[test]
fn a_post_is_applied_for_granted_filled_and_its_holder_certified() {
    let p = &mut Programme::opened();
    let (host, candidate, match_) = (host(1), candidate(1), match_(1));

    p.accept_on("2021-03-01", &host, "RegisterHost", host_in("59", "32"));
    assert_eq!(p.stage(&host), Some("registered"));
    p.accept_on("2021-03-15", &host, "RecordPrefectOpinion", opinion());
    assert_eq!(p.stage(&host), Some("opined"));
    p.accept(&host, "RecordCoselecVote", favourable("12", 2));
    assert_eq!(p.stage(&host), Some("validated"));
    p.accept("session:12", "SealMinutes", json!({}));
    p.accept_on("2021-04-05", &host, "SendActivationMail", json!({}));
    p.accept_on("2021-04-07", &host, "ActivateHostAccount", json!({}));
    assert_eq!(p.stage(&host), Some("activated"));
    let file = json!({"dossier_number": 4_242_424, "procedure": "public"});
    p.accept_on("2021-04-10", &host, "OpenConventionFile", file);
    for to in ["under_construction", "under_instruction", "accepted"] {
        p.accept_on("2021-04-20", &host, "MoveConventionFile", json!({"to": to}));
    }
    p.accept_on("2021-05-01", &host, "SendConvention", terms(2));
    p.accept_on("2021-05-10", &host, "SignConvention", terms(2));
    assert_eq!(p.stage(&host), Some("convention_signed"));

    p.accept_on("2021-03-02", &candidate, "RegisterCandidate", person());
    let proposal =
        json!({"host": host, "candidate": candidate, "distance_m": 3200, "origin": "automatic"});
    p.accept_on("2021-05-12", &match_, "ProposeMatch", proposal);
    p.accept_on("2021-05-14", &match_, "ShortlistMatch", json!({}));
    p.accept_on("2021-06-01", &match_, "DeclareHire", one_year());
    assert_eq!(p.stage(&match_), Some("hired"));
    assert_eq!(p.stage(&candidate), Some("hired"));

    p.accept_on("2021-06-10", &candidate, "EnrolInTraining", place());
    p.accept_on("2021-07-05", &candidate, "StartTraining", json!({}));
    assert_eq!(p.stage(&candidate), Some("in_training"));
    p.accept_on("2021-09-30", &candidate, "CompleteTraining", json!({}));
    let exam = json!({"exam": "ccp1", "passed": true});
    p.accept_on("2021-10-15", &candidate, "RecordExam", exam);
    let certificate = json!({"certificate": "ccp1"});
    p.accept_on("2021-11-02", &candidate, "AwardCertification", certificate);
    assert_eq!(p.stage(&candidate), Some("certified"));
}

#[test]
fn a_vote_is_recorded_on_the_host_and_tallied_in_its_session() {
    let p = &mut Programme::opened();
    let host = p.registered_host(1);
    let drafts = p.accept(&host, "RecordCoselecVote", favourable("12", 3));
    let expected = [("host", "CoselecVoteRecorded"), ("session", "VoteTallied")];
    assert_eq!(names(&drafts), expected);
    assert!(
        drafts
            .iter()
            .all(|draft| draft.occurred_on == date("2021-04-01"))
    );
    assert_eq!(p.tally.posts_open(), 3);
}

#[test]
fn a_hire_is_declared_on_the_match_the_candidate_and_the_host() {
    let p = &mut Programme::opened();
    let host = p.validated_host(1, 1);
    let match_ = p.shortlisted(1, &host);
    let drafts = p.accept_on("2021-06-01", &match_, "DeclareHire", one_year());
    let expected = [
        ("match", "HireDeclared"),
        ("candidate", "CandidateHired"),
        ("host", "PostFilled"),
    ];
    assert_eq!(names(&drafts), expected);
    let hired = drafts[1].event.data();
    assert_eq!(
        hired,
        json!({"match": match_, "host": host, "contract": "cdd", "starts_on": "2021-07-01", "ends_on": "2022-06-30"})
    );
}

#[test]
fn a_cancelled_declaration_is_void_on_all_three() {
    let p = &mut Programme::opened();
    let host = p.validated_host(1, 1);
    p.hired(1, &host);
    let drafts = p.accept_on("2021-06-03", &match_(1), "CancelHireDeclaration", reason());
    let expected = [
        ("match", "HireDeclarationCancelled"),
        ("candidate", "HireCancelled"),
        ("host", "PostVacated"),
    ];
    assert_eq!(names(&drafts), expected);
    assert_eq!(p.stage(&match_(1)), Some("cancelled"));
    assert_eq!(p.stage(&candidate(1)), Some("registered"));
    p.hired(2, &host);
}

#[test]
fn an_ended_or_terminated_contract_frees_the_post() {
    let end = (
        "EndContract",
        "ContractEnded",
        json!({"ends_on": "2022-06-30"}),
    );
    let termination = json!({"on": "2022-01-31", "reason": "resignation"});
    let validated = ("ValidateTermination", "TerminationValidated", termination);
    for (command, event, data) in [end, validated] {
        let p = &mut Programme::opened();
        let host = p.validated_host(1, 1);
        let candidate = p.hired(1, &host);
        let drafts = p.accept(&candidate, command, data);
        assert_eq!(
            names(&drafts),
            [("candidate", event), ("host", "PostVacated")]
        );
        assert_eq!(p.stage(&candidate), Some("left"));
        p.hired(2, &host);
    }
}

#[test]
fn what_frees_a_post_is_sealed_for_the_person_and_tells_the_host_no_reason() {
    let p = &mut Programme::opened();
    let host = p.validated_host(1, 1);
    let candidate = p.hired(1, &host);
    let termination = json!({"on": "2022-01-31", "reason": "dismissal"});
    let drafts = p.accept(&candidate, "ValidateTermination", termination);
    assert!(
        drafts
            .iter()
            .all(|draft| draft.subject == stream(&candidate))
    );
    let Event::Host(HostEvent::PostVacated(vacated)) = &drafts[1].event else {
        panic!("the second draft frees the post");
    };
    assert!(vacated.reason == Personal::Clear("termination validated".to_owned()));
}

#[test]
fn returning_every_post_withdraws_the_host_in_the_same_append() {
    let p = &mut Programme::opened();
    let host = p.validated_host(1, 3);
    let drafts = p.accept(&host, "ReturnPosts", returned(2));
    assert_eq!(names(&drafts), [("host", "PostsReturned")]);
    let drafts = p.accept(&host, "ReturnPosts", returned(1));
    assert_eq!(
        names(&drafts),
        [("host", "PostsReturned"), ("host", "HostWithdrawn")]
    );
    assert_eq!(p.stage(&host), Some("withdrawn"));
    assert_eq!(p.tally.posts_open(), 0);
}

#[test]
fn the_minutes_hold_the_sums_and_a_digest_of_the_votes_in_order() {
    let sealed = |votes: &[(u128, u32)]| {
        let p = &mut Programme::opened();
        for &(number, posts) in votes {
            let host = p.registered_host(number);
            let vote = if posts > 0 {
                favourable("12", posts)
            } else {
                unfavourable("12")
            };
            p.accept(&host, "RecordCoselecVote", vote);
        }
        let drafts = p.accept("session:12", "SealMinutes", json!({}));
        let Event::Session(SessionEvent::MinutesSealed(minutes)) = &drafts[0].event else {
            panic!("sealing seals");
        };
        minutes.clone()
    };
    let minutes = sealed(&[(1, 2), (2, 0), (3, 4)]);
    assert_eq!(
        (minutes.votes, minutes.favourable, minutes.posts),
        (3, 2, 6)
    );
    assert_eq!(minutes.digest.len(), 64);
    assert_eq!(minutes, sealed(&[(1, 2), (2, 0), (3, 4)]));
    assert_ne!(minutes.digest, sealed(&[(3, 4), (2, 0), (1, 2)]).digest);
    assert_eq!(sealed(&[]).digest, "0".repeat(64));
}

#[test]
fn the_digest_of_the_minutes_can_be_computed_by_anybody() {
    let p = &mut Programme::opened();
    p.validated_host(1, 2);
    let drafts = p.accept("session:12", "SealMinutes", json!({}));
    // (head -c 32 /dev/zero; printf 'host:00000000-0000-0000-0000-000000000001 favourable 2') | sha256sum
    assert_eq!(
        drafts[0].event.data()["digest"],
        "9823d9beb46c9a3876f70280b8255c5f588dd6e51b59889daf28b9702d6e7fbf"
    );
}

#[test]
fn a_vote_without_an_opinion_is_recorded_and_flagged() {
    let p = &mut Programme::opened();
    let (without, after) = (p.registered_host(1), p.registered_host(2));
    p.accept(&after, "RecordPrefectOpinion", opinion());
    for (host, flagged) in [(without, true), (after, false)] {
        let drafts = p.accept(&host, "RecordCoselecVote", favourable("12", 1));
        assert_eq!(drafts[0].event.data()["without_opinion"], flagged);
    }
}

#[test]
fn what_the_engine_derives_is_in_the_events() {
    let p = &mut Programme::opened();
    let host = p.validated_host(1, 1);
    let mail = p.accept_on("2021-04-05", &host, "SendActivationMail", json!({}));
    assert_eq!(mail[0].event.data(), json!({"expires_on": "2021-05-03"}));
    let candidate = p.hired(1, &host);
    let enrolled = p.accept_on("2021-06-10", &candidate, "EnrolInTraining", place());
    assert_eq!(enrolled[0].event.data()["delivery"], "remote");
}

#[test]
fn how_well_a_date_is_known_goes_to_all_events_and_what_is_corrected_to_the_first() {
    let p = &mut Programme::opened();
    let host = p.validated_host(1, 1);
    let match_ = p.shortlisted(1, &host);
    let corrected = EventId(Uuid::from_u128(42));
    let asked = Asked {
        dated: Dated::AtLatest,
        corrects: Some(corrected),
        ..p.asked(&stream(&match_), None)
    };
    let command = Command::from_json("DeclareHire", &one_year()).unwrap();
    let drafts = p.answer(&command, &asked).unwrap();
    let marks: Vec<_> = drafts.iter().map(|it| (it.dated, it.corrects)).collect();
    let companion = (Dated::AtLatest, None);
    assert_eq!(
        marks,
        [(Dated::AtLatest, Some(corrected)), companion, companion]
    );
}

#[test]
fn a_day_left_out_is_the_day_of_the_recording() {
    let p = &mut Programme::opened();
    let drafts = p.accept(&host(1), "RegisterHost", host_in("59", "32"));
    assert_eq!(drafts[0].occurred_on, p.today);
}
