//! The end of what a process tree wrote to its standard error while its browser opened. Once pages are open nothing is kept: a
//! browser's messages may hold what pages say.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncRead, AsyncReadExt as _};

/// What is kept.
const MOST_BYTES: usize = 4096;

/// The end of what a tree wrote, until it is [`discard`](StderrTail::discard)ed.
#[derive(Default)]
pub(in crate::browser) struct StderrTail(Mutex<Option<Vec<u8>>>);

impl StderrTail {
    pub(in crate::browser) fn new() -> Arc<StderrTail> {
        Arc::new(StderrTail(Mutex::new(Some(Vec::new()))))
    }

    /// Keeps nothing any more.
    pub(in crate::browser) fn discard(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    pub(in crate::browser) fn text(&self) -> String {
        let tail = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(tail.as_deref().unwrap_or_default()).trim().to_owned()
    }

    /// Reads to the end, which is there when the last process of the tree is gone.
    pub(super) async fn read(&self, mut from: impl AsyncRead + Unpin) {
        let mut piece = [0; MOST_BYTES];
        while let Ok(read @ 1..) = from.read(&mut piece).await {
            if let Some(tail) = self.0.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
                tail.extend_from_slice(&piece[..read]);
                let excess = tail.len().saturating_sub(MOST_BYTES);
                tail.drain(..excess);
            }
        }
    }
}
