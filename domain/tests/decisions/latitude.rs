//! What no rule forbids is accepted: the deciders are not stricter than the catalogue.

use serde_json::json;

use crate::programme_in_memory::*;

#[test]
fn a_registration_needs_no_more_than_kind_name_and_territory() {
    let p = &mut Programme::opened();
    p.accept(&host(1), "RegisterHost", host_in("2A", "94"));
    p.accept(&host(2), "RegisterHost", host_in("974", "04"));
    p.accept(&host(3), "RegisterHost", host_in("987", "987"));
}

#[test]
fn a_siret_may_be_registered_more_than_once() {
    let p = &mut Programme::opened();
    let of_a_network = with(host_in("59", "32"), json!({"siret": "73282932000074"}));
    p.accept(&host(1), "RegisterHost", of_a_network.clone());
    p.accept(&host(2), "RegisterHost", of_a_network);
}

#[test]
fn a_ridet_is_accepted_in_new_caledonia() {
    let p = &mut Programme::opened();
    let with_ridet = with(host_in("988", "988"), json!({"ridet": "0123456"}));
    p.accept(&host(1), "RegisterHost", with_ridet);
}

#[test]
fn a_postal_code_of_another_department_is_accepted() {
    let p = &mut Programme::opened();
    let elsewhere = json!({"postal_code": "62000", "commune_insee": "59350"});
    p.accept(
        &host(1),
        "RegisterHost",
        with(host_in("59", "32"), elsewhere),
    );
}

#[test]
fn an_opinion_may_follow_the_vote_and_be_repeated() {
    let p = &mut Programme::opened();
    let host = p.validated_host(1, 1);
    p.accept(&host, "RecordPrefectOpinion", opinion());
    p.accept(
        &host,
        "RecordPrefectOpinion",
        json!({"opinion": "unfavourable"}),
    );
    assert_eq!(p.stage(&host), Some("validated"));
}

#[test]
fn a_duplicate_may_still_be_given_an_opinion() {
    let p = &mut Programme::opened();
    let (stays, repeats) = (p.registered_host(1), p.registered_host(2));
    p.accept(&repeats, "MarkDuplicate", json!({"of": stays}));
    p.accept(
        &repeats,
        "RecordPrefectOpinion",
        json!({"opinion": "duplicate"}),
    );
}

#[test]
fn several_sessions_may_vote_on_one_file_and_their_posts_add_up() {
    let p = &mut Programme::opened();
    p.convene("13", "2021-04-08");
    p.convene("14", "2021-04-15");
    let host = p.validated_host(1, 2);
    p.accept(&host, "RecordCoselecVote", favourable("13", 1));
    p.accept(&host, "RecordCoselecVote", unfavourable("14"));
    assert_eq!(p.tally.posts_open(), 3);
    assert_eq!(p.stage(&host), Some("validated"));
    p.hired(1, &host);
}

#[test]
fn the_envelope_may_be_used_up_and_returned_posts_granted_again() {
    let p = &mut Programme::opened();
    let first = p.validated_host(1, 10);
    p.accept(&first, "ReturnPosts", returned(4));
    p.validated_host(2, 4);
    assert_eq!(p.tally.posts_open(), p.tally.posts_envelope());
}

#[test]
fn a_vote_without_posts_fits_into_a_full_envelope() {
    let p = &mut Programme::opened();
    p.validated_host(1, 10);
    let host = p.registered_host(2);
    p.accept(&host, "RecordCoselecVote", unfavourable("12"));
}

#[test]
fn a_vote_may_give_the_day_of_its_session_and_be_recorded_months_later() {
    let p = &mut Programme::opened();
    let host = p.registered_host(1);
    p.accept_on(
        "2021-04-01",
        &host,
        "RecordCoselecVote",
        favourable("12", 1),
    );
}

#[test]
fn a_session_may_be_convened_before_its_day() {
    let p = &mut Programme::opened();
    p.convene("90", "2023-02-01");
}

#[test]
fn the_activation_mail_may_be_sent_again_and_followed_after_its_link_ran_out() {
    let p = &mut Programme::opened();
    let host = p.validated_host(1, 1);
    p.accept_on("2021-04-05", &host, "SendActivationMail", json!({}));
    p.accept_on("2021-05-05", &host, "SendActivationMail", json!({}));
    p.accept_on("2021-09-05", &host, "ActivateHostAccount", json!({}));
}

