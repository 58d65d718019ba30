//! The ledger of posts: votes and their corrections, requests, transfers, the convention in force.

use domain::Event;
use domain::engine::{Draft, StoredEvent};
use domain::host::Convention;
use domain::session::{SessionEvent, SessionState};
use domain::{FileState, host::HostFile};
use serde_json::{Value, json};

use crate::programme_in_memory::*;

fn names(drafts: &[Draft<Event>]) -> Vec<(&str, &str)> {
    let name = |draft: &'_ Draft<Event>| draft.event.type_name();
    drafts
        .iter()
        .map(|draft| (draft.stream.kind(), name(draft)))
        .collect()
}

/// The sums of session 12: votes, favourable ones, posts.
fn sums(p: &Programme) -> (u32, u32, u32) {
    match &p.states[&stream("session:12")].file {
        FileState::Session(SessionState::Convened { votes, .. }) => {
            let sums = votes.sums();
            (sums.votes, sums.favourable, sums.posts)
        }
        other => panic!("{other:?}"),
    }
}

fn correct(p: &mut Programme, host: &str, data: Value) -> Vec<Draft<Event>> {
    let session = stream(data["session"].as_str().unwrap());
    let vote = p.host_file(host).vote_of(&session).unwrap().event_id;
    p.correct(vote, host, "CorrectCoselecVote", data)
}

#[test]
fn a_correction_is_tallied_in_the_session_with_the_corrected_verdict_and_total() {
    let p = &mut Programme::opened();
    let host = p.validated_host(1, 2);
    let vote = p.last(&host, "CoselecVoteRecorded");
    let drafts = correct(p, &host, corrected("12", "favourable", 3));
    assert_eq!(
        names(&drafts),
        [("host", "CoselecVoteCorrected"), ("session", "VoteTallied")]
    );
    assert_eq!(drafts[0].corrects, Some(vote));
    let tallied = json!({"host": host, "verdict": "favourable", "posts": 5});
    assert_eq!(drafts[1].event.data(), tallied);
    assert_eq!(p.tally.posts_open(), 5);
    assert_eq!(sums(p), (1, 1, 5));
}

#[test]
fn the_minutes_hold_the_corrected_sums_and_a_digest_over_every_tally() {
    let p = &mut Programme::opened();
    let hosts = [1, 2, 3].map(|number| p.validated_host(number, 2));
    let before = p.clone();
    correct(p, &hosts[1], corrected("12", "unfavourable", -2));
    assert_eq!(sums(p), (3, 2, 4));
    correct(p, &hosts[1], corrected("12", "favourable", 2));
    assert_eq!(sums(p), (3, 3, 6));
    let seal = |mut p: Programme| {
        let sealed = p.accept("session:12", "SealMinutes", json!({})).remove(0);
        sealed.event.data()
    };
    let (uncorrected, corrected) = (seal(before), seal(p.clone()));
    assert_eq!(uncorrected["posts"], corrected["posts"]);
    assert_ne!(uncorrected["digest"], corrected["digest"]);
}

#[test]
fn a_vote_may_be_corrected_after_the_minutes_are_sealed_and_after_the_host_left() {
    let p = &mut Programme::opened();
    let host = p.validated_host(1, 2);
    p.accept("session:12", "SealMinutes", json!({}));
    correct(p, &host, corrected("12", "favourable", 1));
    p.accept(&host, "WithdrawHost", reason());
    correct(p, &host, corrected("12", "favourable", -1));
    assert_eq!(p.stage(&host), Some("withdrawn"));
    assert_eq!(p.stage("session:12"), Some("sealed"));
}

