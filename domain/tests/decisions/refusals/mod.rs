//! Every refusal is reached by the situation that it names.

use std::collections::BTreeSet;

use crate::programme_in_memory::*;
use domain::Refusal;
use domain::engine::Refusal as _;

mod anyone;
mod convention;
mod corrections;
mod hire;
mod host_file;
mod person;
mod posts;
mod programme;
mod training;

/// The refusal's code, the field that it names, and what leads to it in an opened programme.
type Situation = (
    &'static str,
    Option<&'static str>,
    fn(&mut Programme) -> Refusal,
);

/// What only a decider at fault would lead to: the guards' own tests reach it.
const GUARDS: [&str; 1] = ["NoSuchArrow"];

#[test]
fn every_refusal_is_reached_and_names_its_field() {
    let situations = [
        anyone::ACTORS,
        anyone::MAILS,
        programme::PROGRAMME,
        programme::SESSIONS,
        host_file::FILES,
        corrections::CORRECTIONS,
        corrections::AMENDMENTS,
        convention::CONVENTIONS,
        convention::POSTS,
        posts::REQUESTS,
        posts::CONVENTION_IN_FORCE,
        hire::HIRES,
        person::PEOPLE,
        training::TRAINING,
    ]
    .concat();
    for (code, field, lead_to) in &situations {
        let programme = &mut Programme::opened();
        let refusal = lead_to(programme);
        assert_eq!(refusal.code(), *code, "{refusal}");
        assert_eq!(refusal.field(), *field, "{refusal}");
    }
    let reached = situations.iter().map(|(code, ..)| *code);
    let reached: BTreeSet<_> = reached.chain(GUARDS).collect();
    let all: BTreeSet<_> = Refusal::codes().collect();
    assert_eq!(reached, all);
}

#[test]
fn a_refusal_says_the_rule_and_its_numbers() {
    let p = &mut Programme::opened();
    p.validated_host(1, 8);
    let host = p.registered_host(2);
    let refusal = p.refuse(&host, "RecordCoselecVote", favourable("12", 3));
    assert_eq!(
        refusal.to_string(),
        "`posts_granted`: 3 more than the 8 posts open would exceed the envelope of 10 (rule 1)"
    );
}
