//! Real browsers in their sandboxes, against a small server of the test's own. They need what `postrider doctor` asks for and
//! fail without it: a test that skips proves nothing.

#![allow(clippy::unwrap_used, reason = "a test says by panicking what went wrong")]

mod county;
mod endings;
mod fixture;
mod late_clicks;
#[path = "../processes.rs"]
mod processes;
mod remote;
mod repeating;
mod resetting;
mod securing;
mod signing_out;
mod working;
mod wrong_answers;
