//! Opens a session at a remote end (a Selenium Grid): the same protocol, network policy and submit gate, without a sandbox of
//! ours. The remote end's operator answers for what a browser can reach beside the proxy, and for the network between them. A
//! session serves one application and is deleted then.

use std::fs;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Empty;
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::HOST;
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};

use super::launch::{LONGEST_OPENING, Launch};
use crate::browser::capabilities;
use crate::browser::config::Remote;
use crate::browser::driver_client::{DriverClient, Endpoint};
use crate::browser::error::BrowserError;
use crate::browser::files::{Downloads, Files};
use crate::browser::lifetime::{EndOnDrop, ProcessLifetime};
use crate::browser::proxy::{ProxyListener, ProxySocket};
use crate::browser::session::Session;

/// How long a remote end may take to delete a session.
const LONGEST_DELETE: Duration = Duration::from_secs(20);

/// A session at a remote end, which has one for us or lets us wait.
pub(super) async fn open(launch: Launch<'_>, remote: &Remote) -> Result<Session, BrowserError> {
    let Launch { kind, policy, authority, config, folder: fleet_folder, tracker, stop } = launch;
    let lifetime = ProcessLifetime::new();
    let end_on_drop = EndOnDrop::new(&lifetime);
    let socket = TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0)).await.map_err(BrowserError::start)?;
    let proxy = format!("{}:{}", remote.proxy, socket.local_addr().map_err(BrowserError::start)?.port());
    let socket = ProxySocket::Network(socket, remote.peers().await);
    let capabilities = capabilities::remote_capabilities(kind, &proxy, &policy, &authority.leaf_key_hash(), config);
    let listener = ProxyListener::open(policy, Arc::clone(authority), socket, tracker, lifetime.token());
    let endpoint = Endpoint::Network { authority: remote.authority(), url: remote.url.to_string() };
    let opening = DriverClient::open(endpoint, capabilities, Arc::clone(&lifetime));
    let driver = tokio::time::timeout(LONGEST_OPENING, opening)
        .await
        .unwrap_or_else(|_| Err(BrowserError::start(format!("no session within {} s", LONGEST_OPENING.as_secs()))))?;
    let id = driver.session_id().await.unwrap_or_default();
    let folder = fleet_folder.next_session();
    let downloads = Downloads::make(folder.clone()).map_err(BrowserError::start)?;
    let live = fleet_folder.enter();
    tracker.spawn({
        let (lifetime, remote, stop) = (Arc::clone(&lifetime), remote.clone(), stop.clone());
        async move {
            tokio::select! {
                () = lifetime.ending() => {}
                () = stop.cancelled() => lifetime.end("the host is stopping"),
            }
            delete(&remote, &id).await;
            let _ = fs::remove_dir_all(folder);
            drop(live);
            lifetime.mark_gone();
        }
    });
    end_on_drop.spare();
    let files = Files::Sent(downloads);
    Ok(Session { driver, listener, files, lifetime, deadline: config.command_deadline, kind, process: None })
}

/// Deletes a session, past any command that hangs.
async fn delete(remote: &Remote, session: &str) {
    let deleting = async {
        let stream = TcpStream::connect(remote.authority()).await.ok()?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
        let path = format!("{}/session/{session}", remote.url.path().trim_end_matches('/'));
        let request = Request::builder().method(Method::DELETE).uri(path).header(HOST, remote.authority());
        let request = request.body(Empty::<Bytes>::new()).ok()?;
        let (answer, _) = tokio::join!(sender.send_request(request), connection);
        answer.ok().filter(|answer| answer.status().is_success())
    };
    if tokio::time::timeout(LONGEST_DELETE, deleting).await.ok().flatten().is_none() {
        tracing::warn!("a remote session could not be deleted; it ends by the remote end's own timeout");
    }
}
