//! What `bindgen!` makes of `wit/v1`. Nothing else stands here, and only `v1` names it.

wasmtime::component::bindgen!({
    path: "../wit/v1",
    world: "county-plugin",
    imports: { default: async | trappable },
    exports: { default: async },
});
