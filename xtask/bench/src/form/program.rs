//! A runner that is a program of its own: the floor, and the peers' scripts. It is given jobs one at a time, as a line of JSON
//! on its standard input, and answers each with a line on its standard output. What it takes is measured from outside.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use harness::Browser;
use postrider::browser::Scheme;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use super::carried::Carried;
use super::job::Job;
use super::meter::Meter;
use super::peers;

/// How long a runner may take to be ready, for one job, or to end.
const BOUND: Duration = Duration::from_secs(120);

/// Which program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// Bare fantoccini, one session.
    Floor,
    /// A new context each.
    Playwright,
    /// One browser for all.
    SeleniumReused,
    /// A new browser each.
    SeleniumNew,
}

/// A job as a program is given it.
#[derive(Serialize)]
struct Order<'a> {
    url: &'a str,
    values: &'a std::collections::BTreeMap<&'static str, String>,
    paper: &'a Path,
}

/// What a program answers: at first that it is ready, then for each job.
#[derive(Deserialize)]
struct Answer {
    /// What the site showed.
    #[serde(default)]
    number: String,
    /// Commands that the job took, where they are counted.
    #[serde(default)]
    commands: Option<u64>,
    /// What went wrong.
    #[serde(default)]
    error: Option<String>,
}

/// A running one.
pub(crate) struct Program {
    child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Program {
    /// Starts it and waits until its browser is there. `counting` makes it count commands, which may cost time.
    pub(crate) async fn start(
        which: Which,
        browser: Browser,
        scheme: Scheme,
        counting: bool,
    ) -> Result<(Program, Meter)> {
        let mut command = match which {
            Which::Floor => {
                let mut command = Command::new(std::env::current_exe().context("this program's own path is unknown")?);
                command.arg("floor");
                command
            }
            Which::Playwright => peers::playwright()?,
            Which::SeleniumReused | Which::SeleniumNew => peers::selenium(which == Which::SeleniumNew)?,
        };
        command.args(["--browser", browser.name()]).args(counting.then_some("--counting"));
        command.args((scheme == Scheme::Https).then_some("--any-certificate"));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let spawned = async { command.spawn().with_context(|| format!("{which:?} cannot be started")) };
        let (mut child, meter) = Meter::start(spawned, Child::id).await?;
        let input = child.stdin.take().context("a runner has no input")?;
        let output = BufReader::new(child.stdout.take().context("a runner has no output")?).lines();
        let mut program = Program { child, input, output };
        program.order("begin").await?;
        program.answer().await?;
        Ok((program, meter))
    }

    /// Carries one after the other.
    pub(crate) async fn carry(&mut self, jobs: &[Job], url: &str, paper: &Path) -> Result<Carried> {
        let mut carried = Carried::default();
        for job in jobs {
            let order =
                serde_json::to_string(&Order { url, values: &job.typed, paper }).context("a job has no JSON")?;
            let begun = Instant::now();
            self.order(&order).await?;
            let answer = self.answer().await?;
            carried.walls.push(begun.elapsed().as_secs_f64() * 1e3);
            carried.numbers.push(answer.number);
            carried.commands = answer.commands.or(carried.commands);
        }
        Ok(carried)
    }

    /// Lets it close its browser and end.
    pub(crate) async fn stop(self) -> Result<()> {
        let Program { mut child, input, output: _output } = self;
        drop(input);
        let status = tokio::time::timeout(BOUND, child.wait()).await.context("a runner does not end")??;
        anyhow::ensure!(status.success(), "a runner ended with {status}");
        Ok(())
    }

    async fn order(&mut self, line: &str) -> Result<()> {
        self.input.write_all(format!("{line}\n").as_bytes()).await.context("a runner does not listen")
    }

    async fn answer(&mut self) -> Result<Answer> {
        let line = tokio::time::timeout(BOUND, self.output.next_line()).await.context("a runner does not answer")??;
        let line = line.context("a runner ended half way")?;
        let answer: Answer = serde_json::from_str(&line).with_context(|| format!("a runner said {line}"))?;
        match answer.error {
            Some(error) => bail!("a runner failed: {error}"),
            None => Ok(answer),
        }
    }
}
