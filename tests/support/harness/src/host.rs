//! A real `postrider serve`: its folder, its configuration, its process. Dropping it kills the process, and with it every
//! browser.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use county_sim::Ready;
use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::Client;

/// The token of the host's one client.
pub const TOKEN: &str = "a-token-for-the-harness-and-nothing-else";
/// How long a host may take to listen.
const START_BOUND: Duration = Duration::from_secs(30);
/// How long a host may take to stop in order.
const STOP_BOUND: Duration = Duration::from_secs(160);

/// Which browser.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Browser {
    /// Firefox.
    #[default]
    Firefox,
    /// Chromium.
    Chromium,
}

/// Which processors the host and its browsers may use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Processors {
    /// All that there are.
    #[default]
    All,
    /// The first one alone.
    One,
}

/// How the host is set up.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Which browser it drives.
    pub browser: Browser,
    /// Sessions at a time.
    pub sessions: u32,
    /// Seconds before a doubt is put to the county.
    pub reconcile_after_seconds: u32,
    /// Which processors it may use.
    pub processors: Processors,
    /// Further TOML at the end of the configuration.
    pub more: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            browser: Browser::Firefox,
            sessions: 2,
            reconcile_after_seconds: 3,
            processors: Processors::All,
            more: String::new(),
        }
    }
}

impl Settings {
    /// One county more, whose site a test serves itself. What `more` says after this is said of that county.
    #[must_use]
    pub fn with_county(mut self, code: &str, host: &str, site: SocketAddr) -> Self {
        self.more.push_str(&county(code, host, host, &site.to_string(), 1, ""));
        self
    }
}

/// A host.
pub struct Host {
    folder: tempfile::TempDir,
    processors: Processors,
    process: Child,
    address: String,
}

impl Host {
    /// Writes a configuration for the counties and starts a host on it.
    pub async fn start(counties: &Ready, settings: Settings) -> Result<Self> {
        let folder =
            tempfile::Builder::new().prefix("postrider-").tempdir().context("no folder for temporary files")?;
        std::fs::write(folder.path().join("postrider.toml"), configuration(counties, &settings)?)
            .context("the configuration cannot be written")?;
        let processors = settings.processors;
        let (process, address) = launch(folder.path(), processors).await?;
        Ok(Self { folder, processors, process, address })
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

    /// SIGTERM, and waits for the orderly end.
    pub async fn stop(&mut self) -> Result<()> {
        let id = self
            .process
            .id()
            .and_then(|id| Pid::from_raw(i32::try_from(id).ok()?))
            .context("the host is not running")?;
        kill_process(id, Signal::TERM).context("the host could not be told to stop")?;
        let status = tokio::time::timeout(STOP_BOUND, self.process.wait()).await.context("the host did not stop")??;
        ensure!(status.success(), "the host stopped with {status}: {}", tail(&self.log()));
        Ok(())
    }

    /// Starts it again on the same folder, after a kill or a stop.
    pub async fn restart(&mut self) -> Result<()> {
        (self.process, self.address) = launch(self.folder.path(), self.processors).await?;
        Ok(())
    }
}

/// The program under test: built by `cargo xtask`, never by a test.
pub fn program() -> Result<PathBuf> {
    // Built with the same profile as what runs.
    let target = crate::target()?;
    let this = std::env::current_exe().context("this program's own path is unknown")?;
    let profile = this.strip_prefix(&target).ok().and_then(|path| path.iter().next()).context("no profile")?;
    let path = target.join(profile).join("postrider");
    ensure!(path.is_file(), "{} is missing: `cargo xtask test` builds it", path.display());
    Ok(path)
}

async fn launch(folder: &Path, processors: Processors) -> Result<(Child, String)> {
    let log = std::fs::OpenOptions::new().create(true).append(true).open(folder.join("log")).context("no log file")?;
    let mut command = match processors {
        Processors::All => Command::new(program()?),
        Processors::One => {
            let mut pinned = Command::new("taskset");
            pinned.args(["--cpu-list", "0"]).arg(program()?);
            pinned
        }
    };
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

fn configuration(counties: &Ready, settings: &Settings) -> Result<String> {
    let browser = match settings.browser {
        Browser::Firefox => "firefox",
        Browser::Chromium => "chromium",
    };
    let mut text = format!(
        r#"data = "data"
[api]
listen = "127.0.0.1:0"
[[api.tokens]]
name = "harness"
role = "admin"
token = "{TOKEN}"
[browser]
kind = "{browser}"
[scheduler]
sessions = {}
reconcile_after_seconds = {}
backoff_seconds = 1
"#,
        settings.sessions, settings.reconcile_after_seconds
    );
    let entries = [
        ("99001", "Alder", "alder.test", &counties.alder, 2, ALDER_LOGINS),
        ("99003", "Birch", "birch.test", &counties.birch, 2, BIRCH_LOGINS),
        ("99005", "Cedar", "cedar.test", &counties.cedar, 2, CEDAR_LOGINS),
    ];
    for (code, name, host, url, concurrency, logins) in entries {
        let address = url.strip_prefix("http://").context("a county's address is no http address")?;
        text.push_str(&county(code, name, host, address, concurrency, logins));
    }
    text.push_str(&settings.more);
    Ok(text)
}

fn county(code: &str, name: &str, host: &str, address: &str, concurrency: u32, logins: &str) -> String {
    format!(
        r#"
[[county]]
code = "{code}"
name = "{name}"
zone = "America/Los_Angeles"
concurrency = {concurrency}
grant.origins = ["http://{host}"]
resolve = {{ "{host}" = "{address}" }}
{logins}
"#
    )
}

const ALDER_LOGINS: &str = r#"credentials.worker.first = { user = "worker1", password = "alder-pass" }
credentials.worker.second = { user = "worker2", password = "alder-pass" }"#;
const BIRCH_LOGINS: &str = r#"credentials.worker.office = { pin = "birch-pin" }"#;
/// Cedar's calendar is worked by the date itself, so its plugin asks to read it.
const CEDAR_LOGINS: &str = r#"grant.read = ["signature.signed_on"]
credentials.worker.first = { user = "clerk1", password = "cedar-pass" }
credentials.worker.second = { user = "clerk2", password = "cedar-pass" }"#;
