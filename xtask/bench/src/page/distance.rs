//! A network between a browser and a site: bytes arrive half a round trip after they were sent, in both directions, and a new
//! connection costs a round trip before its first. As many at once as are wanted; looks at nothing.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context as _, Result};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Bytes that travel as one.
const PIECE: usize = 64 << 10;
/// Pieces on their way at once.
const MOST_PIECES: usize = 256;

/// Where the site is reached from now on.
pub(super) async fn between(
    site: SocketAddr,
    round_trip: Duration,
    tasks: &TaskTracker,
    stop: &CancellationToken,
) -> Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("the distance has no port")?;
    let address = listener.local_addr().context("the distance has no address")?;
    let (tracker, stop) = (tasks.clone(), stop.clone());
    tasks.spawn(async move {
        loop {
            let accepted = tokio::select! {
                () = stop.cancelled() => return,
                accepted = listener.accept() => accepted,
            };
            let Ok((from, _)) = accepted else { continue };
            let stop = stop.clone();
            tracker.spawn(async move {
                tokio::select! {
                    () = stop.cancelled() => {}
                    _ = carry(from, site, round_trip) => {}
                }
            });
        }
    });
    Ok(address)
}

async fn carry(from: TcpStream, site: SocketAddr, round_trip: Duration) -> std::io::Result<()> {
    tokio::time::sleep(round_trip).await;
    let to = TcpStream::connect(site).await?;
    from.set_nodelay(true)?;
    to.set_nodelay(true)?;
    let ((from_read, from_write), (to_read, to_write)) = (from.into_split(), to.into_split());
    tokio::join!(travel(from_read, to_write, round_trip / 2), travel(to_read, from_write, round_trip / 2));
    Ok(())
}

/// One direction, to its end.
async fn travel(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, time: Duration) {
    let (sender, mut receiver) = mpsc::channel::<(Instant, Vec<u8>)>(MOST_PIECES);
    let leaving = async move {
        loop {
            let mut piece = Vec::with_capacity(PIECE);
            let read = from.read_buf(&mut piece).await.unwrap_or(0);
            if sender.send((Instant::now() + time, piece)).await.is_err() || read == 0 {
                return;
            }
        }
    };
    let arriving = async move {
        while let Some((at, piece)) = receiver.recv().await {
            tokio::time::sleep_until(at).await;
            if piece.is_empty() || to.write_all(&piece).await.is_err() {
                break;
            }
        }
        let _ = to.shutdown().await;
    };
    tokio::join!(leaving, arriving);
}
