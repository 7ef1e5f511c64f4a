//! A real `postrider serve`: its folder, its configuration, its process. Dropping it kills the process, and with it every
//! browser.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use county_sim::Ready;
use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::SemaphorePermit;

use crate::built::program;
use crate::client::Client;
use crate::configuration::{AUTHORITY, ObjectStore, Processors, Settings, TOKEN, configuration};

/// How long a host may take to listen.
const START_BOUND: Duration = Duration::from_secs(30);
/// How long a host may take to stop in order.
const STOP_BOUND: Duration = Duration::from_secs(160);

/// A host.
pub struct Host {
    folder: tempfile::TempDir,
    processors: Processors,
    objects: Option<ObjectStore>,
    process: Child,
    address: String,
    /// Its turn on the machine ends after all else.
    _turn: SemaphorePermit<'static>,
}

impl Host {
    /// Waits for its turn on the machine, writes a configuration for the counties and starts a host on it.
    pub async fn start(counties: &Ready, settings: Settings) -> Result<Self> {
        let turn = settings.machine.take(settings.sessions).await;
        let folder =
            tempfile::Builder::new().prefix("postrider-").tempdir().context("no folder for temporary files")?;
        std::fs::write(folder.path().join("postrider.toml"), configuration(counties, &settings))
            .context("the configuration cannot be written")?;
        if let Some(pem) = &counties.authority {
            std::fs::write(folder.path().join(AUTHORITY), pem).context("the counties' authority cannot be written")?;
        }
        let Settings { processors, objects, older, .. } = settings;
        let program = older.map_or_else(program, Ok)?;
        let (process, address) = launch(&program, folder.path(), processors, objects.as_ref()).await?;
        Ok(Self { folder, processors, objects, process, address, _turn: turn })
    }

    /// A client with every right.
    pub fn client(&self) -> Client {
        Client::new(&self.address, TOKEN)
    }

    /// Its process, while it runs.
    pub fn pid(&self) -> Option<u32> {
        self.process.id()
    }

    /// Where it listens.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The folder with its configuration, its `data` and its `log`.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Everything that it has logged, over all its lives.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// `kill -9`: nothing is said, nothing is finished.
    pub async fn kill(&mut self) -> Result<()> {
        self.process.kill().await.context("the host could not be killed")
    }

    /// SIGSTOP: it stands still until it is woken.
    pub fn stand_still(&self) -> Result<()> {
        self.signal(Signal::STOP)
    }

    /// SIGCONT, after a standstill.
    pub fn wake(&self) -> Result<()> {
        self.signal(Signal::CONT)
    }

    /// SIGTERM, and waits for the orderly end.
    pub async fn stop(&mut self) -> Result<()> {
        self.signal(Signal::TERM)?;
        let status = tokio::time::timeout(STOP_BOUND, self.process.wait()).await.context("the host did not stop")??;
        ensure!(status.success(), "the host stopped with {status}: {}", tail(&self.log()));
        Ok(())
    }

    /// Starts it again on the same folder, after a kill or a stop.
    pub async fn restart(&mut self) -> Result<()> {
        let (folder, objects) = (self.folder.path(), self.objects.as_ref());
        (self.process, self.address) = launch(&program()?, folder, self.processors, objects).await?;
        Ok(())
    }

    /// Processes whose command line names its folder: itself, its drivers, browsers and relays.
    pub fn processes(&self) -> Vec<u32> {
        let name = self.folder.path().to_string_lossy();
        let Ok(processes) = std::fs::read_dir("/proc") else {
            return Vec::new();
        };
        processes
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
            .filter(|id| {
                let line = std::fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
                String::from_utf8_lossy(&line).contains(&*name)
            })
            .collect()
    }

    fn signal(&self, signal: Signal) -> Result<()> {
        let id = self.pid().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?)).context("the host is not running")?;
        kill_process(id, signal).with_context(|| format!("the host could not be sent {signal:?}"))
    }
}

async fn launch(
    program: &Path,
    folder: &Path,
    processors: Processors,
    objects: Option<&ObjectStore>,
) -> Result<(Child, String)> {
    let log = std::fs::OpenOptions::new().create(true).append(true).open(folder.join("log")).context("no log file")?;
    let mut command = match processors {
        Processors::All => Command::new(program),
        Processors::One => {
            let mut pinned = Command::new("taskset");
            pinned.args(["--cpu-list", "0"]).arg(program);
            pinned
        }
    };
    if let Some(ObjectStore { key_id, secret, .. }) = objects {
        command.env("AWS_ACCESS_KEY_ID", key_id).env("AWS_SECRET_ACCESS_KEY", secret);
    }
    let mut process = command
        .args(["serve", "--config"])
        .arg(folder.join("postrider.toml"))
        .env("RUST_LOG", "info,postrider=debug")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log)
        .kill_on_drop(true)
        .spawn()
        .context("the host cannot be started")?;
    let output = process.stdout.take().context("the host has no output")?;
    let line = tokio::time::timeout(START_BOUND, BufReader::new(output).lines().next_line()).await;
    let said = || tail(&std::fs::read_to_string(folder.join("log")).unwrap_or_default());
    let line = line.with_context(|| format!("the host did not start in time: {}", said()))??;
    let line = line.with_context(|| format!("the host ended at its start: {}", said()))?;
    let ready: serde_json::Value = serde_json::from_str(&line).context("the host's first line is not JSON")?;
    let address = ready["listening"].as_str().context("the host did not say where it listens")?.to_owned();
    Ok((process, address))
}

fn tail(log: &str) -> String {
    let lines: Vec<&str> = log.lines().collect();
    lines[lines.len().saturating_sub(15)..].join("\n")
}
