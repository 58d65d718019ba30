//! What waits in a host's file.

use serde_json::{Value, json};

use super::walk;

const LETTER: &str = "send_letter 2021-04-01";
const MAIL: &str = "send_activation_mail 2021-04-01";
const RECRUIT: &str = "recruit 2021-04-01";
const LINK: &str = "activate_account 2021-04-03 until 2021-05-01";

fn vote(verdict: &str, posts: u32) -> Value {
    json!({"verdict": verdict, "posts_granted": posts})
}

#[test]
fn a_host_is_opined_voted_on_told_and_invited() {
    walk(&[
        (
            "2021-01-05",
            "HostRegistered",
            json!({}),
            &["give_opinion 2021-01-05"],
        ),
        (
            "2021-02-01",
            "PrefectOpinionGiven",
            json!({}),
            &["vote 2021-02-01"],
        ),
        (
            "2021-03-01",
            "CoselecVoteRecorded",
            vote("further_review", 0),
            &["vote 2021-03-01"],
        ),
        (
            "2021-03-08",
            "CoselecVoteRecorded",
            vote("unfavourable", 0),
            &[],
        ),
        (
            "2021-04-01",
            "CoselecVoteRecorded",
            vote("favourable", 2),
            &[LETTER, MAIL, RECRUIT],
        ),
        (
            "2021-04-02",
            "ValidationLetterSent",
            json!({}),
            &[MAIL, RECRUIT],
        ),
        (
            "2021-04-03",
            "ActivationMailSent",
            json!({"expires_on": "2021-05-01"}),
            &[LINK, RECRUIT],
        ),
        (
            "2021-04-09",
            "HostAccountActivated",
            json!({}),
            &["open_convention_file 2021-04-09", RECRUIT],
        ),
    ]);
}

#[test]
fn a_vote_without_an_opinion_leaves_none_to_be_given() {
    walk(&[
        (
            "2021-01-05",
            "HostRegistered",
            json!({}),
            &["give_opinion 2021-01-05"],
        ),
        (
            "2021-03-08",
            "CoselecVoteRecorded",
            vote("unfavourable", 0),
            &[],
        ),
        ("2021-03-09", "PrefectOpinionGiven", json!({}), &[]),
    ]);
}

#[test]
fn a_corrected_verdict_takes_back_what_it_opened() {
    walk(&[
        (
            "2021-04-01",
            "CoselecVoteRecorded",
            vote("favourable", 2),
            &[LETTER, MAIL, RECRUIT],
        ),
        (
            "2021-04-06",
            "CoselecVoteCorrected",
            json!({"verdict": "further_review", "leaves": "further_review", "posts_delta": -2}),
            &["vote 2021-04-06"],
        ),
        (
            "2021-04-07",
            "CoselecVoteCorrected",
            json!({"verdict": "unfavourable", "leaves": "unfavourable", "posts_delta": 0}),
            &[],
        ),
    ]);
}

#[test]
fn a_convention_goes_from_its_file_to_its_signature() {
    let moved = |to| json!({"from": "draft", "to": to});
    walk(&[
        (
            "2021-05-01",
            "ConventionFileOpened",
            json!({}),
            &["decide_convention_file 2021-05-01"],
        ),
        (
            "2021-05-02",
            "ConventionFileFoundNonCompliant",
            json!({}),
            &[
                "decide_convention_file 2021-05-01",
                "correct_convention_file 2021-05-02",
            ],
        ),
        (
            "2021-05-03",
            "ConventionFileMoved",
            moved("under_instruction"),
            &[
                "decide_convention_file 2021-05-01",
                "correct_convention_file 2021-05-02",
            ],
        ),
        (
            "2021-05-04",
            "ConventionFileCorrected",
            json!({}),
            &["decide_convention_file 2021-05-01"],
        ),
        ("2021-05-05", "ConventionFileMoved", moved("refused"), &[]),
        (
            "2021-05-06",
            "ConventionFileOpened",
            json!({}),
            &["decide_convention_file 2021-05-06"],
        ),
        (
            "2021-05-07",
            "ConventionFileMoved",
            moved("accepted"),
            &["send_convention 2021-05-07"],
        ),
        (
            "2021-05-08",
            "ConventionSent",
            json!({}),
            &["sign_convention 2021-05-08"],
        ),
        ("2021-05-09", "ConventionSigned", json!({}), &[]),
        ("2021-05-10", "ConventionTerminated", json!({}), &[]),
    ]);
}

#[test]
fn a_host_recruits_until_its_posts_are_taken_and_again_without_a_deadline() {
    const SENT: [&str; 2] = [LETTER, MAIL];
    walk(&[
        (
            "2021-04-01",
            "CoselecVoteRecorded",
            vote("favourable", 2),
            &[LETTER, MAIL, RECRUIT],
        ),
        (
            "2021-05-01",
            "PostFilled",
            json!({}),
            &[LETTER, MAIL, RECRUIT],
        ),
        ("2021-05-02", "PostFilled", json!({}), &SENT),
        (
            "2021-06-01",
            "PostVacated",
            json!({}),
            &[LETTER, MAIL, "recruit 2021-06-01 undated"],
        ),
        ("2021-06-02", "PostsReturned", json!({"posts": 1}), &SENT),
        (
            "2021-06-03",
            "PostsTransferredIn",
            json!({"posts": 1}),
            &[LETTER, MAIL, "recruit 2021-06-03 undated"],
        ),
        (
            "2021-06-04",
            "PostsTransferredOut",
            json!({"posts": 1}),
            &SENT,
        ),
        (
            "2021-06-05",
            "PostsAdded",
            json!({"posts": 1}),
            &[LETTER, MAIL, "recruit 2021-06-05 undated"],
        ),
        ("2021-06-06", "ConventionTerminated", json!({}), &SENT),
    ]);
}

#[test]
fn a_request_for_posts_is_opined_then_answered() {
    walk(&[
        (
            "2021-06-01",
            "PostsRequested",
            json!({}),
            &["opine_posts_request 2021-06-01"],
        ),
        (
            "2021-06-02",
            "PostsRequestOpined",
            json!({}),
            &["answer_posts_request 2021-06-02"],
        ),
        ("2021-06-03", "PostsRequestRefused", json!({}), &[]),
        (
            "2021-06-04",
            "PostsRequested",
            json!({}),
            &["opine_posts_request 2021-06-04"],
        ),
        ("2021-06-05", "PostsAdded", json!({}), &[]),
    ]);
}

#[test]
fn leaving_closes_everything_and_reopening_opens_what_the_history_gives() {
    let left = [
        "HostWithdrawn",
        "ApplicationCancelled",
        "ApplicationMarkedDuplicate",
    ];
    for name in left {
        walk(&[
            (
                "2021-04-01",
                "CoselecVoteRecorded",
                vote("favourable", 2),
                &[LETTER, MAIL, RECRUIT],
            ),
            ("2021-04-02", name, json!({}), &[]),
            ("2021-04-03", "ValidationLetterSent", json!({}), &[]),
            (
                "2021-04-04",
                "ApplicationReopened",
                json!({}),
                &[MAIL, RECRUIT],
            ),
        ]);
    }
}

#[test]
fn a_later_link_stands_for_an_earlier_one() {
    walk(&[
        (
            "2021-04-03",
            "ActivationMailSent",
            json!({"expires_on": "2021-05-01"}),
            &[LINK],
        ),
        (
            "2021-06-03",
            "ActivationMailSent",
            json!({"expires_on": "2021-07-01"}),
            &["activate_account 2021-06-03 until 2021-07-01"],
        ),
    ]);
}
