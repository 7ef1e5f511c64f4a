//! What every call of a release needs: the compiled component, and a fresh store for each call.

use std::sync::Arc;
use std::time::Duration;

use wasmtime::{Store, UpdateDeadline};

use super::artefact::Artefact;
use super::call::Job;
use super::commit::CommitHandles;
use super::engine::Engine;
use super::fault::Fault;
use super::guest::Guest;
use super::inspect::Refusal;
use super::manifest::Manifest;
use super::threads::Purpose;
use super::trap::within;
use super::v1;
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
    /// Compiles and links a component that was inspected, and starts it once. Gives its code, too: to be kept.
    pub(super) async fn compile(
        engine: &Engine,
        digest: &PluginDigest,
        manifest: &Arc<Manifest>,
        component: &[u8],
    ) -> Result<(Self, Artefact), Refusal> {
        let artefact = engine.compile(component).await?;
        let (compiled, artefact) = Self::link(engine, digest, manifest, artefact).await?;
        compiled.start_once().await?;
        Ok((compiled, artefact))
    }

    /// Links code whose component was started once, when the code was made.
    pub(super) async fn link(
        engine: &Engine,
        digest: &PluginDigest,
        manifest: &Arc<Manifest>,
        artefact: Artefact,
    ) -> Result<(Self, Artefact), Refusal> {
        let (ready, artefact) = engine.link(artefact).await?;
        let compiled = Self { digest: digest.clone(), manifest: Arc::clone(manifest), ready, engine: engine.clone() };
        Ok((compiled, artefact))
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
        let (threads, ticks) = (self.engine.threads(), self.engine.ticks());
        let guest = Guest::new(&self.manifest, &self.digest, job, commit, threads, ticks);
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
