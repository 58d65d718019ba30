//! Refusals on what is corrected, revised, amended and reopened.

use serde_json::{Value, json};

use super::Situation;
use crate::programme_in_memory::*;
use domain::Refusal;

/// A correction of session 12's vote on the first host is refused.
fn refused(p: &mut Programme, data: Value) -> Refusal {
    let vote = p.last(&host(1), "CoselecVoteRecorded");
    p.try_to_correct(Some(vote), &host(1), "CorrectCoselecVote", data)
        .unwrap_err()
}

pub(super) const CORRECTIONS: &[Situation] = &[
    ("CorrectsLeftOut", Some("corrects"), |p| {
        let host = p.validated_host(1, 2);
        p.refuse(
            &host,
            "CorrectCoselecVote",
            corrected("12", "favourable", 1),
        )
    }),
    ("CorrectsLeftOut", Some("corrects"), |p| {
        let host = p.registered_host(1);
        p.accept(&host, "RecordPrefectOpinion", opinion());
        p.refuse(&host, "RevisePrefectOpinion", opinion())
    }),
    ("CorrectsAnotherEvent", Some("corrects"), |p| {
        let host = p.validated_host(1, 2);
        let another = p.last(&host, "HostRegistered");
        let data = corrected("12", "favourable", 1);
        p.try_to_correct(Some(another), &host, "CorrectCoselecVote", data)
            .unwrap_err()
    }),
    // A correction of a correction names the last one.
    ("CorrectsAnotherEvent", Some("corrects"), |p| {
        let host = p.validated_host(1, 2);
        let vote = p.last(&host, "CoselecVoteRecorded");
        let data = corrected("12", "favourable", 1);
        p.correct(vote, &host, "CorrectCoselecVote", data.clone());
        refused(p, data)
    }),
    // The vote of another session.
    ("CorrectsAnotherEvent", Some("corrects"), |p| {
        let host = p.validated_host(1, 2);
        p.convene("13", "2021-04-08");
        p.accept(&host, "RecordCoselecVote", unfavourable("13"));
        refused(p, corrected("12", "favourable", 1))
    }),
    ("CorrectsAnotherEvent", Some("corrects"), |p| {
        let host = p.validated_host(1, 1);
        p.accept(&host, "RecordPrefectOpinion", opinion());
        let vote = p.last(&host, "CoselecVoteRecorded");
        p.try_to_correct(Some(vote), &host, "RevisePrefectOpinion", opinion())
            .unwrap_err()
    }),
    ("NoVerdictToCorrect", Some("session"), |p| {
        p.validated_host(1, 2);
        p.convene("13", "2021-04-08");
        refused(p, corrected("13", "favourable", 1))
    }),
    ("SessionNotConvened", Some("session"), |p| {
        p.validated_host(1, 2);
        refused(p, corrected("13", "favourable", 1))
    }),
    ("OccurredTooEarly", Some("occurred_on"), |p| {
        let host = stream(&p.validated_host(1, 2));
        let vote = p.last(&host.to_string(), "CoselecVoteRecorded");
        let data = corrected("12", "favourable", 1);
        let command = domain::Command::from_json("CorrectCoselecVote", &data).unwrap();
        p.ask_correcting(&host, &command, Some(date("2021-03-31")), Some(vote))
            .unwrap_err()
    }),
    ("CorrectedPostsDoNotFitVerdict", Some("posts_delta"), |p| {
        p.validated_host(1, 2);
        refused(p, corrected("12", "unfavourable", -1))
    }),
    ("CorrectedPostsDoNotFitVerdict", Some("posts_delta"), |p| {
        p.validated_host(1, 2);
        refused(p, corrected("12", "favourable", -2))
    }),
    ("CorrectedPostsDoNotFitVerdict", Some("posts_delta"), |p| {
        p.validated_host(1, 2);
        refused(p, corrected("12", "unfavourable", -3))
    }),
    ("CorrectedPostsNotFree", Some("posts_delta"), |p| {
        let host = p.validated_host(1, 2);
        p.hired(1, &host);
        refused(p, corrected("12", "unfavourable", -2))
    }),
    // What was returned is not there to be taken off again.
    ("CorrectedPostsNotFree", Some("posts_delta"), |p| {
        let host = p.validated_host(1, 3);
        p.accept(&host, "ReturnPosts", returned(2));
        refused(p, corrected("12", "favourable", -2))
    }),
    ("EnvelopeExceeded", Some("posts_delta"), |p| {
        p.validated_host(1, 9);
        refused(p, corrected("12", "favourable", 2))
    }),
    ("FileNotLive", None, |p| {
        let host = p.registered_host(1);
        p.accept(&host, "RecordPrefectOpinion", opinion());
        let given = p.last(&host, "PrefectOpinionGiven");
        p.accept(&host, "CancelApplication", reason());
        p.try_to_correct(Some(given), &host, "RevisePrefectOpinion", opinion())
            .unwrap_err()
    }),
    ("NoOpinionToRevise", None, |p| {
        let host = p.registered_host(1);
        p.refuse(&host, "RevisePrefectOpinion", opinion())
    }),
];

