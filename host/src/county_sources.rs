//! Where the counties' settings come from, and how they change while the host runs: the configuration, read at the start; the ledger, for
//! what is set by command; a folder of files. In this order: what stands in one is refused in those after it.
//!
//! What is taken was right as a whole, and grants what serves its counties; whatever is wrong leaves them as they were, and is said until
//! it is mended. No attempt is cut off, and no secret is in anything that is said.

mod command;
mod config_folder;
mod kept;
mod sources;
mod standing;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio_util::sync::CancellationToken;

pub use self::command::{Changed, NotChanged};
pub use self::config_folder::MAX_FILE_BYTES;
use self::kept::Candidate;
pub use self::sources::Sources;
pub use self::standing::Standing;
use crate::ledger::Ledger;
use crate::plugin::Registry;

/// How often everything is looked at. A file is taken when two looks in a row found it the same.
const LOOK: Duration = Duration::from_secs(2);
/// Times as long as a look took, with thousands of files, it is rested from; no longer than this.
const RESTS: u32 = 400;
const LONGEST_REST: Duration = Duration::from_secs(10);

/// The sources of a host that serves. Cheap to clone.
#[derive(Clone)]
pub struct CountySources(Arc<Shared>);

struct Shared {
    ledger: Ledger,
    registry: Registry,
    /// One change at a time.
    sources: Arc<Mutex<Sources>>,
    standing: ArcSwap<Standing>,
}

impl CountySources {
    /// Of sources that were read, whose counties the registry was opened with.
    pub fn new(sources: Sources, ledger: Ledger, registry: Registry) -> Self {
        let standing = Standing::of(&sources);
        standing.say(&Standing::default());
        let (sources, standing) = (Arc::new(Mutex::new(sources)), ArcSwap::from_pointee(standing));
        Self(Arc::new(Shared { ledger, registry, sources, standing }))
    }

    /// What is wrong with which county's settings, and where they come from.
    pub fn standing(&self) -> Arc<Standing> {
        self.0.standing.load_full()
    }

    /// Looks until the host stops; says so whenever a county's work may go on.
    pub async fn follow(self, stop: CancellationToken, may_go_on: impl Fn()) {
        let mut rest = LOOK;
        while stop.run_until_cancelled(tokio::time::sleep(rest)).await.is_some() {
            let began = Instant::now();
            if self.look().await {
                may_go_on();
            }
            rest = LOOK.max((began.elapsed() * RESTS).min(LONGEST_REST));
        }
    }

    /// Takes what is new and right of all sources. Gives whether anything changed.
    pub async fn look(&self) -> bool {
        let shared = &*self.0;
        let mut sources = self.lock().await;
        if let Err(error) = sources.look_at_ledger(&shared.ledger).await {
            tracing::warn!(%error, "which counties are set by command could not be read");
        }
        let looked = tokio::task::spawn_blocking(move || {
            let candidates = sources.look();
            (sources, candidates)
        });
        // The look itself broke off: a fault of this program, said by the runtime; the next one begins anew.
        let Ok((mut sources, candidates)) = looked.await else { return false };
        let mut changed = false;
        for candidate in candidates {
            changed |= self.take(&mut sources, candidate).await;
        }
        if sources.has_news {
            self.publish(&sources);
        }
        if shared.registry.is_behind() {
            match shared.registry.catch_up().await {
                Ok(caught_up) => changed |= caught_up,
                Err(error) => tracing::warn!(%error, "which releases serve could not be read"),
            }
        }
        changed
    }

    /// Takes what a source would change, if nothing contradicts it. Gives whether it did change anything.
    async fn take(&self, sources: &mut Sources, candidate: Candidate) -> bool {
        let change = match sources.change(&candidate) {
            Ok(change) => change,
            Err(problem) => {
                sources.refuse(candidate, problem);
                return false;
            }
        };
        if change.is_empty() {
            sources.accept(candidate);
            return false;
        }
        let registry = &self.0.registry;
        match registry.change_counties(&change.next, &change.gone, async || Ok(())).await {
            Ok(()) => {
                change.say();
                sources.accept(candidate);
                true
            }
            Err(error) => {
                sources.refuse(candidate, error.to_string());
                false
            }
        }
    }

    async fn lock(&self) -> OwnedMutexGuard<Sources> {
        Arc::clone(&self.0.sources).lock_owned().await
    }

    /// Lets everybody see how things stand, and says in the log what became wrong, once, and what is right again.
    fn publish(&self, sources: &Sources) {
        let standing = Standing::of(sources);
        standing.say(&self.0.standing.load());
        self.0.standing.store(Arc::new(standing));
    }
}
