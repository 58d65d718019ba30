//! A host's file beside its posts: amendments, opinions revised, follow-up, leaving and coming back.

use std::sync::Arc;

use domain::FileState;
use domain::engine::StoredEvent;
use domain::host::{ApplicationField, HostState};
use serde_json::{Value, json};

use crate::programme_in_memory::*;

fn full() -> Value {
    with(
        host_in("59", "32"),
        json!({"siret": "73282932000074", "commune_insee": "59350", "requested_posts": 2}),
    )
}

#[test]
fn an_amendment_tells_what_stood_there_before() {
    let p = &mut Programme::opened();
    p.accept(&host(1), "RegisterHost", full());
    for (field, before, after) in [
        (
            "legal_name",
            json!("Commune d'essai"),
            json!("Commune nouvelle"),
        ),
        ("kind", json!("commune"), json!("epci")),
        ("siret", json!("73282932000074"), Value::Null),
        ("siret", Value::Null, json!("35600000049837")),
        ("commune_insee", json!("59350"), json!("59512")),
        ("postal_code", Value::Null, json!("59100")),
        ("requested_posts", json!("2"), json!("3")),
        ("mission_start", Value::Null, json!("2021-05-01")),
        ("has_candidate", Value::Null, json!("true")),
        ("network", Value::Null, json!("Réseau")),
        ("france_services", Value::Null, json!("false")),
        ("rural_zone", Value::Null, json!("true")),
        ("priority_district", Value::Null, json!("true")),
        ("legal_name", json!("Commune nouvelle"), json!("Commune")),
    ] {
        let drafts = p.accept(&host(1), "AmendApplication", amended(field, after.clone()));
        let data = drafts[0].event.data();
        assert_eq!(
            (&data["before"], &data["after"]),
            (&before, &after),
            "{field}"
        );
        let field: ApplicationField = field.parse().unwrap();
        let stands = p.host_file(&host(1)).application.text(field);
        assert_eq!(json!(stands), after, "{field}");
    }
}

#[test]
fn an_amended_department_takes_its_region_along_and_leaves_its_commune_behind() {
    let p = &mut Programme::opened();
    p.accept(&host(1), "RegisterHost", full());
    let drafts = p.accept(&host(1), "AmendApplication", amended("department", "2A"));
    let emptied = drafts[1].event.data();
    assert_eq!(drafts.len(), 2);
    assert_eq!(
        (&emptied["field"], &emptied["before"], &emptied["after"]),
        (&json!("commune_insee"), &json!("59350"), &Value::Null)
    );
    assert_eq!(p.host_file(&host(1)).region.code(), "94");
    p.accept(
        &host(1),
        "AmendApplication",
        amended("commune_insee", "2A004"),
    );
    // Corsica is one region, 2A is not 2B; and a commune of the department stays.
    let drafts = p.accept(&host(1), "AmendApplication", amended("department", "2A"));
    assert_eq!(drafts.len(), 1);
}

#[test]
fn a_contact_is_amended_without_being_told_in_the_clear() {
    let p = &mut Programme::opened();
    let host = p.registered_host(1);
    let contact = json!({"contact": {"name": "Anne Onyme", "email": "anne@example.org"}});
    let data = with(amended("contact", Value::Null), contact);
    let mut event = p.accept(&host, "AmendApplication", data).remove(0).event;
    let mut personal = Vec::new();
    event.personal_fields(&mut |name, _| personal.push(name));
    assert_eq!(personal, ["contact", "reason"]);
    assert_eq!(event.data()["before"], Value::Null);
    p.accept(&host, "AmendApplication", amended("contact", Value::Null));
}

#[test]
fn a_file_that_left_may_still_be_amended_confirmed_and_followed_up() {
    let p = &mut Programme::opened();
    let host = p.registered_host(1);
    p.accept(&host, "CancelApplication", reason());
    p.accept(&host, "AmendApplication", amended("network", "Réseau"));
    p.accept(&host, "ConfirmContactEmail", json!({}));
    let follow_up = json!({"channel": "mail", "topic": "Clôture", "summary": "Échange"});
    p.accept(&host, "RecordFollowUp", follow_up);
}

