//! The `postrider` program. It parses, calls, exits; it decides nothing.

use std::process::ExitCode;

use clap::Parser;
use postrider::browser::relay;

#[derive(Parser)]
#[command(version, about)]
enum Cli {
    /// Runs inside a browser's sandbox; the host starts it.
    #[command(hide = true)]
    Relay(relay::Args),
}

fn main() -> ExitCode {
    let Cli::Relay(args) = Cli::parse();
    relay::run(&args)
}
