//! What the site expects and what came, compared value by value.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context as _, Result, ensure};

use crate::form::job::Job;

/// What is expected and what came.
#[derive(Default)]
pub(super) struct Books(Mutex<Ledger>);

#[derive(Default)]
struct Ledger {
    /// What each login has sent so far, by its cookie.
    drafts: HashMap<String, BTreeMap<String, String>>,
    /// What must come, by the job's key.
    expected: BTreeMap<String, BTreeMap<&'static str, String>>,
    /// Confirmation numbers by the job's key.
    numbers: BTreeMap<String, String>,
    /// What came and should not have.
    wrong: Vec<String>,
    logins: u64,
    given: u32,
}

impl Books {
    /// These are to come.
    pub(super) fn expect(&self, jobs: &[Job]) {
        let mut ledger = self.lock();
        for job in jobs {
            ledger.expected.insert(job.key().to_owned(), job.received.clone());
        }
    }

    /// Whether all that was expected has come, or something else has: cheap to ask.
    pub(super) fn has_settled(&self) -> bool {
        let ledger = self.lock();
        ledger.expected.is_empty() || !ledger.wrong.is_empty()
    }

    /// Every one of these came, whole and once, nothing else did, and the numbers are those that the site gave.
    pub(super) fn settle(&self, jobs: &[Job], read: &[String]) -> Result<()> {
        let mut ledger = self.lock();
        let (wrong, numbers) = (std::mem::take(&mut ledger.wrong), std::mem::take(&mut ledger.numbers));
        ledger.drafts.clear();
        ensure!(wrong.is_empty(), "the site received {}", wrong.join("; "));
        ensure!(numbers.len() == jobs.len(), "{} of {} applications arrived", numbers.len(), jobs.len());
        for (job, read) in jobs.iter().zip(read) {
            let given = numbers.get(job.key()).context("an application arrived that nobody sent")?;
            ensure!(given == read, "the runner read the number {read}, the site gave {given}");
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Ledger> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new login's cookie.
    pub(super) fn login(&self, values: BTreeMap<String, String>) -> String {
        let mut ledger = self.lock();
        ledger.logins += 1;
        let cookie = format!("login-{}", ledger.logins);
        ledger.drafts.insert(cookie.clone(), values);
        cookie
    }

    /// Adds to a login's draft; false if there is no such login.
    pub(super) fn add(&self, cookie: &str, values: BTreeMap<String, String>) -> bool {
        let mut ledger = self.lock();
        let draft = ledger.drafts.get_mut(cookie);
        draft.map(|draft| draft.extend(values)).is_some()
    }

    /// Takes a login's draft as an application: its number, or the names of the fields that are not as they must be.
    pub(super) fn submit(&self, cookie: &str) -> Result<String, String> {
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
        let expect = || books.expect(std::slice::from_ref(&job));
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
