//! Counts the commands that go to a driver, by standing in the way: used in a job that is not timed. Looks for nothing but the
//! first lines of requests, and changes nothing but the address in them, which drivers check.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context as _, Result};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// How every request's first line ends; a JSON body holds no line's end.
const REQUEST: &[u8] = b" HTTP/1.1\r\n";
const PIECE: usize = 16 << 10;

/// In the way of one driver.
pub(super) struct Forwarder {
    address: SocketAddr,
    commands: Arc<AtomicU64>,
    _connections: JoinSet<()>,
}

impl Forwarder {
    pub(super) async fn start(driver: SocketAddr) -> Result<Forwarder> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("the counter has no port")?;
        let (address, commands) = (listener.local_addr()?, Arc::new(AtomicU64::new(0)));
        let counter = Arc::clone(&commands);
        let mut connections = JoinSet::new();
        connections.spawn(async move {
            let mut open = JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                let counter = Arc::clone(&counter);
                open.spawn(async move { carry(client, address, driver, &counter).await.ok() });
            }
        });
        Ok(Forwarder { address, commands, _connections: connections })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) fn commands(&self) -> u64 {
        self.commands.load(Ordering::Relaxed)
    }
}

async fn carry(client: TcpStream, here: SocketAddr, there: SocketAddr, commands: &AtomicU64) -> Result<()> {
    let driver = TcpStream::connect(there).await?;
    driver.set_nodelay(true)?;
    client.set_nodelay(true)?;
    let ((mut from_client, mut to_client), (mut from_driver, mut to_driver)) =
        (client.into_split(), driver.into_split());
    let (here, there) = (format!("host: {here}\r\n"), format!("host: {there}\r\n"));
    let requests = async {
        let mut piece = vec![0; PIECE];
        // The end of a line may come in two pieces.
        let mut tail: Vec<u8> = Vec::new();
        loop {
            let read = from_client.read(&mut piece).await?;
            if read == 0 {
                break to_driver.shutdown().await;
            }
            tail.extend_from_slice(&piece[..read]);
            let seen = tail.windows(REQUEST.len()).filter(|window| *window == REQUEST).count();
            commands.fetch_add(seen as u64, Ordering::Relaxed);
            tail.drain(..tail.len().saturating_sub(REQUEST.len() - 1));
            to_driver.write_all(&replaced(&piece[..read], here.as_bytes(), there.as_bytes())).await?;
        }
    };
    let back = tokio::io::copy(&mut from_driver, &mut to_client);
    tokio::try_join!(requests, back)?;
    Ok(())
}

/// The client sends a request's head in one piece, so that the line is whole where it stands.
fn replaced(piece: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    match piece.windows(old.len()).position(|window| window == old) {
        Some(at) => [&piece[..at], new, &piece[at + old.len()..]].concat(),
        None => piece.to_vec(),
    }
}
