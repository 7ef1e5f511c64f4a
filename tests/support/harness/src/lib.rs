//! What the demo, the benchmarks and the end-to-end tests run on: simulated counties in this process, a real `postrider serve` as
//! a process of its own, and a client of its HTTP interface. Knows nothing of the host's inside.

mod client;
mod host;
mod wait;

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use county_sim::{Control, Sim};

pub use client::{Application, Client, Refusal};
pub use host::{Browser, Host, Processors, Settings, TOKEN, program};
pub use wait::until;

/// Cargo's target folder: the one that the running program was built into.
pub fn target() -> Result<PathBuf> {
    let program = std::env::current_exe().context("this program's own path is unknown")?;
    let marked = program.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file());
    marked.map(PathBuf::from).context("this program does not stand in a cargo target folder")
}

/// A county's component, as `cargo xtask plugins` built it.
pub fn component(name: &str) -> Result<PathBuf> {
    let path = target()?.join("plugins").join(name);
    anyhow::ensure!(path.is_file(), "{} is missing: run `cargo xtask plugins`", path.display());
    Ok(path)
}

/// A component that misbehaves, as `cargo xtask plugins` built it.
pub fn guest(name: &str) -> Result<PathBuf> {
    let path = target()?.join("guests").join(name);
    anyhow::ensure!(path.is_file(), "{} is missing: run `cargo xtask plugins`", path.display());
    Ok(path)
}

/// Counties and a host that knows them.
pub struct Harness {
    /// The counties.
    pub sim: Sim,
    /// Their control port.
    pub control: Control,
    /// The host.
    pub host: Host,
}

impl Harness {
    /// Starts counties and host, and installs the counties' first releases.
    pub async fn start(settings: Settings) -> Result<Self> {
        let harness = Self::bare(settings).await?;
        let client = harness.host.client();
        for name in ["alder-1.0.0.wasm", "birch-1.0.0.wasm", "cedar-1.0.0.wasm"] {
            client.install(&component(name)?).await.with_context(|| format!("{name} was not installed"))?;
        }
        Ok(harness)
    }

    /// Starts counties and host, without any plugin.
    pub async fn bare(settings: Settings) -> Result<Self> {
        let sim = Sim::start(county_sim::Config::default()).await.context("the counties cannot be started")?;
        let host = Host::start(sim.ready(), settings).await?;
        Ok(Self { control: sim.control(), sim, host })
    }
}
