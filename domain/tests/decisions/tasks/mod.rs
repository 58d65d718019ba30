//! What waits for whom: each task opens and closes as its line of the table says.

mod hosts;
mod laws;
mod others;

use domain::Event;
use domain::task::{OpenTask, RULES, TaskKind, TaskStep, Waiting};
use serde_json::{Value, json};
use strum::VariantArray;
use uuid::Uuid;

use crate::every_event::event;
use crate::programme_in_memory::*;

/// An event with the fields that it must have, some of them given.
fn sample(name: &str, given: Value) -> Event {
    event(name, &with(required(name), given))
}

fn required(name: &str) -> Value {
    let stream = host(9);
    match name {
        "SessionConvened" => json!({"label": "12", "ordinal": 12, "phase": 1}),
        "MinutesSealed" => json!({"votes": 1, "favourable": 1, "posts": 1, "digest": ""}),
        "HostRegistered" => host_in("59", "32"),
        "PrefectOpinionGiven" => opinion(),
        "CoselecVoteRecorded" => {
            json!({"session": "session:12", "priority": false, "without_opinion": false})
        }
        "CoselecVoteCorrected" => with(reason(), json!({"session": "session:12"})),
        "ConventionFileOpened" => json!({"dossier_number": 1, "procedure": "public"}),
        "ConventionFileFoundNonCompliant" => json!({"defects": ["rib"]}),
        "ConventionSent" | "ConventionSigned" => terms(2),
        "ConventionTerminated" => with(reason(), json!({"by": "host"})),
        "PostFilled" => json!({"match": match_(9), "candidate": candidate(9)}),
        "PostVacated" => with(reason(), json!({"match": match_(9)})),
        "PostsReturned"
        | "ApplicationCancelled"
        | "HostWithdrawn"
        | "ApplicationReopened"
        | "HireCancelled"
        | "TrainingDropped" => reason(),
        "PostsTransferredIn" | "PostsTransferredOut" => json!({"host": stream}),
        "PostsRequested" => json!({"request": Uuid::nil(), "posts": 1, "motive": "Motif d'essai"}),
        "PostsRequestOpined" => {
            json!({"request": Uuid::nil(), "posts": 1, "opinion": "favourable"})
        }
        "PostsRequestRefused" => with(reason(), json!({"request": Uuid::nil(), "posts": 1})),
        "PostsAdded" => json!({"request": Uuid::nil(), "posts": 1}),
        "ApplicationMarkedDuplicate" => json!({"of": stream}),
        "CandidateHired" => json!({"match": match_(9), "host": stream}),
        "HireConfirmed" => json!({"contract": "cdi"}),
        "ContractEnded" => json!({"ends_on": "2021-06-03"}),
        "TerminationNotified" | "TerminationValidated" | "TerminationNoticeCancelled" => {
            json!({"on": "2021-06-03", "reason": "resignation"})
        }
        "TrainingWaived" => json!({"basis": "holds_title"}),
        "CandidateMerged" => json!({"into": candidate(8)}),
        "MatchProposed" => {
            json!({"host": stream, "candidate": candidate(9), "origin": "automatic"})
        }
        "HireDeclared" => starts("2021-07-01"),
        "MatchClosed" => json!({"because": "host_left"}),
        "MailRequested" => json!({"template": "activation"}),
        "DeliveryReported" => json!({"mail": Uuid::nil(), "outcome": "delivered"}),
        _ => json!({}),
    }
}

/// `TaskKind since`, and where its deadline counts from or what its last day is.
fn line(open: OpenTask) -> String {
    let (task, since) = (open.task, open.since);
    match (open.counts_from, open.due_fixed) {
        (Some(from), None) if from == since => format!("{task} {since}"),
        (Some(from), None) => format!("{task} {since} from {from}"),
        (None, Some(due)) => format!("{task} {since} until {due}"),
        (None, None) => format!("{task} {since} undated"),
        (Some(_), Some(_)) => panic!("{task} has two deadlines"),
    }
}

/// Folds one event after the other, and holds the open tasks against what is expected after it.
#[track_caller]
fn walk(path: &[(&str, &str, Value, &[&str])]) {
    let mut waiting = Waiting::default();
    for (day, name, changes, expected) in path {
        let step = TaskStep::of(&sample(name, changes.clone()));
        waiting.apply(step.unwrap(), date(day));
        let open: Vec<_> = waiting.open().map(line).collect();
        assert_eq!(&open, expected, "after {name} on {day}");
    }
}

fn starts(on: &str) -> Value {
    json!({"starts_on": on})
}

#[test]
fn the_table_has_one_line_for_each_task_and_names_events_of_the_catalogue() {
    let tasks: Vec<_> = RULES.iter().map(|rule| rule.task).collect();
    assert_eq!(tasks, TaskKind::VARIANTS);
    assert!(
        TaskKind::VARIANTS
            .iter()
            .all(|task| task.rule().task == *task)
    );
    for name in RULES
        .iter()
        .flat_map(|rule| rule.opens.iter().chain(rule.closes))
    {
        let known = Event::catalogue().any(|(_, known, _)| known == *name);
        assert!(known, "{name} is no event");
    }
}
