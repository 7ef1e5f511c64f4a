//! Installs what the form benchmark compares with, pinned, into the target folder: Playwright by npm, Selenium by pip. Nothing
//! else on the machine changes, and no browser is fetched.

use std::fs;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::{paths, run};

const PLAYWRIGHT: &str = "playwright-core@1.65.1";
const SELENIUM: &str = "selenium==4.51.0";
/// Says what is installed, so that it is done once.
const MARK: &str = "installed";

/// Installs what is not there.
pub(super) fn install() -> Result<()> {
    let folder = paths::target().join("peers");
    let wanted = format!("{PLAYWRIGHT} {SELENIUM}");
    if fs::read_to_string(folder.join(MARK)).is_ok_and(|installed| installed == wanted) {
        eprintln!("bench: {wanted} there");
        return Ok(());
    }
    for (program, arguments, packages) in [
        ("npm", "--version", "nodejs npm"),
        ("python3", "--version", "python3"),
        ("python3", "-mvenv --help", "python3-venv"),
    ] {
        let arguments: Vec<&str> = arguments.split(' ').collect();
        if run::first_line(program, &arguments).is_none() {
            bail!("`{program} {}` does not work: apt-get install {packages}", arguments.join(" "));
        }
    }
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    eprintln!("bench: installs {wanted} into {}", folder.display());
    // Quiet: what is measured goes to the same standard output.
    let quiet = ["install", "--silent", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--prefix", "."];
    run::run(Command::new("npm").args(quiet).arg(PLAYWRIGHT).current_dir(&folder))?;
    run::run(Command::new("python3").args(["-m", "venv", "--clear", "venv"]).current_dir(&folder))?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", SELENIUM];
    run::run(Command::new(folder.join("venv/bin/python")).args(pip).current_dir(&folder))?;
    fs::write(folder.join(MARK), wanted).context("what was installed cannot be noted")
}
