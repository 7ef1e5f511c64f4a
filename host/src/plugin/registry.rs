//! Which release serves which county, and how one replaces another while attempts run.
//!
//! A release's component is kept as a file named by its digest and as rows in the ledger's release history. Whatever fails on the way
//! in leaves the release before serving. Attempts hold the release that they started with.
//!
//! A county whose site has changed stays held until a release comes that never served it, or a person lets it go on: one that
//! served before was not written for the site as it is. Where work goes on, or begins, one application goes first.

mod ahead;
mod candidate;
mod change;
mod counties;
mod error;
mod following;
mod forms;
mod history;
mod inbox;
mod installed;
mod opening;
mod serving;
mod stable_files;
mod store;

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use tokio::sync::Semaphore;

pub use self::change::{OnHold, Quarantined};
pub use self::counties::CountiesRefused;
pub use self::error::InstallError;
pub use self::inbox::Dropped;
pub use self::installed::Installed;
use self::opening::Opened;
use self::serving::Serving;
use self::store::ReleaseStore;
use super::code::CodeStore;
use super::engine::Engine;
use super::release::Release;
use crate::counties::Counties;
use crate::file_error::FileAction;
use crate::kept_files::{KeptFiles, Place};
use crate::ledger::{Hold, Ledger};
use crate::submission::CountyCode;

/// Components that are brought in and compiled at a time: each may take a processor for a minute, and a GiB of memory. A release that
/// is kept waits for none of them, so that the way back is always free.
const MAX_COMPILING: usize = 2;
/// What of the ledger's release events is reflected where a release could not be looked at: nothing, so that all are looked at again.
const NOTHING: i64 = i64::MIN;

/// Where components are kept and dropped.
#[derive(Debug, Clone)]
pub struct Folders {
    /// Where a `.wasm` may be dropped to be installed.
    pub inbox: PathBuf,
    /// Where installed components are kept, by digest.
    pub kept: Place,
    /// Where their compiled code is.
    pub compiled: PathBuf,
}

/// The releases that serve. Cheap to clone.
#[derive(Clone)]
pub struct Registry {
    shared: Arc<Shared>,
}

/// What every clone of a registry shares.
struct Shared {
    ledger: Ledger,
    store: ReleaseStore,
    serving: Serving,
    /// Where components are dropped.
    inbox: PathBuf,
    /// The files of the inbox, as they were when last looked at.
    dropped: Mutex<stable_files::Seen>,
    /// Turns to compile what is brought in.
    compiling: Semaphore,
    /// Releases without code, in the order in which they are to get theirs.
    uncompiled: Mutex<VecDeque<Arc<Release>>>,
    /// The latest release event of the ledger that is reflected here.
    caught_up: AtomicI64,
    /// One change at a time; readers never wait for it.
    changing: tokio::sync::Mutex<()>,
}

impl Registry {
    /// Reads what is known of every county's active release; code is loaded when it is needed, and made by
    /// [`compile_ahead`](Self::compile_ahead) where there is none. A release that cannot be used is left out: its county is
    /// [`unserved`](Self::unserved) until another one comes, or this one can be used at the next start; everything else goes on.
    pub async fn open(
        engine: Engine,
        ledger: Ledger,
        folders: Folders,
        counties: Counties,
    ) -> Result<Self, InstallError> {
        let Folders { inbox, kept, compiled } = folders;
        tokio::fs::create_dir_all(&inbox).await.map_err(FileAction::Create.failed(&inbox))?;
        let opened = ledger.now();
        let serving = Serving::new(opened);
        let codes = CodeStore::open(engine, KeptFiles::open(&kept)?, compiled, ledger.ledger_key().clone());
        let store = ReleaseStore { codes, counties };
        let latest = ledger.latest_release_event().await?;
        let Opened { releases, left_out, missed } = opening::open(&store, ledger.active_releases().await?).await?;
        for (county, why) in left_out {
            serving.explain(&county, opened, why);
        }
        let uncompiled = opening::in_order(&releases, &store.counties, &ledger.earliest_deadlines().await?, opened);
        serving.put_all(releases);
        let shared = Shared {
            ledger,
            store,
            inbox,
            serving,
            compiling: Semaphore::new(MAX_COMPILING),
            uncompiled: Mutex::new(uncompiled),
            caught_up: AtomicI64::new(if missed { NOTHING } else { latest }),
            changing: tokio::sync::Mutex::new(()),
            dropped: Mutex::default(),
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Whether a release may serve later that could not be looked at when this was opened.
    pub fn is_behind(&self) -> bool {
        self.shared.caught_up.load(Ordering::Relaxed) == NOTHING
    }

    /// The release that serves a county.
    pub fn current(&self, county: &CountyCode) -> Option<Arc<Release>> {
        self.shared.serving.current(county)
    }

    /// Every release that serves.
    pub fn serving(&self) -> Arc<BTreeMap<CountyCode, Arc<Release>>> {
        self.shared.serving.all()
    }

    /// Whether a county's work waits for its release to be compiled.
    pub fn is_compiling(&self, county: &CountyCode) -> bool {
        self.current(county).is_some_and(|release| !release.is_ready())
    }

    /// Why no release serves a county, and since when; none where one does. Work of a county can be done if, and only if, a release
    /// serves it: one serves only where the county is configured and grants it all that it asks for, accounts included.
    pub fn unserved(&self, county: &CountyCode) -> Option<Hold> {
        self.shared.serving.unserved(county)
    }
}
