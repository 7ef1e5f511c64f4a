//! Counties and a host that knows them, started together.

use anyhow::{Context as _, Result};
use county_sim::{Control, County, Sim};

use crate::built::component;
use crate::configuration::Settings;
use crate::host::Host;

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
    /// Starts counties and host, and installs every county's first release.
    pub async fn start(settings: Settings) -> Result<Self> {
        Self::serving(&County::ALL, settings).await
    }

    /// The same with the first releases of these counties alone: each is compiled anew for every host, which takes a second or two.
    pub async fn serving(counties: &[County], settings: Settings) -> Result<Self> {
        let harness = Self::bare(settings).await?;
        let client = harness.host.client();
        for county in counties {
            let name = format!("{county}-1.0.0.wasm");
            client.install(&component(&name)?).await.with_context(|| format!("{name} was not installed"))?;
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
