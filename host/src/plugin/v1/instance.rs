//! Instances of a component that is known to fit the world.

use wasmtime::Store;
use wasmtime::component::InstancePre;

use super::bindings::{CountyPlugin, CountyPluginPre};
use crate::plugin::guest::Guest;

/// A component that is compiled, linked and known to fit.
pub(in crate::plugin) type Ready = CountyPluginPre<Guest>;

/// Looks up the exports once.
pub(in crate::plugin) fn ready(pre: InstancePre<Guest>) -> wasmtime::Result<Ready> {
    CountyPluginPre::new(pre)
}

/// One instance, in a store of its own.
pub(super) async fn instance(ready: &Ready, store: &mut Store<Guest>) -> wasmtime::Result<CountyPlugin> {
    ready.instantiate_async(store).await
}

/// Makes an instance, and with it runs every start function; calls nothing.
pub(in crate::plugin) async fn start(ready: &Ready, store: &mut Store<Guest>) -> wasmtime::Result<()> {
    instance(ready, store).await.map(drop)
}
