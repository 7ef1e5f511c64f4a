//! The player: what it knows, and what it has planned.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use jiff::Timestamp;
use postrider::scheduler::Record;
use postrider::submission::{ApplicationId, CountyCode};
use sqlx::AnyConnection;
use tempfile::TempDir;

use super::application::Application;
use super::county_now::CountyNow;
use super::foreseen::Foreseen;
use super::host_now::HostNow;
use super::work::Work;
use crate::checks::Checks;
use crate::jobs::Second;
use crate::surroundings::SimulatedHost;
use crate::truth::Truth;
use crate::world::World;

/// A rule that is broken on purpose, to see that the checker notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Broken {
    /// Work whose lease was lost goes on.
    Fence,
    /// The click comes before the intent is written.
    Barrier,
    /// The county is asked about a doubt at once.
    Settling,
    /// What came first goes first.
    Order,
    /// Counties are worked on beyond their sessions.
    Sessions,
    /// Nobody watches the deadlines.
    Watch,
}

/// What happens at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Event {
    /// An application arrives.
    Arrive(usize),
    /// Something may be claimed that could not be.
    Claim,
    /// A piece of work comes to its last click: the intent is written.
    Commit(usize),
    /// The click.
    Click(usize),
    /// A piece of work ends.
    End(usize),
    /// A host's fault begins.
    Fault(usize),
    /// A host that died starts again, or one that stood still finds out what it has lost.
    Back(usize),
    /// Abandoned leases are taken back.
    Recover,
    /// Deadlines are looked at.
    Watch,
    /// A forecast two hours before a cutoff.
    Forecast(Second),
    /// A county's new release is installed.
    Swap(usize),
    /// A county's passwords are replaced.
    Passwords(usize),
    /// Somebody looks at the counties that are held.
    Holds,
    /// The clock on the wall is set.
    SetClock(usize),
    /// A person looks for a case.
    Look(usize),
    /// A person is done with one.
    Decide(usize),
}

/// A world that is carried out.
pub(crate) struct Play<'w> {
    pub(crate) world: &'w World,
    pub(super) broken: Option<Broken>,
    pub(super) now: Second,
    /// By how much the clock on the wall differs.
    pub(super) set_forward: i64,
    pub(super) events: BinaryHeap<Reverse<(Second, u64, Event)>>,
    pub(super) planned: u64,
    pub(super) host: SimulatedHost,
    pub(super) hosts: Vec<HostNow>,
    pub(super) work: Vec<Option<Work>>,
    pub(crate) applications: Vec<Application>,
    pub(super) by_id: BTreeMap<ApplicationId, usize>,
    pub(super) by_code: BTreeMap<CountyCode, usize>,
    pub(super) counties: Vec<CountyNow>,
    /// Counties in which something can be taken.
    pub(super) with_work: BTreeSet<usize>,
    /// What waits for a moment.
    pub(super) later: BTreeSet<(Second, usize)>,
    /// Counties of which nothing could be claimed, though something waits.
    pub(super) fruitless: BTreeSet<usize>,
    /// When they are looked at again.
    pub(super) again_at: Option<Second>,
    pub(super) cases: Vec<Option<usize>>,
    pub(super) record: Record,
    pub(crate) foreseen: Vec<Foreseen>,
    pub(crate) truth: Truth,
    pub(crate) checks: Checks,
    /// Reads the ledger's tables, beside the ledger.
    pub(crate) tables: AnyConnection,
    /// Whose missed cutoff was not noted.
    pub(super) not_noted: BTreeSet<usize>,
    /// How many are neither delivered nor cancelled.
    pub(super) open: usize,
    pub(super) _folder: TempDir,
}

impl Play<'_> {
    /// Something happens at a moment; of one moment, what was planned first comes first.
    pub(super) fn plan(&mut self, at: Second, event: Event) {
        self.planned += 1;
        self.events.push(Reverse((at.max(self.now), self.planned, event)));
    }

    /// The second at which the clock on the wall will show a moment.
    pub(super) fn second(&self, at: Timestamp) -> Second {
        self.world.second(at) - self.set_forward
    }
}
