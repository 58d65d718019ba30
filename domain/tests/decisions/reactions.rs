//! What follows automatically: each reaction after its cause, on what was before it.

use domain::engine::{Draft, EventId, StoredEvent};
use domain::{Event, MATCHES_CLOSED_MAX, NOTICES_PER_TICK_MAX};
use serde_json::{Value, json};

use crate::every_event::event;
use crate::programme_in_memory::*;

/// `stream Type payload day`, one for each reaction.
fn lines(drafts: &[Draft<Event>]) -> Vec<String> {
    let line = |draft: &Draft<Event>| {
        let (name, data) = (draft.event.type_name(), draft.event.data());
        format!("{} {name} {data} {}", draft.stream, draft.occurred_on)
    };
    drafts.iter().map(line).collect()
}

/// What a programme's history holds beyond that many events.
fn since(programme: &Programme, before: usize) -> Vec<String> {
    lines(&programme.history[before..])
}

fn closed(number: u128, because: &str, day: &str) -> String {
    format!(
        "{} MatchClosed {} {day}",
        match_(number),
        json!({"because": because})
    )
}

fn requested(host: &str, template: &str, day: &str) -> String {
    let mail = json!({"template": template, "to": null});
    format!("{host} MailRequested {mail} {day}")
}

fn notice(stream: &str, task: &str, deadline: &str, day: &str) -> String {
    let data = json!({"task": task, "deadline": deadline});
    format!("{stream} NoticeIssued {data} {day}")
}

fn tick(programme: &mut Programme, day: &str) -> Vec<String> {
    let ticked = event("DayTicked", &json!({"date": day}));
    lines(&programme.happen(day, "programme:cnfs", ticked))
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "payloads are written where they are used"
)]
fn happen(programme: &mut Programme, day: &str, on: &str, name: &str, data: Value) -> Vec<String> {
    lines(&programme.happen(day, on, event(name, &data)))
}

// Mails.

#[test]
fn the_first_favourable_vote_requests_the_letter_and_the_activation_mail() {
    let p = &mut Programme::opened().reacting();
    p.convene("13", "2021-04-08");
    let host = p.registered_host(1);
    p.accept(&host, "RecordCoselecVote", favourable("12", 1));
    let expected = [
        requested(&host, "validation_letter", "2021-04-01"),
        requested(&host, "activation", "2021-04-01"),
    ];
    assert_eq!(since(p, p.history.len() - 2), expected);
    let before = p.history.len();
    p.accept(&host, "RecordCoselecVote", favourable("13", 1));
    assert_eq!(p.history.len(), before + 2, "a second one requests nothing");
}

#[test]
fn a_verdict_that_is_not_favourable_requests_nothing() {
    let p = &mut Programme::opened().reacting();
    let host = p.registered_host(1);
    let before = p.history.len();
    p.accept(&host, "RecordCoselecVote", unfavourable("12"));
    assert_eq!(p.history.len(), before + 2);
}

#[test]
fn a_verdict_corrected_into_a_favourable_one_requests_them_too() {
    let p = &mut Programme::opened().reacting();
    let host = p.registered_host(1);
    p.accept(&host, "RecordCoselecVote", unfavourable("12"));
    let corrected = json!({"session": "session:12", "verdict": "favourable", "leaves": "favourable", "posts_delta": 1, "reason": "Motif"});
    let followed = happen(p, "2021-04-06", &host, "CoselecVoteCorrected", corrected);
    let expected = [
        requested(&host, "validation_letter", "2021-04-06"),
        requested(&host, "activation", "2021-04-06"),
    ];
    assert_eq!(followed, expected);
}

#[test]
fn an_imported_vote_requests_nothing() {
    let p = &mut Programme::opened();
    let host = p.registered_host(1);
    let before = p.history.len();
    p.accept(&host, "RecordCoselecVote", favourable("12", 1));
    assert_eq!(p.history.len(), before + 2);
}

