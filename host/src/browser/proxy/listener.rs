//! The socket of one session, and the proxy of the application that has the session now. It accepts connections for as long as
//! the session lives, and never decides what passes.

use std::io;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::net::{TcpListener, UnixListener};
use tokio::sync::Semaphore;
use tokio_util::either::Either;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::application_proxy::ApplicationProxy;
use super::authority::Authority;
use super::early_connection::EarlyConnection;
use super::serve::Connection;
use crate::browser::network_policy::NetworkPolicy;

/// Connections of one browser at once. Browsers keep at most 32 to a proxy.
const MOST_CONNECTIONS: usize = 128;
/// First and longest pause after a connection that could not be accepted, as where the process has no file descriptor left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_ACCEPT_PAUSE: Duration = Duration::from_secs(1);

/// The socket of one session, and the proxy of the application that has the session now.
pub(in crate::browser) struct ProxyListener {
    proxy: Mutex<Arc<ApplicationProxy>>,
    authority: Arc<Authority>,
    tracker: TaskTracker,
    end: CancellationToken,
}

/// What browsers connect to.
pub(in crate::browser) enum ProxySocket {
    /// In the session's folder, for the relay.
    Sandbox(UnixListener),
    /// On the network, for the browsers of a remote end, and for these machines only.
    Network(TcpListener, Vec<IpAddr>),
}

impl ProxySocket {
    async fn accept(&self) -> io::Result<Connection> {
        match self {
            ProxySocket::Sandbox(listener) => Ok(Either::Left(listener.accept().await?.0)),
            ProxySocket::Network(listener, peers) => loop {
                let (connection, from) = listener.accept().await?;
                if peers.contains(&from.ip().to_canonical()) {
                    // What is small leaves at once, as over the other socket.
                    connection.set_nodelay(true)?;
                    return Ok(Either::Right(connection));
                }
                tracing::warn!(%from, "an unknown machine asked a session's proxy and was turned away");
            },
        }
    }
}

impl ProxyListener {
    /// Listens until `end`.
    pub(in crate::browser) fn open(
        policy: NetworkPolicy,
        authority: Arc<Authority>,
        socket: ProxySocket,
        tracker: &TaskTracker,
        end: CancellationToken,
    ) -> Arc<ProxyListener> {
        let proxy = Mutex::new(ApplicationProxy::new(policy, None, &authority, tracker, &end));
        let listener = Arc::new(ProxyListener { proxy, authority, tracker: tracker.clone(), end });
        tracker.spawn(Arc::clone(&listener).serve(socket));
        listener
    }

    /// The proxy of the application that has the session now.
    pub(in crate::browser) fn proxy(&self) -> Arc<ApplicationProxy> {
        Arc::clone(&self.proxy.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Cuts every connection of the application before, and goes on with a policy, gate and notes of their own.
    pub(in crate::browser) fn renew(&self, policy: NetworkPolicy, early: Option<EarlyConnection>) {
        let next = ApplicationProxy::new(policy, early, &self.authority, &self.tracker, &self.end);
        let before = std::mem::replace(&mut *self.proxy.lock().unwrap_or_else(PoisonError::into_inner), next);
        before.end.cancel();
    }

    async fn serve(self: Arc<ProxyListener>, socket: ProxySocket) {
        let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
        let mut pause = ACCEPT_PAUSE;
        loop {
            let accepted = async {
                // Never closed, so this waits for room and nothing else.
                let permit = Arc::clone(&room).acquire_owned().await.ok();
                (permit, socket.accept().await)
            };
            let (permit, connection) = tokio::select! {
                () = self.end.cancelled() => return,
                (permit, connection) = accepted => (permit, connection),
            };
            let connection = match connection {
                Ok(connection) => connection,
                // The session has no other way out: a listener that gave up would end it silently.
                Err(error) => {
                    tracing::warn!(%error, "a session's proxy could not accept a connection; it tries again");
                    tokio::select! {
                        () = self.end.cancelled() => return,
                        () = tokio::time::sleep(pause) => {}
                    }
                    pause = (pause * 2).min(LONGEST_ACCEPT_PAUSE);
                    continue;
                }
            };
            pause = ACCEPT_PAUSE;
            let proxy = self.proxy();
            self.tracker.spawn(async move {
                tokio::select! {
                    () = proxy.end.cancelled() => {}
                    () = Arc::clone(&proxy).serve(connection) => {}
                }
                drop(permit);
            });
        }
    }
}

#[cfg(test)]
mod tests;
