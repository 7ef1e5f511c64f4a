//! `cargo xtask`: the project's own commands, the same for people and for CI. Parses, calls, exits. Never depends on the
//! host, so that it compiles in seconds on a new machine.

mod bench;
mod ci;
mod conformance;
mod demo;
mod hosts;
mod paths;
mod plugins;
mod run;
mod setup;
mod sim;
mod suite;
mod tidy;

use std::process::ExitCode;

use clap::Parser;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The project's own commands.")]
enum Cli {
    /// Install what this machine lacks.
    Setup(setup::Arguments),
    /// Run the whole way, from the intake to the counties' truth, with everything real but the counties.
    Demo(demo::Arguments),
    /// Kill, stop and cut off two hosts on one ledger while they work, and prove that nothing is lost or sent twice.
    Hosts(hosts::Arguments),
    /// Run every test.
    Test(suite::Arguments),
    /// Prove every form action in the browsers, on pages that others wrote too, and write docs/conformance.md.
    Conformance(conformance::Arguments),
    /// Measure what things cost, with the release profile.
    Bench(bench::Arguments),
    /// Carry out days of many counties under virtual time, and prove what became of every application.
    Sim(sim::Arguments),
    /// Everything that must hold before a change goes in.
    Ci,
    /// Build the counties' plugins and the misbehaving guests.
    Plugins,
    /// Check the rules about the source that no compiler knows.
    Tidy(tidy::Arguments),
}

fn main() -> ExitCode {
    let done = match Cli::parse() {
        Cli::Setup(arguments) => setup::run(&arguments),
        Cli::Demo(arguments) => demo::run(&arguments),
        Cli::Hosts(arguments) => hosts::run(&arguments),
        Cli::Test(arguments) => suite::run(&arguments),
        Cli::Conformance(arguments) => conformance::run(&arguments),
        Cli::Bench(arguments) => bench::run(&arguments),
        Cli::Sim(arguments) => sim::run(&arguments),
        Cli::Ci => ci::run(),
        Cli::Plugins => plugins::build().map(drop),
        Cli::Tidy(arguments) => tidy::run(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
