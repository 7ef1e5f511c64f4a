//! The pages that every runner works, on a port of this program's own, and the judge of what arrived: each job's every value.
//! Answers at once but for one list, which comes late to all alike. Believes no runner.

mod books;
mod pages;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::job::Job;
use books::Books;

/// How long the last answers may take when the site is closed.
const CLOSING: Duration = Duration::from_secs(2);

/// A running site.
pub(crate) struct Site {
    address: SocketAddr,
    books: Arc<Books>,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Site {
    /// Binds and serves.
    pub(crate) async fn start() -> Result<Site> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("the pages cannot be served")?;
        let address = listener.local_addr().context("the pages have no address")?;
        let (books, stop, tasks) = (Arc::new(Books::default()), CancellationToken::new(), TaskTracker::new());
        let pages = pages::router(Arc::clone(&books));
        let stopped = stop.clone().cancelled_owned();
        tasks.spawn(async move { axum::serve(listener, pages).with_graceful_shutdown(stopped).await });
        tasks.close();
        Ok(Site { address, books, stop, tasks })
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// These are to come.
    pub(crate) fn expect(&self, jobs: &[Job]) {
        self.books.expect(jobs);
    }

    /// Whether all that was expected has come, or something else has: cheap to ask.
    pub(crate) fn has_settled(&self) -> bool {
        self.books.has_settled()
    }

    /// Every one of these came, whole and once, nothing else did, and the numbers are those that the site gave.
    pub(crate) fn settle(&self, jobs: &[Job], numbers: &[String]) -> Result<()> {
        self.books.settle(jobs, numbers)
    }

    /// Closes it.
    pub(crate) async fn stop(self) {
        self.stop.cancel();
        let _ = tokio::time::timeout(CLOSING, self.tasks.wait()).await;
    }
}
