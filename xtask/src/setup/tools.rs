//! Programs that cargo installs, pinned. Built with little optimisation: a new machine pays for the compile, and what most of
//! them do is small. Never touches a tool that is there in the pinned version, but for one that it compiled with another optimisation.

use std::fs;
use std::path::{Path, PathBuf};

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

    /// Whether the pinned version is there, optimised as it should be.
    fn is_there(self) -> bool {
        let Some(program) = run::find(self.package()) else {
            return false;
        };
        let first = run::first_line(&program.to_string_lossy(), &["--version"]);
        first.is_some_and(|line| line.split_whitespace().any(|word| word == self.version()))
            && self.is_as_compiled_now(&program)
    }

    /// Whether a program was compiled as setup does it now. One that cargo did not put there is somebody else's, and stays.
    fn is_as_compiled_now(self, program: &Path) -> bool {
        let stamp = fs::read_to_string(self.stamp_beside(program));
        // Before there was a stamp nothing was optimised.
        let compiled_so = stamp.map_or(self.optimisation() == "0", |stamp| stamp == self.stamp());
        compiled_so || !self.is_of_cargo(program)
    }

    /// Whether cargo put the pinned version there: it keeps a list beside its folder of programs.
    fn is_of_cargo(self, program: &Path) -> bool {
        let list = program.ancestors().nth(2).map(|root| root.join(".crates.toml"));
        let entry = format!("\"{} {} (", self.package(), self.version());
        list.and_then(|list| fs::read_to_string(list).ok()).is_some_and(|list| list.contains(&entry))
    }

    /// What stands beside a program that setup compiled.
    fn stamp(self) -> String {
        format!("{} {}\n", self.version(), self.optimisation())
    }

    fn stamp_beside(self, program: &Path) -> PathBuf {
        program.with_file_name(format!(".{}-of-postrider-setup", self.package()))
    }

    /// Compiles it, unless it is there as it should be.
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
        if run::find(package).is_some_and(|program| self.is_of_cargo(&program)) {
            // Of the same version; cargo would leave it.
            command.arg("--force");
        }
        run::run(&mut command)?;
        if let Some(program) = run::find(package).filter(|program| self.is_of_cargo(program)) {
            let stamp = self.stamp_beside(&program);
            fs::write(&stamp, self.stamp()).with_context(|| format!("{} cannot be written", stamp.display()))?;
        }
        fs::remove_dir_all(&folder).with_context(|| format!("{} cannot be removed", folder.display()))
    }
}

const OPTIMISATION: &str = "CARGO_PROFILE_RELEASE_OPT_LEVEL";
/// The rest of what makes the published profiles slow to compile: cargo-component takes 4 minutes of processor time instead of 13.
const CHEAP: [(&str, &str); 3] = [
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "0"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_setup_compiled_otherwise_is_compiled_anew() {
        let root = tempfile::tempdir().unwrap();
        let bin = root.path().join("bin");
        fs::create_dir(&bin).unwrap();
        let (driver, component) = (bin.join("geckodriver"), bin.join("cargo-component"));
        assert!(Tool::Geckodriver.is_as_compiled_now(&driver), "a package of the system's");
        let list = [Tool::Geckodriver, Tool::CargoComponent].map(|tool| {
            format!("\"{} {} (registry+https://example.org)\" = [\"{0}\"]\n", tool.package(), tool.version())
        });
        fs::write(root.path().join(".crates.toml"), format!("[v1]\n{}", list.concat())).unwrap();
        assert!(!Tool::Geckodriver.is_as_compiled_now(&driver), "compiled before there was a stamp");
        assert!(Tool::CargoComponent.is_as_compiled_now(&component), "which is as it is compiled now");
        fs::write(Tool::Geckodriver.stamp_beside(&driver), "0.37.1 0\n").unwrap();
        assert!(!Tool::Geckodriver.is_as_compiled_now(&driver), "not optimised");
        fs::write(Tool::Geckodriver.stamp_beside(&driver), Tool::Geckodriver.stamp()).unwrap();
        assert!(Tool::Geckodriver.is_as_compiled_now(&driver));
    }
}
