//! Over which scheme a behaviour is shown. Each browser has one in a run of the tests (docs/decisions/0025-one-scheme-a-browser.md); the
//! run that writes docs/conformance.md shows everything over both.

use std::cell::Cell;

use postrider::browser::{Kind, Scheme};

/// Shown in this order.
pub(crate) const BOTH: [Scheme; 2] = [Scheme::Http, Scheme::Https];

thread_local! {
    /// Of the behaviour that this thread runs.
    static NOW: Cell<Scheme> = const { Cell::new(Scheme::Http) };
}

/// The one of a browser in a run of the tests: Firefox, which most counties will be given, over what counties speak.
pub(crate) fn of_tests(kind: Kind) -> Scheme {
    match kind {
        Kind::Firefox => Scheme::Https,
        Kind::Chromium => Scheme::Http,
    }
}

/// Until the next behaviour of this thread.
pub(crate) fn set(scheme: Scheme) {
    NOW.set(scheme);
}

pub(crate) fn now() -> Scheme {
    NOW.get()
}

/// A host's origin as it is written, over this behaviour's scheme.
pub(crate) fn at(host: &str) -> String {
    format!("{}://{host}", now().as_str())
}

/// The same over the other one.
pub(crate) fn not_at(host: &str) -> String {
    let other = if now() == Scheme::Http { Scheme::Https } else { Scheme::Http };
    format!("{}://{host}", other.as_str())
}
