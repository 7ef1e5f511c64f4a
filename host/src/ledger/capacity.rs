//! What capacity is left: leases of a county, sessions of an account, counties that are held or in which one application goes first. It
//! is read in the transaction that claims.

use std::collections::{BTreeMap, HashMap};

use sqlx::{AnyConnection, Row as _};

use super::rows::{count, flag};
use super::{LedgerError, Offer};

/// What of a county's work may be taken, where it is not all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    Everything,
    /// Questions about doubts, and one application, which goes first.
    TheFirst,
    /// Questions about doubts.
    Questions,
    Nothing,
}

/// What is in use: leases by county, sessions by account, counties of which not everything may be taken.
pub(super) struct InUse {
    leases: HashMap<String, u32>,
    sessions: HashMap<(String, String, String), u32>,
    restricted: HashMap<String, Takes>,
}

/// An offer whose county has capacity, and the accounts it would use, by credential.
pub(super) struct Capacity {
    pub(super) offer: Offer,
    pub(super) accounts: BTreeMap<String, String>,
    pub(super) takes: Takes,
}

impl InUse {
    pub(super) async fn read(db: &mut AnyConnection) -> Result<Self, LedgerError> {
        let mut leases = HashMap::new();
        for row in sqlx::query("SELECT county, count(*) AS n FROM leases GROUP BY county").fetch_all(&mut *db).await? {
            leases.insert(row.try_get("county")?, count(&row, "n")?);
        }
        let mut sessions = HashMap::new();
        let used = "SELECT county, name, account, count(*) AS n FROM sessions GROUP BY county, name, account";
        for row in sqlx::query(used).fetch_all(&mut *db).await? {
            sessions.insert((row.try_get("county")?, row.try_get("name")?, row.try_get("account")?), count(&row, "n")?);
        }
        let mut restricted = HashMap::new();
        let not_all = "SELECT county, held_since IS NOT NULL AS held, held_asks,
                EXISTS (SELECT 1 FROM leases l WHERE l.fence = first_fence) AS first_is_at_work
             FROM counties WHERE held_since IS NOT NULL OR first_since IS NOT NULL";
        for row in sqlx::query(not_all).fetch_all(db).await? {
            let takes = match (flag(&row, "held")?, flag(&row, "held_asks")?, flag(&row, "first_is_at_work")?) {
                (true, false, _) => Takes::Nothing,
                (true, true, _) | (false, _, true) => Takes::Questions,
                (false, _, false) => Takes::TheFirst,
            };
            restricted.insert(row.try_get("county")?, takes);
        }
        Ok(Self { leases, sessions, restricted })
    }

    pub(super) fn leases_of(&self, county: &str) -> u32 {
        self.leases.get(county).copied().unwrap_or(0)
    }

    /// What of an offer could be taken now, with the accounts that it would use; none where that is nothing.
    pub(super) fn capacity(&self, offer: Offer) -> Option<Capacity> {
        let takes = self.restricted.get(offer.county.as_str()).copied().unwrap_or(Takes::Everything);
        if takes == Takes::Nothing {
            return None;
        }
        let accounts = self.free_accounts(&offer)?;
        Some(Capacity { offer, accounts, takes })
    }

    /// The least used free account of every credential; none where the county or a credential has no capacity.
    pub(super) fn free_accounts(&self, offer: &Offer) -> Option<BTreeMap<String, String>> {
        let county = offer.county.as_str();
        if self.leases_of(county) >= offer.concurrency {
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
