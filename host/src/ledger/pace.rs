//! How fast a county is worked for, whichever hosts do it: the time between two starts, a pause while its site is down, accounts that it
//! refused. All by the clock that leases are counted by, so that no host's own clock shortens or lengthens them.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};
use zeroize::Zeroizing;

use super::breaker::{Down, LONGEST_PAUSE, down};
use super::cool_down::{CoolingSession, cooling};
use super::login_digest::LoginDigest;
use super::rows::{moment, moment_if_any, parsed, stored, stored_after};
use super::{Ledger, LedgerError};
use crate::submission::{Account, CountyCode};

/// How long an account that the county refused is not used. Ops will have mended it by then, or the county refuses it again.
const BENCH: Duration = Duration::from_secs(15 * 60);
/// So often a login may be refused before it is not used for a day: a county that sees it tried again and again locks the account.
const MOST_REFUSALS: i64 = 3;
const LONG_BENCH: Duration = Duration::from_secs(24 * 60 * 60);
/// How long a refusal counts with the next one, unless a delivery comes between.
const REMEMBERED: Duration = Duration::from_secs(48 * 60 * 60);

/// What the ledger knows of a county's pace.
pub(super) struct Pace {
    last_start: Option<Timestamp>,
    paused_until: Option<Timestamp>,
}

impl Pace {
    /// From the columns `last_start` and `paused_until`.
    pub(super) fn of(row: &AnyRow) -> Result<Self, LedgerError> {
        Ok(Self { last_start: moment_if_any(row, "last_start")?, paused_until: moment_if_any(row, "paused_until")? })
    }

    /// Whether work may begin. Moments that only a clock set back explains keep nothing from beginning.
    pub(super) fn allows(&self, spacing: Duration, now: Timestamp) -> bool {
        let passed = |since: Timestamp| Duration::try_from(now.duration_since(since)).ok();
        let is_spaced = self.last_start.and_then(passed).is_none_or(|passed| passed >= spacing);
        let left = |until: Timestamp| Duration::try_from(until.duration_since(now)).ok().filter(|left| !left.is_zero());
        let is_paused = self.paused_until.and_then(left).is_some_and(|left| left <= LONGEST_PAUSE);
        is_spaced && !is_paused
    }
}

/// An account that its county refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BenchedAccount {
    /// The credential's name in the manifest.
    pub credential: String,
    pub account: String,
    /// Not used before.
    pub until: Timestamp,
    /// What it signed in with; empty of one that an earlier version benched, whatever that signed in with.
    #[serde(skip)]
    pub login: LoginDigest,
}

impl BenchedAccount {
    /// Whether it is still left alone where it signs in with this.
    pub fn stands_for(&self, login: &LoginDigest) -> bool {
        self.login == *login || self.login == LoginDigest::default()
    }
}

/// What of a county is left alone now, by whichever host learnt why.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeftAlone {
    /// Its site was down: nothing is taken for it before.
    pub paused_until: Option<Timestamp>,
    /// Its site is down, until a piece of work gets through.
    pub down: Option<Down>,
    pub accounts: Vec<BenchedAccount>,
    /// Those that are over first come first.
    pub cooling: Vec<CoolingSession>,
}

impl Ledger {
    /// The counties of which something is left alone now.
    pub async fn left_alone(&self) -> Result<BTreeMap<CountyCode, LeftAlone>, LedgerError> {
        let mut db = self.readers().acquire().await?;
        let now = self.lease_now(&mut db).await?;
        // A county's pause has no account.
        let rows = sqlx::query(
            "SELECT county, name, account, CASE WHEN long_until > until THEN long_until ELSE until END AS until, login
             FROM benched_logins WHERE (until > $1 OR long_until > $1) AND refused_at <= $1
             UNION ALL SELECT county, NULL, NULL, paused_until, '' FROM counties WHERE paused_until > $1 AND paused_until <= $2",
        )
        .bind(stored(now))
        .bind(stored_after(now, LONGEST_PAUSE))
        .fetch_all(&mut *db)
        .await?;
        let mut counties: BTreeMap<CountyCode, LeftAlone> = BTreeMap::new();
        for row in &rows {
            let of: &mut LeftAlone = counties.entry(parsed(row, "county")?).or_default();
            let until = moment(row, "until")?;
            match (row.try_get("name")?, row.try_get("account")?) {
                (Some(credential), Some(account)) => {
                    let login = LoginDigest(row.try_get("login")?);
                    of.accounts.push(BenchedAccount { credential, account, until, login });
                }
                _ => of.paused_until = Some(until),
            }
        }
        for (county, down) in down(&mut db).await? {
            counties.entry(county).or_default().down = Some(down);
        }
        for (county, cooling) in cooling(&mut db, now).await? {
            counties.entry(county).or_default().cooling = cooling;
        }
        Ok(counties)
    }

