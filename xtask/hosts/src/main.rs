//! Two hosts, as `cargo xtask hosts` runs them. Parses, runs the script, shows, exits. Everything it starts ends with it, also at
//! Ctrl-C: dropping the hosts kills them, and every browser dies with its host.

mod applications;
mod arguments;
mod board;
mod counties;
mod outage;
mod place;
mod plan;
mod relay;
mod script;
mod two;
mod verdict;

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use clap::Parser as _;
use tokio::signal::unix::{SignalKind, signal};

use arguments::Arguments;

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

/// Whether nothing was lost, sent twice or altered, and no work was taken from a host that was well.
async fn run(arguments: &Arguments) -> Result<bool> {
    let mut terminate = signal(SignalKind::terminate()).context("no signals")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("no signals")?;
    let verdict = tokio::select! {
        verdict = script::run(arguments) => verdict?,
        _ = terminate.recv() => bail!("terminated"),
        _ = interrupt.recv() => bail!("interrupted"),
    };
    let mut out = std::io::stdout();
    writeln!(out, "{verdict}").context("the end cannot be shown")?;
    if arguments.json {
        let line = serde_json::to_string(&verdict.summary).context("the summary is no JSON")?;
        writeln!(out, "{line}").context("the summary cannot be shown")?;
    }
    Ok(verdict.is_good())
}
