//! Starts a driver and a browser of this machine, in a sandbox of their own.

use std::sync::Arc;

use tokio::net::UnixListener;

use super::launch::{LONGEST_OPENING, Launch};
use crate::browser::capabilities;
use crate::browser::driver_client::{DriverClient, Endpoint};
use crate::browser::error::BrowserError;
use crate::browser::files::Files;
use crate::browser::kind::Kind;
use crate::browser::lifetime::{EndOnDrop, ProcessLifetime};
use crate::browser::program::Program;
use crate::browser::proxy::{ProxyListener, ProxySocket};
use crate::browser::sandbox::{self, Programs, Sandbox, SessionFolder, StderrTail, Trust};
use crate::browser::session::Session;

/// A fresh driver and browser, with one empty window.
pub(super) async fn open(launch: Launch<'_>) -> Result<Session, BrowserError> {
    let Launch { kind, policy, authority, config, folder: fleet_folder, tracker, stop } = launch;
    let browser = Program::browser(kind).locate(config)?;
    let programs = Programs {
        bwrap: Program::Bwrap.locate(config)?,
        relay: Program::Relay.locate(config)?,
        driver: Program::driver(kind).locate(config)?,
        driver_args: capabilities::arguments(kind, &browser),
        browser: browser.clone(),
        display: (!config.headless).then(|| config.display.clone()),
    };
    let trust = Trust { authority, firefox: (kind == Kind::Firefox).then_some(browser.as_path()) };
    let folder = SessionFolder::make(fleet_folder.next_session(), &trust).map_err(BrowserError::start)?;
    let (driver_socket, proxy_socket) = (folder.driver_socket(), folder.proxy_socket());
    let files = Files::Shared(folder.uploads(), folder.downloads());

    let lifetime = ProcessLifetime::new();
    let end_on_drop = EndOnDrop::new(&lifetime);
    let socket = ProxySocket::Sandbox(UnixListener::bind(proxy_socket).map_err(BrowserError::start)?);
    let listener = ProxyListener::open(policy, Arc::clone(authority), socket, tracker, lifetime.token());
    let sandbox = Sandbox::start(&programs, folder).map_err(BrowserError::start)?;
    let process = sandbox.process();
    let stderr_tail = StderrTail::new();
    let live = fleet_folder.enter();
    tracker.spawn({
        let (lifetime, stderr_tail, stop) = (Arc::clone(&lifetime), Arc::clone(&stderr_tail), stop.clone());
        async move {
            sandbox.supervise(&lifetime, stderr_tail, stop).await;
            drop(live);
            lifetime.mark_gone();
        }
    });

    let opening = async {
        lifetime.ready().await?;
        let capabilities = capabilities::capabilities(kind, &browser, config);
        DriverClient::open(Endpoint::Socket(driver_socket), capabilities, Arc::clone(&lifetime)).await
    };
    let opened = tokio::time::timeout(LONGEST_OPENING, opening)
        .await
        .unwrap_or_else(|_| Err(BrowserError::start(format!("no window within {} s", LONGEST_OPENING.as_secs()))));
    let driver = match opened {
        Ok(driver) => driver,
        Err(error) => {
            drop(end_on_drop);
            // The end of its standard error is there when the tree is gone.
            lifetime.gone().await;
            return Err(start_failure(error, &stderr_tail.text()));
        }
    };
    stderr_tail.discard();
    end_on_drop.spare();
    Ok(Session { driver, listener, files, lifetime, deadline: config.command_deadline, kind, process })
}

/// A start that failed, with what the tree wrote: no page was open yet, so that is safe to show.
fn start_failure(error: BrowserError, stderr: &str) -> BrowserError {
    if let Some(missing) = sandbox::refusal(stderr) {
        return missing.into();
    }
    match error {
        BrowserError::Start { reason } | BrowserError::Lost { why: reason } if !stderr.is_empty() => {
            BrowserError::Start { reason: format!("{reason} ({stderr})") }
        }
        BrowserError::Lost { why: reason } => BrowserError::Start { reason },
        error => error,
    }
}
