//! One browser, one application at a time: the commands that a form is filled by. Each is under the command deadline, one runs at
//! a time, and a session that is lost stays lost. It never retries, and never decides what an error means for an application.

use std::sync::Arc;
use std::time::Duration;

use hyper::Method;
use serde_json::Value;

use super::driver_client::{Command, DriverClient};
use super::error::BrowserError;
use super::files::Files;
use super::kind::Kind;
use super::lifetime::ProcessLifetime;
use super::network_policy::NetworkPolicy;
use super::proxy::{ApplicationProxy, EarlyConnection, ProxyListener};

mod answer;
mod dialogs;
mod input;
mod navigation;
mod page;
mod requests;
mod reset;
mod sign_out;
mod submit;
mod transfer;
mod windows;

/// A browser with one window, under a network policy. Dropping it kills the whole process tree.
pub struct Session {
    pub(super) driver: DriverClient,
    pub(super) listener: Arc<ProxyListener>,
    pub(super) files: Files,
    pub(super) lifetime: Arc<ProcessLifetime>,
    /// Of each command.
    pub(super) deadline: Duration,
    pub(super) kind: Kind,
    /// The outermost process of the tree; none at a remote end.
    pub(super) process: Option<u32>,
}

impl Session {
    /// Whether the session is lost, without asking the driver.
    pub fn is_lost(&self) -> bool {
        self.lifetime.is_ending()
    }

    /// Ends it and waits, bounded, until its last process and file are gone. The browser is not asked to tidy up first: all it
    /// has written goes with its sandbox.
    pub async fn close(self) {
        self.lifetime.end("closed");
        self.lifetime.gone().await;
    }

    /// Cuts every connection of the application before: what the next one reaches, its policy says.
    pub(super) fn renew(&self, policy: NetworkPolicy, early: Option<EarlyConnection>) {
        self.listener.renew(policy, early);
    }

    fn proxy(&self) -> Arc<ApplicationProxy> {
        self.listener.proxy()
    }

    async fn get(&self, name: &'static str, path: impl Into<String>) -> Result<Value, BrowserError> {
        self.send(Command::new(name, Method::GET, path, None)).await
    }

    async fn delete(&self, name: &'static str, path: impl Into<String>) -> Result<Value, BrowserError> {
        self.send(Command::new(name, Method::DELETE, path, None)).await
    }

    async fn post(&self, name: &'static str, path: impl Into<String>, body: Value) -> Result<Value, BrowserError> {
        self.send(Command::new(name, Method::POST, path, Some(body))).await
    }

    async fn send(&self, command: Command) -> Result<Value, BrowserError> {
        self.driver.send(command, self.deadline).await
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.lifetime.end("dropped");
    }
}
