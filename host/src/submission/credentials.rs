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

    /// The accounts that a claim took, given as account by credential. One that is no longer configured is left out.
    pub fn leased(&self, taken: &BTreeMap<String, String>) -> LeasedCredentials {
        let account = |credential: &String, name: &String| self.0.get(credential)?.get(name).cloned();
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
