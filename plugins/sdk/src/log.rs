//! Lines for the operator and the author, and the panic hook that makes a trap say where it came from. Never put a
//! value of the application into a line; the host masks what it recognises, which is a net and no permission.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::bindings::postrider::county::log::{Level, write};
use crate::message::{joined, source_line};

/// Only while developing.
pub fn debug(message: &str) {
    write(Level::Debug, message);
}

/// What happened.
pub fn info(message: &str) {
    write(Level::Info, message);
}

/// Odd, but the attempt goes on.
pub fn warn(message: &str) {
    write(Level::Warn, message);
}

/// The attempt will fail for this.
pub fn error(message: &str) {
    write(Level::Error, message);
}

/// Sends the message and place of a panic through the log: without WASI they would be lost.
pub(crate) fn hook_panics() {
    static HOOKED: AtomicBool = AtomicBool::new(false);
    if !HOOKED.swap(true, Ordering::Relaxed) {
        std::panic::set_hook(Box::new(|info| {
            let line = info.location().map_or_else(String::new, source_line);
            error(&joined(&["panicked: ", info.payload_as_str().unwrap_or("no message"), &line]));
        }));
    }
}

/// Ends the call by a trap, so that the host can tell whose fault it was. The words reach the operator through the log.
pub(crate) fn trap(what: &str) -> ! {
    error(what);
    std::process::abort()
}
