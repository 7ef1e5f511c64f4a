//! The `postrider` program. It parses, calls, exits; it decides nothing.

use std::process::ExitCode;

use clap::Parser as _;
use postrider::cli::{self, Cli};

fn main() -> ExitCode {
    cli::run(Cli::parse())
}
