//! What every command is refused for, and commands on the programme and its sessions.

use serde_json::json;

use super::Situation;
use crate::programme_in_memory::*;

pub(super) const PROGRAMME: &[Situation] = &[
    ("ProgrammeNotOpened", None, |_| {
        Programme::blank().refuse(&host(1), "RegisterHost", host_in("59", "32"))
    }),
    ("ProgrammeAlreadyOpened", None, |p| {
        let again = json!({"name": "Encore", "posts_envelope": 1, "opened_on": "2021-01-01"});
        p.refuse("programme:cnfs", "OpenProgramme", again)
    }),
    ("NotTheProgrammesStream", Some("stream"), |p| {
        let figure =
            json!({"metric": "x", "value": 1, "as_of": "2021-06-14", "published_by": "ANCT"});
        p.refuse("programme:other", "PublishFigure", figure)
    }),
    ("WrongStreamKind", Some("stream"), |p| {
        p.refuse(&candidate(1), "RegisterHost", host_in("59", "32"))
    }),
    ("WrongReferenceKind", Some("session"), |p| {
        let host = p.registered_host(1);
        let vote = json!({"session": "programme:cnfs", "verdict": "unfavourable"});
        p.refuse(&host, "RecordCoselecVote", vote)
    }),
    ("WrongReferenceKind", Some("host"), |p| {
        let candidate = p.registered_candidate(1);
        let proposal = json!({"host": candidate, "candidate": candidate, "origin": "manual"});
        p.refuse(&match_(1), "ProposeMatch", proposal)
    }),
    ("WrongReferenceKind", Some("candidate"), |p| {
        let host = p.registered_host(1);
        let proposal = json!({"host": host, "candidate": host, "origin": "manual"});
        p.refuse(&match_(1), "ProposeMatch", proposal)
    }),
    ("WrongReferenceKind", Some("of"), |p| {
        let host = p.registered_host(1);
        p.refuse(&host, "MarkDuplicate", json!({"of": "session:12"}))
    }),
    ("OccurredInTheFuture", Some("occurred_on"), |p| {
        p.refuse_on("2023-01-01", &host(1), "RegisterHost", host_in("59", "32"))
    }),
    ("MilestoneAlreadySet", None, |p| {
        let target =
            json!({"metric": "posts_open", "due_on": "2021-09-30", "value": 3000, "label": "x"});
        p.accept("programme:cnfs", "SetMilestone", target.clone());
        p.refuse("programme:cnfs", "SetMilestone", target)
    }),
    ("MilestoneNotSet", None, |p| {
        let target =
            json!({"metric": "posts_open", "due_on": "2021-09-30", "value": 1, "reason": "x"});
        p.refuse("programme:cnfs", "ReviseMilestone", target)
    }),
    ("LotAlreadyDefined", Some("lot"), |p| {
        let lot = json!({"lot": "1", "delivery": "remote", "providers": [], "regions": []});
        p.refuse("programme:cnfs", "DefineTrainingLot", lot)
    }),
    ("LotNotDefined", Some("lot"), |p| {
        let allotted = json!({"lot": "9", "counsellors": 537, "as_of": "2021-06-14"});
        p.refuse("programme:cnfs", "AllotTrainingLot", allotted)
    }),
    ("DayNotCome", Some("date"), |p| {
        p.refuse("programme:cnfs", "TickDay", json!({"date": "2023-01-01"}))
    }),
    ("TickNotOnItsDay", Some("occurred_on"), |p| {
        let day = json!({"date": "2021-06-14"});
        p.refuse_on("2021-06-15", "programme:cnfs", "TickDay", day)
    }),
    ("DayAlreadyTicked", Some("date"), |p| {
        p.accept("programme:cnfs", "TickDay", json!({"date": "2021-06-14"}));
        p.refuse("programme:cnfs", "TickDay", json!({"date": "2021-06-14"}))
    }),
    ("DayAlreadyTicked", Some("date"), |p| {
        p.accept("programme:cnfs", "TickDay", json!({"date": "2021-06-14"}));
        p.refuse("programme:cnfs", "TickDay", json!({"date": "2021-06-13"}))
    }),
    ("BatchAlreadyRevoked", Some("batch"), |p| {
        let batch = json!({"batch": "fichier.csv", "reason": "Motif d'essai"});
        p.accept("programme:cnfs", "RevokeImportBatch", batch.clone());
        p.refuse("programme:cnfs", "RevokeImportBatch", batch)
    }),
    ("NotTheProgrammesStream", Some("stream"), |p| {
        p.refuse("programme:other", "TickDay", json!({"date": "2021-06-14"}))
    }),
    ("LotNotDefined", Some("lot"), |p| {
        let candidate = p.enrolled(1);
        p.refuse(
            &candidate,
            "EnrolInTraining",
            with(place(), json!({"lot": "9"})),
        )
    }),
];

pub(super) const SESSIONS: &[Situation] = &[
    ("LabelIsNotTheKey", Some("label"), |p| {
        let session = json!({"label": "13", "ordinal": 13, "held_on": "2021-04-08", "phase": 1});
        p.refuse("session:14", "ConveneSession", session)
    }),
    ("PhaseUnknown", Some("phase"), |p| {
        let session = json!({"label": "13", "ordinal": 13, "held_on": "2021-04-08", "phase": 3});
        p.refuse("session:13", "ConveneSession", session)
    }),
    ("SessionAlreadyConvened", None, |p| {
        let session = json!({"label": "12", "ordinal": 12, "held_on": "2021-04-08", "phase": 1});
        p.refuse("session:12", "ConveneSession", session)
    }),
    ("SessionNotConvened", Some("session"), |p| {
        let host = p.registered_host(1);
        p.refuse(&host, "RecordCoselecVote", favourable("13", 1))
    }),
    ("SessionNotConvened", Some("session"), |p| {
        p.refuse("session:13", "SealMinutes", json!({}))
    }),
    ("MinutesAlreadySealed", Some("session"), |p| {
        let host = p.registered_host(1);
        p.accept("session:12", "SealMinutes", json!({}));
        p.refuse(&host, "RecordCoselecVote", favourable("12", 1))
    }),
    ("MinutesAlreadySealed", Some("session"), |p| {
        p.accept("session:12", "SealMinutes", json!({}));
        p.refuse("session:12", "SealMinutes", json!({}))
    }),
    ("OccurredInTheFuture", Some("occurred_on"), |p| {
        p.convene("90", "2023-02-01");
        let host = p.registered_host(1);
        p.refuse(&host, "RecordCoselecVote", favourable("90", 1))
    }),
];
