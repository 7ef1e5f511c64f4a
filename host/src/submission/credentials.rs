//! Logins at a county's site: which there are, and which of them a piece of work has. Cannot print a secret.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Personal;

/// The parts of one login, `user` and `password` mostly.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Account(BTreeMap<String, Personal>);

impl Account {
    pub fn part(&self, part: &str) -> Option<&Personal> {
        self.0.get(part)
    }

    /// Every part with its name.
    pub fn parts(&self) -> impl Iterator<Item = (&str, &Personal)> {
        self.0.iter().map(|(name, text)| (name.as_str(), text))
    }
}

/// A county's accounts by credential and name, as configured.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Credentials(BTreeMap<String, BTreeMap<String, Account>>);

impl Credentials {
    /// The accounts of one credential, each with its name.
    pub fn accounts(&self, credential: &str) -> impl Iterator<Item = (&str, &Account)> {
        self.0.get(credential).into_iter().flatten().map(|(name, account)| (name.as_str(), account))
    }

    /// One account.
    pub fn account(&self, credential: &str, account: &str) -> Option<&Account> {
        self.0.get(credential)?.get(account)
    }

    /// Every part of every account by its key, `worker.first.password`.
    pub fn parts(&self) -> impl Iterator<Item = (String, &Personal)> {
        self.0.iter().flat_map(|(credential, accounts)| {
            accounts.iter().flat_map(move |(name, account)| {
                account.parts().map(move |(part, text)| (format!("{credential}.{name}.{part}"), text))
            })
        })
    }

    /// The same accounts with every part as `change` gives it, asked by the part's key.
    pub fn with_parts<E>(&self, mut change: impl FnMut(&str, &Personal) -> Result<Personal, E>) -> Result<Self, E> {
        let mut changed = Self::default();
        for (credential, accounts) in &self.0 {
            for (name, account) in accounts {
                for (part, text) in &account.0 {
                    let text = change(&format!("{credential}.{name}.{part}"), text)?;
                    let accounts = changed.0.entry(credential.clone()).or_default();
                    accounts.entry(name.clone()).or_default().0.insert(part.clone(), text);
                }
            }
        }
        Ok(changed)
    }

    /// The accounts that a claim took, given as account by credential. One that is no longer configured is left out.
    pub fn leased(&self, taken: &BTreeMap<String, String>) -> LeasedCredentials {
        let account = |credential: &String, name: &String| self.account(credential, name).cloned();
        let found =
            taken.iter().filter_map(|(credential, name)| Some((credential.clone(), account(credential, name)?)));
        LeasedCredentials(found.collect())
    }
}

/// The one account of each credential that a piece of work holds a session of.
#[derive(Debug, Clone, Default)]
pub struct LeasedCredentials(BTreeMap<String, Account>);

impl LeasedCredentials {
    pub fn account(&self, credential: &str) -> Option<&Account> {
        self.0.get(credential)
    }

    /// The names of the credentials.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Every secret of every account: what a mask has to know.
    pub fn secrets(&self) -> impl Iterator<Item = &Personal> {
        self.0.values().flat_map(|account| account.0.values())
    }
}

impl FromIterator<(String, Account)> for LeasedCredentials {
    fn from_iter<I: IntoIterator<Item = (String, Account)>>(accounts: I) -> Self {
        Self(accounts.into_iter().collect())
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Account {
    fn from(parts: [(&str, &str); N]) -> Self {
        Self(parts.into_iter().map(|(part, text)| (part.to_owned(), Personal::new(text))).collect())
    }
}
