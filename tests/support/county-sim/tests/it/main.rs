//! The simulated counties, walked by plain HTTP. Never uses a browser: what script does is for the browser tests.

#![expect(clippy::unwrap_used, reason = "where a test cannot go on, it fails")]

mod alder;
mod birch;
mod cedar;
mod control;
mod day;
mod dogwood;
mod elm;
mod faults;
mod readme;
mod scenarios;
mod walker;
