//! The beginning, and the run: what is known to happen is planned, and carried out one event after the other.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use postrider::counties::Counties;
use postrider::ledger::{self, ActorRole, Database, Ledger, ReleaseMove, Who};
use postrider::scheduler::policy::Policy;
use postrider::scheduler::{Config, Record};
use postrider::submission::Clock;
use sqlx::{AnyConnection, Connection as _};
use tempfile::TempDir;

use super::county_now::CountyNow;
use super::host_now::{HostNow, name};
use super::player::{Broken, Event, Play};
use crate::checks::Checks;
use crate::jobs::Second;
use crate::scale::DAY;
use crate::surroundings::{Release, Serving, SimulatedHost};
use crate::truth::Truth;
use crate::world::World;

/// More than this does not happen in a second.
const MOST_IN_A_SECOND: u32 = 20_000;
/// How long what is left over is carried on after the last arrival.
const AFTERWARDS: Second = 5 * DAY;

impl<'w> Play<'w> {
    /// Prepares everything: an empty ledger, all counties with their first releases, and what is known to happen.
    pub(crate) async fn new(world: &'w World, broken: Option<Broken>) -> Result<Self> {
        let folder = folder()?;
        let clock = Clock::fixed(world.start);
        let config = Config::default();
        let settling = if broken == Some(Broken::Settling) { 1 } else { config.reconcile_after_seconds };
        let file = folder.path().join("ledger.sqlite");
        let opened = ledger::Config {
            database: Database::Sqlite(file.clone()),
            key_file: folder.path().join("ledger.key"),
            settling: Duration::from_secs(settling.into()),
        };
        let ledger = Ledger::open(&opened, clock.clone()).await?;
        let counties: Counties = Counties::default();
        let served: Vec<_> = world.counties.iter().map(|county| Arc::clone(&county.served)).collect();
        counties.exchange(&served, &[]);
        let releases = Serving::new(ledger.clone());
        for county in &world.counties {
            let release = Arc::new(Release::new(&county.served.code, 1, Arc::clone(&county.manifest)));
            let step =
                release.step(ReleaseMove::Activated, Who::new(ActorRole::Deployer, "ops"), "it serves from here on");
            ledger.record_release(step).await?;
            releases.put(release);
        }
        for (host, sessions) in world.hosts.iter().enumerate() {
            ledger.join(&name(host)).await?;
            ledger.note_sessions(&name(host), *sessions).await?;
        }
        let tables = AnyConnection::connect(&format!("sqlite://{}?mode=ro", file.display())).await?;
        let host = SimulatedHost {
            ledger,
            counties,
            releases,
            clock,
            policy: Policy::new(&config),
            drifts: config.drifts,
            chance: world.chance,
            drawn: AtomicU32::new(0),
        };
        let by_code = world.counties.iter().enumerate().map(|(place, county)| (county.served.code.clone(), place));
        let mut play = Self {
            world,
            broken,
            now: 0,
            set_forward: 0,
            events: BinaryHeap::new(),
            planned: 0,
            host,
            hosts: world.hosts.iter().map(|sessions| HostNow::new(*sessions)).collect(),
            work: Vec::new(),
            applications: Vec::new(),
            by_id: BTreeMap::new(),
            by_code: by_code.collect(),
            counties: world.counties.iter().map(CountyNow::new).collect(),
            with_work: BTreeSet::new(),
            later: BTreeSet::new(),
            fruitless: BTreeSet::new(),
            again_at: None,
            cases: vec![None; usize::try_from(world.staff)?],
            record: Record::default(),
            foreseen: Vec::new(),
            truth: Truth::new(world.arrivals.len()),
            checks: Checks::default(),
            tables,
            not_noted: BTreeSet::new(),
            open: 0,
            _folder: folder,
        };
        play.plan_what_is_known();
        Ok(play)
    }

    fn plan_what_is_known(&mut self) {
        let world = self.world;
        if !world.arrivals.is_empty() {
            self.plan(world.arrivals[0].at, Event::Arrive(0));
        }
        for (place, fault) in world.faults.iter().enumerate() {
            self.plan(fault.at, Event::Fault(place));
        }
        for (place, (at, _)) in world.clock.iter().enumerate() {
            self.plan(*at, Event::SetClock(place));
        }
        for (place, county) in world.counties.iter().enumerate() {
            if let Some((_, swapped)) = county.drift {
                self.plan(swapped, Event::Swap(place));
            }
            if let Some((_, replaced)) = county.refuses {
                self.plan(replaced, Event::Passwords(place));
            }
        }
        self.plan_watches();
        self.plan(0, Event::Holds);
        for person in 0..self.cases.len() {
            self.plan(0, Event::Look(person));
        }
    }

    /// Carries everything out.
    pub(crate) async fn run(&mut self) -> Result<()> {
        let mut of_this_second = 0;
        while let Some(Reverse((at, _, event))) = self.events.pop() {
            of_this_second = if at == self.now { of_this_second + 1 } else { 0 };
            ensure!(of_this_second < MOST_IN_A_SECOND, "time does not pass any more: {event:?} in second {at}");
            if at > self.world.ends && (self.open == 0 || at > self.world.ends + AFTERWARDS) {
                break;
            }
            self.pass(at);
            self.happens(event).await.with_context(|| format!("{event:?} in second {at}"))?;
        }
        self.host.ledger.close().await;
        Ok(())
    }

    async fn happens(&mut self, event: Event) -> Result<()> {
        if let Some(until) = self.stands_still(event) {
            self.plan(until, event);
            return Ok(());
        }
        match event {
            Event::Arrive(application) => self.arrive(application).await?,
            Event::Claim => self.look_again(),
            Event::Commit(work) => self.commit(work).await?,
            Event::Click(work) => self.click(work),
            Event::End(work) => self.end(work).await?,
            Event::Fault(fault) => self.fault(fault).await?,
            Event::Back(host) => self.is_back(host).await?,
            Event::Recover => self.recover().await?,
            Event::Watch => self.watch().await?,
            Event::Forecast(cutoff) => self.forecast(cutoff).await?,
            Event::Swap(county) => self.swap(county).await?,
            Event::Passwords(county) => self.replace_passwords(county)?,
            Event::Holds => self.look_at_holds().await?,
            Event::SetClock(which) => self.set_clock(which),
            Event::Look(person) => self.look(person).await?,
            Event::Decide(person) => self.decide(person).await?,
        }
        self.claim().await
    }

    fn pass(&mut self, to: Second) {
        if let Clock::Fixed(hands) = &self.host.clock {
            hands.pass(to - self.now);
        }
        self.now = to;
    }

    fn set_clock(&mut self, which: usize) {
        let (_, by) = self.world.clock[which];
        if let Clock::Fixed(hands) = &self.host.clock {
            hands.set_forward(by);
        }
        self.set_forward += by;
        // What waits for a moment waits by this clock.
        self.plan(self.now + 1, Event::Watch);
    }
}

/// In memory where the system has such a place: nothing of it has to outlive the machine.
fn folder() -> Result<TempDir> {
    let memory = std::path::Path::new("/dev/shm");
    let folder = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() };
    folder.context("no folder for the ledger")
}
