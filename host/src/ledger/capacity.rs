//! What capacity is left: leases of a county, sessions of an account, counties that are held. It is read in the
//! transaction that claims.

use std::collections::{BTreeMap, HashMap, HashSet};

use sqlx::{Row as _, SqliteConnection};

use super::rows::count;
use super::{LedgerError, Offer};

/// What is in use: leases by county, sessions by account, counties that are held.
pub(super) struct InUse {
    leases: HashMap<String, u32>,
    sessions: HashMap<(String, String, String), u32>,
    held: HashSet<String>,
}

/// An offer whose county has capacity, and the accounts it would use, by credential.
pub(super) struct Capacity<'a> {
    pub(super) offer: &'a Offer,
    pub(super) accounts: BTreeMap<String, String>,
}

impl InUse {
    pub(super) async fn read(db: &mut SqliteConnection) -> Result<Self, LedgerError> {
        let mut leases = HashMap::new();
        for row in sqlx::query("SELECT county, count(*) AS n FROM leases GROUP BY county").fetch_all(&mut *db).await? {
            leases.insert(row.try_get("county")?, count(&row, "n")?);
        }
        let mut sessions = HashMap::new();
        let used = "SELECT county, name, account, count(*) AS n FROM sessions GROUP BY county, name, account";
        for row in sqlx::query(used).fetch_all(&mut *db).await? {
            sessions.insert((row.try_get("county")?, row.try_get("name")?, row.try_get("account")?), count(&row, "n")?);
        }
        let mut held = HashSet::new();
        for row in sqlx::query("SELECT county FROM counties WHERE held_since IS NOT NULL").fetch_all(db).await? {
            held.insert(row.try_get("county")?);
        }
        Ok(Self { leases, sessions, held })
    }

    pub(super) fn leases_of(&self, county: &str) -> u32 {
        self.leases.get(county).copied().unwrap_or(0)
    }

    /// The offers that have capacity, by county; of several for one county the first.
    pub(super) fn capacities<'a>(&self, offers: &'a [Offer]) -> HashMap<&'a str, Capacity<'a>> {
        let mut capacities = HashMap::new();
        for offer in offers {
            if let Some(accounts) = self.free_accounts(offer) {
                capacities.entry(offer.county.as_str()).or_insert(Capacity { offer, accounts });
            }
        }
        capacities
    }

    /// The least used free account of every credential; none where the county or a credential has no capacity.
    fn free_accounts(&self, offer: &Offer) -> Option<BTreeMap<String, String>> {
        let county = offer.county.as_str();
        if self.held.contains(county) || self.leases_of(county) >= offer.concurrency {
            return None;
        }
        let mut best: BTreeMap<String, Option<(u32, String)>> = BTreeMap::new();
        for credential in &offer.credentials {
            let account = (county.to_owned(), credential.name.clone(), credential.account.clone());
            let used = self.sessions.get(&account).copied().unwrap_or(0);
            let best = best.entry(credential.name.clone()).or_default();
            if used < credential.sessions && best.as_ref().is_none_or(|(least, _)| used < *least) {
                *best = Some((used, credential.account.clone()));
            }
        }
        best.into_iter().map(|(name, account)| account.map(|(_, account)| (name, account))).collect()
    }
}
