//! Two hosts on one ledger, and what is done to them. One of them can always be asked.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use county_sim::Ready;
use harness::{Client, Host, until};
use jiff::Timestamp;

use crate::outage::{Held, Outage};
use crate::place::Place;
use crate::plan::{Fault, Kind, Which};

/// How long the browsers of a host that was killed may outlive it.
const BROWSERS_END: Duration = Duration::from_secs(20);
/// How long what a host had may take to be free, before it is said that it is not. The host promises 20 s; this is what the run waits.
const RESCUE_BOUND: Duration = Duration::from_secs(90);

/// Two hosts.
pub(crate) struct Two {
    hosts: [Host; 2],
    names: [String; 2],
}

/// Which hosts can be asked, for whoever asks while they are killed and started.
pub(crate) struct Asked(Mutex<[Option<Client>; 2]>);

impl Asked {
    /// Both of two that run.
    pub(crate) fn of(two: &Two) -> Self {
        Self(Mutex::new(Which::BOTH.map(|which| Some(two.client(which)))))
    }

    /// A host that is well.
    pub(crate) fn any(&self) -> Option<Client> {
        self.lock().iter().flatten().next().cloned()
    }

    fn set(&self, which: Which, client: Option<Client>) {
        self.lock()[which.index()] = client;
    }

    fn lock(&self) -> MutexGuard<'_, [Option<Client>; 2]> {
        // A holder that panicked left a whole client behind, or none.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Two {
    pub(crate) async fn start(counties: &Ready, place: &Place) -> Result<Self> {
        let first = Host::start(counties, place.settings(Which::First)).await?;
        let second = Host::start(counties, place.settings(Which::Second)).await?;
        Ok(Self { names: [name(&first)?, name(&second)?], hosts: [first, second] })
    }

    pub(crate) fn client(&self, which: Which) -> Client {
        self.hosts[which.index()].client()
    }

    pub(crate) fn log(&self, which: Which) -> String {
        self.hosts[which.index()].log()
    }

    /// Strikes a host. What it has at work is looked at right after.
    pub(crate) async fn strike(
        &mut self,
        fault: &Fault,
        place: &Place,
        asked: &Asked,
    ) -> Result<(Timestamp, Vec<Held>)> {
        let Fault { which, kind, .. } = *fault;
        asked.set(which, None);
        let begun = place.now().await?;
        let host = &mut self.hosts[which.index()];
        let left = host.processes();
        match kind {
            Kind::Killed => host.kill().await?,
            Kind::StoodStill => host.stand_still()?,
            Kind::CutOff => place.relay(which).fall_silent(),
        }
        let held = place.held_by(&self.names[which.index()]).await?;
        if kind == Kind::Killed {
            until(&format!("no browser of the {which} host outlives it"), BROWSERS_END, || async {
                Ok(left.iter().all(|id| !Path::new(&format!("/proc/{id}")).exists()).then_some(()))
            })
            .await?;
        }
        Ok((begun, held))
    }

    /// Brings it back, and waits until what it had is free: the end of the outage.
    pub(crate) async fn bring_back(
        &mut self,
        fault: &Fault,
        place: &Place,
        asked: &Asked,
        struck: (Timestamp, Vec<Held>),
    ) -> Result<Outage> {
        let Fault { which, kind, .. } = *fault;
        let host = &mut self.hosts[which.index()];
        let over = place.now().await?;
        match kind {
            Kind::Killed => host.restart().await?,
            Kind::StoodStill => host.wake()?,
            Kind::CutOff => place.relay(which).pass(),
        }
        asked.set(which, Some(host.client()));
        let (begun, had) = struck;
        let mut held = Vec::new();
        for one in had {
            let free = until("work to be free", RESCUE_BOUND, || place.ended(one.fence)).await;
            held.push((one, free.ok()));
        }
        Ok(Outage { which, kind, host: self.names[which.index()].clone(), begun, over, held })
    }

    /// SIGTERM, the orderly end, and the next start. Gives how long the end took.
    pub(crate) async fn restart(&mut self, which: Which, asked: &Asked) -> Result<Duration> {
        asked.set(which, None);
        let host = &mut self.hosts[which.index()];
        let begun = Instant::now();
        host.stop().await?;
        let took = begun.elapsed();
        host.restart().await?;
        asked.set(which, Some(host.client()));
        Ok(took)
    }
}

/// A host's own name, by which histories and leases have it.
fn name(host: &Host) -> Result<String> {
    let file = host.folder().join("data/host");
    let name = std::fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
    Ok(name.trim().to_owned())
}
