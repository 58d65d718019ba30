//! What is decided on streams of every kind, and the programme's days, deadlines and revoked imports.

use domain::FileState;
use domain::common::{CommonState, MAILS_OPEN_MAX, MailStands};
use domain::engine::EventId;
use domain::task::TaskKind;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::programme_in_memory::*;

const PROGRAMME: &str = "programme:cnfs";

/// A stream of every kind, each begun.
fn one_of_every_kind(p: &mut Programme) -> [String; 5] {
    let host = p.validated_host(1, 1);
    let match_ = p.shortlisted(1, &host);
    [
        PROGRAMME.into(),
        "session:12".into(),
        host,
        candidate(1),
        match_,
    ]
}

fn reminder() -> Value {
    json!({"template": "reminder", "to": "n@example.org"})
}

fn common<'a>(p: &'a Programme, name: &str) -> &'a CommonState {
    &p.states[&stream(name)].common
}

#[test]
fn a_mail_is_requested_and_reported_on_where_it_was_requested_and_moves_nothing() {
    let p = &mut Programme::opened();
    for name in one_of_every_kind(p) {
        let stage = p.stage(&name);
        let mail = EventId(Uuid::from_u128(p.history.len() as u128));
        p.accept(&name, "RequestMail", reminder());
        assert_eq!(common(p, &name).mail(mail), MailStands::Open);
        let report = json!({"mail": mail, "outcome": "given_up"});
        p.accept(&name, "ReportDelivery", report);
        assert_eq!(common(p, &name).mail(mail), MailStands::Reported);
        assert_eq!(p.stage(&name), stage, "{name}");
    }
}

#[test]
fn a_matchs_mail_is_sealed_for_its_candidate_and_any_other_for_its_own_file() {
    let p = &mut Programme::opened();
    for name in one_of_every_kind(p) {
        let drafts = p.accept(&name, "RequestMail", reminder());
        let own = if name.starts_with("match") {
            candidate(1)
        } else {
            name
        };
        assert_eq!(drafts[0].subject, stream(&own));
    }
}

#[test]
fn a_report_makes_room_for_another_mail() {
    let p = &mut Programme::opened();
    let host = p.registered_host(1);
    let first = Uuid::from_u128(p.history.len() as u128);
    for _ in 0..MAILS_OPEN_MAX {
        p.accept(&host, "RequestMail", reminder());
    }
    let report = json!({"mail": first, "outcome": "no_address"});
    p.accept(&host, "ReportDelivery", report);
    p.accept(&host, "RequestMail", reminder());
    assert_eq!(common(p, &host).mails_open(), MAILS_OPEN_MAX);
}

#[test]
fn each_deadline_of_a_task_is_noticed_on_its_own() {
    let p = &mut Programme::opened();
    let host = p.registered_host(1);
    for (task, deadline) in [
        ("recruit", "2021-07-01"),
        ("vote", "2021-07-01"),
        ("recruit", "2021-08-01"),
    ] {
        let notice = json!({"task": task, "deadline": deadline});
        p.accept(&host, "IssueNotice", notice);
    }
    let last = common(p, &host).noticed(TaskKind::Recruit);
    assert_eq!(last, Some(date("2021-08-01")));
}

#[test]
fn a_day_is_told_as_of_itself_also_when_it_is_told_late_and_some_are_left_out() {
    let p = &mut Programme::opened();
    for day in ["2021-06-14", "2021-06-17", "2022-12-31"] {
        let drafts = p.accept(PROGRAMME, "TickDay", json!({"date": day}));
        assert_eq!(drafts[0].occurred_on, date(day));
    }
    p.today = date("2023-01-02");
    let tick = json!({"date": "2023-01-01"});
    p.accept_on("2023-01-01", PROGRAMME, "TickDay", tick);
}

#[test]
fn a_deadline_that_is_set_is_the_programmes_from_its_day_on() {
    let p = &mut Programme::opened();
    let set = |days: Option<u16>| json!({"task": "give_opinion", "days": days, "applies_from": "2021-06-01"});
    let due = |p: &Programme, since: &str| match &p.states[&stream(PROGRAMME)].file {
        FileState::Programme(state) => {
            let file = state.file().unwrap();
            file.deadlines.due(TaskKind::GiveOpinion, date(since))
        }
        _ => None,
    };
    assert_eq!(due(p, "2021-06-02"), None);
    p.accept(PROGRAMME, "SetDeadline", set(Some(30)));
    assert_eq!(due(p, "2021-06-02"), Some(date("2021-07-02")));
    assert_eq!(due(p, "2021-05-31"), None);
    p.accept(PROGRAMME, "SetDeadline", set(None));
    assert_eq!(due(p, "2021-06-02"), None);
}

#[test]
fn imports_are_revoked_one_by_one() {
    let p = &mut Programme::opened();
    for batch in ["a.csv", "b.csv"] {
        let revoked = json!({"batch": batch, "reason": "Motif"});
        p.accept(PROGRAMME, "RevokeImportBatch", revoked);
    }
}
