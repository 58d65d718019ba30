//! The house's rules, held: which room may depend on which, and what no room may ever name.

mod source;

use std::collections::BTreeMap;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use source::{Absence, SourceFile, sources};

/// The most lines that a file may have.
const FILE_LINES_MAX: usize = 500;
/// Every room that runs in production.
const ROOMS: [&str; 5] = ["domain", "eventlog", "projections", "api", "replay-tools"];

/// The most lines that the example may have: it is read as a walkthrough, in one sitting.
const EXAMPLE_LINES_MAX: usize = 399;
/// Who stands outside of production: `tests` sees every room, and nobody sees either.
const OUTSIDE: [&str; 2] = ["tests", "repairs"];

/// Which rooms each room may depend on, and the example of another programme, which shows by it
/// what such a one needs. `tests` sees all.
const MAY_DEPEND_ON: [(&str, &[&str]); 6] = [
    ("domain", &[]),
    ("eventlog", &["domain"]),
    ("projections", &["domain", "eventlog"]),
    ("api", &["domain", "eventlog", "projections"]),
    ("replay-tools", &["domain", "eventlog", "projections"]),
    ("repairs", &["domain", "eventlog", "projections"]),
];

/// Crates that only certain rooms may depend on.
const ONLY_IN: [(&str, &[&str]); 10] = [
    ("axum", &["api", "repairs"]),
    ("tower", &["api"]),
    ("tower-http", &["api"]),
    ("utoipa", &["api"]),
    ("reqwest", &["api", "tests", "repairs"]),
    ("lettre", &["api"]),
    ("rdkafka", &["eventlog"]),
    ("sled", &["projections"]),
    ("chacha20poly1305", &["eventlog"]),
    (
        "tokio",
        &[
            "eventlog",
            "projections",
            "api",
            "replay-tools",
            "tests",
            "repairs",
        ],
    ),
];

