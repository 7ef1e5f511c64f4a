//! The contract's guest bindings, generated at compile time. Holds nothing else: what is written by hand stands beside it.
#![allow(unsafe_code, missing_docs, unreachable_pub, unused_qualifications, clippy::all, reason = "generated")]

wit_bindgen::generate!({
    path: "../../wit/v1",
    world: "county-plugin",
    pub_export_macro: true,
    default_bindings_module: "postrider_sdk::bindings",
    export_macro_name: "export_plugin",
    additional_derives: [PartialEq, Eq],
});
