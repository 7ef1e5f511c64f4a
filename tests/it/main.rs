//! End-to-end tests, one module a behaviour: a real `postrider serve`, real browsers, components built by cargo-component,
//! and simulated counties whose truth has the last word. What they need, `cargo xtask test` builds; nothing is skipped.

mod alone;
mod altered_values;
mod applications;
mod authors;
mod bad_input;
mod claims;
mod compiling;
mod containment;
mod counties;
mod crash;
mod doubt;
mod end_to_end;
mod failing_ledger;
mod guide;
mod hosts;
mod households;
mod keys;
mod leaks;
mod malformed_components;
mod privacy;
mod redesigns;
mod rehearsing;
mod restoring;
mod review_hour;
mod scratch;
mod sends;
mod slow_clients;
mod stop;
mod swap;
mod undeclared;
mod walks;