fn report(p: &mut Programme, day: &str, host: &str, mail: EventId, outcome: &str) -> Vec<String> {
    let data = json!({"mail": mail, "outcome": outcome});
    happen(p, day, host, "DeliveryReported", data)
}

fn request(p: &mut Programme, day: &str, host: &str, template: &str) -> EventId {
    let mail = p.next_id();
    happen(p, day, host, "MailRequested", json!({"template": template}));
    mail
}

fn invited(host: &str, until: &str, day: &str) -> String {
    let data = json!({"expires_on": until});
    format!("{host} ActivationMailSent {data} {day}")
}

#[test]
fn a_delivered_mail_is_sent_once() {
    let p = &mut Programme::opened().reacting();
    let host = p.validated_host(1, 1);
    let other = p.validated_host(2, 1);
    let letter = request(p, "2021-04-01", &host, "validation_letter");
    let mail = request(p, "2021-04-01", &host, "activation");
    let sent = format!("{host} ValidationLetterSent {{}} 2021-04-02");
    assert_eq!(
        report(p, "2021-04-02", &other, letter, "delivered"),
        [""; 0]
    );
    let letter = request(p, "2021-04-01", &host, "validation_letter");
    assert_eq!(report(p, "2021-04-02", &host, letter, "delivered"), [sent]);
    assert_eq!(report(p, "2021-04-02", &host, letter, "delivered"), [""; 0]);
    let second = request(p, "2021-04-02", &host, "validation_letter");
    assert_eq!(report(p, "2021-04-03", &host, second, "delivered"), [""; 0]);
    let sent = invited(&host, "2021-04-30", "2021-04-02");
    assert_eq!(report(p, "2021-04-02", &host, mail, "delivered"), [sent]);
}

#[test]
fn a_new_link_is_sent_where_the_last_has_run_out_and_the_account_is_closed() {
    let p = &mut Programme::opened().reacting();
    let host = p.validated_host(1, 1);
    let steps: [(&str, &[&str]); 3] = [
        ("2021-04-02", &["2021-04-30"]),
        ("2021-04-30", &[]),
        ("2021-05-01", &["2021-05-29"]),
    ];
    for (day, until) in steps {
        let mail = request(p, day, &host, "activation");
        let sent: Vec<_> = until
            .iter()
            .map(|until| invited(&host, until, day))
            .collect();
        assert_eq!(report(p, day, &host, mail, "delivered"), sent);
    }
    p.accept(&host, "ActivateHostAccount", json!({}));
    let mail = request(p, "2021-08-01", &host, "activation");
    assert_eq!(report(p, "2021-08-02", &host, mail, "delivered"), [""; 0]);
}

#[test]
fn what_was_not_delivered_or_announces_nothing_is_not_sent() {
    let p = &mut Programme::opened().reacting();
    let host = p.validated_host(1, 1);
    for outcome in ["refused", "no_address", "given_up"] {
        let mail = request(p, "2021-04-02", &host, "activation");
        assert_eq!(report(p, "2021-04-03", &host, mail, outcome), [""; 0]);
    }
    for template in ["email_confirmation", "reminder"] {
        let mail = request(p, "2021-04-02", &host, template);
        assert_eq!(report(p, "2021-04-03", &host, mail, "delivered"), [""; 0]);
    }
    let mail = request(p, "2021-04-02", &host, "activation");
    p.accept(&host, "WithdrawHost", reason());
    assert_eq!(report(p, "2021-04-03", &host, mail, "delivered"), [""; 0]);
}

// Matches.

/// Two hosts of two posts; at the first, matches 1 to 3; at the second, match 4 of the first
/// person, and match 5 of that person once more at the first.
fn busy() -> (Programme, String, String) {
    let mut p = Programme::opened();
    let (first, second) = (p.validated_host(1, 2), p.validated_host(2, 2));
    for number in 1..=3 {
        p.shortlisted(number, &first);
    }
    p.shortlisted_again(4, &second, &candidate(1));
    p.shortlisted_again(5, &first, &candidate(1));
    (p.reacting(), first, second)
}

