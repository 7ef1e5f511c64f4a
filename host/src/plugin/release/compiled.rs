//! What every call of a release needs: the compiled component, and a fresh store for each call.

use std::sync::Arc;
use std::time::Duration;

use wasmtime::{Store, UpdateDeadline};

use crate::plugin::call::Job;
use crate::plugin::commit::CommitHandles;
use crate::plugin::engine::Engine;
use crate::plugin::fault::Fault;
use crate::plugin::guest::Guest;
use crate::plugin::inspect::{Refusal, inspect};
use crate::plugin::manifest::Manifest;
use crate::plugin::threads::Purpose;
use crate::plugin::trap::within;
use crate::plugin::v1;
use crate::submission::PluginDigest;

/// Bytes that one host call may copy out of a guest.
const HOSTCALL_BYTES: usize = 4 << 20;
/// Resource handles a guest may hold.
const MAX_HANDLES: usize = 256;
/// How long `check`, or a start, may take: the applicant, or the one who installs, waits.
pub(super) const CHECK_BOUND: Duration = Duration::from_secs(5);

/// A compiled component; goes to the call's thread. Cheap to clone.
#[derive(Clone)]
pub(super) struct Compiled {
    pub(super) digest: PluginDigest,
    pub(super) manifest: Arc<Manifest>,
    pub(super) ready: v1::Ready,
    pub(super) engine: Engine,
}

impl Compiled {
    /// Checks, compiles and links a component, and starts it once.
    pub(super) async fn load(engine: &Engine, bytes: &[u8]) -> Result<Self, Refusal> {
        let manifest = Arc::new(inspect(bytes)?);
        let digest = PluginDigest::of(bytes);
        let ready = engine.compile(bytes).await?;
        let compiled = Self { digest, manifest, ready, engine: engine.clone() };
        compiled.start_once().await?;
        Ok(compiled)
    }

    /// Makes an instance and drops it: what cannot be started is refused before it replaces what can.
    async fn start_once(&self) -> Result<(), Refusal> {
        let compiled = self.clone();
        let call = async move || {
            let mut store = compiled.store(Job::of_nothing(), None);
            within(CHECK_BOUND, v1::start(&compiled.ready, &mut store)).await
        };
        let started = self.engine.threads().run(Purpose::Trial, call).await;
        match started.unwrap_or_else(|none| Err(Fault::Host(none.to_string()))) {
            Ok(()) => Ok(()),
            Err(Fault::Host(message)) => Err(Refusal::Host(message)),
            Err(Fault::Plugin(message) | Fault::TimedOut(message)) => Err(Refusal::DoesNotStart(message)),
        }
    }

    /// How long an attempt may take.
    pub(super) fn attempt_bound(&self) -> Duration {
        Duration::from_secs(u64::from(self.manifest.limits.seconds))
    }

    /// A store for one call.
    pub(super) fn store(&self, job: Job, commit: Option<CommitHandles>) -> Store<Guest> {
        let guest = Guest::new(&self.manifest, &self.digest, job, commit, self.engine.threads());
        let mut store = Store::new(self.engine.wasmtime(), guest);
        store.limiter(|guest| &mut guest.limits);
        store.set_hostcall_fuel(HOSTCALL_BYTES);
        store.set_max_component_handles(MAX_HANDLES);
        store.set_epoch_deadline(1);
        // Each tick that finds the guest computing asks whether it still may, and lets bounds and cancellation be seen.
        store.epoch_deadline_callback(|mut context| {
            let turns = context.data_mut().compute.look()?;
            Ok(match turns {
                None => UpdateDeadline::Yield(1),
                Some(turns) => UpdateDeadline::YieldCustom(1, Box::pin(turns.next())),
            })
        });
        store
    }
}
