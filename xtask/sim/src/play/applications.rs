//! The applications, as far as the player knows where they stand. The ledger's word counts; this follows it.

use anyhow::{Context as _, Result};
use jiff::Timestamp;
use postrider::ledger::{ActorRole, Check, Duplicates, NewApplication, Who};
use postrider::submission::{ApplicationId, State};
use sqlx::Row as _;
use sqlx::any::AnyRow;
use zeroize::Zeroizing;

use super::application::Application;
use super::player::{Broken, Event, Play};

/// What of the ledger is followed.
const STANDS: &str = "SELECT id, state, deadline, not_before FROM applications";

impl Play<'_> {
    /// It is received, and acknowledged.
    pub(super) async fn arrive(&mut self, which: usize) -> Result<()> {
        if let Some(next) = self.world.arrivals.get(which + 1) {
            self.plan(next.at, Event::Arrive(which + 1));
        }
        let county = self.world.arrivals[which].county;
        let served = &self.world.counties[county].served;
        let deadline = match self.broken {
            // As if every application had as long.
            Some(Broken::Order) => self.host.clock.now() + jiff::SignedDuration::from_hours(24),
            _ => served.calendar.next_cutoff(self.host.clock.now()).0,
        };
        let body = format!("{{\"application\":{which}}}").into_bytes();
        let new = NewApplication {
            county: served.code.clone(),
            key: None,
            body_digest: self.host.ledger.digest(&body),
            body: Zeroizing::new(body),
            deadline,
            who: Who::new(ActorRole::Client, "portal"),
            duplicates: Duplicates::Allowed,
            check: Check::Made,
        };
        let id = self.host.ledger.receive(new).await?.id;
        self.by_id.insert(id, which);
        self.applications.push(Application {
            id,
            county,
            arrived: self.now,
            cutoff: self.world.cutoff(county, self.now),
            deadline,
            state: State::Queued,
            is_worked_on: false,
            waits_until: None,
            attempts: 0,
            questions: 0,
            corrected: None,
        });
        self.open += 1;
        self.can_be_taken(which);
        Ok(())
    }

    /// Reads where an application stands.
    pub(super) async fn follow(&mut self, which: usize) -> Result<()> {
        let id = self.applications[which].id.to_string();
        let sql = sqlx::AssertSqlSafe(format!("{STANDS} WHERE id = $1"));
        let row = sqlx::query(sql).bind(id).fetch_one(&mut self.tables).await?;
        self.stands(&row)
    }

    /// Reads where all stand that are not done.
    pub(super) async fn follow_all(&mut self) -> Result<()> {
        let sql =
            sqlx::AssertSqlSafe(format!("{STANDS} WHERE state NOT IN ('delivered', 'delivered_by_hand', 'cancelled')"));
        let rows = sqlx::query(sql).fetch_all(&mut self.tables).await?;
        rows.iter().try_for_each(|row| self.stands(row))
    }

    fn stands(&mut self, row: &AnyRow) -> Result<()> {
        let id: ApplicationId = row.try_get::<&str, _>("id")?.parse()?;
        let which = *self.by_id.get(&id).context("an application that nobody sent")?;
        let state: State = row.try_get::<&str, _>("state")?.parse().ok().context("no state")?;
        let deadline = Timestamp::from_millisecond(row.try_get("deadline")?)?;
        let not_before: Option<i64> = row.try_get("not_before")?;
        let not_before = not_before.map(Timestamp::from_millisecond).transpose()?;
        let waits_until = not_before.map(|at| self.second(at));
        self.cannot_be_taken(which);
        let was_open = is_open(self.applications[which].state);
        let application = &mut self.applications[which];
        (application.state, application.deadline, application.waits_until) = (state, deadline, waits_until);
        self.open = self.open + usize::from(is_open(state)) - usize::from(was_open);
        if application.is_worked_on || !matches!(state, State::Queued | State::InDoubt) {
            return Ok(());
        }
        match waits_until {
            Some(until) => {
                self.later.insert((until, which));
                self.plan(until, Event::Claim);
            }
            None => self.can_be_taken(which),
        }
        Ok(())
    }

    /// What waited for a moment that has come. Gives whether there was any.
    pub(super) fn wait_is_over(&mut self) -> bool {
        let mut is_any = false;
        while let Some((at, which)) = self.later.first().copied().filter(|(at, _)| *at <= self.now) {
            self.later.remove(&(at, which));
            self.applications[which].waits_until = None;
            self.can_be_taken(which);
            is_any = true;
        }
        is_any
    }

    fn can_be_taken(&mut self, which: usize) {
        let Application { county, deadline, .. } = self.applications[which];
        self.counties[county].waiting.insert((deadline, which));
        self.with_work.insert(county);
    }

    /// It is worked on, or done, or in front of a person.
    pub(super) fn cannot_be_taken(&mut self, which: usize) {
        let Application { county, deadline, waits_until, .. } = self.applications[which];
        self.counties[county].waiting.remove(&(deadline, which));
        if self.counties[county].waiting.is_empty() {
            self.with_work.remove(&county);
        }
        if let Some(until) = waits_until {
            self.later.remove(&(until, which));
        }
    }
}

/// Whether something is still to be done with it.
fn is_open(state: State) -> bool {
    !matches!(state, State::Delivered | State::DeliveredByHand | State::Cancelled)
}
