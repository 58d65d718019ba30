//! A hire's life, the work under it, and what people and hosts say of each other before.

use domain::Command;
use domain::candidate::{Contract, Training};
use domain::engine::{Asked, EventId};
use serde_json::json;
use uuid::Uuid;

use crate::programme_in_memory::*;

/// A person hired for the year from 2021-07-01.
fn counsellor(p: &mut Programme) -> String {
    let host = p.validated_host(1, 1);
    p.hired(1, &host)
}

// The person.

#[test]
fn a_person_says_when_and_where_to_work_and_shares_pix_at_any_time() {
    let p = &mut Programme::opened();
    let candidate = counsellor(p);
    p.accept(&candidate, "EndContract", until("2022-06-30"));
    for available in [false, true] {
        let changed = json!({"available": available, "available_from": "2022-09-01"});
        p.accept(&candidate, "ChangeAvailability", changed);
    }
    p.accept(&candidate, "ChangeMobility", json!({"mobility_km": 2000}));
    for level in 1..=3 {
        let shared = json!({"level": level, "shared_on": "2022-07-20"});
        p.accept(&candidate, "SharePixResult", shared);
    }
    assert_eq!(p.stage(&candidate), Some("left"));
}

#[test]
fn a_person_who_cannot_be_hired_now_may_still_be() {
    let p = &mut Programme::opened();
    let host = p.validated_host(1, 1);
    let match_ = p.shortlisted(1, &host);
    p.accept(
        &candidate(1),
        "ChangeAvailability",
        json!({"available": false}),
    );
    p.accept(&match_, "DeclareHire", one_year());
}

#[test]
fn two_files_of_a_person_are_merged_into_the_one_with_the_hire() {
    let p = &mut Programme::opened();
    let hired = counsellor(p);
    let repeats = p.registered_candidate(2);
    p.accept(&repeats, "MergeCandidate", json!({"into": hired}));
    assert_eq!(p.stage(&repeats), Some("merged"));
    assert_eq!(p.person(&repeats).merged_into, Some(stream(&hired)));
    assert_eq!(p.stage(&hired), Some("hired"));
}

#[test]
fn a_file_may_be_merged_into_one_that_is_merged_itself() {
    let p = &mut Programme::opened();
    let files = [1, 2, 3].map(|number| p.registered_candidate(number));
    p.accept(&files[1], "MergeCandidate", json!({"into": files[2]}));
    p.accept(&files[0], "MergeCandidate", json!({"into": files[1]}));
}

#[test]
fn a_file_whose_hire_is_over_may_be_merged() {
    let p = &mut Programme::opened();
    let left = counsellor(p);
    p.accept(&left, "EndContract", until("2022-06-30"));
    let goes_on = p.registered_candidate(2);
    p.accept(&left, "MergeCandidate", json!({"into": goes_on}));
}

// The hire.

#[test]
fn a_confirmation_says_the_contract_that_was_seen() {
    let p = &mut Programme::opened();
    let candidate = counsellor(p);
    let seen = json!({"contract": "public_project", "starts_on": "2021-08-01", "ends_on": "2024-07-31", "gross_salary_cents": 200_000});
    p.accept_on("2021-08-20", &candidate, "ConfirmHire", seen);
    let hire = p.person(&candidate).hire.as_ref().unwrap();
    assert_eq!(hire.contract, Some(Contract::PublicProject));
    assert_eq!(hire.starts_on, date("2021-08-01"));
    assert_eq!(hire.current_end(), Some(date("2024-07-31")));
    assert_eq!(hire.confirmed_on, Some(date("2021-08-20")));
}

#[test]
fn a_confirmed_hire_may_be_ended_and_the_next_one_confirmed() {
    let p = &mut Programme::opened();
    let candidate = counsellor(p);
    p.accept(&candidate, "ConfirmHire", one_year());
    p.accept(&candidate, "EndContract", until("2022-06-30"));
    let host = host(1);
    let match_ = p.shortlisted_again(2, &host, &candidate);
    let second = json!({"starts_on": "2022-07-01", "contract": "cdi"});
    p.accept(&match_, "DeclareHire", second.clone());
    p.accept(&candidate, "ConfirmHire", second);
}

#[test]
fn extensions_and_renewals_move_the_end_and_keep_the_hire() {
    let p = &mut Programme::opened();
    let candidate = counsellor(p);
    p.accept_on(
        "2022-06-01",
        &candidate,
        "ExtendContract",
        until("2022-09-30"),
    );
    p.accept_on(
        "2022-09-15",
        &candidate,
        "RenewContract",
        until("2024-09-30"),
    );
    let hire = p.person(&candidate).hire.as_ref().unwrap();
    assert_eq!(hire.current_end(), Some(date("2024-09-30")));
    assert_eq!(p.stage(&candidate), Some("hired"));
}

