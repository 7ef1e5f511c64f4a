//! Installs what the benchmarks compare with, pinned, into the target folder: of the forms Playwright by npm and Selenium by pip, of the
//! ledger graphile_worker by npm and apalis by cargo. Nothing else on the machine changes, and no browser is fetched.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::{paths, run};

const PLAYWRIGHT: &str = "playwright-core@1.65.1";
const SELENIUM: &str = "selenium==4.51.0";
/// The last that runs on Debian 12's Node.js.
const GRAPHILE_WORKER: &str = "graphile-worker@0.17.3";
/// Says what is installed, so that it is done once.
const MARK: &str = "installed";

/// Those of `bench form`.
pub(super) fn of_form() -> Result<()> {
    let needs = [NPM, ("python3", "--version", "python3"), ("python3", "-mvenv --help", "python3-venv")];
    install(&paths::target().join("peers"), &format!("{PLAYWRIGHT} {SELENIUM}"), &needs, |folder| {
        npm(PLAYWRIGHT, folder)?;
        run::run(Command::new("python3").args(["-m", "venv", "--clear", "venv"]).current_dir(folder))?;
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", SELENIUM];
        run::run(Command::new(folder.join("venv/bin/python")).args(pip).current_dir(folder))
    })
}

/// Those of `bench ledger`, in a folder of their own: npm removes what it was not asked for.
pub(super) fn of_ledger() -> Result<()> {
    let folder = paths::target().join("peers/ledger");
    install(&folder, GRAPHILE_WORKER, &[NPM], |folder| npm(GRAPHILE_WORKER, folder))?;
    let mut build = run::cargo(&["build", "--release", "--locked", "--manifest-path", paths::APALIS_PEER]);
    run::run(build.arg("--target-dir").arg(folder.join("apalis")))
}

/// A program that is needed, how it shows that it works, and the packages that bring it.
type Need = (&'static str, &'static str, &'static str);
const NPM: Need = ("npm", "--version", "nodejs npm");

/// Does what installs, once.
fn install(folder: &Path, wanted: &str, needs: &[Need], by: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    if fs::read_to_string(folder.join(MARK)).is_ok_and(|installed| installed == wanted) {
        eprintln!("bench: {wanted} there");
        return Ok(());
    }
    for (program, arguments, packages) in needs {
        let arguments: Vec<&str> = arguments.split(' ').collect();
        if run::first_line(program, &arguments).is_none() {
            bail!("`{program} {}` does not work: apt-get install {packages}", arguments.join(" "));
        }
    }
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    eprintln!("bench: installs {wanted} into {}", folder.display());
    by(folder)?;
    fs::write(folder.join(MARK), wanted).context("what was installed cannot be noted")
}

/// Quiet: what is measured goes to the same standard output.
fn npm(package: &str, folder: &Path) -> Result<()> {
    let quiet = ["install", "--silent", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--prefix", "."];
    run::run(Command::new("npm").args(quiet).arg(package).current_dir(folder))
}
