//! Form actions in real browsers. One catalogue of behaviours makes it all: the tests of `cargo test` (pages of our own, and those of
//! trouble reports), the
//! run of `cargo xtask conformance` (those, and pages and widgets that others wrote), and the rows of docs/conformance.md.
//!
//! It never counts what did not run: a behaviour without a result is no row.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod both_schemes;
mod case;
mod fetched;
mod own;
mod packages;
mod processes;
mod report;
mod reported;
mod scheme;
mod shorthand;
mod site;
mod strain;
mod suite;

use std::process::ExitCode;

use clap::Parser as _;
use libtest_mimic::{Arguments, Failed, Trial};
use postrider::browser::Kind;

use case::{BOTH, Case, known};

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

/// The areas whose behaviours have the one county of the site in turn.
const IN_TURN: [&str; 5] = ["Committing", "Leaving", "Receiving", "Sending", "Validity"];

/// Each behaviour in each browser, the browsers in turn. Those that wait for the county are spread evenly among the others: side by
/// side they would keep all threads waiting for one.
fn in_order() -> Vec<(Case, Kind)> {
    let all = own::cases().into_iter().chain(reported::cases()).flat_map(|case| BOTH.map(|kind| (case, kind)));
    let (in_turn, free): (Vec<_>, Vec<_>) = all.partition(|(case, _)| IN_TURN.contains(&case.area));
    let placed = |of: Vec<(Case, Kind)>| {
        let length = of.len();
        of.into_iter().enumerate().map(move |(at, one)| (at * 10_000 / length, one))
    };
    let mut all: Vec<_> = placed(in_turn).chain(placed(free)).collect();
    all.sort_by_key(|(place, _)| *place);
    all.into_iter().map(|(_, one)| one).collect()
}

/// One test for each behaviour and browser.
fn tests() -> ExitCode {
    let mut trials: Vec<Trial> = in_order()
        .into_iter()
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