#[test]
fn an_extension_that_becomes_known_late_does_not_undo_the_renewal_after_it() {
    let p = &mut Programme::opened();
    let candidate = counsellor(p);
    p.accept_on(
        "2022-09-15",
        &candidate,
        "RenewContract",
        until("2024-09-30"),
    );
    p.accept_on(
        "2022-06-01",
        &candidate,
        "ExtendContract",
        until("2022-09-30"),
    );
    let hire = p.person(&candidate).hire.as_ref().unwrap();
    assert_eq!(hire.current_end(), Some(date("2024-09-30")));
}

#[test]
fn a_contract_of_unknown_end_may_be_extended_to_any_day() {
    let p = &mut Programme::opened();
    let host = p.validated_host(1, 1);
    let match_ = p.shortlisted(1, &host);
    p.accept(&match_, "DeclareHire", json!({"starts_on": "2021-07-01"}));
    p.accept(&candidate(1), "ExtendContract", until("2021-12-31"));
}

#[test]
fn a_confirmed_contract_keeps_the_extension_that_ends_later_and_no_other() {
    for (extended, current) in [("2021-06-30", "2022-06-30"), ("2023-06-30", "2023-06-30")] {
        let p = &mut Programme::opened();
        let host = p.validated_host(1, 1);
        let match_ = p.shortlisted(1, &host);
        p.accept(&match_, "DeclareHire", json!({"starts_on": "2021-07-01"}));
        p.accept(&candidate(1), "ExtendContract", until(extended));
        p.accept(&candidate(1), "ConfirmHire", one_year());
        let hire = p.person(&candidate(1)).hire.as_ref().unwrap();
        assert_eq!(hire.current_end(), Some(date(current)));
    }
}

#[test]
fn a_correction_of_an_extension_may_say_an_earlier_end() {
    let p = &mut Programme::opened();
    let candidate = counsellor(p);
    p.accept(&candidate, "ExtendContract", until("2042-06-30"));
    let asked = Asked {
        corrects: Some(EventId(Uuid::from_u128(1))),
        ..p.asked(&stream(&candidate), None)
    };
    let command = Command::from_json("ExtendContract", &until("2024-06-30")).unwrap();
    p.answer(&command, &asked).unwrap();
}

#[test]
fn a_notice_may_be_repeated_taken_back_and_given_again() {
    let p = &mut Programme::opened();
    let candidate = counsellor(p);
    p.accept(&candidate, "NotifyTermination", resignation());
    let later = with(resignation(), json!({"on": "2022-02-28"}));
    p.accept(&candidate, "NotifyTermination", later.clone());
    let notice = |p: &Programme| p.person(&candidate).hire.as_ref().unwrap().notice;
    assert_eq!(notice(p), Some(date("2022-02-28")));
    p.accept(&candidate, "CancelTerminationNotice", later.clone());
    assert_eq!(notice(p), None);
    p.accept(&candidate, "NotifyTermination", later);
}

#[test]
fn a_notice_ends_with_its_hire() {
    let p = &mut Programme::opened();
    let candidate = counsellor(p);
    p.accept(&candidate, "NotifyTermination", resignation());
    p.accept(&candidate, "ValidateTermination", resignation());
    let match_ = p.shortlisted_again(2, &host(1), &candidate);
    p.accept(&match_, "DeclareHire", json!({"starts_on": "2022-02-01"}));
    assert_eq!(p.person(&candidate).hire.as_ref().unwrap().notice, None);
}

// The training.

#[test]
fn a_placement_test_may_be_taken_at_any_time_and_again() {
    let p = &mut Programme::opened();
    let candidate = p.registered_candidate(1);
    for hours in [105, 280, 320, 420] {
        let test = json!({"recommended_path_hours": hours});
        p.accept(&candidate, "RecordPlacementTest", test);
    }
}

#[test]
fn a_training_that_waits_is_moved_as_a_whole_and_one_under_way_at_its_end() {
    let p = &mut Programme::opened();
    let candidate = p.enrolled(1);
    p.accept(&candidate, "RescheduleTraining", autumn());
    p.accept_on("2021-09-06", &candidate, "StartTraining", json!({}));
    let longer = with(autumn(), json!({"ends_on": "2022-01-14"}));
    p.accept(&candidate, "RescheduleTraining", longer);
    let place = p.person(&candidate).place.as_ref().unwrap();
    assert_eq!(place.starts_on, date("2021-09-06"));
    assert_eq!(place.ends_on, date("2022-01-14"));
}

#[test]
fn a_new_date_may_become_known_after_the_training_began_on_it() {
    let p = &mut Programme::opened();
    let candidate = p.enrolled(1);
    p.accept_on("2021-09-06", &candidate, "StartTraining", json!({}));
    p.accept_on("2021-08-20", &candidate, "RescheduleTraining", autumn());
}

