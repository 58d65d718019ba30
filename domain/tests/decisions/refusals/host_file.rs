//! Refusals on a host's registration, opinion, vote and account.

use serde_json::json;

use super::Situation;
use crate::programme_in_memory::*;

pub(super) const FILES: &[Situation] = &[
    ("AlreadyRegistered", None, |p| {
        let host = p.registered_host(1);
        p.refuse(&host, "RegisterHost", host_in("59", "32"))
    }),
    ("AlreadyRegistered", None, |p| {
        let candidate = p.registered_candidate(1);
        p.refuse(&candidate, "RegisterCandidate", person())
    }),
    ("HostNotRegistered", None, |p| {
        p.refuse(&host(1), "RecordPrefectOpinion", opinion())
    }),
    ("HostNotRegistered", None, |p| {
        let file = p.registered_host(1);
        p.refuse(&file, "MarkDuplicate", json!({"of": host(2)}))
    }),
    ("CandidateNotRegistered", None, |p| {
        p.refuse(
            &candidate(1),
            "WaiveTraining",
            json!({"basis": "holds_title"}),
        )
    }),
    ("CandidateNotRegistered", None, |p| {
        let host = p.registered_host(1);
        let proposal = json!({"host": host, "candidate": candidate(1), "origin": "manual"});
        p.refuse(&match_(1), "ProposeMatch", proposal)
    }),
    ("RegionDisagrees", Some("region"), |p| {
        p.refuse(&host(1), "RegisterHost", host_in("59", "11"))
    }),
    ("RegionDisagrees", Some("region"), |p| {
        p.refuse(
            &candidate(1),
            "RegisterCandidate",
            with(person(), json!({"region": "11"})),
        )
    }),
    ("CommuneDisagrees", Some("commune_insee"), |p| {
        let elsewhere = with(host_in("59", "32"), json!({"commune_insee": "62041"}));
        p.refuse(&host(1), "RegisterHost", elsewhere)
    }),
    ("SiretChecksum", Some("siret"), |p| {
        let wrong = with(host_in("59", "32"), json!({"siret": "73282932000075"}));
        p.refuse(&host(1), "RegisterHost", wrong)
    }),
    ("RidetOutsideNewCaledonia", Some("ridet"), |p| {
        let with_ridet = with(host_in("987", "987"), json!({"ridet": "0123456"}));
        p.refuse(&host(1), "RegisterHost", with_ridet)
    }),
    ("MobilityUnknown", Some("mobility_km"), |p| {
        let far = with(person(), json!({"mobility_km": 50}));
        p.refuse(&candidate(1), "RegisterCandidate", far)
    }),
    ("FileNotLive", None, |p| {
        let host = p.registered_host(1);
        p.accept(&host, "CancelApplication", reason());
        p.refuse(&host, "RecordPrefectOpinion", opinion())
    }),
    ("FileNotLive", None, |p| {
        let host = p.registered_host(1);
        p.accept(&host, "WithdrawHost", reason());
        p.refuse(&host, "RecordPrefectOpinion", opinion())
    }),
    ("FileNotLive", None, |p| {
        let (stays, repeats) = (p.registered_host(1), p.registered_host(2));
        p.accept(&repeats, "MarkDuplicate", json!({"of": stays}));
        p.refuse(&repeats, "RecordCoselecVote", favourable("12", 1))
    }),
    ("FileNotLive", None, |p| {
        let host = p.validated_host(1, 1);
        let match_ = p.shortlisted(1, &host);
        p.accept(&host, "CancelApplication", reason());
        p.refuse(&match_, "DeclareHire", one_year())
    }),
    ("FileNotLive", None, |p| {
        let host = p.registered_host(1);
        p.accept(&host, "CancelApplication", reason());
        p.refuse(&host, "WithdrawHost", reason())
    }),
    ("VoteNotOnSessionDay", Some("occurred_on"), |p| {
        let host = p.registered_host(1);
        p.refuse_on(
            "2021-04-02",
            &host,
            "RecordCoselecVote",
            favourable("12", 1),
        )
    }),
    ("VerdictAlreadyGiven", Some("session"), |p| {
        let host = p.registered_host(1);
        p.accept(&host, "RecordCoselecVote", unfavourable("12"));
        p.refuse(&host, "RecordCoselecVote", favourable("12", 1))
    }),
    ("PostsDoNotFitVerdict", Some("posts_granted"), |p| {
        let host = p.registered_host(1);
        p.refuse(&host, "RecordCoselecVote", favourable("12", 0))
    }),
    ("PostsDoNotFitVerdict", Some("posts_granted"), |p| {
        let host = p.registered_host(1);
        let vote = with(unfavourable("12"), json!({"posts_granted": 1}));
        p.refuse(&host, "RecordCoselecVote", vote)
    }),
    ("EnvelopeExceeded", Some("posts_granted"), |p| {
        p.validated_host(1, 10);
        let host = p.registered_host(2);
        p.refuse(&host, "RecordCoselecVote", favourable("12", 1))
    }),
    ("NoFavourableVote", None, |p| {
        let host = p.registered_host(1);
        p.refuse(&host, "SendActivationMail", json!({}))
    }),
    ("NoFavourableVote", None, |p| {
        let host = p.registered_host(1);
        let file = json!({"dossier_number": 1, "procedure": "public"});
        p.refuse(&host, "OpenConventionFile", file)
    }),
    ("NoFavourableVote", None, |p| {
        let host = p.registered_host(1);
        p.accept(&host, "RecordCoselecVote", unfavourable("12"));
        let match_ = p.shortlisted(1, &host);
        p.refuse(&match_, "DeclareHire", one_year())
    }),
    ("NoActivationMail", None, |p| {
        let host = p.validated_host(1, 1);
        p.refuse(&host, "ActivateHostAccount", json!({}))
    }),
    ("AlreadyActivated", None, |p| {
        let host = p.validated_host(1, 1);
        p.accept(&host, "SendActivationMail", json!({}));
        p.accept(&host, "ActivateHostAccount", json!({}));
        p.refuse(&host, "ActivateHostAccount", json!({}))
    }),
];
