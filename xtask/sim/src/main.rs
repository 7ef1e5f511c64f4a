//! Days of many counties, as `cargo xtask sim` runs them: under virtual time, by the host's own ledger, order of claims, policy, watch and forecast,
//! with everything drawn from a seed; and a checker that says what became of every application. Parses, runs, shows, exits.

mod arguments;
mod attempt;
mod bound;
mod chance;
mod checks;
mod jobs;
mod missed;
mod play;
mod queue;
mod report;
mod runs;
mod scale;
mod surroundings;
mod truth;
mod world;

#[cfg(test)]
mod tests;

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Parser as _;

use arguments::Arguments;
use report::Report;

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whether every promise held, in every world.
fn run(arguments: &Arguments) -> Result<bool> {
    let mut out = std::io::stdout();
    let reports = runs::all(arguments, |report| {
        let _ = writeln!(std::io::stdout(), "{report}");
    })?;
    let all = Report::of(&reports);
    if reports.len() > 1 {
        writeln!(out, "all of them, {all}").context("the end cannot be shown")?;
    }
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string(&all)?).context("the end cannot be shown")?;
    }
    Ok(all.is_good())
}
