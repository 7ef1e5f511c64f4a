//! `cargo xtask sim`: builds the simulation and becomes it. It is a program of its own (xtask/sim), built as the host is for production.

use std::os::unix::process::CommandExt as _;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::{paths, run};

/// `cargo xtask sim`
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// `--seed`, `--seeds`, `--days`, `--surge`, `--json`; `--help` says more.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    run::run(&mut run::cargo(&["build", "--release", "--package", "sim"]))?;
    // Becomes the simulation, so that a signal to this process reaches it.
    let error = Command::new(paths::target().join("release/sim")).args(&arguments.arguments).exec();
    Err(error).context("the simulation cannot be started")
}
