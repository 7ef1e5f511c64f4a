//! The pages that every runner works, on a port of this program's own, and the judge of what arrived: each job's every value.
//! Answers at once but for one list, which comes late to all alike. Trusts no runner's word.

mod pages;

use std::collections::{BTreeMap, HashMap};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::job::Job;

/// The cities of the one state that has any.
pub(crate) const CITIES: [&str; 4] = ["Cedar", "Fresno", "Oakton", "Sacramento"];
/// How late the cities come: a county's server that is awake.
const CITIES_AFTER: Duration = Duration::from_millis(80);
/// How long the last answers may take when the site is closed.
const CLOSING: Duration = Duration::from_secs(2);

/// A running site.
pub(crate) struct Site {
    address: SocketAddr,
    books: Arc<Books>,
    stop: CancellationToken,
    tasks: TaskTracker,
}

/// What is expected and what came.
#[derive(Default)]
struct Books(Mutex<Ledger>);

#[derive(Default)]
struct Ledger {
    /// What each login has sent so far, by its cookie.
    drafts: HashMap<String, BTreeMap<String, String>>,
    /// What must come, by the job's key.
    expected: BTreeMap<String, BTreeMap<&'static str, String>>,
    /// Confirmation numbers by the job's key.
    numbers: BTreeMap<String, String>,
    /// What came and should not have, in words.
    wrong: Vec<String>,
    logins: u64,
    given: u32,
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
        let mut ledger = self.books.lock();
        for job in jobs {
            ledger.expected.insert(job.key().to_owned(), job.received.clone());
        }
    }

    /// Whether all that was expected has come, or something else has: cheap to ask.
    pub(crate) fn has_settled(&self) -> bool {
        let ledger = self.books.lock();
        ledger.expected.is_empty() || !ledger.wrong.is_empty()
    }

    /// Every one of these came, whole and once, nothing else did, and `told` is the number that the site gave to each.
    pub(crate) fn settle(&self, jobs: &[Job], told: &[String]) -> Result<()> {
        let mut ledger = self.books.lock();
        let (wrong, numbers) = (std::mem::take(&mut ledger.wrong), std::mem::take(&mut ledger.numbers));
        ledger.drafts.clear();
        ensure!(wrong.is_empty(), "the site received {}", wrong.join("; "));
        ensure!(numbers.len() == jobs.len(), "{} of {} applications arrived", numbers.len(), jobs.len());
        for (job, told) in jobs.iter().zip(told) {
            let given = numbers.get(job.key()).context("an application arrived that nobody sent")?;
            ensure!(given == told, "the runner read the number {told}, the site gave {given}");
        }
        Ok(())
    }

    /// Closes it.
    pub(crate) async fn stop(self) {
        self.stop.cancel();
        let _ = tokio::time::timeout(CLOSING, self.tasks.wait()).await;
    }
}

impl Books {
    fn lock(&self) -> MutexGuard<'_, Ledger> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new login's cookie.
    fn login(&self, values: BTreeMap<String, String>) -> String {
        let mut ledger = self.lock();
        ledger.logins += 1;
        let cookie = format!("login-{}", ledger.logins);
        ledger.drafts.insert(cookie.clone(), values);
        cookie
    }

    /// Adds to a login's draft; false if there is no such login.
    fn add(&self, cookie: &str, values: BTreeMap<String, String>) -> bool {
        let mut ledger = self.lock();
        let draft = ledger.drafts.get_mut(cookie);
        draft.map(|draft| draft.extend(values)).is_some()
    }

    /// Takes a login's draft as an application: its number, or the names of the fields that are not as they must be.
    fn submit(&self, cookie: &str) -> Result<String, String> {
        let mut ledger = self.lock();
        let draft = ledger.drafts.remove(cookie).unwrap_or_default();
        let key = draft.get("ssn").cloned().unwrap_or_default();
        let Some(expected) = ledger.expected.remove(&key) else {
            ledger.wrong.push("an application that was not expected, or came twice".to_owned());
            return Err("unknown".to_owned());
        };
        let unlike = |name: &&&str| draft.get(**name) != expected.get(**name);
        let mut names: Vec<&str> = expected.keys().filter(unlike).copied().collect();
        names.extend(draft.keys().map(String::as_str).filter(|name| !expected.contains_key(name)));
        if !names.is_empty() {
            let names = names.join(", ");
            ledger.wrong.push(format!("an application with other values than were to be sent: {names}"));
            return Err(names);
        }
        ledger.given += 1;
        let number = format!("BEN-{:06}", ledger.given);
        ledger.numbers.insert(key, number.clone());
        Ok(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(job: &Job) -> BTreeMap<String, String> {
        job.received.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    }

    #[test]
    fn what_arrives_is_compared_value_by_value() {
        let (books, job) = (Books::default(), Job::new(7));
        let expect = || books.lock().expected.insert(job.key().to_owned(), job.received.clone());
        expect();
        let cookie = books.login(draft(&job));
        assert!(books.submit(&cookie).is_ok());
        assert!(books.submit(&cookie).is_err(), "a second time");
        for (name, value) in [("zip", "9596"), ("extra", "x")] {
            expect();
            let mut values = draft(&job);
            values.insert(name.to_owned(), value.to_owned());
            let cookie = books.login(values);
            assert_eq!(books.submit(&cookie).unwrap_err(), name);
        }
        assert!(!books.add("nobody", BTreeMap::new()));
    }
}