pub(super) const AMENDMENTS: &[Situation] = &[
    ("FileIsLive", None, |p| {
        let host = p.registered_host(1);
        p.refuse(&host, "ReopenApplication", reason())
    }),
    ("AmendmentDoesNotFit", Some("after"), |p| {
        let host = p.registered_host(1);
        p.refuse(&host, "AmendApplication", amended("siret", "7328293200007"))
    }),
    ("AmendmentDoesNotFit", Some("after"), |p| {
        let host = p.registered_host(1);
        p.refuse(&host, "AmendApplication", amended("requested_posts", "0"))
    }),
    ("AmendmentDoesNotFit", Some("after"), |p| {
        let host = p.registered_host(1);
        p.refuse(
            &host,
            "AmendApplication",
            amended("department", Value::Null),
        )
    }),
    ("AmendmentDoesNotFit", Some("after"), |p| {
        let host = p.registered_host(1);
        p.refuse(&host, "AmendApplication", amended("contact", "N"))
    }),
    ("ContactIsNotTheField", Some("contact"), |p| {
        let host = p.registered_host(1);
        let contact = json!({"contact": {"name": "N", "email": "n@example.org"}});
        let data = with(amended("network", "Réseau"), contact);
        p.refuse(&host, "AmendApplication", data)
    }),
    ("SiretChecksum", Some("siret"), |p| {
        let host = p.registered_host(1);
        p.refuse(
            &host,
            "AmendApplication",
            amended("siret", "73282932000075"),
        )
    }),
    ("RidetOutsideNewCaledonia", Some("ridet"), |p| {
        let host = p.registered_host(1);
        p.refuse(&host, "AmendApplication", amended("ridet", "0123456"))
    }),
    // A host that moves away from there has none any more: it is emptied first.
    ("RidetOutsideNewCaledonia", Some("ridet"), |p| {
        let with_ridet = with(host_in("988", "988"), json!({"ridet": "0123456"}));
        p.accept(&host(1), "RegisterHost", with_ridet);
        p.refuse(&host(1), "AmendApplication", amended("department", "59"))
    }),
    ("CommuneDisagrees", Some("commune_insee"), |p| {
        let host = p.registered_host(1);
        p.refuse(&host, "AmendApplication", amended("commune_insee", "62041"))
    }),
    ("NoFavourableVote", None, |p| {
        let host = p.registered_host(1);
        p.refuse(&host, "SendValidationLetter", json!({}))
    }),
    ("MinutesAlreadySealed", Some("session"), |p| {
        let host = p.registered_host(1);
        p.accept("session:12", "SealMinutes", json!({}));
        p.refuse("session:12", "TableFile", json!({"host": host}))
    }),
    ("HostNotRegistered", None, |p| {
        p.refuse("session:12", "TableFile", json!({"host": host(1)}))
    }),
];
