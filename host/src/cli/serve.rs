//! `serve`: reads the configuration, starts the log, runs the host until it is asked to stop.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::FmtSpan;

use super::client::Failure;
use super::object_keys::{object_keys, variable};
use super::show;
use crate::app::{self, App, Config};
use crate::submission::{visible, visible_json};

/// What is logged unless `--log` says otherwise.
const DEFAULT_LOG: &str = "info";

#[derive(clap::Args)]
pub(super) struct Args {
    /// The configuration.
    #[arg(long, value_name = "FILE", default_value = "postrider.toml")]
    config: PathBuf,
    /// Written once the host takes requests: the same line as on standard output.
    #[arg(long, value_name = "PATH")]
    ready_file: Option<PathBuf>,
    /// What is logged to standard error: `info`, `info,postrider=debug`, ...
    #[arg(long, env = "RUST_LOG", value_name = "FILTER", default_value = DEFAULT_LOG)]
    log: String,
    /// Logs as JSON lines.
    #[arg(long)]
    log_json: bool,
}

pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let config = Config::read_with(&args.config, object_keys(), variable).map_err(|error| failed(&error.into()))?;
    start_log(args)?;
    app::share_arenas();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| failed(&error.into()))?;
    runtime.block_on(async {
        let mut asked = std::pin::pin!(asked_to_stop().map_err(|error| failed(&error.into()))?);
        let app = tokio::select! {
            biased;
            () = &mut asked => return Ok(()),
            app = App::build(config) => app.map_err(|error| failed(&error))?,
        };
        ready(&format!("http://{}", app.address()), args.ready_file.as_deref());
        let stop = CancellationToken::new();
        let mut run = std::pin::pin!(app.run(stop.clone()));
        tokio::select! {
            biased;
            () = &mut asked => stop.cancel(),
            ended = &mut run => return ended.map_err(|error| failed(&error)),
        }
        run.await.map_err(|error| failed(&error))
    })
}

/// Says where the host listens, for whoever started it.
fn ready(address: &str, file: Option<&Path>) {
    let line = serde_json::json!({ "listening": address }).to_string();
    if let Err(failure) = show::line(&line) {
        tracing::warn!(%failure, "nobody reads where this host listens");
    }
    let Some(file) = file else { return };
    // Named only when it is whole: whoever waits for the file never reads half a line.
    let part = file.with_extension("part");
    if let Err(error) = std::fs::write(&part, format!("{line}\n")).and_then(|()| std::fs::rename(&part, file)) {
        tracing::error!(%error, file = %file.display(), "the ready file cannot be written");
    }
}

/// Resolves at the first SIGTERM or SIGINT.
fn asked_to_stop() -> io::Result<impl Future<Output = ()>> {
    let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = term.recv() => {}
            _ = int.recv() => {}
        }
    })
}

fn start_log(args: &Args) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(&args.log);
    let filter = filter.map_err(|error| Failure::Failed(format!("--log `{}` is no filter: {error}", args.log)))?;
    let shows: fn(&str) -> String = if args.log_json { visible_json } else { visible };
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(move || LogLines { to: io::stderr(), shows })
        .with_span_events(FmtSpan::NONE);
    let started = if args.log_json { log.json().try_init() } else { log.with_ansi(false).try_init() };
    started.map_err(|error| Failure::Failed(format!("the log cannot be started: {error}")))
}

/// The log, an event at a time. Events hold words of pages and plugins: none of these forges a line or moves a terminal.
struct LogLines<W> {
    to: W,
    shows: fn(&str) -> String,
}

impl<W: Write> Write for LogLines<W> {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        let line = (self.shows)(text.trim_end_matches('\n'));
        self.to.write_all(format!("{line}\n").as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

fn failed(error: &anyhow::Error) -> Failure {
    Failure::Failed(show::with_causes(error.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_one_line_of_the_log() {
        let mut lines = LogLines { to: Vec::new(), shows: visible };
        lines.write_all(b"ERROR why=one\n2026-11-25 INFO forged\x1b[31m\n").unwrap();
        lines.write_all(b"INFO next\n").unwrap();
        let said = String::from_utf8(lines.to).unwrap();
        assert_eq!(said, "ERROR why=one\\n2026-11-25 INFO forged\\u{1b}[31m\nINFO next\n");
    }
}
