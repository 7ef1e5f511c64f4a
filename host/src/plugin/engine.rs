//! The engine that compiles and runs components, and the tick that bounds how long they may compute.

use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use wasmtime::component::{Component, Linker};
use wasmtime::{InstanceAllocationStrategy, PoolingAllocationConfig};

use super::guest::Guest;
use super::inspect::Refusal;
use super::{v1, wasi};

/// How often a running guest is looked at. 10 ms cost 0.24 % of a core.
pub(super) const TICK: Duration = Duration::from_millis(10);
/// Native stack of a guest's fibre.
const ASYNC_STACK_BYTES: usize = 2 << 20;
/// Part of it that WebAssembly frames may use.
const WASM_STACK_BYTES: usize = 512 << 10;

/// How many plugins may run at a time.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Instances at a time; further calls wait for none, they fail.
    pub instances: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self { instances: 64 }
    }
}

/// Compiles components and holds what they are linked with. Cheap to clone.
#[derive(Clone)]
pub struct Engine {
    engine: wasmtime::Engine,
    linker: Arc<Linker<Guest>>,
}

impl Engine {
    /// Starts the engine and its tick; the tick ends with `stop`.
    pub fn start(config: &Config, tracker: &TaskTracker, stop: CancellationToken) -> wasmtime::Result<Self> {
        let mut pool = PoolingAllocationConfig::new();
        // A component is a few core instances: its module and the adapters that the toolchain puts around it.
        pool.total_component_instances(config.instances)
            .total_core_instances(config.instances * 8)
            .total_memories(config.instances * 4)
            .total_tables(config.instances * 8)
            .total_stacks(config.instances)
            .max_memory_size(64 << 20)
            .table_elements(20_000);
        let mut settings = wasmtime::Config::new();
        settings
            .epoch_interruption(true)
            .concurrency_support(false)
            .memory_init_cow(true)
            .wasm_memory64(false)
            .wasm_multi_memory(false)
            .async_stack_size(ASYNC_STACK_BYTES)
            .max_wasm_stack(WASM_STACK_BYTES)
            .allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
        let engine = wasmtime::Engine::new(&settings)?;
        let mut linker = Linker::new(&engine);
        v1::add_to_linker(&mut linker)?;
        wasi::add_to_linker(&mut linker)?;
        let ticking = engine.clone();
        tracker.spawn(async move {
            let mut interval = tokio::time::interval(TICK);
            interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
            while stop.run_until_cancelled(interval.tick()).await.is_some() {
                ticking.increment_epoch();
            }
        });
        Ok(Self { engine, linker: Arc::new(linker) })
    }

    /// Compiles and links, on a thread that may block. About 33 ms of a core for a plugin of 22 KB.
    pub(super) async fn compile(&self, bytes: Arc<[u8]>) -> Result<v1::Ready, Refusal> {
        let (engine, linker) = (self.engine.clone(), Arc::clone(&self.linker));
        let misfit = |error: wasmtime::Error| Refusal::DoesNotFit(format!("{error:#}").chars().take(500).collect());
        tokio::task::spawn_blocking(move || {
            let component = Component::new(&engine, &bytes).map_err(misfit)?;
            v1::ready(linker.instantiate_pre(&component).map_err(misfit)?).map_err(misfit)
        })
        .await
        .unwrap_or_else(|_| Err(Refusal::DoesNotFit("the compiler gave up on it".to_owned())))
    }

    pub(super) fn wasmtime(&self) -> &wasmtime::Engine {
        &self.engine
    }
}
