//! The rules under odd histories: late facts, corrections, loops, and territories that are easily confused.

use domain::engine::Refusal as _;
use domain::permission::Role;
use domain::task::RULES;
use serde_json::json;

use crate::programme_in_memory::*;

#[test]
fn who_waits_for_a_task_is_a_role() {
    for rule in RULES {
        assert!(
            rule.role.parse::<Role>().is_ok(),
            "{}: {}",
            rule.task,
            rule.role
        );
    }
}

/// Rule 1.
#[test]
fn a_correction_never_lifts_the_sum_above_the_envelope() {
    let p = &mut Programme::opened();
    let host = p.validated_host(1, 4);
    p.validated_host(2, 6);
    let vote = p.last(&host, "CoselecVoteRecorded");
    let more = p.try_to_correct(
        Some(vote),
        &host,
        "CorrectCoselecVote",
        corrected("12", "favourable", 1),
    );
    assert_eq!(more.unwrap_err().code(), "EnvelopeExceeded");
    p.correct(
        vote,
        &host,
        "CorrectCoselecVote",
        corrected("12", "favourable", -1),
    );
    let last = p.last(&host, "CoselecVoteCorrected");
    p.correct(
        last,
        &host,
        "CorrectCoselecVote",
        corrected("12", "favourable", 1),
    );
    assert_eq!(p.tally.posts_open(), 10);
}

/// Rule 2.
#[test]
fn a_correction_takes_off_no_filled_post_and_the_hire_of_a_refused_file_can_end() {
    let p = &mut Programme::opened();
    let host = p.validated_host(1, 1);
    let other = p.validated_host(2, 1);
    let person = p.hired(1, &host);
    let vote = p.last(&host, "CoselecVoteRecorded");
    let away = || corrected("12", "unfavourable", -1);
    let refused = p.try_to_correct(Some(vote), &host, "CorrectCoselecVote", away());
    assert_eq!(refused.unwrap_err().code(), "CorrectedPostsNotFree");
    p.accept(&other, "TransferPosts", json!({"posts": 1, "host": host}));
    p.correct(vote, &host, "CorrectCoselecVote", away());
    assert_eq!(
        (
            p.host_file(&host).posts.open,
            p.host_file(&host).posts.filled
        ),
        (1, 1)
    );
    p.accept(&person, "EndContract", until("2022-06-30"));
    assert_eq!(p.host_file(&host).posts.filled, 0);
    let again = p.shortlisted(5, &host);
    assert_eq!(
        p.refuse(&again, "DeclareHire", one_year()).code(),
        "NoFavourableVote"
    );
}

#[test]
fn posts_go_neither_to_oneself_nor_to_who_left() {
    let p = &mut Programme::opened();
    let (host, other) = (p.validated_host(1, 1), p.validated_host(2, 1));
    let to = |host: &str| json!({"posts": 1, "host": host});
    assert_eq!(
        p.refuse(&host, "TransferPosts", to(&host)).code(),
        "TransferToItself"
    );
    p.accept(&other, "CancelApplication", reason());
    assert_eq!(
        p.refuse(&host, "TransferPosts", to(&other)).code(),
        "ReceiverNotLive"
    );
    assert_eq!(
        p.refuse(&other, "TransferPosts", to(&host)).code(),
        "FileNotLive"
    );
}

#[test]
fn a_file_cancelled_and_reopened_a_hundred_times_stands_where_it_stood() {
    let p = &mut Programme::opened();
    let host = p.host_under_convention(1, 2, 2);
    let before = p.host_file(&host).clone();
    for _ in 0..100 {
        p.accept(&host, "CancelApplication", reason());
        p.accept(&host, "ReopenApplication", reason());
    }
    assert_eq!(p.host_file(&host), &before);
}

/// Rule 3.
#[test]
fn two_files_with_a_hire_each_are_not_merged_either_way() {
    let p = &mut Programme::opened();
    let host = p.validated_host(1, 2);
    let (one, other) = (p.hired(1, &host), p.hired(2, &host));
    let into = |name: &str| json!({"into": name});
    assert_eq!(
        p.refuse(&one, "MergeCandidate", into(&other)).code(),
        "HireStandsOnThisFile"
    );
    assert_eq!(
        p.refuse(&other, "MergeCandidate", into(&one)).code(),
        "HireStandsOnThisFile"
    );
}

/// Rule 9 and 10: an amended department takes its region along, and its rules.
#[test]
fn an_amended_department_keeps_votes_and_takes_its_region_along() {
    let p = &mut Programme::opened();
    let host = p.validated_host(1, 2);
    for (department, region) in [
        ("2A", "94"),
        ("2B", "94"),
        ("971", "01"),
        ("972", "02"),
        ("974", "04"),
        ("976", "06"),
        ("975", "975"),
        ("977", "977"),
        ("978", "978"),
        ("988", "988"),
    ] {
        p.accept(
            &host,
            "AmendApplication",
            amended("department", Some(department)),
        );
        let file = p.host_file(&host);
        assert_eq!(file.region.to_string(), region, "{department}");
        assert_eq!((file.posts.open, file.votes.len()), (2, 1));
    }
    p.accept(&host, "AmendApplication", amended("ridet", Some("1234567")));
    let refusal = p.refuse(
        &host,
        "AmendApplication",
        amended("department", Some("978")),
    );
    assert_eq!(refusal.code(), "RidetOutsideNewCaledonia");
}

/// Rules 3 and 7 with facts that come late.
#[test]
fn a_late_fact_is_held_against_the_order_of_its_dates() {
    let p = &mut Programme::opened();
    let person = p.enrolled(1);
    let refused = p.refuse_on("2021-06-09", &person, "StartTraining", json!({}));
    assert_eq!(refused.code(), "OccurredTooEarly");
    p.accept_on("2021-07-05", &person, "StartTraining", json!({}));
    let refused = p.refuse_on("2021-07-04", &person, "CompleteTraining", json!({}));
    assert_eq!(refused.code(), "OccurredTooEarly");
    p.accept_on("2021-09-30", &person, "CompleteTraining", json!({}));
    let sat = json!({"exam": "ccp1", "passed": true});
    let refused = p.refuse_on("2021-09-29", &person, "RecordExam", sat);
    assert_eq!(refused.code(), "OccurredTooEarly");
    let refused = p.refuse_on("2021-05-31", &match_(1), "CancelHireDeclaration", reason());
    assert_eq!(refused.code(), "OccurredTooEarly");
}