#[test]
fn a_revised_opinion_may_be_revised_again() {
    let p = &mut Programme::opened();
    let host = p.registered_host(1);
    p.accept(&host, "RecordPrefectOpinion", opinion());
    let given = p.last(&host, "PrefectOpinionGiven");
    let drafts = p.correct(given, &host, "RevisePrefectOpinion", opinion());
    assert_eq!(drafts[0].corrects, Some(given));
    let revised = p.last(&host, "PrefectOpinionRevised");
    p.correct(revised, &host, "RevisePrefectOpinion", opinion());
    assert_eq!(p.stage(&host), Some("opined"));
}

#[test]
fn a_reopened_file_stands_where_it_stood() {
    let p = &mut Programme::opened();
    let signed = p.host_under_convention(1, 2, 1);
    let (registered, other) = (p.registered_host(2), p.registered_host(3));
    p.accept(&signed, "WithdrawHost", reason());
    p.accept(&registered, "MarkDuplicate", json!({"of": other}));
    p.accept(&other, "CancelApplication", reason());
    // What happened meanwhile counts.
    p.accept(&registered, "RecordPrefectOpinion", opinion());
    for (host, stage) in [
        (&signed, "convention_signed"),
        (&registered, "opined"),
        (&other, "registered"),
    ] {
        p.accept(host, "ReopenApplication", reason());
        assert_eq!(p.stage(host), Some(stage));
    }
    p.hired(1, &signed);
    assert_eq!(p.host_file(&registered).duplicate_of, None);
    p.accept(&other, "MarkDuplicate", json!({"of": registered}));
}

#[test]
fn a_convention_terminated_while_its_host_was_away_is_over_when_it_comes_back() {
    let p = &mut Programme::opened();
    let host = p.host_under_convention(1, 2, 1);
    p.accept(&host, "WithdrawHost", reason());
    let end = json!({"by": "host", "reason": "x"});
    p.accept(&host, "TerminateConvention", end);
    p.accept(&host, "ReopenApplication", reason());
    assert_eq!(p.stage(&host), Some("convention_terminated"));
}

#[test]
fn a_host_withdrawn_by_returning_all_may_come_back_without_posts() {
    let p = &mut Programme::opened();
    let host = p.validated_host(1, 2);
    p.accept(&host, "ReturnPosts", returned(2));
    p.accept(&host, "ReopenApplication", reason());
    assert_eq!(p.stage(&host), Some("validated"));
    let match_ = p.shortlisted(1, &host);
    p.refuse(&match_, "DeclareHire", one_year());
    p.accept(&host, "RequestPosts", requested(1, 1));
    p.accept(&host, "AddPosts", added(1, 1));
    p.accept(&match_, "DeclareHire", one_year());
}

#[test]
fn a_file_of_ten_thousand_follow_ups_is_as_light_as_one_of_none() {
    let p = &mut Programme::opened();
    let host = p.validated_host(1, 2);
    let before = p.states[&stream(&host)].clone();
    let follow_up = json!({"channel": "call", "topic": "Suivi", "summary": "Échange"});
    let followed = p.accept(&host, "RecordFollowUp", follow_up).remove(0);
    for _ in 1..10_000 {
        p.fold(&followed);
    }
    assert_eq!(p.states[&stream(&host)], before);
}

#[test]
fn a_copy_of_a_files_state_shares_what_may_grow() {
    let p = &mut Programme::opened();
    let host = p.validated_host(1, 2);
    p.accept(&host, "RecordPrefectOpinion", opinion());
    let file = p.host_file(&host);
    let FileState::Host(HostState::Registered(copy)) = p.states[&stream(&host)].file.clone() else {
        panic!("it is a registered host");
    };
    assert!(Arc::ptr_eq(&file.application, &copy.application));
    assert!(Arc::ptr_eq(&file.votes, &copy.votes));
    assert!(Arc::ptr_eq(&file.opinions, &copy.opinions));
}