/// The direct dependencies of each workspace member, of every kind.
fn dependencies() -> Result<BTreeMap<String, Vec<String>>> {
    let output = Command::new(env!("CARGO"))
        .current_dir(tests::workspace())
        .args([
            "metadata",
            "--no-deps",
            "--format-version",
            "1",
            "--offline",
        ])
        .output()
        .context("cargo cannot be run")?;
    ensure!(
        output.status.success(),
        "cargo metadata: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let packages = metadata["packages"].as_array().context("no packages")?;
    Ok(packages.iter().map(name_and_dependencies).collect())
}

fn name_and_dependencies(package: &Value) -> (String, Vec<String>) {
    let name = |value: &Value| value["name"].as_str().unwrap_or_default().to_owned();
    let dependencies = package["dependencies"].as_array().into_iter().flatten();
    (name(package), dependencies.map(name).collect())
}

#[test]
fn the_house_has_its_rooms_and_no_other() -> Result<()> {
    let found: Vec<_> = dependencies()?.into_keys().collect();
    let mut expected = ROOMS.to_vec();
    expected.extend(OUTSIDE);
    expected.sort_unstable();
    assert_eq!(found, expected);
    Ok(())
}

#[test]
fn dependencies_point_towards_the_domain() -> Result<()> {
    let dependencies = dependencies()?;
    for (room, allowed) in MAY_DEPEND_ON {
        for other in ROOMS.iter().chain(&OUTSIDE) {
            assert!(
                allowed.contains(other) || !dependencies[room].iter().any(|name| name == other),
                "{room}/Cargo.toml: `{room}` must not depend on `{other}`"
            );
        }
    }
    Ok(())
}

#[test]
fn nobody_depends_on_the_example() -> Result<()> {
    for (room, used) in dependencies()? {
        let sees_it = used.iter().any(|name| name == "repairs");
        assert!(!sees_it, "{room}/Cargo.toml: nobody depends on an example");
    }
    Ok(())
}

#[test]
fn outside_crates_stay_in_their_room() -> Result<()> {
    let dependencies = dependencies()?;
    for (name, rooms) in ONLY_IN {
        for (room, used) in &dependencies {
            assert!(
                rooms.contains(&room.as_str()) || !used.iter().any(|other| other == name),
                "{room}/Cargo.toml: only {rooms:?} may depend on `{name}`"
            );
        }
    }
    Ok(())
}

#[test]
fn every_file_says_in_its_first_line_what_it_holds() -> Result<()> {
    for file in everything()? {
        let first = file.first_line();
        assert!(
            first.starts_with("//! ") && first.len() > "//! .".len(),
            "{}:1: a file begins with `//! ` and one sentence",
            file.path
        );
    }
    Ok(())
}

#[test]
fn no_file_is_longer_than_the_limit() -> Result<()> {
    for file in everything()? {
        let lines = file.line_count();
        assert!(
            lines <= FILE_LINES_MAX,
            "{}:{lines}: {FILE_LINES_MAX} lines are the limit",
            file.path
        );
    }
    Ok(())
}

#[test]
fn nothing_is_unsafe() -> Result<()> {
    Absence::of(&["unsafe"])
        .because("the workspace forbids it")
        .in_files(&everything()?)
}

#[test]
fn the_domain_does_no_io_and_never_waits() -> Result<()> {
    Absence::of(&[
        "async",
        "await",
        "std::fs",
        "std::net",
        "std::io",
        "std::env",
        "std::process",
        "std::thread",
        "println",
        "eprintln",
    ])
    .because("the domain is values in, values out")
    .in_files(&production("domain")?)
}

#[test]
fn the_domain_draws_no_random_number_and_iterates_no_hash_map() -> Result<()> {
    Absence::of(&[
        "new_v4",
        "now_v7",
        "getrandom",
        "rand",
        "HashMap",
        "HashSet",
    ])
    .because("the same events give the same answer on every machine")
    .but_for(
        "domain/src/engine/decide.rs",
        "the states at hand are looked up, never iterated",
    )
    .in_files(&production("domain")?)
}

#[test]
fn clocks_are_read_at_the_edge_only() -> Result<()> {
    let mut inner = production("domain")?;
    inner.extend(production("eventlog")?);
    inner.extend(production("projections")?);
    inner.extend(production("replay-tools")?);
    Absence::of(&[
        "SystemTime",
        "Instant::now",
        "Utc::now",
        "Timestamp::now",
        "Zoned::now",
    ])
    .because("time is an argument")
    .but_for(
        "eventlog/src/system.rs",
        "the one system clock, made by the binaries",
    )
    .in_files(&inner)
}

#[test]
fn the_engine_knows_no_programme() -> Result<()> {
    let mut engine = production("eventlog")?;
    engine.extend(generic_projections()?);
    Absence::of(&["domain::"])
        .unless_followed_by("engine")
        .because("the engine sees the traits of `domain::engine` and nothing else of the domain")
        .in_files(&engine)
}

#[test]
fn the_log_knows_neither_http_nor_read_models() -> Result<()> {
    Absence::of(&["http", "axum", "Fold", "projections", "sled"])
        .because("the log is below all of them")
        .in_files(&production("eventlog")?)
}

#[test]
fn the_read_models_decide_nothing() -> Result<()> {
    Absence::of(&["Decider", "Ledger", "Draft", "Streams", "append", "submit"])
        .because("data flows from the log to the read models, and never back")
        .in_files(&production("projections")?)
}

#[test]
fn sled_is_named_in_one_module() -> Result<()> {
    Absence::of(&["sled"])
        .because("what is stored there can be thrown away, and one module knows how")
        .but_for("projections/src/store.rs", "that module")
        .in_files(&every_room()?)
}

#[test]
fn kafka_is_named_in_its_folder_only() -> Result<()> {
    let outside: Vec<_> = every_room()?
        .into_iter()
        .filter(|file| !file.path.starts_with("eventlog/src/kafka/"))
        .collect();
    Absence::of(&["rdkafka"])
        .because("the other engines owe it nothing")
        .in_files(&outside)
}

#[test]
fn the_tools_append_by_importing_only() -> Result<()> {
    let others: Vec<_> = production("replay-tools")?
        .into_iter()
        .filter(|file| !file.path.contains("/import"))
        .collect();
    Absence::of(&[
        "Ledger",
        "EmbeddedLog",
        "Vault::open(",
        "open_exclusive",
        ".append(",
    ])
    .because("read-only tools run beside a server and must never write")
    .in_files(&others)
}

#[test]
fn the_toy_programme_needs_the_engine_only() -> Result<()> {
    let toy: Vec<_> = sources("tests/tests")?
        .into_iter()
        .filter(|file| file.path.contains("/toy_programme/"))
        .collect();
    ensure!(!toy.is_empty(), "the toy programme is gone");
    Absence::of(&["domain::"])
        .unless_followed_by("engine")
        .because("it shows that the engine runs any programme")
        .in_files(&toy)?;
    Absence::of(&["api::", "cnfs"])
        .because("it shows that the engine runs any programme")
        .in_files(&toy)
}

#[test]
fn the_example_needs_the_engine_only_and_is_short() -> Result<()> {
    let example = whole("tests/examples/repairs")?;
    Absence::of(&["domain::"])
        .unless_followed_by("engine")
        .because("it shows what another programme needs")
        .in_files(&example)?;
    Absence::of(&["api::", "cnfs", "replay_tools::"])
        .because("it shows what another programme needs")
        .in_files(&example)?;
    let lines: usize = example.iter().map(SourceFile::line_count).sum();
    ensure!(
        lines <= EXAMPLE_LINES_MAX,
        "tests/examples/repairs/src has {lines} lines: {EXAMPLE_LINES_MAX} are the limit"
    );
    Ok(())
}

/// A room's files without their tests.
fn production(room: &str) -> Result<Vec<SourceFile>> {
    let files = whole(room)?.into_iter();
    Ok(files.filter_map(SourceFile::without_tests).collect())
}

/// A room's files with the tests among them.
fn whole(room: &str) -> Result<Vec<SourceFile>> {
    sources(&format!("{room}/src"))
}

fn every_room() -> Result<Vec<SourceFile>> {
    let rooms: Result<Vec<_>> = ROOMS.into_iter().map(whole).collect();
    Ok(rooms?.concat())
}

/// Every Rust file of the repository.
fn everything() -> Result<Vec<SourceFile>> {
    let rooms: Result<Vec<_>> = ROOMS
        .iter()
        .chain(&["tests"])
        .map(|room| sources(room))
        .collect();
    Ok(rooms?.concat())
}

/// The runner and its store; the programme's own read models stand in `cnfs`.
fn generic_projections() -> Result<Vec<SourceFile>> {
    let files = production("projections")?.into_iter();
    Ok(files
        .filter(|file| !file.path.starts_with("projections/src/cnfs"))
        .collect())
}
