//! What the run is asked for.

use std::path::PathBuf;

use clap::Parser;

#[derive(Parser)]
pub(crate) struct Arguments {
    /// How many applications.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u16).range(1..=500))]
    pub(crate) applications: u16,
    /// How often a host is killed. With fewer than 10 it is a try, and no proof.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(..=50))]
    pub(crate) kills: u16,
    /// By which the faults are drawn: the same seed draws the same ones.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// The program that both hosts begin as, of an earlier version: each is this build's own from its first restart on.
    #[arg(long)]
    pub(crate) older: Option<PathBuf>,
    /// Close with one line of JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// The folder of the applications.
    #[arg(long)]
    pub(crate) scenarios: PathBuf,
}
