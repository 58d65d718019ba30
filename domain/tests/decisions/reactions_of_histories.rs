//! What an import calls a reaction is one, or it stays out; and what waits is not requested again.

use domain::engine::{Dated, Decider, Draft, Needs, Streams};
use domain::{Cnfs, Event, MATCHES_CLOSED_MAX, MATCHES_CLOSED_PER_TICK_MAX};
use serde_json::{Value, json};

use crate::every_event::event;
use crate::programme_in_memory::*;

const DAY: &str = "2021-06-01";

fn draft(on: &str, name: &str, data: &Value) -> Draft<Event> {
    Draft {
        stream: stream(on),
        event: event(name, data),
        occurred_on: date(DAY),
        dated: Dated::Exact,
        corrects: None,
        subject: stream(on),
    }
}

fn may_follow(p: &mut Programme, cause: &Draft<Event>, reaction: &Draft<Event>) -> bool {
    loop {
        let streams = Streams::new(&p.states);
        match Cnfs::may_follow(cause, reaction, &streams, &p.tally) {
            Ok(may_follow) => return may_follow,
            Err(Needs(stream)) => {
                let state = Cnfs::initial(&stream);
                p.states.insert(stream, state);
            }
        }
    }
}

fn withdrawn(host: &str) -> Draft<Event> {
    draft(host, "HostWithdrawn", &reason())
}

fn closed(number: u128, because: &str) -> Draft<Event> {
    draft(&match_(number), "MatchClosed", &json!({"because": because}))
}

/// A host with two shortlisted matches, and another one with a third.
fn matched() -> (Programme, String) {
    let mut p = Programme::opened();
    let (own, other) = (p.validated_host(1, 1), p.validated_host(2, 1));
    p.shortlisted(1, &own);
    p.shortlisted(2, &own);
    p.shortlisted(3, &other);
    (p, own)
}

#[test]
fn a_match_closes_with_its_own_host_for_that_reason_and_while_it_can() {
    let (mut p, host) = matched();
    p.accept_on(
        DAY,
        &match_(2),
        "CloseMatch",
        json!({"because": "host_left"}),
    );
    let p = &mut p;
    let cause = withdrawn(&host);
    assert!(may_follow(p, &cause, &closed(1, "host_left")));
    assert!(!may_follow(p, &cause, &closed(1, "hired_elsewhere")));
    assert!(
        !may_follow(p, &cause, &closed(2, "host_left")),
        "closed already"
    );
    assert!(
        !may_follow(p, &cause, &closed(3, "host_left")),
        "another host's"
    );
    assert!(
        !may_follow(p, &cause, &closed(9, "host_left")),
        "never proposed"
    );
}

#[test]
fn a_hire_never_closes_its_own_match() {
    let (mut p, host) = matched();
    let p = &mut p;
    let person = candidate(1);
    let hired = json!({
        "match": match_(1), "host": host, "starts_on": DAY, "contract": null, "ends_on": null,
    });
    let filled = json!({"match": match_(1), "candidate": person});
    for cause in [
        draft(&person, "CandidateHired", &hired),
        draft(&host, "PostFilled", &filled),
    ] {
        assert!(!may_follow(p, &cause, &closed(1, "hired_elsewhere")));
    }
    let filled = draft(&host, "PostFilled", &filled);
    assert!(may_follow(p, &filled, &closed(2, "hired_elsewhere")));
}

#[test]
fn no_posts_hires_or_verdicts_come_in_as_reactions() {
    let (mut p, host) = matched();
    let p = &mut p;
    let cause = withdrawn(&host);
    let request = uuid::Uuid::from_u128(5);
    for (name, data) in [
        ("PostsAdded", json!({"posts": 1000, "request": request})),
        ("ConventionTerminated", json!({"by": "-", "reason": "-"})),
        ("ApplicationReopened", reason()),
        ("ValidationLetterSent", json!({})),
        ("MailRequested", json!({"template": "activation"})),
    ] {
        let reaction = draft(&host, name, &data);
        assert!(!may_follow(p, &cause, &reaction), "{name}");
    }
}

