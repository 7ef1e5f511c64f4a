//! The demo, as `cargo xtask demo` runs it. Parses, runs the script, shows, exits. Everything it starts ends with it, also at
//! Ctrl-C: dropping the harness kills the host, and every browser dies with its host.

mod board;
mod page;
mod script;
mod verdict;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use clap::{Parser, ValueEnum};
use tokio::signal::unix::{SignalKind, signal};

/// Below this a county has too few for a redesign half way.
const FEWEST: u16 = 9;

#[derive(Parser)]
struct Arguments {
    /// The browser that carries the applications.
    #[arg(long, value_enum, default_value = "firefox")]
    browser: Browser,
    /// Show what happens on a page as well.
    #[arg(long)]
    watch: bool,
    /// Close with one line of JSON.
    #[arg(long)]
    json: bool,
    /// The folder of the applications.
    #[arg(long)]
    scenarios: PathBuf,
    /// How many applications; all scenarios by default.
    #[arg(long, value_parser = clap::value_parser!(u16).range(i64::from(FEWEST)..))]
    applications: Option<u16>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Browser {
    Firefox,
    Chromium,
}

impl Browser {
    fn name(self) -> &'static str {
        match self {
            Browser::Firefox => "firefox",
            Browser::Chromium => "chromium",
        }
    }
}

impl From<Browser> for harness::Browser {
    fn from(browser: Browser) -> Self {
        match browser {
            Browser::Firefox => Self::Firefox,
            Browser::Chromium => Self::Chromium,
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(&Arguments::parse()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whether every application arrived exactly once, unaltered.
async fn run(arguments: &Arguments) -> Result<bool> {
    let mut terminate = signal(SignalKind::terminate()).context("no signals")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("no signals")?;
    let verdict = tokio::select! {
        verdict = script::run(arguments) => verdict?,
        _ = terminate.recv() => bail!("terminated"),
        _ = interrupt.recv() => bail!("interrupted"),
    };
    let mut out = std::io::stdout();
    writeln!(out, "{}", verdict.table()).context("the table cannot be shown")?;
    for problem in verdict.problems() {
        eprintln!("  {problem}");
    }
    if arguments.json {
        let line = serde_json::to_string(&verdict.summary).context("the summary is no JSON")?;
        writeln!(out, "{line}").context("the summary cannot be shown")?;
    }
    Ok(verdict.is_good())
}
