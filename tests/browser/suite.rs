//! What all behaviours share: the site, the browsers, and the runtime that their connections live in. Sessions go from behaviour
//! to behaviour; one that fails, or leaves a window or dialog behind, takes its session with it.

use std::cell::RefCell;
use std::collections::HashSet;
use std::panic::AssertUnwindSafe;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use postrider::browser::{
    BasicAuth, Config, Fleet, Kind, NetworkPolicy, Pool, PooledSession, Recycling, Remote, RequestRules, Scheme,
    TlsOptions,
};
use postrider::form::Form;
use postrider::submission::Personal;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::case::Case;
use crate::processes::Process;
use crate::scheme;
use crate::shorthand::{fills, label, members, open, other, settings, site};
use crate::site::{HOSTS, Site};
use crate::strain::{self, Brake, Strain};

pub(crate) struct Suite {
    runtime: tokio::runtime::Runtime,
    fleet: Fleet,
    /// What the fleet runs, and what ends it.
    tracker: TaskTracker,
    stop: CancellationToken,
    site: Site,
    brake: Brake,
    /// One opens at a time where it is asked which one that is.
    opening: tokio::sync::Mutex<()>,
    /// Browsers that no behaviour has, for each kind and scheme.
    idle: [[Mutex<Vec<Warm>>; 2]; 2],
}

/// A browser that behaviours have in turn, in a pool of its own: it alone comes back from there.
struct Warm {
    pool: Pool,
    session: PooledSession,
}

/// Which applications of a browser behaviours are shown as, and how many come before each.
pub(crate) const PLACES: [(&str, usize); 2] = [("first", 0), ("third", 2)];
/// Browsers that are opened for one application, at most: a reset that fails gives the next application another browser.
const TRIED: usize = 3;
/// Behaviours that follow one another in one browser, at most: more than there are.
const USES: u32 = 1_000;

static SUITE: OnceLock<Suite> = OnceLock::new();

/// Built when it is first wanted: a run that only lists its tests starts no browser.
pub(crate) fn suite() -> &'static Suite {
    static BUILDING: Mutex<()> = Mutex::new(());
    let _one = BUILDING.lock();
    SUITE.get_or_init(|| {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let scratch = std::env::temp_dir().join(format!("form-{}", std::process::id()));
        let relay = std::env::current_exe().unwrap();
        let brake = Brake::new(scratch.clone());
        let config = Config { relay: Some(relay), scratch: Some(scratch), ..grid().unwrap_or_default() };
        let _inside = runtime.enter();
        let (tracker, stop) = (TaskTracker::new(), CancellationToken::new());
        let fleet = Fleet::new(config, tracker.clone(), stop.clone()).unwrap();
        let site = runtime.block_on(Site::start());
        std::panic::set_hook(Box::new(keep_the_reason));
        Suite { fleet, tracker, stop, site, brake, opening: Default::default(), idle: Default::default(), runtime }
    })
}

/// The same suite with a Selenium Grid's browsers, where one is named.
fn grid() -> Option<Config> {
    #[allow(clippy::disallowed_methods, reason = "which machine's browsers are tested is said from outside")]
    let url = std::env::var("POSTRIDER_TEST_GRID").ok()?;
    let remote = Remote { url: url.parse().unwrap(), proxy: "127.0.0.1".to_owned(), nodes: Vec::new() };
    Some(Config {
        remote: Some(remote),
        firefox: Some("/usr/bin/firefox-esr".into()),
        chromium: Some("/usr/lib/chromium/chromium".into()),
        ..Config::default()
    })
}

/// Ends the sessions.
pub(crate) fn close() {
    let Some(suite) = SUITE.get() else { return };
    suite.stop.cancel();
    suite.tracker.close();
    suite.runtime.block_on(suite.tracker.wait());
    let _ = std::fs::remove_dir_all(std::env::temp_dir().join(format!("form-{}", std::process::id())));
}

thread_local! {
    /// Why the behaviour that this thread runs did not hold.
    static REASON: RefCell<String> = const { RefCell::new(String::new()) };
}

fn keep_the_reason(panic: &std::panic::PanicHookInfo<'_>) {
    let said = panic.payload_as_str().unwrap_or("no reason given");
    let at = panic.location().map_or_else(String::new, |at| format!("{}:{}: ", at.file(), at.line()));
    REASON.set(format!("{at}{said}"));
}

/// A behaviour that failed leaves nothing half done in it.
fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The browser after a behaviour that held.
async fn shown(case: Case, Warm { pool, session }: Warm) -> Warm {
    let mut form = Form::new(session, (case.settings)());
    open(&mut form, case.page).await;
    (case.steps)(&mut form).await;
    Warm { pool, session: form.into_session() }
}

