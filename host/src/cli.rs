//! The command line: one program that is the host, and the clients that talk to one over HTTP.
//!
//! The one place where the environment is read. Decides nothing about applications: what the host answers is shown, and
//! becomes an exit code.

mod case;
mod client;
mod counties;
mod county_calendar;
mod county_settings;
mod doctor;
mod evidence;
mod explain;
mod forecast;
mod forget;
mod keys;
mod object_keys;
mod plugins;
mod rehearse;
mod review;
mod serve;
mod show;
mod status;
mod submit;

use std::io::Write as _;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::browser::relay;
use crate::plugin;
use crate::submission::{Application, visible_lines};
use client::{Client, Connection, Failure};

/// What the exit codes mean, as `--help` tells it.
const EXIT_CODES: &str = "Exit codes: 0 done; 1 failed (no answer, or the host or this machine could not do it); \
                          2 the command line is wrong; 3 the host refused, and said why.";

/// Carries applications for public benefits to their counties before the day's cutoff.
#[derive(Parser)]
#[command(name = "postrider", version, after_help = EXIT_CODES)]
pub struct Cli {
    #[command(flatten)]
    connection: Connection,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs the host until SIGTERM or Ctrl-C, and stops in order.
    Serve(serve::Args),
    /// Says what is missing on this machine, and the command that fixes it.
    Doctor(doctor::Args),
    /// Sends an application: `{"county": "99001", "application": {..}}`.
    Submit(submit::Args),
    /// Lists applications, or tells one's whole story.
    Status(status::Args),
    /// Which applications will miss their cutoff, as things go, what is short, and what would help.
    Forecast(forecast::Args),
    /// Fetches what an application's attempts did and saw: traces and pictures.
    Evidence(evidence::Args),
    /// Brings plugins in, takes them back, tells what served when.
    #[command(subcommand)]
    Plugin(plugins::Command),
    /// What waits for a person: who has it, its correction, the person's decision.
    #[command(subcommand)]
    Review(review::Command),
    /// Forgets one application that has ended: what it said, and what was said of it, goes for good.
    Forget(forget::Args),
    /// The master keys that wrap what is kept: making one, wrapping everything by it.
    #[command(subcommand)]
    Key(keys::Command),
    /// Counties: when their day ends, whether their work is held.
    #[command(subcommand)]
    County(counties::Command),
    /// Prints a JSON Schema.
    #[command(subcommand)]
    Schema(Schema),
    /// Runs inside a browser's sandbox; the host starts it.
    #[command(hide = true)]
    Relay(relay::Args),
    /// Compiles one component within limits; the host starts it.
    #[command(hide = true)]
    CompileComponent,
}

#[derive(Subcommand)]
enum Schema {
    /// Of the `application` that `submit` sends. Needs no host.
    Application,
}

/// Runs a parsed command line.
pub fn run(cli: Cli) -> ExitCode {
    let done = match cli.command {
        Command::Relay(args) => return relay::run(&args),
        Command::CompileComponent => return plugin::compile_component(),
        Command::Serve(args) => serve::run(&args),
        Command::Doctor(args) => doctor::run(&args),
        Command::Schema(Schema::Application) => schema(),
        Command::Submit(args) => cli.connection.with(async |client: &Client| submit::run(client, args).await),
        Command::Status(args) => cli.connection.with(async |client: &Client| status::run(client, args).await),
        Command::Forecast(args) => cli.connection.with(async |client: &Client| forecast::run(client, args).await),
        Command::Evidence(args) => cli.connection.with(async |client: &Client| evidence::fetch(client, args).await),
        Command::Plugin(command) => cli.connection.with(async |client: &Client| plugins::run(client, command).await),
        Command::Review(command) => cli.connection.with(async |client: &Client| review::run(client, command).await),
        Command::Key(command) => keys::run(cli.connection, command),
        Command::Forget(args) => cli.connection.with(async |client: &Client| forget::run(client, args).await),
        Command::County(command) => cli.connection.with(async |client: &Client| counties::run(client, command).await),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !failure.is_silent() {
                let _ = writeln!(std::io::stderr(), "postrider: {}", visible_lines(&failure.to_string()));
            }
            failure.exit_code()
        }
    }
}

/// The schema as the contract's folder keeps it; a test compares the two.
pub(crate) fn schema_text() -> String {
    let mut text = serde_json::to_string_pretty(&schemars::schema_for!(Application)).unwrap_or_default();
    text.push('\n');
    text
}

fn schema() -> Result<(), Failure> {
    show::raw(&schema_text())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        use clap::CommandFactory as _;
        Cli::command().debug_assert();
    }

    /// The guest SDK makes its typed field accessors from this file.
    #[test]
    fn the_contract_has_the_schema_of_the_types() {
        let kept = include_str!("../../wit/v1/application.schema.json");
        assert!(
            kept == schema_text(),
            "the types have changed: run `cargo run -p postrider -- schema application > wit/v1/application.schema.json`"
        );
    }
}
