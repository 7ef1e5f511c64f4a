//! Form actions in real browsers. One catalogue of behaviours makes it all: the tests of `cargo test` (pages of our own), the
//! run of `cargo xtask conformance` (those, and pages and widgets that others wrote), and the rows of docs/conformance.md.
//!
//! It never counts what did not run: a behaviour without a result is no row.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod both_schemes;
mod case;
mod fetched;
mod own;
mod packages;
mod report;
mod scheme;
mod shorthand;
mod site;
mod suite;

use std::process::ExitCode;

use clap::Parser as _;
use libtest_mimic::{Arguments, Failed, Trial};

use case::{BOTH, known};

fn main() -> ExitCode {
    // The sandbox of a session starts this program again as its relay.
    match std::env::args().nth(1).as_deref() {
        Some("relay") => postrider::cli::run(postrider::cli::Cli::parse()),
        Some("report") => report::run(&report::Arguments::parse_from(std::env::args().skip(1))),
        _ => tests(),
    }
}

/// Behaviours that run at once, unless it is said how many: a third of their time they wait for a page, so three keep two
/// processors busy.
const THREADS: usize = 3;

/// One test for each behaviour and browser, the browsers in turn.
fn tests() -> ExitCode {
    let mut trials: Vec<Trial> = own::cases()
        .into_iter()
        .flat_map(|case| BOTH.map(|kind| (case, kind)))
        .map(|(case, kind)| {
            let over = scheme::of_tests(kind);
            Trial::test(format!("{}::{}", case.name(), kind.as_str()), move || {
                match (suite::suite().run(case, kind, over), known(case, kind, over)) {
                    (Ok(_), None) | (Err(_), Some(_)) => Ok(()),
                    (Err(why), None) => Err(Failed::from(why)),
                    (Ok(_), Some(_)) => Err(Failed::from("it is listed as failing, and passes: take it off the list")),
                }
            })
        })
        .collect();
    trials.push(Trial::test("report::the_page_is_in_step", || report::in_step().map_err(Failed::from)));
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(THREADS);
    let done = libtest_mimic::run(&arguments, trials);
    suite::close();
    done.exit_code()
}