/// Whether the next behaviour finds what this one found: no window or dialog is left behind, and no gate is shut for good. One that
/// proved that nothing left stays shut: the next behaviour would send nothing by it.
async fn is_as_before(session: &PooledSession) -> bool {
    let alone = session.windows().await.is_ok_and(|windows| windows.len() == 1);
    alone && !session.submit_is_shut() && session.dialog_text().await == Ok(None)
}

impl Suite {
    pub(crate) fn site(&self) -> &Site {
        &self.site
    }

    /// Runs a behaviour in a browser over a scheme: how long it took, or why it did not hold.
    pub(crate) fn run(&'static self, case: Case, kind: Kind, over: Scheme) -> Result<Duration, String> {
        scheme::set(over);
        self.caught(async {
            let idle = &self.idle[kind as usize][over as usize];
            let before = lock(idle).pop().filter(|warm| !warm.session.is_lost());
            let mut warm = match before {
                Some(warm) => warm,
                None => self.warm(kind).await,
            };
            // A browser's first application is the rare one, and what went wrong for others did so from the second on.
            if case.is_reported() {
                warm = self.made_clean(warm).await;
            }
            let begun = Instant::now();
            let warm = shown(case, warm).await;
            let took = begun.elapsed();
            if is_as_before(&warm.session).await {
                lock(idle).push(warm);
            }
            took
        })
    }

    /// Runs a behaviour in each of `PLACES`, under a strain that the site is under already.
    pub(crate) fn run_hard(
        &'static self,
        case: Case,
        kind: Kind,
        over: Scheme,
        strain: Strain,
    ) -> [Result<Duration, String>; 2] {
        scheme::set(over);
        strain::set(strain);
        PLACES.map(|(_, others)| {
            self.caught(async {
                let (warm, drivers) = self.warm_after(others, kind).await;
                let _braked = (strain == Strain::Browser).then(|| self.brake.hold(drivers));
                let begun = Instant::now();
                shown(case, warm).await;
                begun.elapsed()
            })
        })
    }

    /// What it gives, or why it panicked.
    fn caught<T>(&self, behaviour: impl Future<Output = T>) -> Result<T, String> {
        let done = std::panic::catch_unwind(AssertUnwindSafe(|| self.runtime.block_on(behaviour)));
        done.map_err(|_| REASON.take())
    }

    async fn warm(&self, kind: Kind) -> Warm {
        let recycling = Recycling { uses: USES, ..Recycling::default() };
        let pool = Pool::new(self.fleet.clone(), kind, 1, recycling);
        let session = pool.take(self.policy()).await.unwrap();
        Warm { pool, session }
    }

    /// A browser that had so many applications before, and its drivers.
    async fn warm_after(&self, others: usize, kind: Kind) -> (Warm, HashSet<Process>) {
        for _ in 0..TRIED {
            let (mut warm, drivers) = self.warm_with_drivers(kind).await;
            for _ in 0..others {
                let mut form = Form::new(warm.session, settings());
                open(&mut form, "fill.html").await;
                fills(&mut form, label("Plain"), "another application").await;
                warm = self.made_clean(Warm { session: form.into_session(), ..warm }).await;
            }
            if !drivers.is_empty() && drivers.is_subset(&self.brake.drivers()) {
                return (warm, drivers);
            }
        }
        panic!("each time another browser than for the applications before, or none on this machine");
    }

    /// With the drivers that it was opened with: its own, and perhaps another's.
    async fn warm_with_drivers(&self, kind: Kind) -> (Warm, HashSet<Process>) {
        let _one = self.opening.lock().await;
        let before = self.brake.drivers();
        let warm = self.warm(kind).await;
        (warm, &self.brake.drivers() - &before)
    }

    /// The same browser as its pool hands it to the next application.
    async fn made_clean(&self, Warm { pool, session }: Warm) -> Warm {
        session.close().await;
        let session = pool.take(self.policy()).await.unwrap();
        Warm { pool, session }
    }

    fn policy(&self) -> NetworkPolicy {
        NetworkPolicy {
            origins: [site(), other(), members()].map(|origin| origin.parse().unwrap()).to_vec(),
            resolve: HOSTS.map(|host| (host.to_owned(), self.site.address)).into(),
            requests: RequestRules::of_paths(["/county/submit", "/office/commit"]),
            basic_auth: vec![BasicAuth {
                origin: members().parse().unwrap(),
                user: Personal::new("worker"),
                password: Personal::new("s3cret"),
            }],
            tls: TlsOptions::new(Some(self.site.roots.as_bytes()), None).unwrap(),
            ..NetworkPolicy::default()
        }
    }
}
