//! `cargo xtask bench`: prepares the benchmarks and becomes them. They are a program of their own (xtask/bench), built as the host
//! is for production.

mod peers;

use std::os::unix::process::CommandExt as _;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::run::{self, Steps};
use crate::setup::Purpose;
use crate::{paths, plugins, setup};

/// `cargo xtask bench`
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// What to measure, and how: `plugin`, `submission`, `form`, `page`, `ledger`, `forecast`, `start`, `--help`.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let mut steps = Steps::default();
    let prepared = prepare(&mut steps, arguments);
    steps.show();
    prepared?;
    let mut command = Command::new(paths::target().join("release/bench"));
    command.args(&arguments.arguments).arg("--scenarios").arg(paths::root().join("tests/support/scenarios"));
    // Becomes the benchmark, so that a signal to this process reaches what starts and stops the rest.
    Err(command.exec()).context("the benchmarks cannot be started")
}

fn prepare(steps: &mut Steps, arguments: &Arguments) -> Result<()> {
    let measures = |what: &str| arguments.arguments.iter().any(|argument| argument == what);
    steps.step("setup", || setup::for_purpose(Purpose::Test))?;
    if !measures("ledger") && !measures("forecast") {
        steps.step("plugins", || plugins::build().map(drop))?;
    }
    let programs = ["build", "--release", "--package", "postrider", "--package", "bench"];
    steps.step("programs", || run::run(&mut run::cargo(&programs)))?;
    if measures("form") {
        steps.step("peers", peers::of_form)?;
    }
    if measures("ledger") {
        steps.step("peers", peers::of_ledger)?;
    }
    Ok(())
}