#[test]
fn a_file_whose_only_favourable_vote_is_corrected_away_goes_back_to_where_its_votes_leave_it() {
    let p = &mut Programme::opened();
    p.convene("13", "2021-04-08");
    let host = p.validated_host(1, 2);
    p.accept(&host, "SendActivationMail", json!({}));
    correct(p, &host, corrected("12", "unfavourable", -2));
    assert_eq!(p.stage(&host), Some("refused"));
    assert_eq!(p.tally.posts_open(), 0);
    p.refuse(&host, "SendValidationLetter", json!({}));
    // Its mail was sent: its account may be opened, and is when the votes are put right again.
    p.accept(&host, "ActivateHostAccount", json!({}));
    assert_eq!(p.stage(&host), Some("refused"));
    correct(p, &host, corrected("12", "favourable", 1));
    assert_eq!(p.stage(&host), Some("activated"));
    let later = json!({"session": "session:13", "verdict": "further_review"});
    p.accept(&host, "RecordCoselecVote", later);
    correct(p, &host, corrected("12", "unfavourable", -1));
    assert_eq!(p.stage(&host), Some("under_review"));
}

#[test]
fn what_was_begun_under_a_vote_that_is_corrected_away_is_wound_up() {
    let p = &mut Programme::opened();
    let host = p.host_under_convention(1, 1, 1);
    p.accept(&host, "RequestPosts", requested(1, 1));
    p.accept(&host, "AddPosts", added(1, 1));
    let candidate = p.hired(1, &host);
    correct(p, &host, corrected("12", "further_review", -1));
    assert_eq!(p.stage(&host), Some("under_review"));
    let change = json!({"posts_delta": 0, "amount_delta_cents": 1});
    p.accept(&host, "AmendConvention", change);
    let paid = json!({"instalment": 1, "amount_cents": 1});
    p.accept(&host, "PaySubsidy", paid);
    p.accept(&candidate, "EndContract", json!({"ends_on": "2022-06-30"}));
    let match_ = p.shortlisted(2, &host);
    p.refuse(&match_, "DeclareHire", one_year());
    let end = json!({"by": "host", "reason": "x"});
    p.accept(&host, "TerminateConvention", end);
    correct(p, &host, corrected("12", "favourable", 1));
    assert_eq!(p.stage(&host), Some("convention_terminated"));
}

#[test]
fn a_convention_may_be_sent_and_signed_for_posts_that_were_added_and_not_voted() {
    let p = &mut Programme::opened();
    p.convene("13", "2021-04-08");
    let host = p.host_with_accepted_file(1, 1);
    p.accept(&host, "RequestPosts", requested(1, 1));
    p.accept(&host, "AddPosts", added(1, 1));
    correct(p, &host, corrected("12", "unfavourable", -1));
    p.accept(&host, "SendConvention", terms(1));
    p.accept(&host, "SignConvention", terms(1));
    assert_eq!(p.stage(&host), Some("refused"));
    p.accept(&host, "RecordCoselecVote", favourable("13", 1));
    assert_eq!(p.stage(&host), Some("convention_signed"));
}

#[test]
fn a_file_with_another_favourable_vote_stays_where_it_is() {
    let p = &mut Programme::opened();
    p.convene("13", "2021-04-08");
    let host = p.validated_host(1, 2);
    p.accept(&host, "RecordCoselecVote", favourable("13", 1));
    correct(p, &host, corrected("12", "unfavourable", -2));
    assert_eq!(p.stage(&host), Some("validated"));
    assert_eq!(p.tally.posts_open(), 1);
}

#[test]
fn an_unfavourable_verdict_may_be_corrected_into_a_favourable_one() {
    let p = &mut Programme::opened();
    let host = p.registered_host(1);
    p.accept(&host, "RecordCoselecVote", unfavourable("12"));
    correct(p, &host, corrected("12", "favourable", 2));
    assert_eq!(p.stage(&host), Some("validated"));
    p.hired(1, &host);
}

#[test]
fn a_file_may_be_tabled_before_its_vote_and_need_not_be() {
    let p = &mut Programme::opened();
    let host = p.registered_host(1);
    let drafts = p.accept("session:12", "TableFile", json!({"host": host}));
    assert!(matches!(
        drafts[0].event,
        Event::Session(SessionEvent::FileTabled(_))
    ));
    p.accept(&host, "RecordCoselecVote", favourable("12", 1));
    p.validated_host(2, 1);
}

