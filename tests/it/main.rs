//! End-to-end tests, one module a behaviour: a real `postrider serve`, real browsers, components built by cargo-component,
//! and simulated counties whose truth has the last word. What they need, `cargo xtask test` builds; nothing is skipped.

mod altered_values;
mod applications;
mod authors;
mod bad_input;
mod claims;
mod compiling;
mod contain;
mod crafted;
mod crash;
mod door;
mod doubt;
mod failing_ledger;
mod guide;
mod hostile;
mod journey;
mod leaks;
mod privacy;
mod scratch;
mod sends;
mod spinning;
mod stop;
mod swap;
mod walks;
