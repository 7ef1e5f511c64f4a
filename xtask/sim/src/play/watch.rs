//! The watch of deadlines: by the host's own rules, every two minutes of the last hour before a cutoff, and right after it.

use std::collections::BTreeSet;

use anyhow::Result;
use postrider::scheduler::{Config, WatchedCounties};
use postrider::submission::State;
use sqlx::Row as _;

use super::application::Application;
use super::player::{Broken, Event, Play};
use crate::jobs::Second;
use crate::scale::{DAY, HOUR, MINUTE};

/// How often deadlines are looked at in the last hour before one.
const EVERY: Second = 2 * MINUTE;
/// How long after its cutoff a doubt about what was sent before it may be settled as in time.
const SETTLES: Second = 15 * MINUTE;
/// How long before its cutoff what is stopped has to have come in front of a person.
const IN_TIME: Second = 10 * MINUTE;
/// How long before its cutoff an application has to have come, and its county to have been stopped, for that.
const KNOWN_FOR: Second = 90 * MINUTE;

impl Play<'_> {
    /// All cutoffs, and when they are looked at.
    pub(super) fn plan_watches(&mut self) {
        let world = self.world;
        let mut cutoffs = BTreeSet::new();
        for county in 0..world.counties.len() {
            let mut at = 0;
            while at < world.ends + 2 * DAY {
                at = world.cutoff(county, at);
                cutoffs.insert(at);
            }
        }
        let mut looks = BTreeSet::new();
        for cutoff in &cutoffs {
            looks.extend((1..=HOUR / EVERY + 5).map(|before| (cutoff - before * EVERY) / EVERY * EVERY));
            looks.extend([cutoff + 5, cutoff + EVERY + 5]);
            if *cutoff < world.ends {
                self.plan(cutoff - 2 * HOUR, Event::Forecast(*cutoff));
            }
        }
        // Also where no cutoff is near: a doubt that nobody can be asked about.
        looks.extend((0..world.ends + 5 * DAY).step_by(usize::try_from(HOUR / 2).unwrap_or(1_800)));
        for look in looks {
            self.plan(look, Event::Watch);
        }
    }

    pub(super) async fn watch(&mut self) -> Result<()> {
        self.see_who_is_not_seen().await?;
        if self.broken == Some(Broken::Watch) {
            return self.see_what_is_not_noted().await;
        }
        let watched =
            WatchedCounties { ledger: &self.host.ledger, releases: &self.host.releases, counties: &self.host.counties };
        let missed = self.host.ledger.note_missed(&watched).await?;
        let handed_over = self.host.ledger.hand_over(&watched, Config::default().hand_over()).await?;
        if missed > 0 || handed_over > 0 {
            self.follow_all().await?;
        }
        self.see_what_is_not_noted().await
    }

    /// What waits, or is in front of a person, has its next cutoff ahead of it, and the one before it is noted as missed. What is worked on is
    /// counted once that has ended, and a doubt about what was sent in time once it had its time to be settled.
    async fn see_what_is_not_noted(&mut self) -> Result<()> {
        let now = self.host.clock.now().as_millisecond();
        let rows = sqlx::query(
            "SELECT id FROM applications a WHERE state IN ('queued', 'in_doubt', 'review') AND deadline <= $1
                AND NOT EXISTS (SELECT 1 FROM leases l WHERE l.application = a.id)
                AND (state <> 'in_doubt' OR committed_at > deadline OR deadline <= $2)",
        )
        .bind(now - 1_000 * EVERY)
        .bind(now - 1_000 * SETTLES)
        .fetch_all(&mut self.tables)
        .await?;
        for row in &rows {
            if let Some(which) = self.by_id.get(&row.try_get::<&str, _>("id")?.parse()?).copied()
                && self.not_noted.insert(which)
            {
                self.checks.unseen(which, "its cutoff passed, and that is noted nowhere");
            }
        }
        Ok(())
    }

    /// What waits for a county that is stopped, and whose cutoff is due within minutes, should be in front of a person by now.
    async fn see_who_is_not_seen(&mut self) -> Result<()> {
        let near = |one: &Application| {
            matches!(one.state, State::Queued)
                && !one.is_worked_on
                && (self.now..self.now + IN_TIME).contains(&one.cutoff)
                && one.arrived + KNOWN_FOR < one.cutoff
        };
        let due: Vec<usize> = (0..self.applications.len()).filter(|which| near(&self.applications[*which])).collect();
        if due.is_empty() || self.set_forward != 0 {
            return Ok(());
        }
        let since = self.world.at(self.now - KNOWN_FOR).as_millisecond();
        let rows = sqlx::query("SELECT county FROM counties WHERE held_since <= $1")
            .bind(since)
            .fetch_all(&mut self.tables)
            .await?;
        let mut held: BTreeSet<usize> = BTreeSet::new();
        for row in &rows {
            held.extend(self.by_code.get(&row.try_get::<&str, _>("county")?.parse()?));
        }
        for which in due {
            if !held.contains(&self.applications[which].county) {
                continue;
            }
            // At a person's word it was sent again: that stands.
            if self.sent_again(which).await? {
                continue;
            }
            self.checks.unseen(which, "its county was held, and nobody was told before its cutoff");
        }
        Ok(())
    }

    async fn sent_again(&mut self, which: usize) -> Result<bool> {
        let row = sqlx::query("SELECT count(*) AS n FROM history WHERE application = $1 AND event = 'requeue'")
            .bind(self.applications[which].id.to_string())
            .fetch_one(&mut self.tables)
            .await?;
        Ok(row.try_get::<i64, _>("n")? > 0)
    }
}
