//! `cargo xtask bench`: what things cost, on the real parts and with the release profile. Measures and prints; judges nothing.

mod certificate;
mod figures;
mod forecast;
mod form;
mod ledger;
mod page;
mod plugin;
mod procfs;
mod soak;
mod start;
mod submission;

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand};
use comfy_table::{CellAlignment, Table, presets};
use harness::Browser;
use serde::Serialize;
use serde_json::Value;

#[derive(Parser)]
struct Arguments {
    /// One JSON object a row, instead of tables.
    #[arg(long, global = true)]
    json: bool,
    /// The folder of the applications.
    #[arg(long, global = true, default_value = "tests/support/scenarios")]
    scenarios: PathBuf,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// A plugin's size, what loading and instantiating it costs, and one host call.
    Plugin,
    /// One submission, by county and browser: wall time, CPU, memory.
    Submission(submission::Arguments),
    /// Many submissions by two sessions: whether memory, processes, descriptors or temporary files grow.
    Soak {
        /// Submissions in all.
        #[arg(long, default_value_t = 300)]
        count: usize,
        /// How often to look on the way.
        #[arg(long, default_value_t = 6)]
        laps: usize,
        /// The browser that carries them.
        #[arg(long, value_enum, default_value = "firefox")]
        browser: Browser,
    },
    /// One application on the same pages by Postrider, a bare script and its peers: wall time, CPU, commands, memory.
    Form(form::Arguments),
    /// A page of a distant site, opened by Postrider and by the same browser directly: a first time, and again.
    Page(page::Arguments),
    /// A start with every county there is: with no compiled code kept, and with all of it.
    Start(start::Arguments),
    /// A whole life of an application in the ledger, on each store, beside a job's in the ledger's peers; a restart, and the space it takes.
    Ledger(ledger::Arguments),
    /// A forecast of what waits in every county there is, with all that would help tried out.
    Forecast(forecast::Arguments),
    /// The bare script, as `form` starts it.
    #[command(hide = true)]
    Floor(form::floor::Arguments),
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    match arguments.what {
        What::Plugin => {
            let (plugins, call) = plugin::measure(&arguments.scenarios).await?;
            show(&plugins, arguments.json)?;
            show(&[call], arguments.json)
        }
        What::Soak { count, laps, browser } => {
            show(&soak::measure(count, laps, browser, &arguments.scenarios).await?, arguments.json)
        }
        What::Form(turns) => show(&form::measure(&turns).await?, arguments.json),
        What::Page(page) => show(&page::measure(&page).await?, arguments.json),
        What::Start(counties) => show(&start::measure(&counties).await?, arguments.json),
        What::Forecast(surge) => show(&forecast::measure(&surge)?, arguments.json),
        What::Ledger(which) => {
            if which.measures(ledger::Part::Lives) {
                show(&ledger::measure(&which).await?, arguments.json)?;
            }
            if which.measures(ledger::Part::Restart) {
                show(&ledger::measure_restart(&which).await?, arguments.json)?;
            }
            Ok(())
        }
        What::Floor(floor) => form::floor::run(&floor).await,
        What::Submission(which) => show(&submission::measure(&which, &arguments.scenarios).await?, arguments.json),
    }
}

/// Rows as a table whose heads are their fields, or as a JSON object each.
fn show<T: Serialize>(rows: &[T], json: bool) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut out = std::io::stdout();
    let rows = rows.iter().map(serde_json::to_value).collect::<Result<Vec<_>, _>>().context("a row has no JSON")?;
    if json {
        return rows.iter().try_for_each(|row| writeln!(out, "{row}")).context("the rows cannot be written");
    }
    let mut table = Table::new();
    table.load_preset(presets::ASCII_MARKDOWN);
    // A float that is whole is shown as such.
    let number = |value: &Value| value.as_f64().map(|number| number.to_string());
    let cell = |value: &Value| value.as_str().map(str::to_owned).or_else(|| number(value)).unwrap_or_default();
    for (number, row) in rows.iter().filter_map(Value::as_object).enumerate() {
        if number == 0 {
            table.set_header(row.keys());
        }
        table.add_row(row.values().map(cell));
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    writeln!(out, "{table}").context("the table cannot be written")
}
