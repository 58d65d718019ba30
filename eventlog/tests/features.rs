//! The conformance suite is for tests: no binary carries it, and nobody leaves it out unawares.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot be set up has failed"
)]

use std::process::Command;

/// The packages that are released.
const RELEASED: [&str; 2] = ["api", "replay-tools"];

/// The features with which a package is released, of everything it depends on.
fn features_of(package: &str) -> String {
    let tree = Command::new(env!("CARGO"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["tree", "--offline", "--package", package])
        .args(["--edges", "no-dev,features", "--invert", "eventlog"])
        .output()
        .unwrap();
    let refused = String::from_utf8_lossy(&tree.stderr);
    assert!(tree.status.success(), "cargo tree: {refused}");
    String::from_utf8(tree.stdout).unwrap()
}

#[test]
fn no_release_carries_the_conformance_suite() {
    let gated = "#[cfg(any(test, feature = \"conformance\"))]\npub mod conformance;";
    assert!(include_str!("../src/lib.rs").contains(gated));
    for package in RELEASED {
        let features = features_of(package);
        assert!(features.contains("eventlog feature"), "{features}");
        assert!(!features.contains("conformance"), "{features}");
    }
}

#[cfg(not(feature = "conformance"))]
#[test]
#[ignore = "they need --features conformance, or --workspace"]
fn the_engines_are_held_to_the_port() {}
