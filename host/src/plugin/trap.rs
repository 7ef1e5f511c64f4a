//! How a call that gives no answer ends: a trap or the wall clock becomes a [`Fault`] that says where it was and what the plugin
//! said last.

use std::time::Duration;

use wasmtime::{FrameInfo, PoolConcurrencyLimitError, WasmBacktrace};

use super::fault::Fault;
use super::log::LogLine;

/// Characters kept of a fault.
const MAX_FAULT: usize = 1_000;
/// How the trap begins by which a panic ends a call.
const PANIC_TRAP: &str = "wasm trap: wasm `unreachable` instruction executed";
/// Frames of the plugin's that a fault names.
const MAX_FAULT_FRAMES: usize = 5;

/// A call under a wall-clock bound. An epoch does not stop a host call that waits.
pub(super) async fn within<T>(bound: Duration, call: impl Future<Output = wasmtime::Result<T>>) -> Result<T, Fault> {
    match tokio::time::timeout(bound, call).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) if error.is::<PoolConcurrencyLimitError>() => Err(Fault::Host(error.root_cause().to_string())),
        Ok(Err(error)) => Err(Fault::Plugin(trap(&error))),
        Err(_) => Err(Fault::TimedOut(format!("it took longer than {} s", bound.as_secs()))),
    }
}

/// A trap's cause, and the plugin's own frames where they have names. Holds no value: traps and frames come from code, not
/// data.
fn trap(error: &wasmtime::Error) -> String {
    let frames = error.downcast_ref::<WasmBacktrace>().map(WasmBacktrace::frames).unwrap_or_default();
    let named = frames.iter().flat_map(FrameInfo::symbols).take(MAX_FAULT_FRAMES).map(|symbol| {
        let line = symbol.file().zip(symbol.line()).map(|(file, line)| format!(" ({file}:{line})")).unwrap_or_default();
        format!(", in {}{line}", symbol.name().unwrap_or("a function without a name"))
    });
    std::iter::once(error.root_cause().to_string()).chain(named).collect::<String>().chars().take(MAX_FAULT).collect()
}

/// A fault with what the plugin said last: its panic's message, or else the action that failed before.
pub(super) fn explained(fault: Fault, log: &[LogLine], last_failure: Option<&str>) -> Fault {
    let panic = log.iter().rev().find(|line| line.level == "error").map(|line| line.message.as_str());
    fault.map(|message| match panic.or(last_failure) {
        // It stopped itself, and said why and where.
        Some(said) if panic.is_some() && message.starts_with(PANIC_TRAP) => said.to_owned(),
        Some(said) => format!("{said} ({message})"),
        None => message,
    })
}
