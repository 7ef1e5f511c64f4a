//! What Wasmtime is asked for: the settings that compiled code depends on, and the room that a running component has.

use wasmtime::{PoolingAllocationConfig, StoreLimits, StoreLimitsBuilder};

/// Native stack of a guest's fibre.
const ASYNC_STACK_BYTES: usize = 2 << 20;
/// Part of it that WebAssembly frames may use.
const WASM_STACK_BYTES: usize = 512 << 10;

/// Core instances of one component: a language's runtime is linked from some twenty modules (Python's of more).
const MAX_CORE_INSTANCES: u32 = 64;
/// Memories of one component; composed components have one for each part.
const MAX_MEMORIES: u32 = 4;
/// Tables of one component.
const MAX_TABLES: u32 = 20;
/// Elements of one table, and of all of a component.
const MAX_TABLE_ELEMENTS: usize = 20_000;
/// Bytes of one memory; a manifest asks for no more.
const MAX_MEMORY_BYTES: usize = 64 << 20;

/// Everything that compiled code depends on: the same for the process that compiles and the engine that runs.
pub(super) fn code_settings() -> wasmtime::Config {
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

/// Room for so many components at a time.
pub(super) fn pool(components: u32) -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(components)
        .total_core_instances(components * MAX_CORE_INSTANCES)
        .total_memories(components * MAX_MEMORIES)
        .total_tables(components * MAX_TABLES)
        .total_stacks(components)
        .max_memories_per_module(MAX_MEMORIES)
        .max_memory_size(MAX_MEMORY_BYTES)
        .table_elements(MAX_TABLE_ELEMENTS);
    pool
}

/// What one component may grow to, with memory as its manifest asks for it, in MiB.
pub(super) fn store_limits(memory_mib: u32) -> StoreLimits {
    let count = |count: u32| usize::try_from(count).unwrap_or(usize::MAX);
    StoreLimitsBuilder::new()
        .memory_size(count(memory_mib) << 20)
        .table_elements(MAX_TABLE_ELEMENTS)
        .instances(count(MAX_CORE_INSTANCES))
        .memories(count(MAX_MEMORIES))
        .tables(count(MAX_TABLES))
        .trap_on_grow_failure(true)
        .build()
}
