//! Starts sessions, counts them, ends them. It never hands one out twice, and never decides who may have one.

use std::fs;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::config::Config;
use super::error::BrowserError;
use super::kind::Kind;
use super::missing::Missing;
use super::network_policy::NetworkPolicy;
use super::proxy::Authority;
use super::session::Session;

mod check;
mod folder;
mod launch;
mod local;
mod remote;

use folder::FleetFolder;
use launch::Launch;

/// Starts browsers, counts them, kills them. Cheap to clone.
#[derive(Clone)]
pub struct Fleet {
    inner: Arc<Inner>,
}

struct Inner {
    config: Config,
    /// Whom its browsers trust over https.
    authority: Arc<Authority>,
    tracker: TaskTracker,
    stop: CancellationToken,
    folder: Arc<FleetFolder>,
}

impl Fleet {
    /// Makes the scratch folder and an authority of its own, and sweeps what dead hosts left behind; starts nothing. `stop` is the hard one: cancelling it
    /// kills every session at once.
    pub fn new(mut config: Config, tracker: TaskTracker, stop: CancellationToken) -> Result<Fleet, BrowserError> {
        if config.command_deadline <= config.page_load {
            return Err(BrowserError::Missing {
                what: "`command_deadline` under [browser] is not longer than `page_load`".to_owned(),
                fix: "make it longer, or a slow page kills its browser".to_owned(),
            });
        }
        let folder = FleetFolder::make(&config)?;
        if config.relay.is_none() {
            // The running program as it is now: an upgrade that replaces the file on disk must not change or break what a
            // running host starts.
            let relay = folder.path().join("relay");
            fs::copy("/proc/self/exe", &relay).map_err(BrowserError::start)?;
            config.relay = Some(relay);
        }
        let authority = Arc::new(Authority::new().map_err(BrowserError::start)?);
        Ok(Fleet { inner: Arc::new(Inner { config, authority, tracker, stop, folder: Arc::new(folder) }) })
    }

    /// For `doctor`: what is missing on this machine for this configuration, and the command that fixes it. Takes some
    /// milliseconds: it tries a sandbox.
    pub fn check(config: &Config) -> Vec<Missing> {
        check::check(config)
    }

    /// A fresh driver and browser in a sandbox of their own, or a session of a remote end, with one empty window.
    pub async fn open(&self, kind: Kind, policy: NetworkPolicy) -> Result<Session, BrowserError> {
        let Inner { config, authority, tracker, stop, folder } = &*self.inner;
        if stop.is_cancelled() {
            return Err(BrowserError::lost("the host is stopping"));
        }
        let launch = Launch { kind, policy, authority, config, folder, tracker, stop };
        match &config.remote {
            Some(remote) => remote::open(launch, remote).await,
            None => local::open(launch).await,
        }
    }

    pub(super) fn is_remote(&self) -> bool {
        self.inner.config.remote.is_some()
    }

    pub(super) fn tracker(&self) -> &TaskTracker {
        &self.inner.tracker
    }

    /// Sessions whose processes are there: open, opening, or not quite gone.
    pub fn live(&self) -> usize {
        self.inner.folder.live()
    }
}