#[test]
fn a_hire_needs_neither_opinion_nor_activation_nor_convention() {
    let p = &mut Programme::opened();
    let host = p.validated_host(1, 1);
    p.hired(1, &host);
}

#[test]
fn a_hire_declared_late_may_lie_before_the_facts_recorded_before_it() {
    let p = &mut Programme::opened();
    let host = p.validated_host(1, 1);
    let match_ = p.shortlisted(1, &host);
    p.accept_on("2021-01-01", &match_, "DeclareHire", one_year());
}

#[test]
fn a_contract_of_unknown_form_may_say_anything_about_its_end() {
    for contract in [
        json!({"starts_on": "2021-07-01"}),
        json!({"starts_on": "2021-07-01", "ends_on": "2021-06-30"}),
        json!({"starts_on": "2021-07-01", "contract": "cdi"}),
        json!({"starts_on": "2021-07-01", "contract": "pec", "ends_on": "2021-07-01"}),
    ] {
        let p = &mut Programme::opened();
        let host = p.validated_host(1, 1);
        let match_ = p.shortlisted(1, &host);
        p.accept(&match_, "DeclareHire", contract);
    }
}

#[test]
fn a_new_hire_may_start_the_day_after_the_last_one_ended() {
    let p = &mut Programme::opened();
    let host = p.validated_host(1, 1);
    let candidate = p.hired(1, &host);
    p.accept(&candidate, "EndContract", json!({"ends_on": "2022-06-30"}));
    let match_ = p.shortlisted_again(2, &host, &candidate);
    let hire = json!({"starts_on": "2022-07-01", "contract": "cdi"});
    p.accept(&match_, "DeclareHire", hire);
}

#[test]
fn a_cancelled_declaration_leaves_no_trace_on_the_next_hire() {
    let p = &mut Programme::opened();
    let host = p.validated_host(1, 1);
    let candidate = p.hired(1, &host);
    p.accept_on("2021-06-01", &match_(1), "CancelHireDeclaration", reason());
    let match_ = p.shortlisted_again(2, &host, &candidate);
    p.accept(&match_, "DeclareHire", one_year());
}

#[test]
fn a_termination_may_be_validated_without_having_been_notified() {
    let p = &mut Programme::opened();
    let host = p.validated_host(1, 2);
    let (first, second) = (p.hired(1, &host), p.hired(2, &host));
    let termination = json!({"on": "2021-12-31", "reason": "resignation"});
    p.accept(&first, "ValidateTermination", termination.clone());
    p.accept(&second, "NotifyTermination", termination.clone());
    p.accept(&second, "ValidateTermination", termination);
}

#[test]
fn posts_are_returned_in_any_state_of_the_convention() {
    let p = &mut Programme::opened();
    let host = p.host_under_convention(1, 3, 2);
    p.accept(&host, "ReturnPosts", returned(1));
    p.accept(
        &host,
        "TerminateConvention",
        json!({"by": "host", "reason": "x"}),
    );
    p.accept(&host, "ReturnPosts", returned(1));
}

#[test]
fn a_host_with_people_in_post_may_withdraw_and_its_contracts_end_later() {
    let p = &mut Programme::opened();
    let host = p.validated_host(1, 2);
    let candidate = p.hired(1, &host);
    p.accept(&host, "WithdrawHost", reason());
    p.accept(&candidate, "EndContract", json!({"ends_on": "2022-06-30"}));
    let drafts = p.accept(&host, "ReturnPosts", returned(2));
    assert_eq!(drafts.len(), 1, "a withdrawn host does not withdraw twice");
}

#[test]
fn a_convention_may_go_back_for_changes_and_be_sent_again_until_it_is_signed() {
    let p = &mut Programme::opened();
    let host = p.validated_host(1, 3);
    let file = json!({"dossier_number": 1, "procedure": "association"});
    p.accept(&host, "OpenConventionFile", file);
    let moves = [
        "under_construction",
        "under_instruction",
        "under_construction",
        "under_instruction",
    ];
    for to in moves.into_iter().chain(["accepted"]) {
        p.accept(&host, "MoveConventionFile", json!({"to": to}));
    }
    p.accept(&host, "SendConvention", terms(3));
    p.accept(&host, "SendConvention", terms(2));
    p.accept(&host, "SignConvention", terms(2));
}

