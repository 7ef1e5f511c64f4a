//! `cargo xtask hosts`: prepares the run of two hosts and becomes it. The run itself is a program of its own (xtask/hosts).

use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::run::{self, Steps};
use crate::setup::Purpose;
use crate::{paths, plugins, setup};

/// `cargo xtask hosts`
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Close with one line of JSON on standard output.
    #[arg(long)]
    json: bool,
    /// How many applications; 200 by default.
    #[arg(long, value_name = "N")]
    applications: Option<usize>,
    /// How often a host is killed; 10 by default. With fewer it is a try, and no proof: it ends with an error.
    #[arg(long, value_name = "N")]
    kills: Option<usize>,
    /// By which the faults are drawn; 1 by default.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// A `postrider` of an earlier version that both hosts begin as: each is this one from its first restart on, as in an upgrade.
    #[arg(long, value_name = "PROGRAM")]
    older: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let mut steps = Steps::default();
    let prepared = prepare(&mut steps);
    steps.show();
    prepared?;
    let mut command = Command::new(paths::program("hosts"));
    command
        .arg("--scenarios")
        .arg(paths::root().join("tests/support/scenarios"))
        .args(arguments.json.then_some("--json"));
    let numbers = [
        ("--applications", arguments.applications.map(|count| count.to_string())),
        ("--kills", arguments.kills.map(|count| count.to_string())),
        ("--seed", arguments.seed.map(|seed| seed.to_string())),
    ];
    for (name, number) in numbers {
        command.args(number.map(|number| [name.to_owned(), number]).into_iter().flatten());
    }
    if let Some(older) = &arguments.older {
        command.arg("--older").arg(older);
    }
    // Becomes the run, so that a signal to this process reaches what starts and stops the rest.
    Err(command.exec()).context("the two hosts cannot be started")
}

fn prepare(steps: &mut Steps) -> Result<()> {
    steps.step("setup", || setup::for_purpose(Purpose::Test))?;
    steps.step("plugins", plugins::build_counties)?;
    let programs = ["build", "--package", "postrider", "--package", "hosts"];
    steps.step("programs", || run::run(&mut run::cargo(&programs)))
}
