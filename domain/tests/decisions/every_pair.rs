//! Every state with every command: an arrow that the tables list, or a refusal with a stable code.

use std::collections::{BTreeMap, BTreeSet};

use domain::engine::{Refusal as _, StreamName};
use domain::workflow::{MachineShown, machines};
use domain::{Command, Refusal};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::every_event::{event, samples};
use crate::laws::{any_decision, busy_programme, stream_of_kind, to_correct};
use crate::programme_in_memory::*;
use serde_json::json;

/// Random lives from which one programme is kept for each state that a file reached.
const LIVES: usize = 40;
const DECISIONS: usize = 80;
/// How often each pair is asked, with other data each time.
const DRAWS: usize = 12;

/// A programme in which a file of some kind stands in some state.
type Standing = BTreeMap<(String, String), (Programme, StreamName)>;

#[test]
fn every_state_with_every_command_is_a_listed_arrow_or_a_refusal_with_a_code() {
    let runner = &mut TestRunner::deterministic();
    let standing = lives(runner);
    let machines: Vec<_> = machines()
        .into_iter()
        .filter(|machine| machine.kind != "convention_file")
        .collect();
    let reached: BTreeSet<_> = standing.keys().cloned().collect();
    let all: BTreeSet<_> = machines.iter().flat_map(states).collect();
    assert_eq!(reached, all, "every state is reached by some life");
    let decisions = decisions(runner);
    for machine in &machines {
        for state in &machine.states {
            let key = (machine.kind.to_owned(), state.clone());
            let (programme, file) = &standing[&key];
            for command in decisions.iter().filter(|it| fits(it, machine.kind)) {
                ask(&mut programme.clone(), file, command, machine, state);
            }
        }
    }
}

fn states(machine: &MachineShown) -> Vec<(String, String)> {
    let of_kind = |state: &String| (machine.kind.to_owned(), state.clone());
    machine.states.iter().map(of_kind).collect()
}

fn fits(command: &Command, kind: &str) -> bool {
    command.kind().is_none_or(|only| only == kind)
}

/// Every command as its event's sample gives it, and several times with other data.
fn decisions(runner: &mut TestRunner) -> Vec<Command> {
    let told = samples().into_iter();
    let mut decisions: Vec<_> = told
        .filter_map(|(name, data)| Command::from_event(&event(name, &data)).ok())
        .collect();
    for _ in 0..DRAWS * decisions.len() {
        let drawn = any_decision().new_tree(runner).unwrap().current();
        decisions.extend(Command::from_event(&drawn));
    }
    let asked: BTreeSet<_> = decisions.iter().map(Command::type_name).collect();
    let all: BTreeSet<_> = Command::TYPES.iter().map(|(name, _)| *name).collect();
    assert_eq!(asked, all, "every command is asked");
    decisions
}

/// Lives of which random ones take long to come by.
fn told_lives() -> Vec<Programme> {
    let mut lives = Vec::new();
    let mut tell = |life: fn(&mut Programme)| {
        let mut programme = Programme::opened();
        life(&mut programme);
        lives.push(programme);
    };
    tell(|p| {
        let host = p.registered_host(1);
        p.accept(&host, "RecordPrefectOpinion", opinion());
    });
    tell(|p| {
        let host = p.registered_host(1);
        p.accept(&host, "RecordCoselecVote", unfavourable("12"));
    });
    tell(|p| {
        let host = p.validated_host(1, 2);
        p.accept(&host, "SendActivationMail", json!({}));
        p.accept(&host, "ActivateHostAccount", json!({}));
    });
    tell(|p| {
        let host = p.host_with_accepted_file(1, 2);
        p.accept(&host, "SendConvention", terms(2));
    });
    tell(|p| {
        let person = p.enrolled(1);
        p.accept_on("2021-07-05", &person, "StartTraining", json!({}));
    });
    tell(|p| {
        p.trained(1);
    });
    tell(|p| {
        let person = p.trained(1);
        let exam = json!({"exam": "ccp1", "passed": true});
        p.accept(&person, "RecordExam", exam);
        let certificate = json!({"certificate": "ccp1"});
        p.accept(&person, "AwardCertification", certificate);
    });
    lives
}

/// Told lives, and random decisions on a busy programme: the first file seen in each state.
fn lives(runner: &mut TestRunner) -> Standing {
    let mut standing = Standing::new();
    for programme in told_lives() {
        note(&mut standing, &programme);
    }
    for _ in 0..LIVES {
        let programme = &mut busy_programme();
        for number in 0..DECISIONS {
            let decision = any_decision().new_tree(runner).unwrap().current();
            let Ok(command) = Command::from_event(&decision) else {
                continue;
            };
            let number = 1 + (number % 3) as u128;
            let file = stream_of_kind(command.kind().unwrap_or("host"), number);
            let corrects = to_correct(programme, &file, &command);
            let _ = programme.ask_correcting(&file, &command, None, corrects);
            note(&mut standing, programme);
        }
    }
    standing
}

fn note(standing: &mut Standing, programme: &Programme) {
    for (file, state) in &programme.states {
        let Some(stage) = state.stage() else { continue };
        let key = (file.kind().to_owned(), stage.to_owned());
        standing
            .entry(key)
            .or_insert_with(|| (programme.clone(), file.clone()));
    }
}

#[track_caller]
fn ask(
    programme: &mut Programme,
    file: &StreamName,
    command: &Command,
    machine: &MachineShown,
    state: &str,
) {
    let corrects = to_correct(programme, file, command);
    let name = command.type_name();
    match programme.ask_correcting(file, command, None, corrects) {
        Ok(_) if command.kind().is_none() => {}
        Ok(_) => {
            let mut arrows = machine.arrows.iter();
            let is_it = arrows.any(|arrow| {
                arrow.from.as_deref() == Some(state) && arrow.commands.contains(&name)
            });
            assert!(
                is_it,
                "{name} was accepted from {state}, which no arrow lists"
            );
        }
        Err(refusal) => assert!(
            Refusal::codes().any(|code| code == refusal.code()),
            "{refusal} has no code of its own"
        ),
    }
}
