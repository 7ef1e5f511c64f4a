//! `cargo xtask demo`: prepares the demo and becomes it. The demo itself is a program of its own (xtask/demo), so that
//! xtask stays light.

use std::os::unix::process::CommandExt as _;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::run::{self, Steps};
use crate::setup::Browser;
use crate::{paths, plugins, setup};

/// `cargo xtask demo`
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The browser that carries the applications.
    #[arg(long, value_enum, default_value = "firefox")]
    browser: Browser,
    /// Show what happens on a page as well; its address is printed.
    #[arg(long)]
    watch: bool,
    /// Close with one line of JSON on standard output.
    #[arg(long)]
    json: bool,
    /// How many applications; all scenarios by default.
    #[arg(long, value_name = "N")]
    applications: Option<usize>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let mut steps = Steps::default();
    let prepared = prepare(&mut steps, arguments.browser);
    steps.show();
    prepared?;
    let mut command = Command::new(paths::program("demo"));
    command
        .args(["--browser", arguments.browser.name()])
        .arg("--scenarios")
        .arg(paths::root().join("tests/support/scenarios"))
        .args(arguments.watch.then_some("--watch"))
        .args(arguments.json.then_some("--json"));
    if let Some(count) = arguments.applications {
        command.arg("--applications").arg(count.to_string());
    }
    // Becomes the demo, so that a signal to this process reaches what starts and stops the rest.
    Err(command.exec()).context("the demo cannot be started")
}

/// The system's packages arrive while the rest compiles.
fn prepare(steps: &mut Steps, browser: Browser) -> Result<()> {
    let pending = steps.step("setup", || setup::for_demo(browser))?;
    steps.step("plugins", plugins::build_counties)?;
    let programs = ["build", "--package", "postrider", "--package", "demo"];
    steps.step("programs", || run::run(&mut run::cargo(&programs)))?;
    steps.step("packages", || pending.finish())
}
