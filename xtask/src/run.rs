//! Runs commands and says which, how long they took, and what failed. Never hides a command's own output.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

/// Runs a command in the repository's root, its output shown.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let line = line(command);
    eprintln!("$ {line}");
    let status = command.stdin(Stdio::null()).status().with_context(|| format!("`{line}` cannot be started"))?;
    if !status.success() {
        bail!("`{line}` failed ({status})");
    }
    Ok(())
}

/// A cargo command in the repository's root, by the toolchain that the repository names.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.args(arguments).current_dir(crate::paths::root());
    command
}

/// Whether a program answers: its first line with `arguments`.
pub(crate) fn first_line(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    output.status.success().then(|| text.lines().next().unwrap_or_default().to_owned())
}

/// Where a program is: on the PATH, or in cargo's own folder, which may not be on it.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let home = std::env::home_dir().map(|home| home.join(".cargo/bin"));
    std::env::split_paths(&path).chain(home).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// What ran and how long it took, for the closing table.
#[derive(Default)]
pub(crate) struct Steps {
    lines: Vec<String>,
    total: Duration,
}

impl Steps {
    /// Runs a step and notes how it went.
    pub(crate) fn step<T>(&mut self, name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        eprintln!("\n== {name}");
        let begun = Instant::now();
        let done = work();
        let took = begun.elapsed();
        self.total += took;
        let result = if done.is_ok() { "ok" } else { "FAILED" };
        self.lines.push(format!("{:>7.1} s  {result:<6}  {name}", took.as_secs_f64()));
        done
    }

    /// A step that did not run, and why; never left out in silence.
    pub(crate) fn left_out(&mut self, name: &str, why: &str) {
        self.lines.push(format!("{:>7}    NOT RUN {name}: {why}", ""));
    }

    /// The table of what ran.
    pub(crate) fn show(&self) {
        eprintln!("\n{}", self.lines.join("\n"));
        eprintln!("{:>7.1} s  in all", self.total.as_secs_f64());
    }
}

fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
