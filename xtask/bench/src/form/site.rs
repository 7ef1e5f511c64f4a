//! The pages that every runner works, on a port of this program's own, over http or https, and the judge of what arrived: each job's
//! every value. Answers at once but for one list, which comes late to all alike. Believes no runner.

mod books;
mod pages;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use postrider::browser::Scheme;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::job::Job;
use crate::certificate::Certificate;
use books::Books;

/// Its name over https.
const SECURE_HOST: &str = "form.test";
/// How long the last answers may take when the site is closed.
const CLOSING: Duration = Duration::from_secs(2);

/// A running site.
pub(crate) struct Site {
    scheme: Scheme,
    address: SocketAddr,
    roots: Option<PathBuf>,
    books: Arc<Books>,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Site {
    /// Binds and serves. Over https the authority's certificate is left in the folder.
    pub(crate) async fn start(scheme: Scheme, folder: &Path) -> Result<Site> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("the pages cannot be served")?;
        let plain = listener.local_addr().context("the pages have no address")?;
        let (books, stop, tasks) = (Arc::new(Books::default()), CancellationToken::new(), TaskTracker::new());
        let pages = pages::router(Arc::clone(&books));
        let stopped = stop.clone().cancelled_owned();
        tasks.spawn(async move { axum::serve(listener, pages).with_graceful_shutdown(stopped).await });
        let (address, roots) = match scheme {
            Scheme::Http => (plain, None),
            Scheme::Https => {
                let certificate = Certificate::new(&[SECURE_HOST, &plain.ip().to_string()]);
                let roots = folder.join("authority.pem");
                std::fs::write(&roots, &certificate.authority).context("the site's authority cannot be written")?;
                (certificate.before(plain, &tasks, &stop).await?, Some(roots))
            }
        };
        tasks.close();
        Ok(Site { scheme, address, roots, books, stop, tasks })
    }

    /// What it speaks.
    pub(crate) fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its first page, by its address.
    pub(crate) fn url(&self) -> String {
        format!("{}://{}/", self.scheme.as_str(), self.address)
    }

    /// Its name, by which Postrider knows it. With its scheme it is as long over https as over http, so that one plugin serves for both.
    pub(crate) fn host(&self) -> &'static str {
        match self.scheme {
            Scheme::Http => "bench.test",
            Scheme::Https => SECURE_HOST,
        }
    }

    /// By which certificate it is trusted, if it takes one.
    pub(crate) fn roots(&self) -> Option<&Path> {
        self.roots.as_deref()
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
