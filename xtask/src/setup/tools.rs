//! Programs that cargo installs, pinned. Built with little optimisation: a new machine pays for the compile, and what
//! they do is small. Never touches a tool that is there in the pinned version.

use anyhow::{Context as _, Result};

use crate::{paths, run};

/// One program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tool {
    /// Drives Firefox; Debian ships none.
    Geckodriver,
    /// Builds components.
    CargoComponent,
    /// Checks licences, advisories and sources.
    CargoDeny,
}

impl Tool {
    fn package(self) -> &'static str {
        match self {
            Tool::Geckodriver => "geckodriver",
            Tool::CargoComponent => "cargo-component",
            Tool::CargoDeny => "cargo-deny",
        }
    }

    fn version(self) -> &'static str {
        match self {
            Tool::Geckodriver => "0.37.1",
            Tool::CargoComponent => "0.21.1",
            Tool::CargoDeny => "0.20.2",
        }
    }

    /// Whether the pinned version is there.
    fn is_there(self) -> bool {
        let Some(program) = run::find(self.package()) else {
            return false;
        };
        let first = run::first_line(&program.to_string_lossy(), &["--version"]);
        first.is_some_and(|line| line.split_whitespace().any(|word| word == self.version()))
    }

    /// Compiles it, unless the pinned version is there.
    pub(super) fn install(self) -> Result<()> {
        let (package, version) = (self.package(), self.version());
        if self.is_there() {
            eprintln!("setup: {package} {version} there");
            return Ok(());
        }
        eprintln!("setup: cargo compiles {package} {version}; that takes minutes, once");
        // A folder of its own, so that an interrupted compile goes on where it stopped.
        let folder = paths::target().join("setup");
        let mut command = run::cargo(&["install", "--locked", "--version", version, package, "--target-dir"]);
        command.arg(&folder).envs(CHEAP);
        run::run(&mut command)?;
        std::fs::remove_dir_all(&folder).with_context(|| format!("{} cannot be removed", folder.display()))
    }
}

/// A third of the processor time of the published profiles: 80 s instead of 4 minutes for geckodriver, 4 minutes instead
/// of 13 for cargo-component. A WebDriver command takes as long as before.
const CHEAP: [(&str, &str); 4] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "0"),
];