#[test]
fn a_refused_or_dropped_file_may_be_followed_by_a_new_one() {
    for end in ["refused", "dropped"] {
        let p = &mut Programme::opened();
        let host = p.validated_host(1, 1);
        let file = json!({"dossier_number": 1, "procedure": "public"});
        p.accept(&host, "OpenConventionFile", file.clone());
        for to in ["under_construction", "under_instruction", end] {
            p.accept(&host, "MoveConventionFile", json!({"to": to}));
        }
        p.accept(&host, "OpenConventionFile", file);
    }
}

#[test]
fn defects_are_found_and_mended_in_any_state_of_the_file() {
    let p = &mut Programme::opened();
    let host = p.host_under_convention(1, 1, 1);
    let defects = json!({"defects": ["RIB"]});
    p.accept(&host, "FindConventionFileNonCompliant", defects);
    p.accept(&host, "CorrectConventionFile", json!({}));
}

#[test]
fn a_lot_on_site_serves_the_region_of_the_host_not_of_the_person() {
    let p = &mut Programme::opened();
    let host = p.validated_host(1, 1);
    let elsewhere = with(person(), json!({"department": "75", "region": "11"}));
    p.accept(&candidate(1), "RegisterCandidate", elsewhere);
    let match_ = p.shortlisted_again(1, &host, &candidate(1));
    p.accept(&match_, "DeclareHire", one_year());
    p.accept(
        &candidate(1),
        "EnrolInTraining",
        with(place(), json!({"lot": "3"})),
    );
}

#[test]
fn a_place_not_taken_up_may_be_changed_and_a_dropped_training_followed_by_another() {
    let p = &mut Programme::opened();
    let candidate = p.enrolled(1);
    p.accept(
        &candidate,
        "EnrolInTraining",
        with(place(), json!({"lot": "3"})),
    );
    p.accept(&candidate, "StartTraining", json!({}));
    p.accept(&candidate, "DropTraining", reason());
    p.accept(&candidate, "EnrolInTraining", place());
}

#[test]
fn a_training_may_last_one_day() {
    let p = &mut Programme::opened();
    let candidate = p.enrolled(1);
    let one_day = with(place(), json!({"ends_on": "2021-07-05"}));
    p.accept(&candidate, "EnrolInTraining", one_day);
}

#[test]
fn a_waiver_opens_the_exam_without_a_hire_or_a_training() {
    let p = &mut Programme::opened();
    let candidate = p.registered_candidate(1);
    p.accept(&candidate, "WaiveTraining", json!({"basis": "holds_title"}));
    p.accept(
        &candidate,
        "RecordExam",
        json!({"exam": "ccp1", "passed": true}),
    );
    p.accept(
        &candidate,
        "AwardCertification",
        json!({"certificate": "ccp1"}),
    );
}

#[test]
fn a_training_goes_on_and_is_examined_after_the_contract_ended() {
    let p = &mut Programme::opened();
    let candidate = p.enrolled(1);
    p.accept(&candidate, "StartTraining", json!({}));
    p.accept(&candidate, "EndContract", json!({"ends_on": "2022-06-30"}));
    p.accept(&candidate, "CompleteTraining", json!({}));
    p.accept(
        &candidate,
        "RecordExam",
        json!({"exam": "ccp1", "passed": false}),
    );
    p.accept(
        &candidate,
        "RecordExam",
        json!({"exam": "ccp1", "passed": true}),
    );
}

#[test]
fn dates_that_must_follow_each_other_may_fall_on_one_day() {
    let p = &mut Programme::opened();
    let host = p.validated_host(1, 1);
    let candidate = p.hired(1, &host);
    let day = "2021-06-01";
    p.accept_on(day, &candidate, "EnrolInTraining", place());
    p.accept_on(day, &candidate, "StartTraining", json!({}));
    p.accept_on(day, &candidate, "CompleteTraining", json!({}));
    p.accept_on(
        day,
        &candidate,
        "RecordExam",
        json!({"exam": "pix", "passed": true}),
    );
    p.accept_on(
        day,
        &candidate,
        "AwardCertification",
        json!({"certificate": "pix"}),
    );
}