#[test]
fn a_hire_closes_the_persons_other_matches_and_the_last_one_the_hosts() {
    let (mut p, ..) = busy();
    let before = p.history.len() + 3;
    p.accept_on("2021-06-01", &match_(1), "DeclareHire", one_year());
    let elsewhere = |number| closed(number, "hired_elsewhere", "2021-06-01");
    assert_eq!(since(&p, before), [elsewhere(4), elsewhere(5)]);
    let before = p.history.len() + 3;
    p.accept_on("2021-06-01", &match_(2), "DeclareHire", one_year());
    assert_eq!(since(&p, before), [elsewhere(3)]);
}

#[test]
fn a_match_that_both_sides_would_close_is_closed_once() {
    let mut p = Programme::opened();
    let host = p.validated_host(1, 1);
    p.shortlisted(1, &host);
    p.shortlisted(2, &host);
    p.shortlisted_again(3, &host, &candidate(1));
    let mut p = p.reacting();
    let before = p.history.len() + 3;
    p.accept_on("2021-06-01", &match_(1), "DeclareHire", one_year());
    let mut all = since(&p, before);
    all.sort();
    let elsewhere = |number| closed(number, "hired_elsewhere", "2021-06-01");
    assert_eq!(all, [elsewhere(2), elsewhere(3)]);
}

#[test]
fn what_leaves_closes_its_open_matches() {
    type Leaving = (
        &'static str,
        &'static str,
        Value,
        &'static str,
        &'static [u128],
    );
    let (at_host, of_person): (&[u128], &[u128]) = (&[1, 2, 3, 5], &[1, 4, 5]);
    let left = "host_left";
    let unavailable = "candidate_unavailable";
    let table: [Leaving; 6] = [
        ("host", "HostWithdrawn", reason(), left, at_host),
        ("host", "ApplicationCancelled", reason(), left, at_host),
        (
            "host",
            "ApplicationMarkedDuplicate",
            json!({"of": host(2)}),
            left,
            at_host,
        ),
        (
            "candidate",
            "AvailabilityChanged",
            json!({"available": false}),
            unavailable,
            of_person,
        ),
        (
            "candidate",
            "CandidateMerged",
            json!({"into": candidate(2)}),
            unavailable,
            of_person,
        ),
        (
            "candidate",
            "AvailabilityChanged",
            json!({"available": true}),
            unavailable,
            &[],
        ),
    ];
    for (kind, name, data, because, numbers) in table {
        let (mut p, host, _) = busy();
        let on = if kind == "host" { host } else { candidate(1) };
        let followed = happen(&mut p, "2021-06-01", &on, name, data.clone());
        let expected = numbers
            .iter()
            .map(|number| closed(*number, because, "2021-06-01"));
        assert_eq!(followed, expected.collect::<Vec<_>>(), "{name}");
        let again = happen(&mut p, "2021-06-02", &on, name, data);
        assert_eq!(again, [""; 0], "{name}: what is closed is not closed again");
    }
}

#[test]
fn a_declined_match_is_not_open_until_the_decline_is_withdrawn() {
    let (mut p, host, _) = busy();
    happen(&mut p, "2021-05-01", &match_(1), "MatchDeclined", json!({}));
    happen(&mut p, "2021-05-01", &match_(2), "MatchDeclined", json!({}));
    happen(
        &mut p,
        "2021-05-02",
        &match_(2),
        "DeclineWithdrawn",
        json!({}),
    );
    let left = happen(&mut p, "2021-06-01", &host, "HostWithdrawn", reason());
    let expected = [2, 3, 5].map(|number| closed(number, "host_left", "2021-06-01"));
    assert_eq!(left, expected);
}

#[test]
fn one_event_closes_no_more_matches_than_the_bound() {
    let mut p = Programme::opened();
    let host = p.validated_host(1, 1);
    for number in 0..=MATCHES_CLOSED_MAX as u128 {
        p.shortlisted(1000 + number, &host);
    }
    let mut p = p.reacting();
    let left = happen(&mut p, "2021-06-01", &host, "HostWithdrawn", reason());
    assert_eq!(left.len(), MATCHES_CLOSED_MAX);
    assert_eq!(p.tally.open_matches(&stream(&host)).count(), 1);
}