#[test]
fn a_request_is_opined_on_and_answered_once_and_another_may_follow() {
    let p = &mut Programme::opened();
    let host = p.validated_host(1, 1);
    p.accept(&host, "RequestPosts", requested(1, 2));
    let opinion = with(opinion(), added(1, 0));
    p.accept(&host, "RecordPostsRequestOpinion", opinion.clone());
    p.accept(&host, "RecordPostsRequestOpinion", opinion);
    p.accept(&host, "AddPosts", added(1, 3));
    assert_eq!(p.tally.posts_open(), 4);
    p.accept(&host, "RequestPosts", requested(2, 2));
    let refusal = with(reason(), json!({"request": requested(2, 1)["request"]}));
    let refused = p.accept(&host, "RefusePostsRequest", refusal).remove(0);
    assert_eq!(
        refused.event.data()["posts"],
        2,
        "as many as were asked for"
    );
    p.accept(&host, "RequestPosts", requested(3, 1));
}

#[test]
fn transferred_posts_leave_the_giver_and_arrive_in_one_append() {
    let p = &mut Programme::opened();
    let (giver, receiver) = (p.validated_host(1, 10), p.registered_host(2));
    let drafts = p.accept(
        &giver,
        "TransferPosts",
        json!({"host": receiver, "posts": 10}),
    );
    assert_eq!(
        names(&drafts),
        [
            ("host", "PostsTransferredOut"),
            ("host", "PostsTransferredIn")
        ]
    );
    assert_eq!(drafts[1].event.data(), json!({"host": giver, "posts": 10}));
    assert_eq!(p.tally.posts_open(), 10, "the envelope does not see it");
    let open = |file: &HostFile| file.posts.open;
    assert_eq!(
        (open(p.host_file(&giver)), open(p.host_file(&receiver))),
        (0, 10)
    );
    assert_eq!(
        p.stage(&giver),
        Some("validated"),
        "only a return withdraws"
    );
    let match_ = p.shortlisted(1, &receiver);
    p.refuse(&match_, "DeclareHire", one_year());
    p.accept(
        &receiver,
        "TransferPosts",
        json!({"host": giver, "posts": 4}),
    );
    p.hired(2, &giver);
}

#[test]
fn an_amended_convention_lets_more_be_hired_and_is_paid_up_to_its_new_amount() {
    let p = &mut Programme::opened();
    let host = p.host_under_convention(1, 3, 1);
    p.hired(1, &host);
    p.accept(
        &host,
        "AmendConvention",
        json!({"posts_delta": 2, "amount_delta_cents": 1_000_000}),
    );
    p.hired(2, &host);
    let down_to_the_filled = json!({"posts_delta": -1, "amount_delta_cents": 0});
    p.accept(&host, "AmendConvention", down_to_the_filled);
    for (instalment, amount_cents) in [(1, 2_000_000), (2, 0), (3, 4_000_000)] {
        let paid = json!({"instalment": instalment, "amount_cents": amount_cents});
        p.accept(&host, "PaySubsidy", paid);
    }
    assert!(
        matches!(p.host_file(&host).convention, Convention::Signed(terms)
        if terms.posts.get() == 2 && terms.amount_cents == 6_000_000)
    );
}

#[test]
fn a_convention_that_covers_returned_posts_may_be_amended_towards_what_is_open() {
    let p = &mut Programme::opened();
    let host = p.host_under_convention(1, 4, 4);
    p.accept(&host, "ReturnPosts", returned(3));
    for (posts, cents) in [(0, -1), (-1, 0), (-2, 0)] {
        let change = json!({"posts_delta": posts, "amount_delta_cents": cents});
        p.accept(&host, "AmendConvention", change);
    }
}
