//! The hosts: what befalls them, and what they find when they are back. What healthy hosts do every few seconds, renewing leases and looking for
//! abandoned ones, is done here where it makes a difference: when a host falls ill, when its leases run out, when it is back.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::Result;
use postrider::ledger::{Claim, LedgerError};
use postrider::scheduler::LEASE;
use sqlx::Row as _;

use super::claims::AS_LONG_AS_IT_IS_WELL;
use super::host_now::{HostNow, name};
use super::player::{Broken, Event, Play};
use crate::chance::What;
use crate::jobs::Second;
use crate::world::FaultKind;

/// How often leases that ran out are looked for.
const RECOVERY: Second = 2;
/// How often a lease is renewed: the last time was at most so long before a fault.
const HEARTBEAT: i64 = 4;

impl Play<'_> {
    /// The host that has most browsers free.
    pub(super) fn host_with_a_browser(&self) -> Option<usize> {
        let free = |(_, host): &(usize, &HostNow)| host.free > 0 && host.is_well(self.now);
        self.hosts
            .iter()
            .enumerate()
            .filter(free)
            .max_by_key(|(place, host)| (host.free, usize::MAX - place))
            .map(|(place, _)| place)
    }

    /// Until when what should happen now cannot, as its host stands still or does not reach the ledger.
    pub(super) fn stands_still(&self, event: Event) -> Option<Second> {
        let (work, needs_ledger) = match event {
            Event::Commit(work) | Event::End(work) => (work, true),
            Event::Click(work) => (work, false),
            _ => return None,
        };
        let host = &self.hosts[self.work[work].as_ref()?.host];
        let until = if needs_ledger { host.still_until.max(host.cut_off_until) } else { host.still_until };
        (until > self.now).then_some(until)
    }

    /// Something befalls a host. Its leases live as long as its last renewal gave them.
    pub(super) async fn fault(&mut self, which: usize) -> Result<()> {
        let fault = self.world.faults[which];
        if !self.hosts[fault.host].is_well(self.now) {
            return Ok(());
        }
        let back = self.now + fault.lasts;
        let mut draw = self.world.chance.of(What::Faults, which, 7);
        for place in 0..self.work.len() {
            let Some(work) = self.work[place].as_ref().filter(|work| work.host == fault.host && !work.is_lost) else {
                continue;
            };
            let since = Duration::from_secs(u64::try_from(draw.between(0, HEARTBEAT))?);
            self.host.ledger.renew(&work.claim.lease, LEASE.saturating_sub(since)).await?;
        }
        let host = &mut self.hosts[fault.host];
        match fault.kind {
            FaultKind::Crash => {
                host.is_dead = true;
                host.free = host.sessions;
                for work in &mut self.work {
                    work.take_if(|work| work.host == fault.host);
                }
            }
            FaultKind::Stop => host.still_until = back,
            FaultKind::CutOff => host.cut_off_until = back,
        }
        // Whether it notices first what it lost, or goes on first where it was, is chance.
        self.plan(back + if draw.happens(0.5) { 0 } else { draw.between(1, 3) }, Event::Back(fault.host));
        self.plan_recovery();
        Ok(())
    }

    /// Work ended of which its host could write nothing: nobody renews its lease any more, if there still is one.
    pub(super) async fn leave(&mut self, claim: &Claim) -> Result<()> {
        match self.host.ledger.renew(&claim.lease, LEASE).await {
            Ok(()) => self.plan_recovery(),
            Err(LedgerError::LeaseLost { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    /// Once the leases have run out that nobody renews from now on.
    fn plan_recovery(&mut self) {
        let ttl = Second::try_from(LEASE.as_secs()).unwrap_or(Second::MAX);
        for after in [ttl + 1, ttl + 1 + RECOVERY] {
            self.plan(self.now + after, Event::Recover);
        }
    }

    /// A host is back: it takes up what it had, or learns that it has not any more.
    pub(super) async fn is_back(&mut self, host: usize) -> Result<()> {
        if std::mem::take(&mut self.hosts[host].is_dead) {
            if self.hosts.len() == 1 {
                self.hosts[host].incarnation = self.host.ledger.join(&name(host)).await?.incarnation;
                return self.see_what_was_taken_back().await;
            }
            return Ok(());
        }
        for place in 0..self.work.len() {
            let Some(work) = self.work[place].as_ref().filter(|work| work.host == host) else { continue };
            match self.host.ledger.renew(&work.claim.lease, AS_LONG_AS_IT_IS_WELL).await {
                Ok(()) => {}
                // Before its commit it is given up; what is past it goes on to its end.
                Err(LedgerError::LeaseLost { .. }) if !work.has_intent && self.broken != Some(Broken::Fence) => {
                    self.work[place] = None;
                    self.hosts[host].free += 1;
                }
                Err(LedgerError::LeaseLost { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        self.plan(self.now + 1, Event::Recover);
        Ok(())
    }

    /// Each host that is well says that it lives.
    pub(super) async fn stay(&mut self) -> Result<()> {
        for (place, host) in self.hosts.iter().enumerate().filter(|(_, host)| host.is_well(self.now)) {
            self.host.ledger.stay(&name(place), host.incarnation).await?;
        }
        Ok(())
    }

    /// Some host that is well takes up what nobody works on any more.
    pub(super) async fn recover(&mut self) -> Result<()> {
        if !self.hosts.iter().any(|host| host.is_well(self.now)) {
            self.plan(self.now + RECOVERY, Event::Recover);
            return Ok(());
        }
        self.host.ledger.recover(self.host.clock.now()).await?;
        self.see_what_was_taken_back().await
    }

    /// Whose leases are gone.
    async fn see_what_was_taken_back(&mut self) -> Result<()> {
        let rows = sqlx::query("SELECT fence, application FROM leases").fetch_all(&mut self.tables).await?;
        let mut fences = BTreeSet::new();
        let mut applications = BTreeSet::new();
        for row in &rows {
            fences.insert(row.try_get::<i64, _>("fence")?);
            applications.insert(row.try_get::<String, _>("application")?);
        }
        for place in 0..self.work.len() {
            let Some(work) = self.work[place].as_mut() else { continue };
            work.is_lost |= !fences.contains(&work.claim.lease.fence.0);
        }
        // What the ledger has leases of is worked on, or its host died and nobody has noticed yet.
        for which in 0..self.applications.len() {
            let one = &mut self.applications[which];
            if one.is_worked_on && !applications.contains(&one.id.to_string()) {
                one.is_worked_on = false;
                let county = one.county;
                self.unsettle(county);
                self.follow(which).await?;
            }
        }
        self.count_leases().await
    }

    /// How many leases each county has, and sessions each account.
    async fn count_leases(&mut self) -> Result<()> {
        for county in &mut self.counties {
            county.leases = 0;
            county.sessions.clear();
        }
        let rows = sqlx::query("SELECT county FROM leases").fetch_all(&mut self.tables).await?;
        for row in &rows {
            let code = row.try_get::<&str, _>("county")?.parse()?;
            if let Some(county) = self.by_code.get(&code) {
                self.counties[*county].leases += 1;
            }
        }
        let rows = sqlx::query("SELECT county, account FROM sessions").fetch_all(&mut self.tables).await?;
        for row in &rows {
            let code = row.try_get::<&str, _>("county")?.parse()?;
            if let Some(county) = self.by_code.get(&code) {
                *self.counties[*county].sessions.entry(row.try_get("account")?).or_default() += 1;
            }
        }
        self.fruitless.clear();
        Ok(())
    }
}