#[test]
fn the_lot_and_the_provider_of_a_training_are_remembered_to_its_exams() {
    let p = &mut Programme::opened();
    let candidate = p.trained(1);
    let person = p.person(&candidate);
    assert_eq!(person.training, Training::Completed);
    let place = person.place.as_ref().unwrap();
    assert_eq!((&*place.lot, &*place.provider), ("1", "AFPA"));
}

// The work.

#[test]
fn a_post_is_taken_up_once_by_every_hire() {
    let p = &mut Programme::opened();
    let candidate = counsellor(p);
    p.accept_on("2021-07-02", &candidate, "TakeUpPost", json!({}));
    p.accept(&candidate, "EndContract", until("2022-06-30"));
    let match_ = p.shortlisted_again(2, &host(1), &candidate);
    p.accept(&match_, "DeclareHire", json!({"starts_on": "2022-07-01"}));
    p.accept(&candidate, "TakeUpPost", json!({}));
}

#[test]
fn the_outfit_may_be_sent_in_parcels() {
    let p = &mut Programme::opened();
    let candidate = counsellor(p);
    let parcel = json!({"items": ["clothing", "accessories", "laptop"]});
    p.accept(&candidate, "SendEquipment", parcel);
    p.accept(&candidate, "SendEquipment", json!({"items": ["laptop"]}));
}

#[test]
fn an_activity_becomes_true_on_its_own_day() {
    let p = &mut Programme::opened();
    let candidate = counsellor(p);
    let drafts = p.accept(&candidate, "ReportActivity", activity("2021-10-05"));
    assert_eq!(drafts[0].occurred_on, date("2021-10-05"));
    let of_a_day = with(activity("2021-10-05"), json!({"minutes": 1440}));
    p.accept_on("2021-10-05", &candidate, "ReportActivity", of_a_day);
}

#[test]
fn an_activity_may_become_known_after_the_contract_ended() {
    let p = &mut Programme::opened();
    let candidate = counsellor(p);
    p.accept(&candidate, "EndContract", until("2022-06-30"));
    for day in ["2021-07-01", "2022-06-30"] {
        p.accept(&candidate, "ReportActivity", activity(day));
    }
}

#[test]
fn ten_thousand_activities_leave_the_counsellors_file_as_it_was() {
    let p = &mut Programme::opened();
    let candidate = counsellor(p);
    let before = p.person(&candidate).clone();
    let streams = p.states.len();
    for _ in 0..10_000 {
        p.accept(&candidate, "ReportActivity", activity("2021-10-05"));
    }
    assert_eq!(p.person(&candidate), &before);
    assert_eq!(p.states.len(), streams, "no other stream is read");
}

// The match.

#[test]
fn a_host_may_think_again_as_often_as_it_likes() {
    let p = &mut Programme::opened();
    let host = p.validated_host(1, 1);
    let match_ = p.shortlisted(1, &host);
    p.accept(&match_, "WithdrawShortlist", json!({}));
    assert_eq!(p.stage(&match_), Some("proposed"));
    p.accept(&match_, "DeclineMatch", json!({}));
    p.accept(&match_, "WithdrawDecline", json!({}));
    p.accept(&match_, "ShortlistMatch", json!({}));
    p.accept(&match_, "DeclineMatch", json!({}));
    assert_eq!(p.stage(&match_), Some("declined"));
    p.accept(&match_, "WithdrawDecline", json!({}));
    assert_eq!(
        p.stage(&match_),
        Some("proposed"),
        "the host shortlists again"
    );
    p.accept(&match_, "ShortlistMatch", json!({}));
    p.accept(&match_, "DeclareHire", one_year());
}

#[test]
fn a_match_is_closed_from_wherever_something_could_still_come_of_it() {
    for steps in [&[][..], &["ShortlistMatch"], &["DeclineMatch"]] {
        let p = &mut Programme::opened();
        let (host, candidate) = (p.registered_host(1), p.registered_candidate(1));
        let proposal = json!({"host": host, "candidate": candidate, "origin": "automatic"});
        p.accept(&match_(1), "ProposeMatch", proposal);
        for step in steps {
            p.accept(&match_(1), step, json!({}));
        }
        p.accept(
            &match_(1),
            "CloseMatch",
            json!({"because": "hired_elsewhere"}),
        );
        assert_eq!(p.stage(&match_(1)), Some("closed"));
    }
}

#[test]
fn a_refused_step_says_from_where_it_would_lead() {
    let p = &mut Programme::opened();
    let host = p.validated_host(1, 1);
    p.hired(1, &host);
    let refusal = p.refuse(&match_(1), "DeclineMatch", json!({}));
    let expected = "the match is hired: it must be proposed or shortlisted";
    assert_eq!(refusal.to_string(), expected);
}
