//! The tables of arrows, against the catalogue and the commands, and as they are shown.

use std::collections::BTreeSet;
use std::path::Path;

use domain::workflow::{ArrowShown, MachineShown, diagrams_markdown, machines, workflow_markdown};
use domain::{Command, Event};
use serde_json::json;

fn arrows(machine: &MachineShown) -> impl Iterator<Item = (&'static str, &ArrowShown)> {
    machine.arrows.iter().map(|arrow| (machine.kind, arrow))
}

/// The kind of stream: a convention's file stands within its host's.
fn kind_of(machine: &'static str) -> &'static str {
    match machine {
        "convention_file" => "host",
        kind => kind,
    }
}

#[test]
fn every_event_of_the_catalogue_stands_in_the_table_of_its_kind() {
    let machines = machines();
    let drawn = machines.iter().flat_map(arrows);
    let drawn: BTreeSet<_> = drawn
        .map(|(kind, arrow)| (kind_of(kind), arrow.event))
        .collect();
    let catalogue = Event::catalogue().filter_map(|(kind, name, _)| Some((kind?, name)));
    assert_eq!(drawn, catalogue.collect());
}

#[test]
fn every_command_decides_an_arrow_of_its_kind_and_every_arrow_is_decided() {
    let machines = machines();
    let named = machines.iter().flat_map(arrows);
    let named: BTreeSet<_> = named
        .flat_map(|(_, arrow)| arrow.commands)
        .copied()
        .collect();
    let of_a_kind = Command::TYPES.iter().filter(|(_, kind)| kind.is_some());
    assert_eq!(named, of_a_kind.map(|&(name, _)| name).collect());
    for (kind, arrow) in machines.iter().flat_map(arrows) {
        assert!(!arrow.commands.is_empty(), "{kind}: {}", arrow.event);
    }
}

#[test]
fn the_machines_are_those_of_the_five_kinds_and_the_conventions_file() {
    let kinds: Vec<_> = machines().iter().map(|machine| machine.kind).collect();
    let expected = [
        "programme",
        "session",
        "host",
        "convention_file",
        "candidate",
        "match",
    ];
    assert_eq!(kinds, expected);
}

#[test]
fn every_state_is_reached_from_the_beginning() {
    for machine in machines() {
        let mut reached = BTreeSet::new();
        for _ in 0..=machine.states.len() {
            let open = machine.arrows.iter().filter(|arrow| {
                let from = arrow.from.as_ref();
                from.is_none_or(|from| reached.contains(from))
            });
            let next: Vec<_> = open.map(|arrow| arrow.to.clone()).collect();
            reached.extend(next);
        }
        let all: BTreeSet<_> = machine.states.iter().cloned().collect();
        assert_eq!(reached, all, "{}", machine.kind);
    }
}

#[test]
fn of_one_step_from_one_state_there_is_at_most_one_arrow() {
    for machine in machines() {
        let mut seen = BTreeSet::new();
        for arrow in &machine.arrows {
            // A dossier's step is the move itself. A file that is reopened, or whose vote is corrected,
            // goes back to where it was, also by the next favourable vote: these may lead to several.
            let (kind, step) = (machine.kind, arrow.step);
            let goes_back =
                matches!(step, "reopened" | "validated") || step.starts_with("corrected_to");
            let to = (goes_back || kind == "convention_file").then_some(&arrow.to);
            assert!(seen.insert((step, &arrow.from, to)), "{kind}: {step}");
        }
    }
}

#[test]
fn a_machine_is_shown_with_its_diagram() {
    let machines = machines();
    let shown = json!(machines.iter().find(|machine| machine.kind == "match"));
    assert_eq!(shown["states"][0], "proposed");
    let begins = json!({
        "from": null, "to": "proposed", "step": "proposed", "event": "MatchProposed",
        "commands": ["ProposeMatch"],
    });
    assert!(shown["arrows"].as_array().unwrap().contains(&begins));
    let mermaid = shown["mermaid"].as_str().unwrap();
    assert!(mermaid.starts_with("stateDiagram-v2\n"), "{mermaid}");
    for line in [
        "[*] --> proposed: MatchProposed",
        "shortlisted --> hired: HireDeclared",
    ] {
        assert!(mermaid.contains(line), "{mermaid}");
    }
}

#[test]
fn every_arrow_that_moves_is_drawn_or_noted() {
    for machine in machines() {
        for arrow in &machine.arrows {
            let from = arrow.from.as_deref().unwrap_or("[*]");
            let (to, event) = (&arrow.to, arrow.event);
            if from != to {
                let mut lines = machine.mermaid.lines().map(str::trim);
                let prefix = format!("{from} --> {to}: ");
                let drawn = lines.any(|line| {
                    let events = line.strip_prefix(&prefix);
                    events.is_some_and(|events| events.split(", ").any(|it| it == event))
                });
                let noted = machine.mermaid.contains(&format!("{event} from "));
                assert!(drawn || noted, "{}: {from} {event} {to}", machine.kind);
            }
        }
    }
}

#[test]
fn the_page_of_the_workflow_is_not_stale() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/workflow.md");
    crate::docs::assert_generated(&file, &workflow_markdown());
}

#[test]
fn the_diagrams_of_the_readme_are_not_stale() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    crate::docs::assert_generated_within(&readme, &diagrams_markdown());
}
