//! The engine that compiles and runs components, and the tick that bounds how long they may compute.

use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use serde::Deserialize;
use tokio_util::task::TaskTracker;
use wasmtime::component::{Component, Linker};
use wasmtime::{InstanceAllocationStrategy, PoolingAllocationConfig};

use super::compiler::Compiler;
use super::guest::Guest;
use super::inspect::Refusal;
use super::threads::Threads;
use super::{v1, wasi};

/// How often a running guest is looked at. 10 ms cost 0.24 % of a core.
const TICK: Duration = Duration::from_millis(10);
/// Native stack of a guest's fibre.
const ASYNC_STACK_BYTES: usize = 2 << 20;
/// Part of it that WebAssembly frames may use.
const WASM_STACK_BYTES: usize = 512 << 10;

/// Core instances of one component: a language's runtime is linked from some twenty modules (Python's of more).
pub(super) const MAX_CORE_INSTANCES: u32 = 64;
/// Memories of one component; composed components have one for each part.
pub(super) const MAX_MEMORIES: u32 = 4;
/// Tables of one component.
pub(super) const MAX_TABLES: u32 = 20;
/// Elements of one table, and of all of a component.
pub(super) const MAX_TABLE_ELEMENTS: usize = 20_000;
/// Bytes of one memory; a manifest asks for no more.
const MAX_MEMORY_BYTES: usize = 64 << 20;

/// How many plugins may run at a time.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Attempts at a time; a further one waits.
    pub instances: u32,
    /// Checks at intake at a time, beside the attempts; a further one waits, and then the application is taken unchecked. One
    /// county's have at most half of them.
    pub checks: u32,
    /// The postrider binary, which compiles in a process of its own. Default: the running program.
    pub compiler: Option<PathBuf>,
}

impl Default for Config {
    fn default() -> Self {
        Self { instances: 64, checks: 8, compiler: None }
    }
}

impl Config {
    /// Its numbers, and what each may be.
    pub fn numbers(&self) -> [(&'static str, u32, RangeInclusive<u32>); 2] {
        [("instances", self.instances, 1..=256), ("checks", self.checks, 1..=256)]
    }
}

/// Compiles components and holds what they are linked with. Cheap to clone.
#[derive(Clone)]
pub struct Engine {
    engine: wasmtime::Engine,
    linker: Arc<Linker<Guest>>,
    threads: Threads,
    compiler: Compiler,
}

impl Engine {
    /// Starts the engine and its tick, which ends with the engine's last clone. The tracker waits for the calls.
    pub fn start(config: &Config, tracker: &TaskTracker) -> wasmtime::Result<Self> {
        // One more: what is being installed is tried once.
        let calls = config.instances + config.checks + 1;
        let mut pool = PoolingAllocationConfig::new();
        pool.total_component_instances(calls)
            .total_core_instances(calls * MAX_CORE_INSTANCES)
            .total_memories(calls * MAX_MEMORIES)
            .total_tables(calls * MAX_TABLES)
            .total_stacks(calls)
            .max_memories_per_module(MAX_MEMORIES)
            .max_memory_size(MAX_MEMORY_BYTES)
            .table_elements(MAX_TABLE_ELEMENTS);
        let engine = wasmtime::Engine::new(settings().allocation_strategy(InstanceAllocationStrategy::Pooling(pool)))?;
        let mut linker = Linker::new(&engine);
        v1::add_to_linker(&mut linker)?;
        wasi::add_to_linker(&mut linker)?;
        tick(&engine)?;
        let threads = Threads::new(config.instances, config.checks, tracker.clone());
        let compiler = Compiler::new(config.compiler.as_deref());
        Ok(Self { engine, linker: Arc::new(linker), threads, compiler })
    }

    /// Compiles in a process of its own, loads and links. About 33 ms of a core for a plugin of 22 KB.
    pub(super) async fn compile(&self, bytes: &[u8]) -> Result<v1::Ready, Refusal> {
        let artefact = self.compiler.compile(bytes).await?;
        let (engine, linker) = (self.engine.clone(), Arc::clone(&self.linker));
        let misfit = |error: wasmtime::Error| Refusal::DoesNotFit(format!("{error:#}").chars().take(500).collect());
        tokio::task::spawn_blocking(move || {
            let component = load(&engine, &artefact).map_err(misfit)?;
            v1::ready(linker.instantiate_pre(&component).map_err(misfit)?).map_err(misfit)
        })
        .await
        .unwrap_or_else(|_| Err(Refusal::CompilerFailed("what it made cannot be loaded".to_owned())))
    }

    /// Where calls run.
    pub(super) fn threads(&self) -> &Threads {
        &self.threads
    }

    pub(super) fn wasmtime(&self) -> &wasmtime::Engine {
        &self.engine
    }
}

/// Everything that compiled code depends on: the same for the process that compiles and the engine that runs.
pub(super) fn settings() -> wasmtime::Config {
    let mut settings = wasmtime::Config::new();
    settings
        .epoch_interruption(true)
        .concurrency_support(false)
        .memory_init_cow(true)
        .wasm_memory64(false)
        .async_stack_size(ASYNC_STACK_BYTES)
        .max_wasm_stack(WASM_STACK_BYTES);
    settings
}

#[expect(
    unsafe_code,
    reason = "an artefact is machine code, and this one was made by this program (docs/decisions/0013)"
)]
fn load(engine: &wasmtime::Engine, artefact: &[u8]) -> wasmtime::Result<Component> {
    // SAFETY: these bytes were written by `Engine::precompile_component` in a process of this program, and came through a pipe
    // that nobody else holds. Wasmtime itself refuses another version's or other settings' artefacts.
    unsafe { Component::deserialize(engine, artefact) }
}

/// Ticks on a thread of its own, for as long as the engine lives: a task would share its threads with what it is to end.
fn tick(engine: &wasmtime::Engine) -> std::io::Result<()> {
    let engine = engine.weak();
    let tick = move || {
        while let Some(engine) = engine.upgrade() {
            engine.increment_epoch();
            drop(engine);
            thread::sleep(TICK);
        }
    };
    thread::Builder::new().name("epoch".to_owned()).spawn(tick).map(drop)
}
