//! `cargo xtask ci`: everything that must hold before a change goes in, the quick checks first. Says at the end what ran
//! and what did not; never leaves a step out in silence.

use anyhow::{Context as _, Result};

use crate::run::{self, Steps};
use crate::{paths, suite, tidy};

pub(crate) fn run() -> Result<()> {
    let mut steps = Steps::default();
    let done = all(&mut steps);
    steps.show();
    done
}

fn all(steps: &mut Steps) -> Result<()> {
    let fmt = |arguments: &[&str]| run::run(run::cargo(&["fmt", "--check", "--all"]).args(arguments));
    steps.step("fmt", || fmt(&[]))?;
    steps.step("fmt of the plugins", || fmt(&["--manifest-path", "plugins/Cargo.toml"]))?;
    steps.step("fmt of the benchmark's peer", || fmt(&["--manifest-path", paths::APALIS_PEER]))?;
    steps.step("tidy", tidy::check_tree)?;
    let clippy = |arguments: &[&str]| run::cargo(&[&["clippy"], arguments, &["--", "--deny", "warnings"]].concat());
    steps.step("clippy", || run::run(&mut clippy(&["--workspace", "--all-targets"])))?;
    // For what they run on: some of their code exists there alone.
    let plugins =
        ["--manifest-path", "plugins/Cargo.toml", "--workspace", "--examples", "--target", "wasm32-unknown-unknown"];
    let folder = paths::target().join("components/clippy");
    steps.step("clippy of the plugins", || run::run(clippy(&plugins).env("CARGO_TARGET_DIR", &folder)))?;
    // Not installed from here: cargo-deny takes minutes to compile, and its advisories need the network.
    if run::find("cargo-deny").is_some() {
        steps.step("deny", || run::run(&mut run::cargo(&["deny", "check"])))?;
        let of_peer = ["deny", "--config", "deny.toml", "--manifest-path", paths::APALIS_PEER, "check"];
        steps.step("deny of the benchmark's peer", || run::run(&mut run::cargo(&of_peer)))?;
    } else {
        steps.left_out("deny", "cargo-deny is not installed; `cargo xtask setup --for ci` installs it");
    }
    suite::prepared(steps, None).map(drop).context("the tests")
}
