//! Packages of the system: browsers and the sandbox. Installs them on Debian and Ubuntu, where their names are known and
//! tried; elsewhere says what to install. Never adds a package source.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::JoinHandle;

use anyhow::{Context as _, Result, bail};

use crate::{paths, run};

/// One package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Package {
    Firefox,
    Chromium,
    Chromedriver,
    Bubblewrap,
    Postgres,
    Sqlite,
}

impl Package {
    /// What it is, to a person.
    pub(super) fn what(self) -> &'static str {
        match self {
            Package::Firefox => "Firefox",
            Package::Chromium => "Chromium",
            Package::Chromedriver => "chromedriver",
            Package::Bubblewrap => "bubblewrap",
            Package::Postgres => "PostgreSQL",
            Package::Sqlite => "sqlite3",
        }
    }

    fn debian(self) -> &'static str {
        match self {
            Package::Firefox => "firefox-esr",
            Package::Chromium => "chromium",
            Package::Chromedriver => "chromium-driver",
            Package::Bubblewrap => "bubblewrap",
            Package::Postgres => "postgresql",
            Package::Sqlite => "sqlite3",
        }
    }

    /// Looks where the host looks (`browser::Config`): programs, not packages, so that another source does as well.
    pub(super) fn is_there(self) -> bool {
        let at = |paths: &[&str]| paths.iter().any(|path| Path::new(path).is_file());
        match self {
            Package::Firefox => ["firefox-esr", "firefox"].iter().any(|name| usable(name)),
            Package::Chromium => at(&[
                "/usr/lib/chromium/chromium",
                "/usr/lib/chromium-browser/chromium-browser",
                "/opt/google/chrome/chrome",
            ]),
            Package::Chromedriver => usable("chromedriver") || at(&["/usr/lib/chromium/chromedriver"]),
            Package::Bubblewrap => usable("bwrap"),
            Package::Sqlite => usable("sqlite3"),
            // Debian keeps its programs off the PATH, a folder for each version.
            Package::Postgres => std::fs::read_dir("/usr/lib/postgresql")
                .is_ok_and(|versions| versions.flatten().any(|version| version.path().join("bin/initdb").is_file())),
        }
    }
}

/// On the PATH, and no stub that wants a snap: a snap cannot be started inside a sandbox of ours.
fn usable(program: &str) -> bool {
    let Some(path) = run::find(program).and_then(|path| path.canonicalize().ok()) else {
        return false;
    };
    let snap = path.ends_with("snap") || std::fs::read(&path).is_ok_and(|bytes| is_snap_stub(&bytes));
    !snap
}

/// Ubuntu's transitional packages install short shell scripts that start, or ask for, a snap.
fn is_snap_stub(bytes: &[u8]) -> bool {
    bytes.starts_with(b"#!") && String::from_utf8_lossy(bytes).contains("/snap/")
}

/// Starts to install; what cannot be had by apt here is an error that says how to get it.
pub(super) fn install(missing: Vec<Package>) -> Result<JoinHandle<Result<()>>> {
    let what = missing.iter().map(|package| package.what()).collect::<Vec<_>>().join(", ");
    if run::find("apt-get").is_none() {
        bail!(
            "{what} must be installed by hand: this is neither Debian nor Ubuntu, whose packages are {}",
            names(&missing)
        );
    }
    let become_root = root_by()?;
    let log = paths::target().join("setup-apt.log");
    eprintln!("setup: apt installs {what} ({}), while other things compile; log: {}", names(&missing), log.display());
    Ok(std::thread::spawn(move || {
        let output = File::create(&log).with_context(|| format!("{} cannot be written", log.display()))?;
        let apt = |arguments: &[&str], packages: &[Package]| -> Result<()> {
            let mut command = command(become_root);
            command.args(arguments).args(packages.iter().map(|package| package.debian()));
            let status = command
                .stdin(Stdio::null())
                .stdout(output.try_clone()?)
                .stderr(output.try_clone()?)
                .status()
                .context("apt-get cannot be started")?;
            if !status.success() {
                bail!("`apt-get {}` failed ({status}); its log is {}", arguments.join(" "), log.display());
            }
            Ok(())
        };
        apt(&["update"], &[])?;
        let absent: Vec<Package> = missing.iter().copied().filter(|package| !has_candidate(*package)).collect();
        if !absent.is_empty() {
            bail!("{}", elsewhere(&absent));
        }
        apt(&["install", "--yes", "--no-install-recommends"], &missing)?;
        eprintln!("setup: {what} installed");
        Ok(())
    }))
}

/// The words before apt-get: none as root, else sudo.
fn root_by() -> Result<Option<&'static str>> {
    if run::first_line("id", &["-u"]).as_deref() == Some("0") {
        return Ok(None);
    }
    if run::find("sudo").is_none() {
        bail!("packages are missing, and neither are we root nor is there sudo: run `cargo xtask setup` as root once");
    }
    // Asks for the password now, in the foreground, rather than later behind other output.
    run::run(Command::new("sudo").arg("--validate")).context("sudo did not let us in")?;
    Ok(Some("sudo"))
}

fn command(become_root: Option<&str>) -> Command {
    let mut command = Command::new(become_root.unwrap_or("env"));
    command.args(become_root.map(|_| "env")).args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    command
}

fn has_candidate(package: Package) -> bool {
    let output = Command::new("apt-cache").args(["policy", package.debian()]).env("LC_ALL", "C").output();
    output.is_ok_and(|output| {
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        // Ubuntu's own chromium packages are empty and ask for a snap; their versions say so.
        text.lines()
            .any(|line| line.trim().starts_with("Candidate:") && !line.contains("(none)") && !line.contains("snap"))
    })
}

fn elsewhere(absent: &[Package]) -> String {
    let mut text = format!("this system's package sources do not have {}.", names(absent));
    if absent.contains(&Package::Firefox) {
        text += "\n  Ubuntu ships Firefox as a snap, which cannot run inside the sandbox. Mozilla's team keeps packages:\n    \
                 sudo add-apt-repository ppa:mozillateam/ppa && sudo apt-get install firefox-esr";
    }
    if absent.contains(&Package::Chromium) || absent.contains(&Package::Chromedriver) {
        text += "\n  Ubuntu ships Chromium as a snap, which cannot run inside the sandbox. Packages are kept here:\n    \
                 sudo add-apt-repository ppa:xtradeb/apps && sudo apt-get install chromium chromium-driver";
    }
    text + "\n  Then run the same command again."
}

fn names(packages: &[Package]) -> String {
    packages.iter().map(|package| package.debian()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_that_starts_a_snap_is_not_a_browser() {
        assert!(is_snap_stub(b"#!/bin/sh\nexec /snap/bin/firefox \"$@\"\n"));
        assert!(!is_snap_stub(b"#!/bin/sh\nexec /usr/lib/firefox-esr/firefox-esr \"$@\"\n"));
        assert!(!is_snap_stub(b"\x7fELF /snap/"));
    }

    #[test]
    fn what_cannot_be_had_here_comes_with_the_way_to_get_it() {
        let text = elsewhere(&[Package::Firefox]);
        assert!(text.contains("firefox-esr") && text.contains("mozillateam") && !text.contains("xtradeb"));
    }
}
