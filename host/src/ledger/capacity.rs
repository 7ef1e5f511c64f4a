//! What capacity is left: leases of a county, sessions of an account, counties that are held, paused, or in which one application goes
//! first. It is read in the transaction that claims.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};

use super::cool_down::LONGEST_LEASE;
use super::login_digest::LoginDigest;
use super::pace::Pace;
use super::rows::{count, flag, stored, stored_after};
use super::{CredentialOffer, LedgerError, Offer, doubts};

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

/// What the ledger knows of a county that keeps work from being taken for it.
pub(super) struct CountyState {
    takes: Takes,
    pace: Pace,
    /// Its site is down, and the next piece of work tries it, alone.
    probes: bool,
    settling: Option<i64>,
}

impl CountyState {
    /// What [`of`](Self::of) reads, of `counties` by the name of `c`: nothing is known of a county that never had work.
    pub(super) const COLUMNS: &str = "c.held_since IS NOT NULL AS held, coalesce(c.held_asks, FALSE) AS held_asks,
        c.first_since IS NOT NULL AS goes_first, EXISTS (SELECT 1 FROM leases l WHERE l.fence = c.first_fence) AS first_is_at_work,
        c.last_start, c.paused_until, c.settling_ms, c.down_since IS NOT NULL AS is_down,
        EXISTS (SELECT 1 FROM leases l WHERE l.fence = c.probe_fence) AS is_probed";

    pub(super) fn of(row: &AnyRow) -> Result<Self, LedgerError> {
        let takes = match (flag(row, "held")?, flag(row, "held_asks")?) {
            (true, false) => Takes::Nothing,
            (true, true) => Takes::Questions,
            (false, _) => match (flag(row, "goes_first")?, flag(row, "first_is_at_work")?) {
                (false, _) => Takes::Everything,
                (true, true) => Takes::Questions,
                (true, false) => Takes::TheFirst,
            },
        };
        let (is_down, is_probed) = (flag(row, "is_down")?, flag(row, "is_probed")?);
        let takes = if is_down && is_probed { Takes::Nothing } else { takes };
        Ok(Self { takes, pace: Pace::of(row)?, probes: is_down, settling: row.try_get("settling_ms")? })
    }
}

/// How an account stands that its county refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Refused {
    /// It may be tried again, in one session: what several are refused at once locks it.
    Before,
    /// It is left alone.
    Now,
    /// It is left alone for long: refused too often.
    Often,
}

/// What is in use, and what may not be: leases by county, sessions by account, accounts that their county refused.
pub(super) struct InUse {
    leases: HashMap<String, u32>,
    sessions: HashMap<(String, String, String), u32>,
    /// By county, credential, account and what it signs in with.
    refused: HashMap<(String, String, String, String), Refused>,
}

/// An offer whose county has capacity, and the accounts it would use, by credential.
pub(super) struct Capacity {
    pub(super) offer: Offer,
    pub(super) accounts: BTreeMap<String, String>,
    pub(super) takes: Takes,
    /// Whether this piece of work tries a site that is down.
    pub(super) probes: bool,
    /// Whether the offer's settling time is another than the ledger knows.
    pub(super) settles_otherwise: bool,
}