#[test]
fn mails_follow_a_favourable_verdict_on_the_same_file_to_the_files_own_address() {
    let (mut p, host) = matched();
    let p = &mut p;
    let vote = |verdict: &str, posts: u32| {
        let vote = json!({
            "session": "session:12", "verdict": verdict, "posts_granted": posts,
            "priority": false, "without_opinion": true,
        });
        draft(&host, "CoselecVoteRecorded", &vote)
    };
    let letter = json!({"template": "validation_letter"});
    let mail = draft(&host, "MailRequested", &letter);
    assert!(may_follow(p, &vote("favourable", 1), &mail));
    assert!(!may_follow(p, &vote("unfavourable", 0), &mail));
    for (on, data) in [
        (super::programme_in_memory::host(2), letter),
        (host.clone(), json!({"template": "reminder"})),
        (
            host.clone(),
            json!({"template": "validation_letter", "to": "x@example.org"}),
        ),
    ] {
        let other = draft(&on, "MailRequested", &data);
        assert!(!may_follow(p, &vote("favourable", 1), &other));
    }
}

#[test]
fn a_reaction_is_of_its_causes_day_and_corrects_nothing() {
    let (mut p, host) = matched();
    let p = &mut p;
    let of_another_day = Draft {
        occurred_on: date("2021-06-02"),
        ..closed(1, "host_left")
    };
    let correcting = Draft {
        corrects: Some(p.next_id()),
        ..closed(1, "host_left")
    };
    for reaction in [of_another_day, correcting] {
        assert!(!may_follow(p, &withdrawn(&host), &reaction));
    }
}

#[test]
fn a_notice_follows_the_day_after_its_deadline_where_something_waits() {
    let (mut p, host) = matched();
    let p = &mut p;
    let tick = draft("programme:cnfs", "DayTicked", &json!({"date": DAY}));
    let notice = |on: &str, deadline: &str| {
        let data = json!({"task": "recruit", "deadline": deadline});
        draft(on, "NoticeIssued", &data)
    };
    assert!(may_follow(p, &tick, &notice(&host, "2021-05-31")));
    assert!(!may_follow(p, &tick, &notice(&host, DAY)), "not late yet");
    let nobody = super::programme_in_memory::host(99);
    assert!(!may_follow(p, &tick, &notice(&nobody, "2021-05-31")));
}

#[test]
fn a_verdict_corrected_away_and_back_requests_no_mail_that_still_waits() {
    let p = &mut Programme::opened().reacting();
    let host = p.validated_host(1, 1);
    let mut last = p.last(&host, "CoselecVoteRecorded");
    for _ in 0..100 {
        for (verdict, delta) in [("unfavourable", -1), ("favourable", 1)] {
            let correction = corrected("12", verdict, delta);
            p.correct(last, &host, "CorrectCoselecVote", correction);
            last = p.last(&host, "CoselecVoteCorrected");
        }
    }
    assert_eq!(p.tally.open_mails().count(), 2);
}

#[test]
fn matches_that_were_too_many_to_close_at_once_close_day_by_day() {
    let mut p = Programme::opened();
    let host = p.validated_host(1, 1);
    let left = MATCHES_CLOSED_PER_TICK_MAX + 10;
    for number in 0..(MATCHES_CLOSED_MAX + left) as u128 {
        p.shortlisted(1000 + number, &host);
    }
    let mut p = p.reacting();
    p.accept_on(DAY, &host, "WithdrawHost", reason());
    let mut open = Vec::new();
    for day in ["2021-06-02", "2021-06-03", "2021-06-04"] {
        p.accept("programme:cnfs", "TickDay", json!({"date": day}));
        open.push(p.tally.open_matches(&stream(&host)).count());
    }
    assert_eq!(open, [10, 0, 0]);
    let closed = p
        .history
        .iter()
        .filter(|it| it.event.data() == json!({"because": "host_left"}));
    assert_eq!(closed.count(), MATCHES_CLOSED_MAX + left, "each once");
}

#[test]
fn what_was_left_open_stays_open_once_something_can_come_of_it_again() {
    let mut p = Programme::opened();
    let host = p.validated_host(1, 1);
    for number in 0..=MATCHES_CLOSED_MAX as u128 + 1 {
        p.shortlisted(1000 + number, &host);
    }
    let mut p = p.reacting();
    p.accept_on(DAY, &match_(1000), "DeclareHire", one_year());
    assert_eq!(p.tally.open_matches(&stream(&host)).count(), 1);
    let mut complete = p.clone();
    complete.accept("programme:cnfs", "TickDay", json!({"date": "2021-06-02"}));
    assert_eq!(complete.tally.open_matches(&stream(&host)).count(), 0);

    p.accept_on(
        "2021-06-02",
        &match_(1000),
        "CancelHireDeclaration",
        reason(),
    );
    p.accept("programme:cnfs", "TickDay", json!({"date": "2021-06-02"}));
    assert_eq!(p.tally.open_matches(&stream(&host)).count(), 1);
}