    /// What an account signs in with.
    pub fn login_digest(&self, account: &Account) -> LoginDigest {
        let mut parts = Zeroizing::new(Vec::new());
        for (name, text) in account.parts() {
            for word in [name, text.reveal()] {
                parts.extend_from_slice(&(word.len() as u64).to_be_bytes());
                parts.extend_from_slice(word.as_bytes());
            }
        }
        LoginDigest(hex::encode(self.ledger_key().digest("login", &parts)))
    }

    /// Leaves an account alone for a while, because the county refused what it signs in with. Once that is replaced the account is used
    /// again; what was refused is not, whichever way it comes back meanwhile.
    pub async fn bench_account(
        &self,
        county: &CountyCode,
        name: &str,
        account: &str,
        login: &LoginDigest,
    ) -> Result<(), LedgerError> {
        let mut tx = self.begin().await?;
        let now = self.lease_now(&mut tx).await?;
        for forget in [
            "DELETE FROM refused_logins WHERE until <= $1 AND forgotten_at <= $1",
            "DELETE FROM benched_accounts WHERE until <= $1",
        ] {
            sqlx::query(forget).bind(stored(now)).execute(&mut *tx).await?;
        }
        // What was under way when it was refused is refused as well, and counts as one with that.
        sqlx::query(
            "INSERT INTO refused_logins AS r (county, name, account, login, until, refused_at, forgotten_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (county, name, account, login) DO UPDATE SET until = $5, refused_at = $6, forgotten_at = $7,
                refusals = r.refusals + CASE WHEN r.until > $6 OR r.long_until > $6 THEN 0 ELSE 1 END,
                long_until = CASE WHEN r.refusals + CASE WHEN r.until > $6 OR r.long_until > $6 THEN 0 ELSE 1 END >= $8 THEN $9 ELSE 0 END",
        )
        .bind(county.as_str())
        .bind(name)
        .bind(account)
        .bind(login.as_str())
        .bind(stored_after(now, BENCH))
        .bind(stored(now))
        .bind(stored_after(now, REMEMBERED))
        .bind(MOST_REFUSALS)
        .bind(stored_after(now, LONG_BENCH))
        .execute(&mut *tx)
        .await?;
        tx.commit().await
    }
}

impl Ledger {
    /// The county took what these accounts sign in with: what it refused of them before counts no more.
    pub async fn accounts_work(
        &self,
        county: &CountyCode,
        accounts: &BTreeMap<String, String>,
    ) -> Result<(), LedgerError> {
        let known = sqlx::query("SELECT 1 AS n FROM refused_logins WHERE county = $1 LIMIT 1").bind(county.as_str());
        // Mostly there is nothing to forget, and nobody is kept from writing for that.
        if known.fetch_optional(self.readers()).await?.is_none() {
            return Ok(());
        }
        let mut tx = self.begin().await?;
        let now = self.lease_now(&mut tx).await?;
        for (name, account) in accounts {
            sqlx::query(
                "DELETE FROM refused_logins WHERE county = $1 AND name = $2 AND account = $3 AND until <= $4 AND long_until <= $4",
            )
            .bind(county.as_str())
            .bind(name)
            .bind(account)
            .bind(stored(now))
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await
    }
}

/// The county's accounts may be used again, as somebody says.
pub(super) async fn forget_refusals(db: &mut AnyConnection, county: &CountyCode) -> Result<(), LedgerError> {
    for forget in ["DELETE FROM refused_logins WHERE county = $1", "DELETE FROM benched_accounts WHERE county = $1"] {
        sqlx::query(forget).bind(county.as_str()).execute(&mut *db).await?;
    }
    Ok(())
}
