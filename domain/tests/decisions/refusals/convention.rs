//! Refusals on a host's convention, its posts and its duplicates.

use domain::host::DUPLICATE_LINKS_MAX;
use serde_json::json;

use super::Situation;
use crate::programme_in_memory::*;

pub(super) const CONVENTIONS: &[Situation] = &[
    ("ConventionFileAlreadyOpen", None, |p| {
        let host = p.host_with_accepted_file(1, 1);
        let file = json!({"dossier_number": 2, "procedure": "public"});
        p.refuse(&host, "OpenConventionFile", file)
    }),
    ("NoConventionFile", None, |p| {
        let host = p.validated_host(1, 1);
        p.refuse(
            &host,
            "MoveConventionFile",
            json!({"to": "under_construction"}),
        )
    }),
    ("NoConventionFile", None, |p| {
        let host = p.validated_host(1, 1);
        p.refuse(
            &host,
            "FindConventionFileNonCompliant",
            json!({"defects": ["RIB"]}),
        )
    }),
    ("NoConventionFile", None, |p| {
        let host = p.validated_host(1, 1);
        p.refuse(&host, "SendConvention", terms(1))
    }),
    ("ConventionFileStandsElsewhere", Some("from"), |p| {
        let host = p.host_with_accepted_file(1, 1);
        let back = json!({"from": "under_instruction", "to": "under_construction"});
        p.refuse(&host, "MoveConventionFile", back)
    }),
    ("NoSuchMove", Some("to"), |p| {
        let host = p.host_with_accepted_file(1, 1);
        p.refuse(&host, "MoveConventionFile", json!({"to": "dropped"}))
    }),
    ("FileNotNonCompliant", None, |p| {
        let host = p.host_with_accepted_file(1, 1);
        p.refuse(&host, "CorrectConventionFile", json!({}))
    }),
    ("FileNotNonCompliant", None, |p| {
        let host = p.host_with_accepted_file(1, 1);
        let defects = json!({"defects": ["RIB"]});
        p.accept(&host, "FindConventionFileNonCompliant", defects);
        p.accept(&host, "CorrectConventionFile", json!({}));
        p.refuse(&host, "CorrectConventionFile", json!({}))
    }),
    ("ConventionFileNotAccepted", None, |p| {
        let host = p.validated_host(1, 1);
        let file = json!({"dossier_number": 2, "procedure": "public"});
        p.accept(&host, "OpenConventionFile", file);
        p.refuse(&host, "SendConvention", terms(1))
    }),
    ("ConventionMonthsUnknown", Some("months"), |p| {
        let host = p.host_with_accepted_file(1, 1);
        p.refuse(
            &host,
            "SendConvention",
            with(terms(1), json!({"months": 12})),
        )
    }),
    ("ConventionExceedsPosts", Some("posts"), |p| {
        let host = p.host_with_accepted_file(1, 2);
        p.refuse(&host, "SendConvention", terms(3))
    }),
    ("ConventionNotSent", None, |p| {
        let host = p.host_with_accepted_file(1, 1);
        p.refuse(&host, "SignConvention", terms(1))
    }),
    ("TermsDiffer", Some("posts"), |p| {
        let host = p.host_with_accepted_file(1, 2);
        p.accept(&host, "SendConvention", terms(2));
        p.refuse(&host, "SignConvention", terms(1))
    }),
    ("ConventionAlreadySigned", None, |p| {
        let host = p.host_under_convention(1, 2, 2);
        p.refuse(&host, "SignConvention", terms(2))
    }),
    ("ConventionAlreadySigned", None, |p| {
        let host = p.host_under_convention(1, 2, 2);
        p.refuse(&host, "SendConvention", terms(2))
    }),
    ("ConventionNotSigned", None, |p| {
        let host = p.host_with_accepted_file(1, 1);
        let end = json!({"by": "host", "reason": "x"});
        p.refuse(&host, "TerminateConvention", end)
    }),
    ("ConventionIsTerminated", None, |p| {
        let host = p.host_under_convention(1, 2, 2);
        let match_ = p.shortlisted(1, &host);
        p.accept(
            &host,
            "TerminateConvention",
            json!({"by": "host", "reason": "x"}),
        );
        p.refuse(&match_, "DeclareHire", one_year())
    }),
];

pub(super) const POSTS: &[Situation] = &[
    ("PostsNotFree", Some("posts"), |p| {
        let host = p.validated_host(1, 2);
        p.hired(1, &host);
        p.refuse(&host, "ReturnPosts", returned(2))
    }),
    ("NoFreePost", None, |p| {
        let host = p.validated_host(1, 1);
        p.hired(1, &host);
        let match_ = p.shortlisted(2, &host);
        p.refuse(&match_, "DeclareHire", one_year())
    }),
    ("NoFreePost", None, |p| {
        let host = p.validated_host(1, 2);
        p.hired(1, &host);
        p.accept(&host, "ReturnPosts", returned(1));
        let match_ = p.shortlisted(2, &host);
        p.refuse(&match_, "DeclareHire", one_year())
    }),
    ("NoFreePostInConvention", None, |p| {
        let host = p.host_under_convention(1, 2, 1);
        p.hired(1, &host);
        let match_ = p.shortlisted(2, &host);
        p.refuse(&match_, "DeclareHire", one_year())
    }),
    ("DuplicatesMakeACircle", Some("of"), |p| {
        let host = p.registered_host(1);
        p.refuse(&host, "MarkDuplicate", json!({"of": host}))
    }),
    ("DuplicatesMakeACircle", Some("of"), |p| {
        let hosts = [1, 2, 3].map(|number| p.registered_host(number));
        p.accept(&hosts[1], "MarkDuplicate", json!({"of": hosts[0]}));
        p.accept(&hosts[2], "MarkDuplicate", json!({"of": hosts[1]}));
        p.refuse(&hosts[0], "MarkDuplicate", json!({"of": hosts[2]}))
    }),
    ("TooManyDuplicateLinks", Some("of"), |p| {
        let last = u128::try_from(DUPLICATE_LINKS_MAX).unwrap();
        let file = p.registered_host(1000);
        p.registered_host(0);
        for number in 1..=last {
            let repeats = p.registered_host(number);
            p.accept(&repeats, "MarkDuplicate", json!({"of": host(number - 1)}));
        }
        p.refuse(&file, "MarkDuplicate", json!({"of": host(last)}))
    }),
];
