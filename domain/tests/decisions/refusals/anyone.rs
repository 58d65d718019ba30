//! Who may not ask, and mails and notices on a stream of any kind.

use serde_json::{Value, json};
use uuid::Uuid;

use super::Situation;
use crate::programme_in_memory::*;

pub(super) const ACTORS: &[Situation] = &[
    ("RoleMayNot", Some("actor.role"), |p| {
        let host = p.registered_host(1);
        p.refuse_to(
            actor("auditor", "national"),
            &host,
            "WithdrawHost",
            reason(),
        )
    }),
    ("RoleMayNot", Some("actor.role"), |p| {
        let king = actor("roi", "national");
        p.refuse_to(king, &host(1), "RegisterHost", host_in("59", "32"))
    }),
    // The actor comes before every rule of the business, and after the stream's kind.
    ("RoleMayNot", Some("actor.role"), |p| {
        let analyst = actor("analyst", "national");
        p.refuse_to(analyst, "session:99", "SealMinutes", json!({}))
    }),
    ("WrongStreamKind", Some("stream"), |p| {
        let analyst = actor("analyst", "national");
        p.refuse_to(analyst, &host(1), "SealMinutes", json!({}))
    }),
    ("OutsideTerritory", Some("actor.scope"), |p| {
        let host = p.registered_host(1);
        p.refuse_to(
            actor("prefecture", "62"),
            &host,
            "RecordPrefectOpinion",
            opinion(),
        )
    }),
];

/// Requests a mail on a host, and answers its id.
fn mail(p: &mut Programme, host: &str) -> Uuid {
    let id = Uuid::from_u128(p.history.len() as u128);
    p.accept(host, "RequestMail", reminder());
    id
}

fn reminder() -> Value {
    json!({"template": "reminder"})
}

fn delivered(mail: Uuid) -> Value {
    json!({"mail": mail, "outcome": "delivered"})
}

fn late() -> Value {
    json!({"task": "recruit", "deadline": "2021-07-01"})
}

pub(super) const MAILS: &[Situation] = &[
    ("StreamNotBegun", Some("stream"), |p| {
        p.refuse(&host(1), "RequestMail", reminder())
    }),
    ("StreamNotBegun", Some("stream"), |p| {
        p.refuse("autre:1", "IssueNotice", late())
    }),
    ("TooManyOpenMails", None, |p| {
        let host = p.registered_host(1);
        for _ in 0..domain::common::MAILS_OPEN_MAX {
            mail(p, &host);
        }
        p.refuse(&host, "RequestMail", reminder())
    }),
    ("MailNotRequested", Some("mail"), |p| {
        let (host, other) = (p.registered_host(1), p.registered_host(2));
        let mail = mail(p, &host);
        p.refuse(&other, "ReportDelivery", delivered(mail))
    }),
    ("DeliveryAlreadyReported", Some("mail"), |p| {
        let host = p.registered_host(1);
        let mail = mail(p, &host);
        p.accept(&host, "ReportDelivery", delivered(mail));
        p.refuse(&host, "ReportDelivery", delivered(mail))
    }),
    ("DeliveryAlreadyReported", Some("mail"), |p| {
        let host = p.registered_host(1);
        let mail = mail(p, &host);
        p.accept(&host, "ReportDelivery", delivered(mail));
        let refused = json!({"mail": mail, "outcome": "refused"});
        p.refuse(&host, "ReportDelivery", refused)
    }),
    ("NoticeAlreadyIssued", Some("deadline"), |p| {
        p.accept("session:12", "IssueNotice", late());
        p.refuse("session:12", "IssueNotice", late())
    }),
];
