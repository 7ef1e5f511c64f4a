//! The engine that compiles and runs components, and the tick that bounds how long they may compute.

use std::sync::Arc;

use tokio_util::task::TaskTracker;
use wasmtime::InstanceAllocationStrategy;
use wasmtime::component::Linker;

use super::artefact::Artefact;
use super::compiler::Compiler;
use super::config::Config;
use super::fingerprint::Fingerprint;
use super::guest::Guest;
use super::inspect::Refusal;
use super::settings::{code_settings, pool};
use super::threads::Threads;
use super::ticks::{Ticker, Ticks};
use super::{v1, wasi};

/// Compiles components and holds what they are linked with. Cheap to clone.
#[derive(Clone)]
pub struct Engine {
    engine: wasmtime::Engine,
    linker: Arc<Linker<Guest>>,
    threads: Threads,
    ticker: Ticker,
    compiler: Compiler,
    fingerprint: Fingerprint,
    /// Most bytes of machine code that are kept in memory.
    most_code: usize,
    tracker: TaskTracker,
}

impl Engine {
    /// Starts the engine and its tick, which ends with the engine's last clone. The tracker waits for the calls.
    pub fn start(config: &Config, tracker: &TaskTracker) -> wasmtime::Result<Self> {
        // One more: what is being installed is tried once.
        let calls = config.instances + config.checks + 1;
        let engine = wasmtime::Engine::new(
            code_settings().allocation_strategy(InstanceAllocationStrategy::Pooling(pool(calls))),
        )?;
        let mut linker = Linker::new(&engine);
        v1::add_to_linker(&mut linker)?;
        wasi::add_to_linker(&mut linker)?;
        let ticker = Ticker::start(&engine)?;
        let threads = Threads::new(config.instances, config.checks, tracker.clone());
        let compiler = Compiler::new(config.compiler.as_deref());
        Ok(Self {
            fingerprint: Fingerprint::of(&engine),
            engine,
            linker: Arc::new(linker),
            threads,
            ticker,
            compiler,
            most_code: usize::try_from(config.code_mib).unwrap_or(usize::MAX).saturating_mul(1 << 20),
            tracker: tracker.clone(),
        })
    }

    /// Compiles in a process of its own. About 33 ms of a core for a plugin of 22 KB.
    pub(super) async fn compile(&self, component: &[u8]) -> Result<Artefact, Refusal> {
        self.compiler.compile(component).await.map(Artefact::compiled)
    }

    /// Loads and links code: one millisecond for a plugin of 100 KB. Gives it back, to be kept.
    pub(super) async fn link(&self, artefact: Artefact) -> Result<(v1::Ready, Artefact), Refusal> {
        let (engine, linker) = (self.engine.clone(), Arc::clone(&self.linker));
        let misfit = |error: wasmtime::Error| Refusal::DoesNotFit(format!("{error:#}").chars().take(500).collect());
        tokio::task::spawn_blocking(move || {
            let component = artefact.component(&engine).map_err(misfit)?;
            let ready = v1::ready(linker.instantiate_pre(&component).map_err(misfit)?).map_err(misfit)?;
            Ok((ready, artefact))
        })
        .await
        .unwrap_or_else(|_| Err(Refusal::CompilerFailed("what it made cannot be loaded".to_owned())))
    }

    /// What code has to be compiled for.
    pub(super) fn fingerprint(&self) -> &Fingerprint {
        &self.fingerprint
    }

    /// Most bytes of machine code that are kept in memory while nothing uses them.
    pub(super) fn most_code(&self) -> usize {
        self.most_code
    }

    /// For work that goes on whoever stops waiting for it.
    pub(super) fn tracker(&self) -> &TaskTracker {
        &self.tracker
    }

    /// Where calls run.
    pub(super) fn threads(&self) -> &Threads {
        &self.threads
    }

    /// What looks at whoever computes, for as long as it is held.
    pub(super) fn ticks(&self) -> Ticks {
        self.ticker.ticks()
    }

    pub(super) fn wasmtime(&self) -> &wasmtime::Engine {
        &self.engine
    }
}
