//! What one guest holds of WASI: clocks, random numbers, and streams that lead nowhere.

use wasmtime::component::ResourceTable;
use wasmtime_wasi::random::WasiRandomCtx;
use wasmtime_wasi::{WasiCtx, WasiCtxView};

/// Handles of streams and pollables that a guest may hold.
const MAX_HANDLES: usize = 256;

/// The context and the handles of one guest.
pub(in crate::plugin) struct WasiState {
    context: WasiCtx,
    table: ResourceTable,
}

impl Default for WasiState {
    fn default() -> Self {
        let mut table = ResourceTable::new();
        table.set_max_capacity(MAX_HANDLES);
        Self { context: WasiCtx::builder().build(), table }
    }
}

impl WasiState {
    /// What every WASI interface works with.
    pub(in crate::plugin) fn view(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.context, table: &mut self.table }
    }

    /// What the insecure random numbers work with.
    pub(in crate::plugin) fn random(&mut self) -> &mut WasiRandomCtx {
        self.context.random()
    }
}
