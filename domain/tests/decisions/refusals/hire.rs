//! Refusals on matches, hires and their ends.

use serde_json::json;

use super::Situation;
use crate::programme_in_memory::*;

pub(super) const HIRES: &[Situation] = &[
    ("MatchAlreadyProposed", None, |p| {
        let host = p.registered_host(1);
        p.shortlisted(1, &host);
        let proposal = json!({"host": host, "candidate": candidate(1), "origin": "manual"});
        p.refuse(&match_(1), "ProposeMatch", proposal)
    }),
    ("MatchNotProposed", None, |p| {
        p.refuse(&match_(1), "ShortlistMatch", json!({}))
    }),
    ("MatchStandsElsewhere", None, |p| {
        let (host, candidate) = (p.validated_host(1, 1), p.registered_candidate(1));
        let proposal = json!({"host": host, "candidate": candidate, "origin": "manual"});
        p.accept(&match_(1), "ProposeMatch", proposal);
        p.refuse(&match_(1), "DeclareHire", one_year())
    }),
    ("MatchStandsElsewhere", None, |p| {
        let host = p.validated_host(1, 1);
        let match_ = p.shortlisted(1, &host);
        p.refuse(&match_, "CancelHireDeclaration", reason())
    }),
    ("AlreadyHired", None, |p| {
        let host = p.validated_host(1, 2);
        let candidate = p.hired(1, &host);
        let match_ = p.shortlisted_again(2, &host, &candidate);
        p.refuse(&match_, "DeclareHire", one_year())
    }),
    ("StartsBeforeLastHireEnded", Some("starts_on"), |p| {
        let host = p.validated_host(1, 2);
        let candidate = p.hired(1, &host);
        p.accept(&candidate, "EndContract", json!({"ends_on": "2022-06-30"}));
        let match_ = p.shortlisted_again(2, &host, &candidate);
        let hire = json!({"starts_on": "2022-06-30", "contract": "cdi"});
        p.refuse(&match_, "DeclareHire", hire)
    }),
    // An end dated before an earlier one does not reopen the days worked until then.
    ("StartsBeforeLastHireEnded", Some("starts_on"), |p| {
        let host = p.validated_host(1, 1);
        let candidate = p.hired(1, &host);
        p.accept(&candidate, "EndContract", json!({"ends_on": "2022-06-30"}));
        let second = p.shortlisted_again(2, &host, &candidate);
        let hire = json!({"starts_on": "2022-07-01", "contract": "cdi"});
        p.accept(&second, "DeclareHire", hire.clone());
        let termination = json!({"on": "2022-01-31", "reason": "resignation"});
        p.accept(&candidate, "ValidateTermination", termination);
        let third = p.shortlisted_again(3, &host, &candidate);
        p.refuse(
            &third,
            "DeclareHire",
            with(hire, json!({"starts_on": "2022-06-30"})),
        )
    }),
    ("NoActiveHire", None, |p| {
        let candidate = p.registered_candidate(1);
        p.refuse(&candidate, "EnrolInTraining", place())
    }),
    ("NoActiveHire", None, |p| {
        let host = p.validated_host(1, 1);
        let candidate = p.hired(1, &host);
        p.accept(&candidate, "EndContract", json!({"ends_on": "2022-06-30"}));
        p.refuse(&candidate, "EndContract", json!({"ends_on": "2022-06-30"}))
    }),
    ("NoActiveHire", None, |p| {
        let candidate = p.registered_candidate(1);
        let notice = json!({"on": "2022-01-31", "reason": "dismissal"});
        p.refuse(&candidate, "NotifyTermination", notice)
    }),
    ("HireNotActive", None, |p| {
        let host = p.validated_host(1, 1);
        let candidate = p.hired(1, &host);
        p.accept(&candidate, "EndContract", json!({"ends_on": "2022-06-30"}));
        p.refuse(&match_(1), "CancelHireDeclaration", reason())
    }),
    ("OccurredTooEarly", Some("occurred_on"), |p| {
        let host = p.validated_host(1, 1);
        p.hired(1, &host);
        p.refuse_on("2021-05-31", &match_(1), "CancelHireDeclaration", reason())
    }),
    ("CdiHasNoEnd", Some("ends_on"), |p| {
        let host = p.validated_host(1, 1);
        let match_ = p.shortlisted(1, &host);
        p.refuse(
            &match_,
            "DeclareHire",
            with(one_year(), json!({"contract": "cdi"})),
        )
    }),
    ("CdiHasNoEnd", Some("ends_on"), |p| {
        let host = p.validated_host(1, 1);
        let match_ = p.shortlisted(1, &host);
        let hire = json!({"starts_on": "2021-07-01", "contract": "cdi"});
        p.accept(&match_, "DeclareHire", hire);
        p.refuse(
            &candidate(1),
            "EndContract",
            json!({"ends_on": "2022-06-30"}),
        )
    }),
    ("ContractEndMissing", Some("ends_on"), |p| {
        let host = p.validated_host(1, 1);
        let match_ = p.shortlisted(1, &host);
        let hire = json!({"starts_on": "2021-07-01", "contract": "public_project"});
        p.refuse(&match_, "DeclareHire", hire)
    }),
    ("ContractEndsBeforeStart", Some("ends_on"), |p| {
        let host = p.validated_host(1, 1);
        let match_ = p.shortlisted(1, &host);
        p.refuse(
            &match_,
            "DeclareHire",
            with(one_year(), json!({"ends_on": "2021-06-30"})),
        )
    }),
    ("ContractEndsBeforeStart", Some("ends_on"), |p| {
        let host = p.validated_host(1, 1);
        let candidate = p.hired(1, &host);
        p.refuse(&candidate, "EndContract", json!({"ends_on": "2021-06-30"}))
    }),
    ("ContractEndsBeforeStart", Some("on"), |p| {
        let host = p.validated_host(1, 1);
        let candidate = p.hired(1, &host);
        let termination = json!({"on": "2021-06-30", "reason": "resignation"});
        p.refuse(&candidate, "ValidateTermination", termination)
    }),
    ("MatchStandsElsewhere", None, |p| {
        let host = p.validated_host(1, 1);
        let match_ = p.shortlisted(1, &host);
        p.accept(&match_, "DeclineMatch", json!({}));
        p.refuse(&match_, "DeclareHire", one_year())
    }),
    ("MatchStandsElsewhere", None, |p| {
        let host = p.validated_host(1, 1);
        let match_ = p.shortlisted(1, &host);
        p.accept(&match_, "WithdrawShortlist", json!({}));
        p.refuse(&match_, "WithdrawShortlist", json!({}))
    }),
    ("MatchStandsElsewhere", None, |p| {
        let host = p.validated_host(1, 1);
        let match_ = p.shortlisted(1, &host);
        p.refuse(&match_, "WithdrawDecline", json!({}))
    }),
    ("MatchStandsElsewhere", None, |p| {
        let host = p.validated_host(1, 1);
        let match_ = p.shortlisted(1, &host);
        p.accept(&match_, "CloseMatch", json!({"because": "host_left"}));
        p.refuse(&match_, "DeclineMatch", json!({}))
    }),
    ("MatchStandsElsewhere", None, |p| {
        let host = p.validated_host(1, 1);
        p.hired(1, &host);
        p.refuse(&match_(1), "CloseMatch", json!({"because": "host_left"}))
    }),
    ("FileIsMerged", None, |p| {
        let host = p.validated_host(1, 1);
        let (match_, goes_on) = (p.shortlisted(1, &host), p.registered_candidate(2));
        p.accept(&candidate(1), "MergeCandidate", json!({"into": goes_on}));
        p.refuse(&match_, "DeclareHire", one_year())
    }),
    ("NoActiveHire", None, |p| {
        let candidate = p.registered_candidate(1);
        p.refuse(&candidate, "ConfirmHire", one_year())
    }),
    ("NoActiveHire", None, |p| {
        let host = p.validated_host(1, 1);
        let candidate = p.hired(1, &host);
        p.accept(&match_(1), "CancelHireDeclaration", reason());
        p.refuse(&candidate, "ExtendContract", until("2023-06-30"))
    }),
    ("HireAlreadyConfirmed", None, |p| {
        let host = p.validated_host(1, 1);
        let candidate = p.hired(1, &host);
        p.accept(&candidate, "ConfirmHire", one_year());
        p.refuse(&candidate, "ConfirmHire", one_year())
    }),
    ("ContractEndMissing", Some("ends_on"), |p| {
        let host = p.validated_host(1, 1);
        let candidate = p.hired(1, &host);
        let confirmed = json!({"starts_on": "2021-07-01", "contract": "pec"});
        p.refuse(&candidate, "ConfirmHire", confirmed)
    }),
    ("ContractEndsBeforeStart", Some("ends_on"), |p| {
        let host = p.validated_host(1, 1);
        let candidate = p.hired(1, &host);
        let backwards = with(one_year(), json!({"starts_on": "2022-07-01"}));
        p.refuse(&candidate, "ConfirmHire", backwards)
    }),
    // Rule 3 holds for the first day that the confirmation gives, too.
    ("StartsBeforeLastHireEnded", Some("starts_on"), |p| {
        let host = p.validated_host(1, 1);
        let candidate = p.hired(1, &host);
        p.accept(&candidate, "EndContract", until("2022-06-30"));
        let match_ = p.shortlisted_again(2, &host, &candidate);
        let hire = json!({"starts_on": "2022-09-01", "contract": "cdi"});
        p.accept(&match_, "DeclareHire", hire.clone());
        let sooner = with(hire, json!({"starts_on": "2022-06-30"}));
        p.refuse(&candidate, "ConfirmHire", sooner)
    }),
    ("EndsNoLater", Some("ends_on"), |p| {
        let host = p.validated_host(1, 1);
        let candidate = p.hired(1, &host);
        p.refuse(&candidate, "ExtendContract", until("2022-06-30"))
    }),
    ("EndsNoLater", Some("ends_on"), |p| {
        let host = p.validated_host(1, 1);
        let candidate = p.hired(1, &host);
        p.accept(&candidate, "ExtendContract", until("2023-06-30"));
        p.refuse(&candidate, "RenewContract", until("2023-06-30"))
    }),
    // The end that was confirmed counts, not the one that was declared.
    ("EndsNoLater", Some("ends_on"), |p| {
        let host = p.validated_host(1, 1);
        let candidate = p.hired(1, &host);
        let longer = with(one_year(), json!({"ends_on": "2023-06-30"}));
        p.accept(&candidate, "ConfirmHire", longer);
        p.refuse(&candidate, "RenewContract", until("2023-01-31"))
    }),
    ("CdiHasNoEnd", Some("ends_on"), |p| {
        let host = p.validated_host(1, 1);
        let candidate = p.hired(1, &host);
        let for_good = json!({"starts_on": "2021-07-01", "contract": "cdi"});
        p.accept(&candidate, "ConfirmHire", for_good);
        p.refuse(&candidate, "ExtendContract", until("2023-06-30"))
    }),
    ("NoOpenNotice", None, |p| {
        let host = p.validated_host(1, 1);
        let candidate = p.hired(1, &host);
        p.refuse(&candidate, "CancelTerminationNotice", resignation())
    }),
    ("NoOpenNotice", None, |p| {
        let host = p.validated_host(1, 1);
        let candidate = p.hired(1, &host);
        p.accept(&candidate, "NotifyTermination", resignation());
        p.accept(&candidate, "CancelTerminationNotice", resignation());
        p.refuse(&candidate, "CancelTerminationNotice", resignation())
    }),
];
