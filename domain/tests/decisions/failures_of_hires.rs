//! What went wrong with hires in the real applications, each failure by its name.

use domain::Command;
use domain::engine::{Refusal as _, StoredEvent};
use serde_json::json;

use crate::programme_in_memory::*;

/// The types of what happened in a stream.
fn history(p: &Programme, name: &str) -> Vec<&'static str> {
    let own = p.history.iter().filter(|it| it.stream == stream(name));
    own.map(|draft| draft.event.type_name()).collect()
}

#[test]
fn hires_un_made_by_deleting_rows() {
    let p = &mut Programme::opened();
    let (first, second) = (p.validated_host(1, 1), p.validated_host(2, 1));
    let candidate = p.hired(1, &first);
    p.accept(&match_(1), "CancelHireDeclaration", reason());
    let hired_again = p.shortlisted_again(2, &second, &candidate);
    p.accept(&hired_again, "DeclareHire", one_year());
    assert_eq!(
        history(p, &candidate),
        [
            "CandidateRegistered",
            "CandidateHired",
            "HireCancelled",
            "CandidateHired",
        ],
        "what was declared stays, and so does that it was void"
    );
    assert!(history(p, &first).ends_with(&["PostFilled", "PostVacated"]));
}

#[test]
fn hires_above_the_quota() {
    let p = &mut Programme::opened();
    let host = p.validated_host(1, 2);
    p.hired(1, &host);
    p.hired(2, &host);
    let third = p.shortlisted(3, &host);
    let refusal = p.refuse(&third, "DeclareHire", one_year());
    assert_eq!(refusal.code(), "NoFreePost");
    p.accept(&host, "RecordPrefectOpinion", opinion());
    p.accept(&match_(1), "CancelHireDeclaration", reason());
    p.accept(&third, "DeclareHire", one_year());
}

#[test]
fn hires_above_the_quota_of_the_convention() {
    let p = &mut Programme::opened();
    let host = p.host_under_convention(1, 3, 1);
    p.hired(1, &host);
    let second = p.shortlisted(2, &host);
    let refusal = p.refuse(&second, "DeclareHire", one_year());
    assert_eq!(refusal.code(), "NoFreePostInConvention");
}

/// Posts move while they are free, so a filled one stays with its host: nobody's contract is ended
/// on paper and begun again elsewhere, and no counsellor counts twice.
#[test]
fn transfers_faked_as_a_termination_plus_a_hire() {
    let p = &mut Programme::opened();
    let (giving, taking) = (p.validated_host(1, 2), p.validated_host(2, 1));
    let candidate = p.hired(1, &giving);
    let transfer = |posts: u32| json!({"posts": posts, "host": taking});
    // Where the command is not known, there is no way to transfer a post at all.
    if Command::from_json("TransferPosts", &transfer(1)).is_ok() {
        p.refuse(&giving, "TransferPosts", transfer(2));
        p.accept(&giving, "TransferPosts", transfer(1));
    }
    assert_eq!(
        history(p, &candidate),
        ["CandidateRegistered", "CandidateHired"]
    );
    let hire = p.person(&candidate).hire.as_ref().unwrap();
    assert_eq!(hire.host, stream(&giving));
    assert_eq!(p.stage(&candidate), Some("hired"));
    assert!(!history(p, &giving).contains(&"PostVacated"));
    // Without the end of that contract the other host cannot take the person.
    let poached = p.shortlisted_again(2, &taking, &candidate);
    let refusal = p.refuse(&poached, "DeclareHire", one_year());
    assert_eq!(refusal.code(), "AlreadyHired");
}
