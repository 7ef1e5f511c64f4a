//! What the demo, the benchmarks and the end-to-end tests run on: simulated counties in this process, a real `postrider serve` as
//! a process of its own, and a client of its HTTP interface. Knows nothing of the host's inside.

mod browser;
mod built;
mod client;
mod configuration;
mod host;
mod machine;
mod running;
mod story;
mod wait;

pub use browser::Browser;
pub use built::{component, guest, program, target};
pub use client::{Client, Refusal};
pub use configuration::{ObjectStore, Processors, Settings, TOKEN};
pub use host::Host;
pub use machine::Machine;
pub use running::Harness;
pub use story::{Application, Attempt, County, Evidence, Release, State, Story, Submitted, Transition, Who};
pub use wait::until;