impl InUse {
    pub(super) async fn read(db: &mut AnyConnection, now: Timestamp) -> Result<Self, LedgerError> {
        // A lease without a credential stands once, one with several once for each; an account that is benched stands without a lease, and so
        // does a session that its county still counts.
        let rows = sqlx::query(
            "SELECT l.fence, l.county, s.name, s.account, '' AS login, CAST(0 AS BIGINT) AS refused FROM leases l LEFT JOIN sessions s ON s.fence = l.fence
             UNION ALL SELECT CAST(NULL AS BIGINT), county, name, account, login,
                CAST(CASE WHEN long_until > $1 THEN 2 WHEN until > $1 THEN 1 ELSE 0 END AS BIGINT) FROM benched_logins
                WHERE (until > $1 OR long_until > $1 OR forgotten_at > $1) AND refused_at <= $1
             UNION ALL SELECT CAST(NULL AS BIGINT), county, name, account, '', CAST(3 AS BIGINT) FROM cooling_sessions
                WHERE until > $1 AND since <= $2",
        )
        .bind(stored(now))
        .bind(stored_after(now, LONGEST_LEASE))
        .fetch_all(db)
        .await?;
        let (mut leases, mut sessions, mut refused) = (HashMap::new(), HashMap::new(), HashMap::new());
        let mut counted = HashSet::new();
        for row in &rows {
            let county: String = row.try_get("county")?;
            let name: Option<String> = row.try_get("name")?;
            let account: Option<String> = row.try_get("account")?;
            let account = name.zip(account).map(|(name, account)| (county.clone(), name, account));
            match (row.try_get::<Option<i64>, _>("fence")?, account) {
                (Some(fence), account) => {
                    if counted.insert(fence) {
                        *leases.entry(county).or_default() += 1;
                    }
                    if let Some(account) = account {
                        *sessions.entry(account).or_default() += 1;
                    }
                }
                (None, Some(account)) => {
                    let stands = match count(row, "refused")? {
                        0 => Refused::Before,
                        1 => Refused::Now,
                        2 => Refused::Often,
                        _ => {
                            *sessions.entry(account).or_default() += 1;
                            continue;
                        }
                    };
                    let (county, name, account) = account;
                    refused.insert((county, name, account, row.try_get("login")?), stands);
                }
                (None, None) => {}
            }
        }
        Ok(Self { leases, sessions, refused })
    }

    pub(super) fn leases_of(&self, county: &str) -> u32 {
        self.leases.get(county).copied().unwrap_or(0)
    }

    /// What of an offer could be taken now, with the accounts that it would use; none where that is nothing.
    pub(super) fn capacity(&self, offer: Offer, state: &CountyState, now: Timestamp) -> Option<Capacity> {
        if state.takes == Takes::Nothing || !state.pace.allows(offer.spacing, now) {
            return None;
        }
        let accounts = self.free_accounts(&offer)?;
        let settles_otherwise = doubts::settling_of(&offer) != state.settling;
        Some(Capacity { offer, accounts, takes: state.takes, probes: state.probes, settles_otherwise })
    }

    /// Whether the county refused what the account signs in with, or the account by an earlier version's word.
    fn refused(&self, (county, name, account): &(String, String, String), login: &LoginDigest) -> Option<Refused> {
        if self.refused.is_empty() {
            return None;
        }
        let row = |login: &str| (county.clone(), name.clone(), account.clone(), login.to_owned());
        self.refused.get(&row(login.as_str())).max(self.refused.get(&row(""))).copied()
    }

    /// Sessions that the account may have.
    fn sessions_of(&self, account: &(String, String, String), credential: &CredentialOffer) -> u32 {
        match self.refused(account, &credential.login) {
            None => credential.sessions,
            Some(Refused::Before) => credential.sessions.min(1),
            Some(Refused::Now | Refused::Often) => 0,
        }
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
            let is_free = used < self.sessions_of(&account, credential);
            if is_free && best.as_ref().is_none_or(|(least, _)| used < *least) {
                *best = Some((used, credential.account.clone()));
            }
        }
        best.into_iter().map(|(name, account)| account.map(|(_, account)| (name, account))).collect()
    }

    /// How many pieces of work a county could have at once, without the accounts that it refused; or the credential that has no account
    /// left, and whether all of them are left alone for long.
    pub(super) fn lanes(&self, offer: &Offer) -> Result<u32, (String, bool)> {
        let mut sessions: BTreeMap<&str, u32> = BTreeMap::new();
        let mut some_soon = HashSet::new();
        for credential in &offer.credentials {
            let account = (offer.county.as_str().to_owned(), credential.name.clone(), credential.account.clone());
            let free = self.sessions_of(&account, credential);
            if self.refused(&account, &credential.login) != Some(Refused::Often) {
                some_soon.insert(credential.name.as_str());
            }
            let all = sessions.entry(&credential.name).or_default();
            *all = all.saturating_add(free);
        }
        match sessions.iter().find(|(_, free)| **free == 0) {
            Some((name, _)) => Err(((*name).to_owned(), !some_soon.contains(name))),
            None => Ok(sessions.into_values().fold(offer.concurrency, u32::min)),
        }
    }
}
