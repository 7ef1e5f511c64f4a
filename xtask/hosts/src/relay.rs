//! A relay between a host and the ledger's server, which can fall silent as a network does that is cut: what is sent either way does not
//! arrive, and no connection is closed or refused. When it passes again, what was sent meanwhile arrives, as TCP would send it again.
//! What a cut network does and it does not: a connection that is begun meanwhile is taken at once, and hears nothing.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

/// What is on its way in one direction of a connection, at most, in bytes.
const ON_ITS_WAY: usize = 16 * 1024;

/// A relay; it ends when this is dropped.
pub(crate) struct Relay {
    address: SocketAddr,
    passes: watch::Sender<bool>,
    _end: DropGuard,
}

impl Relay {
    /// Listens on a port of this machine, for a server on a socket of it.
    pub(crate) async fn before(server: PathBuf) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("no port for a relay")?;
        let address = listener.local_addr().context("a relay's address is unknown")?;
        let (passes, passing) = watch::channel(true);
        let (end, tasks) = (CancellationToken::new(), TaskTracker::new());
        let relays = tasks.clone();
        tasks.spawn(end.clone().run_until_cancelled_owned(async move {
            while let Ok((host, _)) = listener.accept().await {
                relays.spawn(relay(host, server.clone(), passing.clone()));
            }
        }));
        Ok(Self { address, passes, _end: end.drop_guard() })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on nothing passes, either way.
    pub(crate) fn fall_silent(&self) {
        self.passes.send_replace(false);
    }

    /// Everything passes, and first what waited.
    pub(crate) fn pass(&self) {
        self.passes.send_replace(true);
    }
}

/// One connection, until either side closes it. Its end is the ends of both.
async fn relay(host: TcpStream, server: PathBuf, passing: watch::Receiver<bool>) {
    let Ok(server) = UnixStream::connect(server).await else {
        return;
    };
    let (from_host, to_host) = host.into_split();
    let (from_server, to_server) = server.into_split();
    tokio::select! {
        _ = carry(from_host, to_server, passing.clone()) => {}
        _ = carry(from_server, to_host, passing) => {}
    }
}

/// Carries one direction. An end counts as something that is sent: it does not arrive either while nothing passes.
async fn carry(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    mut passing: watch::Receiver<bool>,
) -> std::io::Result<()> {
    let mut bytes = vec![0; ON_ITS_WAY];
    loop {
        let read = from.read(&mut bytes).await;
        if passing.wait_for(|passes| *passes).await.is_err() {
            return Ok(());
        }
        match read? {
            0 => return Ok(()),
            count => to.write_all(&bytes[..count]).await?,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::net::UnixListener;

    use super::*;

    /// Longer than anything takes on this machine that is not held back.
    const SILENT: Duration = Duration::from_millis(300);

    #[tokio::test]
    async fn what_is_sent_while_it_is_silent_arrives_later_and_nothing_is_closed() {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("server");
        let server = UnixListener::bind(&socket).unwrap();
        let relay = Relay::before(socket).await.unwrap();
        let mut host = TcpStream::connect(relay.address()).await.unwrap();
        let (mut served, _) = server.accept().await.unwrap();
        let mut byte = [0];
        host.write_all(b"1").await.unwrap();
        served.read_exact(&mut byte).await.unwrap();

        relay.fall_silent();
        host.write_all(b"2").await.unwrap();
        served.write_all(b"3").await.unwrap();
        let mut heard = [0];
        for arrived in [
            tokio::time::timeout(SILENT, served.read(&mut byte)).await,
            tokio::time::timeout(SILENT, host.read(&mut heard)).await,
        ] {
            assert!(arrived.is_err(), "neither a byte nor an end");
        }
        relay.pass();
        served.read_exact(&mut byte).await.unwrap();
        host.read_exact(&mut heard).await.unwrap();
        assert_eq!((byte, heard), (*b"2", *b"3"));

        relay.fall_silent();
        drop(host);
        assert!(tokio::time::timeout(SILENT, served.read(&mut byte)).await.is_err(), "an end does not arrive either");
        relay.pass();
        assert_eq!(served.read(&mut byte).await.unwrap(), 0);
    }
}
