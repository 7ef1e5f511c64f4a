//! What the demo is asked for.

use std::path::PathBuf;

use clap::Parser;
use harness::Browser;

/// Below this a county has too few for a redesign half way.
const FEWEST: u16 = 15;

#[derive(Parser)]
pub(crate) struct Arguments {
    /// The browser that carries the applications.
    #[arg(long, value_enum, default_value = "firefox")]
    pub(crate) browser: Browser,
    /// Show what happens on a page as well.
    #[arg(long)]
    pub(crate) watch: bool,
    /// Close with one line of JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// The folder of the applications.
    #[arg(long)]
    pub(crate) scenarios: PathBuf,
    /// How many applications; all scenarios by default.
    #[arg(long, value_parser = clap::value_parser!(u16).range(i64::from(FEWEST)..))]
    pub(crate) applications: Option<u16>,
}
