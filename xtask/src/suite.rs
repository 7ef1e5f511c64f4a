//! `cargo xtask test`: every test there is, on real browsers. Prepares what they need, runs them, and closes with the
//! counts. Never skips: what is missing is installed or named.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::run::{self, Steps};
use crate::setup::Purpose;
use crate::{plugins, setup};

/// `cargo xtask test`
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Only tests whose names contain this.
    filter: Option<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let mut steps = Steps::default();
    let counts = prepared(&mut steps, arguments.filter.as_deref());
    steps.show();
    let counts = counts?;
    writeln!(std::io::stdout(), "{}", counts.line()).context("the counts cannot be written")
}

/// Setup, builds and tests, as steps of a longer run.
pub(crate) fn prepared(steps: &mut Steps, filter: Option<&str>) -> Result<Counts> {
    steps.step("setup", || setup::for_purpose(Purpose::Test))?;
    steps.step("plugins", || plugins::build().map(drop))?;
    // With the programs that tests start, for a test never compiles. In one go: built on their own, they and all that they depend
    // on would be compiled twice, with and without what tests alone ask of a dependency.
    steps.step("programs", || run::run(&mut run::cargo(&["test", "--workspace", "--no-run"])))?;
    let filter = filter.as_slice();
    let mut counts = steps.step("tests", || {
        counted(run::cargo(&["test", "--workspace", "--no-fail-fast"]).args(filter).env(AT_A_TIME, threads()))
    })?;
    let sdk = ["test", "--manifest-path", "plugins/Cargo.toml", "--package", "postrider-sdk", "--no-fail-fast"];
    let folder = crate::paths::target().join("components/native");
    let sdk =
        steps.step("tests of the SDK", || counted(run::cargo(&sdk).args(filter).env("CARGO_TARGET_DIR", &folder)))?;
    counts.add(sdk);
    Ok(counts)
}

/// How libtest is told how many tests run at a time.
const AT_A_TIME: &str = "RUST_TEST_THREADS";

/// One more than there are processors: tests that drive browsers wait a third of their time. How many sessions the hosts of
/// end-to-end tests have at a time is bounded by the harness (`machine.rs`).
fn threads() -> String {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    (processors + 1).to_string()
}

/// How many tests ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    passed: u64,
    failed: u64,
    ignored: u64,
}

impl Counts {
    /// The closing line, in cargo's own words.
    pub(crate) fn line(self) -> String {
        let Counts { passed, failed, ignored } = self;
        format!("test result: ok. {passed} passed; {failed} failed; {ignored} ignored; in all test programs")
    }

    fn add(&mut self, other: Counts) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
    }

    /// Reads `test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s`.
    fn of_line(line: &str) -> Option<Counts> {
        let (_, numbers) = line.strip_prefix("test result: ")?.split_once(". ")?;
        let number = |word: &str| {
            let part = numbers.split(';').find_map(|part| part.trim().strip_suffix(word))?;
            part.trim().parse().ok()
        };
        Some(Counts { passed: number("passed")?, failed: number("failed")?, ignored: number("ignored")? })
    }
}

/// Runs a cargo test, passes its output on, and adds up its results.
fn counted(command: &mut Command) -> Result<Counts> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().context("cargo cannot be started")?;
    let output = child.stdout.take().context("cargo has no output")?;
    let mut counts = Counts::default();
    for line in BufReader::new(output).split(b'\n') {
        let line = line.context("cargo's output cannot be read")?;
        let line = String::from_utf8_lossy(&line);
        counts.add(Counts::of_line(&line).unwrap_or_default());
        writeln!(std::io::stdout(), "{line}").context("cargo's output cannot be passed on")?;
    }
    let status = child.wait().context("cargo cannot be waited for")?;
    if !status.success() {
        bail!("{} tests failed, {} passed ({status})", counts.failed, counts.passed);
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_read_as_cargo_writes_them() {
        let check = |line: &str, expect: Option<(u64, u64, u64)>| {
            let counts = Counts::of_line(line).map(|c| (c.passed, c.failed, c.ignored));
            assert_eq!(counts, expect, "{line}");
        };
        check(
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 4 filtered out; finished in 0.00s",
            Some((3, 0, 1)),
        );
        check("test result: FAILED. 12 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out", Some((12, 2, 0)));
        check("test result_reading ... ok", None);
        check("running 3 tests", None);
    }
}
