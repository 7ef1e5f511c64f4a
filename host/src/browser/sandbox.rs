//! One session's process tree, in namespaces of its own: no network but the two sockets, no files but the programs, nothing
//! left behind. It ends when the session does, when its driver does, and when this process does, however that comes about.

use std::io;
use std::sync::Arc;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::Child;
use tokio_util::sync::CancellationToken;

use super::lifetime::{LONGEST_DEATH, LONGEST_START, ProcessLifetime};
use super::relay::READY;

mod bubblewrap;
mod folder;
mod permission;
mod policies;
mod stderr_tail;

pub(super) use bubblewrap::Programs;
pub(super) use folder::{DOWNLOADS_INSIDE, SessionFolder, Trust};
pub(super) use permission::{check, refusal};
pub(super) use stderr_tail::StderrTail;

/// Bytes of the relay's standard output that are looked at for its one line.
const MOST_OUTPUT: u64 = 4096;

/// A started tree.
pub(super) struct Sandbox {
    child: Child,
    folder: SessionFolder,
}

impl Sandbox {
    pub(super) fn start(programs: &Programs, folder: SessionFolder) -> io::Result<Sandbox> {
        let child = bubblewrap::command(programs, &folder).spawn()?;
        Ok(Sandbox { child, folder })
    }

    /// The outermost process of the tree.
    pub(super) fn process(&self) -> Option<u32> {
        self.child.id()
    }

    /// Stays with the tree from its start to its end: keeps reading what it writes, kills it when its lifetime is to end or its
    /// driver has, and returns when nothing of it is left.
    pub(super) async fn supervise(
        self,
        lifetime: &ProcessLifetime,
        stderr_tail: Arc<StderrTail>,
        stop: CancellationToken,
    ) {
        let Sandbox { mut child, folder } = self;
        let errors = child.stderr.take();
        let output = child.stdout.take();
        let read = async {
            let read_errors = async {
                if let Some(errors) = errors {
                    stderr_tail.read(errors).await;
                }
            };
            let ready = async {
                let Some(output) = output else { return };
                let mut lines = BufReader::new(output.take(MOST_OUTPUT)).lines();
                while let Ok(Some(line)) = lines.next_line().await {
                    if line == READY {
                        lifetime.mark_ready();
                    }
                }
            };
            tokio::join!(read_errors, ready);
        };
        let host = child.stdin.take();
        let wait = async {
            tokio::select! {
                _ = child.wait() => lifetime.end("the driver ended"),
                () = lifetime.ending() => {}
                () = stop.cancelled() => lifetime.end("the host is stopping"),
            }
            // The relay takes this as the host's death and ends, and with it the kernel ends all others in its namespace.
            drop(host);
            if tokio::time::timeout(LONGEST_START, child.wait()).await.is_err() {
                tracing::error!(
                    "a sandbox did not end by itself when its relay was to end; its outermost process is killed"
                );
                let _ = child.kill().await;
            }
        };
        tokio::pin!(read, wait);
        tokio::select! {
            () = &mut wait => { let _ = tokio::time::timeout(LONGEST_DEATH, read).await; }
            // All of it is silent, so all but the outermost process is gone.
            () = &mut read => wait.await,
        }
        drop(folder);
    }
}
