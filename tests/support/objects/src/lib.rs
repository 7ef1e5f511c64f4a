//! A real S3 server in a test's own process: one bucket over a folder, one pair of keys, signatures checked. It can be stopped and started
//! again at the same address, and what lies in it can be changed by a foreign hand.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::mpsc;
use std::thread::JoinHandle;

use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// The bucket that there is.
pub const BUCKET: &str = "benefits";
/// Who may use it.
pub const KEY_ID: &str = "postrider-test";
/// Proves it.
pub const SECRET: &str = "a-secret-of-a-test-and-of-nothing-else";

/// A server; it stops when this is dropped.
pub struct Server {
    folder: TempDir,
    address: SocketAddr,
    running: Option<Running>,
}

struct Running {
    stop: CancellationToken,
    thread: JoinHandle<()>,
}

impl Server {
    /// Starts a server on a port that is free.
    pub fn start() -> io::Result<Server> {
        let folder = tempfile::Builder::new().prefix("objects-").tempdir()?;
        std::fs::create_dir(folder.path().join(BUCKET))?;
        let mut server = Server { folder, address: (Ipv4Addr::LOCALHOST, 0).into(), running: None };
        server.start_again()?;
        Ok(server)
    }

    /// Where it answers.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The file that an object lies in.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(BUCKET).join(name)
    }

    /// Stops it: who is connected is cut off, and nobody listens any more.
    pub fn stop(&mut self) {
        if let Some(Running { stop, thread }) = self.running.take() {
            stop.cancel();
            let _ = thread.join();
        }
    }

    /// Starts it where it was, with what it had.
    pub fn start_again(&mut self) -> io::Result<()> {
        self.stop();
        let files =
            s3s_fs::FileSystem::new(self.folder.path()).map_err(|error| io::Error::other(format!("{error:?}")))?;
        let mut service = S3ServiceBuilder::new(files);
        service.set_auth(SimpleAuth::from_single(KEY_ID, SECRET));
        let (service, stop, address) = (service.build(), CancellationToken::new(), self.address);
        let (listens, listening) = mpsc::channel();
        let stopped = stop.clone();
        // A runtime of its own: it serves whatever the test's does, and stops at once with all its connections.
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let ended = runtime.and_then(|runtime| {
                runtime.block_on(async {
                    let listener = TcpListener::bind(address).await?;
                    let _ = listens.send(listener.local_addr());
                    stopped.run_until_cancelled(serve(listener, service)).await;
                    Ok(())
                })
            });
            if let Err(error) = ended {
                let _ = listens.send(Err(error));
            }
        });
        self.address = listening.recv().map_err(io::Error::other)??;
        self.running = Some(Running { stop, thread });
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

async fn serve(listener: TcpListener, service: S3Service) {
    let mut connections = JoinSet::new();
    while let Ok((socket, _)) = listener.accept().await {
        let connection = http1::Builder::new().serve_connection(TokioIo::new(socket), service.clone());
        connections.spawn(async move {
            // Whoever asked has gone.
            let _ = connection.await;
        });
    }
}
