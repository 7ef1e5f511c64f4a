//! Programs that cargo installs, pinned. Built with little optimisation: a new machine pays for the compile, and what most of
//! them do is small. Never touches a tool that is there in the pinned version.

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

    /// How much the compiler optimises. geckodriver carries every command of every application, and takes about three times the CPU
    /// for it where nothing is optimised (docs/measured.md).
    fn optimisation(self) -> &'static str {
        match self {
            Tool::Geckodriver => "1",
            Tool::CargoComponent | Tool::CargoDeny => "0",
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
        command.arg(&folder).envs(CHEAP).env(OPTIMISATION, self.optimisation());
        run::run(&mut command)?;
        std::fs::remove_dir_all(&folder).with_context(|| format!("{} cannot be removed", folder.display()))
    }
}

const OPTIMISATION: &str = "CARGO_PROFILE_RELEASE_OPT_LEVEL";
/// The rest of what makes the published profiles slow to compile: cargo-component takes 4 minutes of processor time instead of 13.
const CHEAP: [(&str, &str); 3] = [
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "0"),
];
