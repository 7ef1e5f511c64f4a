//! Calls of what a plugin exports, each in an instance of its own.

use jiff::Timestamp;
use wasmtime::Store;

use super::bindings::exports::postrider::county::submitter as wit;
use super::instance::{Ready, instance};
use super::returned;
use crate::plugin::guest::Guest;
use crate::submission::{Finding, Outcome, Problem};

pub(in crate::plugin) async fn check(ready: &Ready, store: &mut Store<Guest>) -> wasmtime::Result<Vec<Problem>> {
    let plugin = instance(ready, store).await?;
    let found = plugin.postrider_county_submitter().call_check(store).await?;
    Ok(returned::problems(found))
}

pub(in crate::plugin) async fn submit(ready: &Ready, store: &mut Store<Guest>) -> wasmtime::Result<Outcome> {
    let plugin = instance(ready, store).await?;
    let outcome = plugin.postrider_county_submitter().call_submit(&mut *store).await?;
    returned::outcome(outcome, store.data().credentials.names())
}

pub(in crate::plugin) async fn reconcile(
    ready: &Ready,
    store: &mut Store<Guest>,
    committed_at: Timestamp,
) -> wasmtime::Result<Finding> {
    let plugin = instance(ready, store).await?;
    let doubt = wit::Doubt { committed_at: u64::try_from(committed_at.as_second()).unwrap_or(0) };
    let finding = plugin.postrider_county_submitter().call_reconcile(&mut *store, doubt).await?;
    returned::finding(finding, store.data().credentials.names())
}
