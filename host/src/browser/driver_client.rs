//! The client of one driver: WebDriver commands over a UNIX socket or to a remote end, one at a time, each under a deadline after
//! which the whole process tree is killed. Here and below is all that is named of fantoccini; commands are sent as the plain JSON
//! of the W3C protocol, which covers what the client lacks. It never logs a body.

use std::sync::Arc;
use std::time::Duration;

use fantoccini::{Client, ClientBuilder};
use serde_json::{Map, Value};
use tokio::sync::Mutex;

use super::error::BrowserError;
use super::lifetime::ProcessLifetime;
use super::relay::DRIVER_PORT;

mod command;
mod endpoint;
mod failure;

pub(super) use command::{Command, empty_body};
use endpoint::Connector;
pub(super) use endpoint::Endpoint;
use failure::{browser_error, start_failure};

/// One driver with one browser session.
pub(super) struct DriverClient {
    client: Client,
    turn: Mutex<()>,
    lifetime: Arc<ProcessLifetime>,
}

impl DriverClient {
    /// Opens the browser. The caller bounds the time.
    pub(super) async fn open(
        endpoint: Endpoint,
        capabilities: Map<String, Value>,
        lifetime: Arc<ProcessLifetime>,
    ) -> Result<DriverClient, BrowserError> {
        let opening = async {
            // For the Host header, which drivers check: the connector knows one endpoint only.
            let url = match &endpoint {
                Endpoint::Socket(_) => format!("http://127.0.0.1:{DRIVER_PORT}/"),
                Endpoint::Network { url, .. } => url.clone(),
            };
            ClientBuilder::new(Connector(Arc::new(endpoint))).capabilities(capabilities).connect(&url).await
        };
        tokio::select! {
            biased;
            () = lifetime.ending() => Err(lifetime.lost()),
            opened = opening => match opened {
                Ok(client) => Ok(DriverClient { client, turn: Mutex::new(()), lifetime }),
                Err(error) => Err(BrowserError::start(start_failure(&error))),
            },
        }
    }

    /// The session's id at its driver.
    pub(super) async fn session_id(&self) -> Option<String> {
        self.client.session_id().await.ok().flatten()
    }

    /// Sends a command when those before it are done, and kills the whole tree when no answer came within the deadline, or
    /// when the caller stopped waiting half way (the driver would not stop with it, and the next command would hang).
    pub(super) async fn send(&self, command: Command, deadline: Duration) -> Result<Value, BrowserError> {
        let name = command.name;
        let _turn = self.turn.lock().await;
        if self.lifetime.is_ending() {
            return Err(self.lifetime.lost());
        }
        let unfinished = Unfinished { lifetime: &self.lifetime, name };
        let answer = tokio::select! {
            biased;
            () = self.lifetime.ending() => return Err(self.lifetime.lost()),
            answer = tokio::time::timeout(deadline, self.client.issue_cmd(command)) => answer,
        };
        std::mem::forget(unfinished);
        match answer {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => {
                let error = browser_error(name, error);
                if let BrowserError::Lost { why } = &error {
                    self.lifetime.end(why);
                }
                Err(error)
            }
            Err(_) => {
                self.lifetime.end(&format!("`{name}` had no answer within {} s", deadline.as_secs()));
                Err(self.lifetime.lost())
            }
        }
    }
}

/// A command on its endpoint. Dropped only when its caller went aendpoint.
struct Unfinished<'a> {
    lifetime: &'a ProcessLifetime,
    name: &'static str,
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        self.lifetime.end(&format!("`{}` was abandoned half way", self.name));
    }
}
