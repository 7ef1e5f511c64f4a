//! `report --hard`: the behaviours of trouble reports as first and as third application of a browser, each with nothing slowed, with
//! a slow browser and with a slow site. It writes its own part of docs/conformance.md, in which only what failed has a line.

use std::fmt::Write as _;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use postrider::browser::Kind;

use super::page::{path, write};
use crate::case::{BOTH, Case};
use crate::strain::Strain;
use crate::{reported, scheme, suite};

const TITLE: &str = "\n### As first and third application, with slow browsers and a slow site\n";
/// What follows it.
const NEXT: &str = "\n## ";
/// Behaviours side by side, in each browser. A slow browser leaves the processors to others.
const WORKERS: usize = 2;
const PLACES: [&str; 2] = ["first", "third"];

pub(super) fn run(kinds: &[Kind], filter: Option<&str>) -> ExitCode {
    let wanted = |case: &Case| filter.is_none_or(|filter| case.name().contains(filter));
    let cases: Vec<Case> = reported::cases().into_iter().chain(reported::with_packages()).filter(wanted).collect();
    let begun = Instant::now();
    let failed: Vec<String> = Strain::ALL.into_iter().flat_map(|strain| under(strain, &cases, kinds)).collect();
    suite::close();
    eprintln!("{} behaviours, {} lines, {:.0} s", cases.len(), failed.len(), begun.elapsed().as_secs_f64());
    if kinds == BOTH && filter.is_none() {
        let text = match std::fs::read_to_string(path()) {
            Ok(text) => text,
            Err(error) => {
                eprintln!("{} cannot be read: {error}", path().display());
                return ExitCode::FAILURE;
            }
        };
        let Some((before, after)) = around(&text) else {
            eprintln!("there is no part for it: run `cargo xtask conformance` first");
            return ExitCode::FAILURE;
        };
        if !write(&format!("{before}{}{after}", part(cases.len(), &failed))) {
            return ExitCode::FAILURE;
        }
    }
    if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What did not hold, a line for each.
fn under(strain: Strain, cases: &[Case], kinds: &[Kind]) -> Vec<String> {
    suite::suite().site().delay(strain.delay());
    let failed = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for &kind in kinds {
            let next = std::sync::Arc::new(AtomicUsize::new(0));
            for _ in 0..WORKERS {
                let (next, failed) = (std::sync::Arc::clone(&next), &failed);
                scope.spawn(move || {
                    while let Some(&case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                        failed.lock().unwrap().extend(of(strain, case, kind));
                    }
                });
            }
        }
    });
    suite::suite().site().delay(Strain::Nothing.delay());
    let mut failed = failed.into_inner().unwrap();
    failed.sort();
    failed
}

fn of(strain: Strain, case: Case, kind: Kind) -> Vec<String> {
    let mut lines = Vec::new();
    let results = suite::suite().run_hard(case, kind, scheme::of_tests(kind), strain);
    for (place, result) in PLACES.into_iter().zip(results) {
        let at = format!("`{}` in {}, {place} application, {}", case.name(), kind.as_str(), strain.words());
        match result {
            Ok(took) => eprintln!("{at}: {} ms", took.as_millis()),
            Err(why) => {
                eprintln!("{at}: FAILED: {why}");
                lines.push(format!("- {at}: {}", why.replace('\n', " ")));
            }
        }
    }
    lines
}

// ---- Its part of the page -------------------------------------------------------------------------------------------------

fn part(behaviours: usize, failed: &[String]) -> String {
    let mut text = format!(
        "{TITLE}\nWritten by `cargo xtask conformance --hard`: each of these {behaviours} behaviours in both browsers, as first and as third application of a \
         pooled browser, with nothing slowed, with the browser and its driver slowed to a sixth (their processes are stopped 50 of every 60 ms), \
         and with 600 ms before each answer of the site. "
    );
    if failed.is_empty() {
        text.push_str("All hold in all of these ways.\n");
    } else {
        let _ = writeln!(text, "All hold in all of these ways, but for these:\n\n{}", failed.join("\n"));
    }
    text
}

/// What stands before it and after it.
fn around(text: &str) -> Option<(&str, &str)> {
    let (before, rest) = text.split_once(TITLE)?;
    let end = rest.find(NEXT)?;
    Some((before, &rest[end..]))
}

/// It as it was written last: the other run does not show it anew.
pub(super) fn kept() -> String {
    let text = std::fs::read_to_string(path()).unwrap_or_default();
    match around(&text) {
        Some((before, after)) => text[before.len()..text.len() - after.len()].to_owned(),
        None => format!("{TITLE}\nNot run yet.\n"),
    }
}
