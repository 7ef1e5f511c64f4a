//! `cargo xtask conformance`: fetches the pages and widgets that others wrote, runs every behaviour in the browsers, and has
//! docs/conformance.md written. The behaviours are a program of their own (tests/browser).

use std::fs;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::run::{self, Steps};
use crate::setup::{Browser, Purpose};
use crate::{paths, setup};

/// `cargo xtask conformance`
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Only in this browser; docs/conformance.md is then left as it is.
    #[arg(long, value_enum)]
    browser: Option<Browser>,
    /// Only over https; docs/conformance.md is then left as it is.
    #[arg(long)]
    https: bool,
    /// Those of trouble reports, as first and as third application of a browser, with slow browsers and a slow site: an hour. Writes its
    /// own part of docs/conformance.md.
    #[arg(long, conflicts_with = "https")]
    hard: bool,
    /// Of those only under one strain: `nothing`, `browser` or `site`; docs/conformance.md is then left as it is.
    #[arg(long, requires = "hard")]
    strain: Option<String>,
    /// Only behaviours whose names contain this; docs/conformance.md is then left as it is.
    filter: Option<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let mut steps = Steps::default();
    let done = all(&mut steps, arguments);
    steps.show();
    done
}

fn all(steps: &mut Steps, arguments: &Arguments) -> Result<()> {
    steps.step("setup", || setup::for_purpose(Purpose::Test))?;
    steps.step("packages", fetch)?;
    let mut behaviours =
        run::cargo(&["test", "--quiet", "--package", "browser", "--test", "conformance", "--", "report"]);
    if let Some(browser) = arguments.browser {
        behaviours.args(["--browser", browser.name()]);
    }
    if arguments.https {
        behaviours.arg("--https");
    }
    if arguments.hard {
        behaviours.arg("--hard");
    }
    if let Some(strain) = &arguments.strain {
        behaviours.args(["--strain", strain]);
    }
    behaviours.args(&arguments.filter);
    steps.step("behaviours", || run::run(&mut behaviours))
}

/// The packages that tests/browser/package.json names, into the target folder, as the lock beside it pins them. None of
/// their scripts runs. What is there already is kept.
fn fetch() -> Result<()> {
    let source = paths::root().join("tests/browser");
    let folder = paths::target().join("conformance");
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let read = |name: &str| fs::read(source.join(name)).with_context(|| format!("{name} cannot be read"));
    let (names, lock) = (read("package.json")?, read("package-lock.json")?);
    let fetched = folder.join("fetched-lock.json");
    if fs::read(&fetched).is_ok_and(|before| before == lock) {
        eprintln!("packages: there, in {}", folder.display());
        return Ok(());
    }
    ensure!(
        run::find("npm").is_some(),
        "npm is missing: install your system's package of Node.js (Debian: `apt-get install npm`)"
    );
    for (name, content) in [("package.json", &names), ("package-lock.json", &lock)] {
        fs::write(folder.join(name), content).with_context(|| format!("{name} cannot be copied"))?;
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&folder);
    run::run(&mut npm)?;
    // Written last: a fetch that was broken off is made again.
    fs::write(&fetched, lock).with_context(|| format!("{} cannot be written", fetched.display()))
}