// Notices.

#[test]
fn a_day_tells_once_what_was_due_before_it() {
    let mut p = Programme::opened().reacting();
    let host = p.validated_host(1, 1);
    assert_eq!(tick(&mut p, "2021-07-01"), [""; 0]);
    let expected = notice(&host, "recruit", "2021-07-01", "2021-07-02");
    assert_eq!(tick(&mut p, "2021-07-02"), [expected]);
    assert_eq!(tick(&mut p, "2021-07-03"), [""; 0]);
}

#[test]
fn each_deadline_has_its_notice() {
    let mut p = Programme::opened();
    p.convene("80", "2022-04-01");
    let invited = p.validated_host(1, 1);
    p.accept_on("2021-04-03", &invited, "SendActivationMail", json!({}));
    let late = p.registered_host(2);
    p.accept(&late, "RecordCoselecVote", favourable("80", 1));
    let person = p.hired(3, &invited);
    let trained = p.trained(4);
    let mut p = p.reacting();
    let expected = [
        notice(&invited, "activate_account", "2021-05-01", "2022-05-02"),
        notice(&person, "enter_training", "2021-07-16", "2022-05-02"),
        notice(&trained, "sit_exam", "2022-03-30", "2022-05-02"),
        notice(&late, "recruit", "2022-05-01", "2022-05-02"),
    ];
    assert_eq!(tick(&mut p, "2022-05-02"), expected);
    assert_eq!(tick(&mut p, "2022-05-03"), [""; 0]);
}

#[test]
fn a_new_deadline_has_a_new_notice_and_what_is_done_none() {
    let mut p = Programme::opened().reacting();
    let host = p.validated_host(1, 1);
    p.accept_on("2021-04-03", &host, "SendActivationMail", json!({}));
    let first = notice(&host, "activate_account", "2021-05-01", "2021-05-02");
    assert_eq!(tick(&mut p, "2021-05-02"), [first]);
    p.accept_on("2021-05-03", &host, "SendActivationMail", json!({}));
    let second = notice(&host, "activate_account", "2021-05-31", "2021-06-01");
    assert_eq!(tick(&mut p, "2021-06-01"), [second]);
    p.hired(1, &host);
    let after = tick(&mut p, "2022-12-01");
    assert_eq!(
        after,
        [notice(
            &candidate(1),
            "enter_training",
            "2021-07-16",
            "2022-12-01"
        )]
    );
}

#[test]
fn a_file_that_left_is_told_nothing_and_told_again_once_it_lives_again() {
    let mut p = Programme::opened().reacting();
    let host = p.validated_host(1, 1);
    happen(&mut p, "2021-05-01", &host, "HostWithdrawn", reason());
    assert_eq!(tick(&mut p, "2021-08-01"), [""; 0]);
    happen(&mut p, "2021-08-02", &host, "ApplicationReopened", reason());
    let expected = notice(&host, "recruit", "2021-07-01", "2021-08-03");
    assert_eq!(tick(&mut p, "2021-08-03"), [expected]);
}

#[test]
fn one_day_issues_no_more_notices_than_the_bound_and_the_next_the_rest() {
    let mut p = Programme::opened();
    let vote = json!({
        "session": "session:12", "verdict": "favourable", "posts_granted": 1, "priority": false,
        "without_opinion": true,
    });
    for number in 0..NOTICES_PER_TICK_MAX as u128 + 3 {
        let host = host(1000 + number);
        happen(
            &mut p,
            "2021-04-01",
            &host,
            "CoselecVoteRecorded",
            vote.clone(),
        );
    }
    let mut p = p.reacting();
    assert_eq!(tick(&mut p, "2021-08-01").len(), NOTICES_PER_TICK_MAX);
    assert_eq!(tick(&mut p, "2021-08-02").len(), 3);
    assert_eq!(tick(&mut p, "2021-08-03").len(), 0);
}
