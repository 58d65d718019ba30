//! What went wrong in the real applications, and cannot here: one test for each failure.

use domain::Event;
use domain::engine::StoredEvent;
use domain::host::HostEvent;
use serde_json::json;

use crate::programme_in_memory::*;

/// The types of a stream's events, in their order.
fn history_of(p: &Programme, on: &str) -> Vec<&'static str> {
    let on = stream(on);
    let events = p.history.iter().filter(|draft| draft.stream == on);
    events.map(|draft| draft.event.type_name()).collect()
}

fn posts_deltas(p: &Programme, on: &str) -> Vec<i64> {
    let on = stream(on);
    let delta = |event: &Event| match event {
        Event::Host(HostEvent::CoselecVoteRecorded(it)) => Some(i64::from(it.posts_granted)),
        Event::Host(HostEvent::CoselecVoteCorrected(it)) => Some(i64::from(it.posts_delta)),
        Event::Host(HostEvent::PostsAdded(it)) => Some(i64::from(it.posts.get())),
        Event::Host(HostEvent::PostsReturned(it)) => Some(-i64::from(it.posts.get())),
        Event::Host(HostEvent::PostsTransferredOut(it)) => Some(-i64::from(it.posts.get())),
        Event::Host(HostEvent::PostsTransferredIn(it)) => Some(i64::from(it.posts.get())),
        _ => None,
    };
    let events = p.history.iter().filter(|draft| draft.stream == on);
    events.filter_map(|draft| delta(&draft.event)).collect()
}

/// One number per host was kept, and rewritten at each change: nobody could say afterwards how
/// many posts had been granted, added or given back, nor when.
#[test]
fn totals_stored_instead_of_deltas() {
    let p = &mut Programme::opened();
    let (host, other) = (p.validated_host(1, 2), p.validated_host(2, 1));
    let vote = p.last(&host, "CoselecVoteRecorded");
    let correction = corrected("12", "favourable", 1);
    p.correct(vote, &host, "CorrectCoselecVote", correction);
    p.accept(&host, "RequestPosts", requested(1, 4));
    p.accept(&host, "AddPosts", added(1, 4));
    p.accept(&host, "ReturnPosts", returned(2));
    p.accept(&host, "TransferPosts", json!({"host": other, "posts": 1}));
    assert_eq!(posts_deltas(p, &host), [2, 1, 4, -2, -1]);
    assert_eq!(p.host_file(&host).posts.open, 4);
    assert_eq!(p.tally.posts_open(), 6);
}

/// A prefect's second opinion was written over the first.
#[test]
fn opinions_overwritten() {
    let p = &mut Programme::opened();
    let host = p.registered_host(1);
    p.accept(&host, "RecordPrefectOpinion", opinion());
    let given = p.last(&host, "PrefectOpinionGiven");
    let revised = json!({"opinion": "unfavourable"});
    p.correct(given, &host, "RevisePrefectOpinion", revised);
    let opinions: Vec<_> = p
        .history
        .iter()
        .filter(|draft| draft.event.data()["opinion"].is_string())
        .map(|draft| (draft.event.data()["opinion"].clone(), draft.corrects))
        .collect();
    assert_eq!(
        opinions,
        [
            (json!("favourable"), None),
            (json!("unfavourable"), Some(given))
        ]
    );
}

/// No verdict of refusal was kept: a file that was old and had no posts was taken for refused.
#[test]
fn refusals_deduced_later() {
    let p = &mut Programme::opened();
    let (refused, forgotten) = (p.registered_host(1), p.registered_host(2));
    p.accept(&forgotten, "RecordPrefectOpinion", opinion());
    p.accept(&refused, "RecordCoselecVote", unfavourable("12"));
    p.accept("session:12", "SealMinutes", json!({}));
    p.convene("13", "2022-04-08");
    p.accept("session:13", "SealMinutes", json!({}));
    assert_eq!(p.stage(&refused), Some("refused"));
    assert_eq!(p.stage(&forgotten), Some("opined"), "silence is no refusal");
    let vote = p
        .history
        .iter()
        .find(|it| it.event.type_name() == "CoselecVoteRecorded");
    assert_eq!(vote.unwrap().occurred_on, date("2021-04-01"), "of its day");
}

/// A post that went to another host was recorded as a contract terminated here, and a hire made
/// there: two facts about a person to whom nothing had happened.
#[test]
fn transfers_faked_as_a_termination_and_a_hire() {
    let p = &mut Programme::opened();
    let (giver, receiver) = (p.validated_host(1, 3), p.validated_host(2, 1));
    let candidate = p.hired(1, &giver);
    let of_the_person = history_of(p, &candidate);
    p.accept(
        &giver,
        "TransferPosts",
        json!({"host": receiver, "posts": 2}),
    );
    assert_eq!(history_of(p, &candidate), of_the_person);
    let last = |on: &str| history_of(p, on).pop();
    assert_eq!(last(&giver), Some("PostsTransferredOut"));
    assert_eq!(last(&receiver), Some("PostsTransferredIn"));
    // The post that is taken stays with the host of the person who takes it.
    p.refuse(
        &giver,
        "TransferPosts",
        json!({"host": receiver, "posts": 1}),
    );
}
