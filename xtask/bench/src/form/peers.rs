//! The peers: Playwright and Selenium, as `cargo xtask bench form` installed them into the target folder, with the scripts that
//! work the pages by them. Installs nothing.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use tokio::process::Command;

const PLAYWRIGHT: (&str, &str) = ("playwright.mjs", include_str!("../../peers/playwright.mjs"));
const SELENIUM: (&str, &str) = ("selenium_job.py", include_str!("../../peers/selenium_job.py"));

/// Playwright, on a Chromium of the system's.
pub(super) fn playwright() -> Result<Command> {
    let script = script(PLAYWRIGHT)?;
    let mut command = Command::new("node");
    command.arg(script).arg("--binary").arg(super::floor::chromium()?);
    Ok(command)
}

/// Selenium in Python. Its own manager, which would look for browsers and drivers, is given both.
pub(super) fn selenium(new_browser: bool) -> Result<Command> {
    let script = script(SELENIUM)?;
    let python = folder()?.join("venv/bin/python");
    ensure!(python.is_file(), "{} is missing: `cargo xtask bench form` installs it", python.display());
    let mut command = Command::new(python);
    command.arg(script).args(new_browser.then_some("--new-browser"));
    command.arg("--chromium").arg(super::floor::chromium()?).arg("--firefox").arg(super::floor::firefox()?);
    for driver in ["geckodriver", "chromedriver"] {
        command.arg(format!("--{driver}")).arg(super::floor::found(&[driver])?);
    }
    Ok(command)
}

/// Beside the packages: a module of Node's is looked for from where the script stands.
fn script((name, text): (&str, &str)) -> Result<PathBuf> {
    let path = folder()?.join(name);
    std::fs::write(&path, text).with_context(|| format!("{} cannot be written", path.display()))?;
    Ok(path)
}

fn folder() -> Result<PathBuf> {
    let folder = harness::target()?.join("peers");
    ensure!(Path::new(&folder).is_dir(), "{} is missing: `cargo xtask bench form` makes it", folder.display());
    Ok(folder)
}
