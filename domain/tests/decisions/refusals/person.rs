//! Refusals on a person's own file, and on a counsellor's work.

use domain::candidate::MERGE_LINKS_MAX;
use serde_json::json;

use super::Situation;
use crate::programme_in_memory::*;

pub(super) const PEOPLE: &[Situation] = &[
    ("CandidateNotRegistered", None, |p| {
        let available = json!({"available": true});
        p.refuse(&candidate(1), "ChangeAvailability", available)
    }),
    ("MobilityUnknown", Some("mobility_km"), |p| {
        let candidate = p.registered_candidate(1);
        p.refuse(&candidate, "ChangeMobility", json!({"mobility_km": 30}))
    }),
    ("PixLevelUnknown", Some("level"), |p| {
        let candidate = p.registered_candidate(1);
        let shared = json!({"level": 4, "shared_on": "2021-05-20"});
        p.refuse(&candidate, "SharePixResult", shared)
    }),
    ("FileIsMerged", None, |p| {
        let (repeats, goes_on) = (p.registered_candidate(1), p.registered_candidate(2));
        p.accept(&repeats, "MergeCandidate", json!({"into": goes_on}));
        p.refuse(&repeats, "ChangeMobility", json!({"mobility_km": 40}))
    }),
    ("FileIsMerged", None, |p| {
        let (repeats, goes_on) = (p.registered_candidate(1), p.registered_candidate(2));
        p.accept(&repeats, "MergeCandidate", json!({"into": goes_on}));
        p.refuse(&repeats, "MergeCandidate", json!({"into": goes_on}))
    }),
    ("HireStandsOnThisFile", None, |p| {
        let host = p.validated_host(1, 1);
        let (hired, goes_on) = (p.hired(1, &host), p.registered_candidate(2));
        p.refuse(&hired, "MergeCandidate", json!({"into": goes_on}))
    }),
    ("CandidateNotRegistered", None, |p| {
        let repeats = p.registered_candidate(1);
        p.refuse(&repeats, "MergeCandidate", json!({"into": candidate(9)}))
    }),
    ("WrongReferenceKind", Some("into"), |p| {
        let (repeats, host) = (p.registered_candidate(1), p.registered_host(1));
        p.refuse(&repeats, "MergeCandidate", json!({"into": host}))
    }),
    ("MergesMakeACircle", Some("into"), |p| {
        let repeats = p.registered_candidate(1);
        p.refuse(&repeats, "MergeCandidate", json!({"into": repeats}))
    }),
    ("MergesMakeACircle", Some("into"), |p| {
        for number in 1..=3 {
            p.registered_candidate(number);
        }
        for number in 1..=2 {
            let into = json!({"into": candidate(number + 1)});
            p.accept(&candidate(number), "MergeCandidate", into);
        }
        p.refuse(
            &candidate(3),
            "MergeCandidate",
            json!({"into": candidate(1)}),
        )
    }),
    ("TooManyMergeLinks", Some("into"), |p| {
        let last = u128::try_from(MERGE_LINKS_MAX).unwrap();
        for number in 0..=last + 1 {
            p.registered_candidate(number);
        }
        for number in 1..=last {
            let into = json!({"into": candidate(number + 1)});
            p.accept(&candidate(number), "MergeCandidate", into);
        }
        p.refuse(
            &candidate(0),
            "MergeCandidate",
            json!({"into": candidate(1)}),
        )
    }),
    ("NoActiveHire", None, |p| {
        let candidate = p.registered_candidate(1);
        p.refuse(&candidate, "TakeUpPost", json!({}))
    }),
    ("PostAlreadyTakenUp", None, |p| {
        let host = p.validated_host(1, 1);
        let candidate = p.hired(1, &host);
        p.accept(&candidate, "TakeUpPost", json!({}));
        p.refuse(&candidate, "TakeUpPost", json!({}))
    }),
    ("NoActiveHire", None, |p| {
        let candidate = p.registered_candidate(1);
        p.refuse(&candidate, "SendEquipment", json!({"items": ["laptop"]}))
    }),
    ("NothingSent", Some("items"), |p| {
        let host = p.validated_host(1, 1);
        let candidate = p.hired(1, &host);
        p.refuse(&candidate, "SendEquipment", json!({"items": []}))
    }),
    ("ItemNamedTwice", Some("items"), |p| {
        let host = p.validated_host(1, 1);
        let candidate = p.hired(1, &host);
        let twice = json!({"items": ["laptop", "clothing", "laptop"]});
        p.refuse(&candidate, "SendEquipment", twice)
    }),
    ("NotInPost", Some("on"), |p| {
        let candidate = p.registered_candidate(1);
        p.refuse(&candidate, "ReportActivity", activity("2021-10-05"))
    }),
    ("NotInPost", Some("on"), |p| {
        let host = p.validated_host(1, 1);
        let candidate = p.hired(1, &host);
        p.accept(&candidate, "EndContract", until("2022-06-30"));
        p.refuse(&candidate, "ReportActivity", activity("2022-07-01"))
    }),
    ("NotInPost", Some("on"), |p| {
        let host = p.validated_host(1, 1);
        let candidate = p.hired(1, &host);
        p.accept(&match_(1), "CancelHireDeclaration", reason());
        p.refuse(&candidate, "ReportActivity", activity("2021-10-05"))
    }),
    ("ActivityOnAnotherDay", Some("occurred_on"), |p| {
        let host = p.validated_host(1, 1);
        let candidate = p.hired(1, &host);
        let of_the_5th = activity("2021-10-05");
        p.refuse_on("2021-10-06", &candidate, "ReportActivity", of_the_5th)
    }),
    ("OccurredInTheFuture", Some("occurred_on"), |p| {
        let host = p.validated_host(1, 1);
        let candidate = p.hired(1, &host);
        p.refuse(&candidate, "ReportActivity", activity("2023-01-01"))
    }),
    ("ActivityLongerThanADay", Some("minutes"), |p| {
        let host = p.validated_host(1, 1);
        let candidate = p.hired(1, &host);
        let endless = with(activity("2021-10-05"), json!({"minutes": 1441}));
        p.refuse(&candidate, "ReportActivity", endless)
    }),
];
