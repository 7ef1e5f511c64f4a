//! Runs the simulated counties: one line of JSON on standard output when ready, then until SIGTERM or Ctrl-C.

use std::collections::BTreeMap;
use std::io::Write as _;

use clap::Parser;
use county_sim::{Config, County, Scheme, Sim};
use tokio::signal::unix::{SignalKind, signal};

/// Simulated county sites on 127.0.0.1, with a control port. A port of 0 takes any.
#[derive(Parser)]
struct Arguments {
    #[arg(long, default_value_t = 0)]
    alder_port: u16,
    #[arg(long, default_value_t = 0)]
    birch_port: u16,
    #[arg(long, default_value_t = 0)]
    cedar_port: u16,
    #[arg(long, default_value_t = 0)]
    dogwood_port: u16,
    #[arg(long, default_value_t = 0)]
    elm_port: u16,
    #[arg(long, default_value_t = 0)]
    control_port: u16,
    /// Plain http instead of https.
    #[arg(long)]
    http: bool,
    /// Where to write the certificate of the authority that makes the counties trusted, in PEM.
    #[arg(long, value_name = "FILE", conflicts_with = "http")]
    authority: Option<std::path::PathBuf>,
    /// Minutes an idle login lasts.
    #[arg(long, default_value_t = 20)]
    session_minutes: u64,
    /// Print the tables of the README and exit.
    #[arg(long)]
    describe: bool,
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let arguments = Arguments::parse();
    let mut out = std::io::stdout();
    if arguments.describe {
        return out.write_all(county_sim::describe().as_bytes());
    }
    let ports = BTreeMap::from([
        (County::Alder, arguments.alder_port),
        (County::Birch, arguments.birch_port),
        (County::Cedar, arguments.cedar_port),
        (County::Dogwood, arguments.dogwood_port),
        (County::Elm, arguments.elm_port),
    ]);
    let session_timeout = std::time::Duration::from_secs(arguments.session_minutes * 60);
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let scheme = if arguments.http { Scheme::Http } else { Scheme::Https };
    let sim = Sim::start(Config { scheme, ports, control_port: arguments.control_port, session_timeout }).await?;
    if let (Some(file), Some(pem)) = (arguments.authority, &sim.ready().authority) {
        std::fs::write(file, pem)?;
    }
    writeln!(out, "{}", serde_json::to_string(sim.ready())?)?;
    out.flush()?;
    tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
    sim.stop().await;
    Ok(())
}
