//! Simulated county sites with ground truth: what Postrider is tried against. Five sites as unlike each other as real
//! ones, and a control port for faults, redesigns and the truth. Listens on 127.0.0.1 only; never talks to anyone.
//!
//! In reading order:
//! - `county`, `site`: what the counties have in common; `session`, `fault`, `truth`: its parts
//! - `field`, `form`, `draft`: a form as data, and an application while it is typed
//! - `change`: small redesigns; `questions`: every county's form, in every design
//! - `alder`, `birch`, `cedar`, `dogwood`, `elm`: the sites
//! - `gate`: faults before every page
//! - `day`, `vary`: what changes on every page from day to day and means nothing
//! - `tls`: https, by an authority of their own
//! - `control`, `client`: the control port and its typed client
//! - `scenario`, `verify`: the applications of the demo, and what became of them
//! - `describe`: the tables of the README

mod alder;
mod birch;
mod cedar;
mod change;
mod client;
mod control;
mod county;
mod day;
mod describe;
mod dogwood;
mod draft;
mod elm;
mod fault;
mod field;
mod form;
mod gate;
mod lock;
mod questions;
mod ready;
mod scenario;
mod session;
mod shown;
mod sim;
mod site;
mod tls;
mod towns;
mod truth;
#[cfg(test)]
mod typed;
mod values;
mod vary;
mod verify;

pub use change::Change;
pub use client::{Control, ControlError};
pub use control::{ChangesBody, DayBody, FaultsBody, LayoutBody, SessionsBody, TruthBody};
pub use county::{County, Layout};
pub use describe::describe;
pub use fault::{Fault, Lost, ONE_TIME_CODE, Outage, Plan};
pub use ready::Ready;
pub use scenario::{Expectations, ExpectedDocument, Scenario, ScenarioError, load as load_scenarios};
pub use session::LiveSession;
pub use sim::{Config, Scheme, Sim};
pub use truth::{Accepted, Document};
pub use verify::{Altered, Report, verify};
