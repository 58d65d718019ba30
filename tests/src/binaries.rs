//! Finding the two binaries: built once per test process, in the profile that the test runs in.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context, Result, anyhow, ensure};
use serde_json::Value;

/// The executables that the workspace builds.
#[derive(Debug, Clone)]
pub struct Binaries {
    /// The server.
    pub jalon: PathBuf,
    /// The analyst's and auditor's command line.
    pub jalon_replay: PathBuf,
}

/// Both binaries, up to date with the sources.
pub fn binaries() -> Result<&'static Binaries> {
    static BUILT: OnceLock<Result<Binaries, String>> = OnceLock::new();
    BUILT
        .get_or_init(|| build().map_err(|error| format!("{error:#}")))
        .as_ref()
        .map_err(|error| anyhow!(error.clone()))
}

fn build() -> Result<Binaries> {
    let home = Home::of_this_test()?;
    // One test target is named so that cargo unifies features as `cargo test --workspace` does,
    // and finds every dependency built.
    let mut cargo = Command::new(env!("CARGO"));
    for name in of_this_package() {
        cargo.env_remove(name);
    }
    let output = cargo
        .current_dir(crate::workspace())
        .args(["build", "--workspace", "--bins", "--test", "architecture"])
        .args([
            "--message-format=json-render-diagnostics",
            "--profile",
            &home.profile,
        ])
        .arg("--target-dir")
        .arg(&home.target_dir)
        .output()
        .context("cargo cannot be run")?;
    ensure!(
        output.status.success(),
        "the binaries cannot be built:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let mut found = executables(&output.stdout);
    let mut take = |name: &str| {
        found
            .remove(name)
            .with_context(|| format!("cargo built no binary `{name}`"))
    };
    Ok(Binaries {
        jalon: take("jalon")?,
        jalon_replay: take("jalon-replay")?,
    })
}

/// What cargo tells a test of its own package. Build scripts look at some of it: handed on, it would
/// have them and all that rests on them built anew, and again by the next command on a terminal.
fn of_this_package() -> impl Iterator<Item = String> {
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    names.filter(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"))
}

/// The binaries among cargo's messages, by name.
fn executables(messages: &[u8]) -> BTreeMap<String, PathBuf> {
    messages
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice::<Value>(line).ok())
        .filter(|message| message["target"]["kind"][0] == "bin")
        .filter_map(|message| {
            let name = message["target"]["name"].as_str()?;
            let path = message["executable"].as_str()?;
            Some((name.to_owned(), PathBuf::from(path)))
        })
        .collect()
}

/// Where this test was built: `<target dir>/<profile's folder>/deps/<test>`.
struct Home {
    target_dir: PathBuf,
    profile: String,
}

impl Home {
    fn of_this_test() -> Result<Self> {
        let test = std::env::current_exe().context("the running test has no path")?;
        Self::of(&test).with_context(|| format!("{} is in no target folder", test.display()))
    }

    fn of(test: &Path) -> Option<Self> {
        let profile_dir = test.parent()?.parent()?;
        let profile = match profile_dir.file_name()?.to_str()? {
            "debug" => "dev",
            other => other,
        };
        Some(Self {
            target_dir: profile_dir.parent()?.to_owned(),
            profile: profile.to_owned(),
        })
    }
}
