//! Ops: a release that fits, and new passwords, while everything runs.

use std::sync::Arc;

use anyhow::Result;
use postrider::ledger::{ActorRole, GoesOn, ReleaseMove, Who};
use postrider::scheduler::Releases as _;
use sqlx::Row as _;

use super::player::{Event, Play};
use crate::jobs::Second;
use crate::scale::MINUTE;
use crate::surroundings::{Release, no_forms};

/// How often somebody looks at what is held, and how long it has been by then.
const LOOKS: Second = 30 * MINUTE;

impl Play<'_> {
    /// What is held although its site fits goes on: its applications that ended alike were a coincidence.
    pub(super) async fn look_at_holds(&mut self) -> Result<()> {
        self.plan(self.now + LOOKS, Event::Holds);
        let since = self.host.clock.now().as_millisecond() - 1_000 * LOOKS;
        let rows = sqlx::query("SELECT county FROM counties WHERE held_since <= $1")
            .bind(since)
            .fetch_all(&mut self.tables)
            .await?;
        for row in &rows {
            let code = row.try_get::<&str, _>("county")?.parse()?;
            let Some(county) = self.by_code.get(&code).copied() else { continue };
            let fits = self.world.counties[county]
                .drift
                .is_none_or(|(changed, swapped)| self.now < changed || self.now >= swapped);
            if !fits || self.host.releases.current(&code).is_none() {
                continue;
            }
            let who = Who::new(ActorRole::Deployer, "ops");
            self.host.ledger.release_county(&code, &who, "its site is as it was", GoesOn::OneFirst).await?;
            self.unsettle(county);
            self.fruitless.remove(&county);
        }
        Ok(())
    }

    /// A new release takes a county over.
    pub(super) async fn swap(&mut self, county: usize) -> Result<()> {
        let of = &self.world.counties[county];
        let now = self.host.releases.current(&of.served.code);
        let number = now.map_or(2, |release| release.number() + 1);
        let release = Arc::new(Release::new(&of.served.code, number, Arc::clone(&of.manifest)));
        let step =
            release.step(ReleaseMove::Activated, Who::new(ActorRole::Deployer, "ops"), "it fits the site as it is");
        self.host.ledger.take_over(&step, |_| no_forms()).await?;
        self.host.releases.put(release);
        self.unsettle(county);
        self.fruitless.remove(&county);
        self.follow_all().await
    }

    /// A county's accounts get new passwords.
    pub(super) fn replace_passwords(&mut self, county: usize) -> Result<()> {
        let changed = self.world.counties[county].with_new_passwords()?;
        self.host.counties.exchange(&[changed], &[]);
        self.counties[county].has_new_passwords = true;
        self.unsettle(county);
        self.fruitless.remove(&county);
        Ok(())
    }
}
