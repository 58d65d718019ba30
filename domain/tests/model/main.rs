//! Model-based tests: random commands over many streams, against an independent model and an auditor of the log.
//!
//! `JALON_MODEL_COMMANDS=N` asks more of it, `JALON_MODEL_SEED=S` begins at another seed: a run is
//! cut into worlds, each with the next seed. A failure prints both, so that it can be replayed.

#![allow(
    clippy::unwrap_used,
    reason = "a test that finds nothing where the setup put something shall fail"
)]

mod ask;
mod audit;
mod audit_files;
mod audit_people;
mod chance;
mod follow;
mod generate;
mod generate_actor;
mod judge;
mod judge_host;
mod judge_people;
mod ledger;
mod note;
mod paper;
mod payload;
mod permission;
mod play;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::Command;

use crate::generate::COMMANDS;
use crate::judge::kind_for;
use crate::play::{Counts, run};

const COMMANDS_DEFAULT: u64 = 100_000;
const SEED_DEFAULT: u64 = 1;

/// A world ends before all its sessions are sealed, its hosts gone and its people merged.
const COMMANDS_PER_WORLD: u64 = 4_000;

/// Below that, a run does not pretend to have reached every command.
const COMMANDS_FOR_ALL: u64 = 50_000;

fn from_environment(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().unwrap())
}

/// The worlds of a run, shared out among the cores.
fn run_all(seed: u64, commands: u64) -> Result<Counts, String> {
    let worlds = commands.div_ceil(COMMANDS_PER_WORLD);
    let next = AtomicU64::new(0);
    let work = || -> Result<Counts, String> {
        let mut counts = Counts::default();
        loop {
            let world = next.fetch_add(1, Ordering::Relaxed);
            if world >= worlds {
                return Ok(counts);
            }
            let done = world * COMMANDS_PER_WORLD;
            let count = COMMANDS_PER_WORLD.min(commands - done);
            counts.add(&run(seed + world, usize::try_from(count).unwrap())?);
        }
    };
    std::thread::scope(|scope| {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        let mut counts = Counts::default();
        for worker in workers {
            let done = worker.join().expect("a worker answers what failed");
            counts.add(&done?);
        }
        Ok(counts)
    })
}

#[test]
fn model_domain_and_auditor_agree_on_every_command() {
    let seed = from_environment("JALON_MODEL_SEED", SEED_DEFAULT);
    let commands = from_environment("JALON_MODEL_COMMANDS", COMMANDS_DEFAULT);
    let counts = run_all(seed, commands).unwrap_or_else(|why| panic!("{why}"));
    tell(&counts);
    if commands >= COMMANDS_FOR_ALL {
        every_command_is_met(&counts);
    }
    // Chance may leave out a reason; these seeds do not.
    if seed == SEED_DEFAULT && commands >= COMMANDS_DEFAULT {
        every_reason_is_met(&counts);
    }
}

fn tell(counts: &Counts) {
    let accepted: usize = counts.commands.values().map(|it| it[0]).sum();
    let refused: usize = counts.commands.values().map(|it| it[1]).sum();
    println!(
        "{accepted} accepted, {refused} refused, {} events",
        counts.events
    );
    println!("{:?}\n{:?}", counts.commands, counts.reactions);
    println!("{:?}", counts.refusals);
}

/// Reasons that a run need not meet.
const UNMET: [&str; 4] = [
    // No decider may answer so: a run that meets it fails.
    "NoSuchArrow",
    // 64 mails at once, and chains of 16 files, are longer than chance makes them in a world.
    "TooManyOpenMails",
    "TooManyDuplicateLinks",
    "TooManyMergeLinks",
];

fn every_reason_is_met(counts: &Counts) {
    for code in domain::Refusal::codes().filter(|code| !UNMET.contains(code)) {
        assert!(counts.refusals.contains_key(code), "{code} was never met");
    }
}

/// Each was accepted and refused: there is none that can never be.
fn every_command_is_met(counts: &Counts) {
    for (command, _) in Command::TYPES {
        let met = counts.commands.get(command).copied().unwrap_or_default();
        assert!(met[0] > 0, "{command} was never accepted");
        assert!(met[1] > 0, "{command} was never refused");
    }
}

#[test]
fn the_model_knows_every_command_and_its_stream() {
    let known: BTreeSet<_> = COMMANDS.iter().map(|(command, _)| *command).collect();
    let all: BTreeSet<_> = Command::TYPES.iter().map(|(command, _)| *command).collect();
    assert_eq!(known, all);
    for (command, kind) in Command::TYPES {
        assert_eq!(kind_for(command), kind.unwrap_or(""), "{command}");
    }
}
