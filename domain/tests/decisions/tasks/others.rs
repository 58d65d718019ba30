//! What waits in the files of persons, matches and sessions, and for delivery.

use domain::task::TaskStep;
use serde_json::json;

use super::{sample, starts, walk};

const CONFIRM: &str = "confirm_hire 2021-06-01";
const ENTER: &str = "enter_training 2021-06-01 from 2021-07-01";

#[test]
fn a_hired_person_is_confirmed_trained_examined_and_certified() {
    let ccp1 = |passed: bool| json!({"exam": "ccp1", "passed": passed});
    assert_eq!(TaskStep::of(&sample("ExamSat", ccp1(false))), None);
    walk(&[
        (
            "2021-06-01",
            "CandidateHired",
            starts("2021-07-01"),
            &[CONFIRM, ENTER],
        ),
        (
            "2021-06-02",
            "HireConfirmed",
            starts("2021-07-05"),
            &["enter_training 2021-06-01 from 2021-07-05"],
        ),
        ("2021-07-06", "TrainingStarted", json!({}), &[]),
        (
            "2021-07-20",
            "TrainingDropped",
            json!({}),
            &["enter_training 2021-07-20 undated"],
        ),
        ("2021-08-06", "TrainingStarted", json!({}), &[]),
        (
            "2021-09-30",
            "TrainingCompleted",
            json!({}),
            &["sit_exam 2021-09-30"],
        ),
        (
            "2021-10-01",
            "ExamSat",
            ccp1(true),
            &["award_certificate 2021-10-01"],
        ),
        (
            "2021-10-02",
            "CertificationAwarded",
            json!({"certificate": "ccp1"}),
            &[],
        ),
    ]);
}

#[test]
fn the_end_of_a_hire_ends_what_waits_for_it() {
    let ends = ["HireCancelled", "ContractEnded", "TerminationValidated"];
    for name in ends {
        walk(&[
            (
                "2021-06-01",
                "CandidateHired",
                starts("2021-07-01"),
                &[CONFIRM, ENTER],
            ),
            (
                "2021-06-02",
                "TerminationNotified",
                json!({}),
                &[CONFIRM, ENTER, "validate_termination 2021-06-02"],
            ),
            ("2021-06-03", name, json!({}), &[]),
        ]);
    }
}

#[test]
fn a_notice_is_taken_back_a_training_waived_a_person_merged() {
    walk(&[
        (
            "2021-06-01",
            "CandidateHired",
            starts("2021-07-01"),
            &[CONFIRM, ENTER],
        ),
        ("2021-06-01", "TrainingWaived", json!({}), &[CONFIRM]),
        (
            "2021-06-02",
            "TerminationNotified",
            json!({}),
            &[CONFIRM, "validate_termination 2021-06-02"],
        ),
        (
            "2021-06-03",
            "TerminationNoticeCancelled",
            json!({}),
            &[CONFIRM],
        ),
        ("2021-06-04", "CandidateMerged", json!({}), &[]),
    ]);
}

#[test]
fn a_match_waits_for_its_answer_until_it_closes() {
    let asked = |on| format!("answer_match {on}");
    for answer in ["MatchShortlisted", "MatchDeclined", "HireDeclared"] {
        walk(&[
            (
                "2021-06-01",
                "MatchProposed",
                json!({}),
                &[&asked("2021-06-01")],
            ),
            ("2021-06-02", answer, json!({}), &[]),
            (
                "2021-06-03",
                "DeclineWithdrawn",
                json!({}),
                &[&asked("2021-06-03")],
            ),
            ("2021-06-04", "MatchClosed", json!({}), &[]),
            ("2021-06-05", "DeclineWithdrawn", json!({}), &[]),
        ]);
    }
}

#[test]
fn minutes_wait_from_the_day_of_the_meeting() {
    walk(&[
        (
            "2021-03-01",
            "SessionConvened",
            json!({"held_on": "2021-04-01"}),
            &["seal_minutes 2021-04-01"],
        ),
        ("2021-04-02", "MinutesSealed", json!({}), &[]),
    ]);
}

#[test]
fn mails_are_one_task_since_the_oldest() {
    walk(&[
        (
            "2021-04-02",
            "MailRequested",
            json!({}),
            &["deliver_mail 2021-04-02"],
        ),
        (
            "2021-04-03",
            "MailRequested",
            json!({}),
            &["deliver_mail 2021-04-02"],
        ),
        (
            "2021-04-04",
            "DeliveryReported",
            json!({}),
            &["deliver_mail 2021-04-03"],
        ),
        ("2021-04-05", "DeliveryReported", json!({}), &[]),
        ("2021-04-06", "DeliveryReported", json!({}), &[]),
    ]);
}
