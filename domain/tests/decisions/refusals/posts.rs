//! Refusals on requests for posts, on transfers, and on a convention in force.

use serde_json::{Value, json};

use super::Situation;
use crate::programme_in_memory::*;

fn change(posts_delta: i32, amount_delta_cents: i64) -> Value {
    json!({"posts_delta": posts_delta, "amount_delta_cents": amount_delta_cents})
}

fn instalment(number: u32, amount_cents: u64) -> Value {
    json!({"instalment": number, "amount_cents": amount_cents})
}

fn to(host: &str, posts: u32) -> Value {
    json!({"host": host, "posts": posts})
}

pub(super) const REQUESTS: &[Situation] = &[
    ("RequestAlreadyOpen", None, |p| {
        let host = p.validated_host(1, 1);
        p.accept(&host, "RequestPosts", requested(1, 1));
        p.refuse(&host, "RequestPosts", requested(2, 1))
    }),
    ("RequestNotOpen", Some("request"), |p| {
        let host = p.validated_host(1, 1);
        p.accept(&host, "RequestPosts", requested(1, 1));
        p.refuse(&host, "AddPosts", added(2, 1))
    }),
    ("RequestNotOpen", Some("request"), |p| {
        let host = p.validated_host(1, 1);
        p.accept(&host, "RequestPosts", requested(1, 1));
        p.accept(&host, "AddPosts", added(1, 1));
        p.refuse(&host, "AddPosts", added(1, 1))
    }),
    ("RequestNotOpen", Some("request"), |p| {
        let host = p.validated_host(1, 1);
        let refusal = with(reason(), json!({"request": requested(1, 1)["request"]}));
        p.accept(&host, "RequestPosts", requested(1, 1));
        p.accept(&host, "RefusePostsRequest", refusal.clone());
        p.refuse(&host, "RefusePostsRequest", refusal)
    }),
    ("RequestNotOpen", Some("request"), |p| {
        let host = p.validated_host(1, 1);
        let opinion = with(opinion(), added(1, 1));
        p.refuse(&host, "RecordPostsRequestOpinion", opinion)
    }),
    ("FileNotLive", None, |p| {
        let host = p.validated_host(1, 1);
        p.accept(&host, "WithdrawHost", reason());
        p.refuse(&host, "RequestPosts", requested(1, 1))
    }),
    ("FileNotLive", None, |p| {
        let host = p.validated_host(1, 1);
        p.accept(&host, "RequestPosts", requested(1, 1));
        p.accept(&host, "WithdrawHost", reason());
        p.refuse(&host, "AddPosts", added(1, 1))
    }),
    ("EnvelopeExceeded", Some("posts"), |p| {
        let host = p.validated_host(1, 9);
        p.accept(&host, "RequestPosts", requested(1, 2));
        p.refuse(&host, "AddPosts", added(1, 2))
    }),
    ("TransferToItself", Some("host"), |p| {
        let host = p.validated_host(1, 2);
        p.refuse(&host, "TransferPosts", to(&host, 1))
    }),
    ("ReceiverNotLive", Some("host"), |p| {
        let (giver, receiver) = (p.validated_host(1, 2), p.registered_host(2));
        p.accept(&receiver, "CancelApplication", reason());
        p.refuse(&giver, "TransferPosts", to(&receiver, 1))
    }),
    ("FileNotLive", None, |p| {
        let (giver, receiver) = (p.validated_host(1, 2), p.validated_host(2, 1));
        p.accept(&giver, "WithdrawHost", reason());
        p.refuse(&giver, "TransferPosts", to(&receiver, 1))
    }),
    ("PostsNotFree", Some("posts"), |p| {
        let (giver, receiver) = (p.validated_host(1, 2), p.validated_host(2, 1));
        p.hired(1, &giver);
        p.refuse(&giver, "TransferPosts", to(&receiver, 2))
    }),
    ("HostNotRegistered", None, |p| {
        let giver = p.validated_host(1, 2);
        p.refuse(&giver, "TransferPosts", to(&host(9), 1))
    }),
];

pub(super) const CONVENTION_IN_FORCE: &[Situation] = &[
    ("ConventionNotSigned", None, |p| {
        let host = p.host_with_accepted_file(1, 2);
        p.accept(&host, "SendConvention", terms(2));
        p.refuse(&host, "AmendConvention", change(-1, 0))
    }),
    ("ConventionIsTerminated", None, |p| {
        let host = p.host_under_convention(1, 2, 2);
        let end = json!({"by": "host", "reason": "x"});
        p.accept(&host, "TerminateConvention", end);
        p.refuse(&host, "PaySubsidy", instalment(1, 1))
    }),
    ("ConventionNotSigned", None, |p| {
        let host = p.validated_host(1, 2);
        p.refuse(&host, "PaySubsidy", instalment(1, 1))
    }),
    ("AmendedPostsOutOfRange", Some("posts_delta"), |p| {
        let host = p.host_under_convention(1, 2, 2);
        p.refuse(&host, "AmendConvention", change(-2, 0))
    }),
    ("AmendedAmountOutOfRange", Some("amount_delta_cents"), |p| {
        let host = p.host_under_convention(1, 2, 2);
        p.refuse(&host, "AmendConvention", change(0, -5_000_001))
    }),
    ("CoveredPostsAreFilled", Some("posts_delta"), |p| {
        let host = p.host_under_convention(1, 2, 2);
        p.hired(1, &host);
        p.hired(2, &host);
        p.refuse(&host, "AmendConvention", change(-1, 0))
    }),
    ("CoveredPostsAreFilled", Some("posts"), |p| {
        let host = p.host_with_accepted_file(1, 2);
        p.accept(&host, "SendConvention", terms(1));
        p.hired(1, &host);
        p.hired(2, &host);
        p.refuse(&host, "SignConvention", terms(1))
    }),
    ("AmendmentExceedsPosts", Some("posts_delta"), |p| {
        let host = p.host_under_convention(1, 2, 2);
        p.refuse(&host, "AmendConvention", change(1, 0))
    }),
    ("NoFreePostInConvention", None, |p| {
        let host = p.host_under_convention(1, 2, 2);
        p.accept(&host, "AmendConvention", change(-1, 0));
        p.hired(1, &host);
        let match_ = p.shortlisted(2, &host);
        p.refuse(&match_, "DeclareHire", one_year())
    }),
    ("InstalmentOutOfOrder", Some("instalment"), |p| {
        let host = p.host_under_convention(1, 2, 2);
        p.refuse(&host, "PaySubsidy", instalment(2, 1))
    }),
    ("InstalmentOutOfOrder", Some("instalment"), |p| {
        let host = p.host_under_convention(1, 2, 2);
        p.accept(&host, "PaySubsidy", instalment(1, 1));
        p.refuse(&host, "PaySubsidy", instalment(1, 1))
    }),
    ("SubsidyExceeded", Some("amount_cents"), |p| {
        let host = p.host_under_convention(1, 2, 2);
        p.accept(&host, "PaySubsidy", instalment(1, 3_000_000));
        p.refuse(&host, "PaySubsidy", instalment(2, 2_000_001))
    }),
    ("SubsidyExceeded", Some("amount_cents"), |p| {
        let host = p.host_under_convention(1, 2, 2);
        p.accept(&host, "AmendConvention", change(0, -1));
        p.refuse(&host, "PaySubsidy", instalment(1, 5_000_000))
    }),
];
