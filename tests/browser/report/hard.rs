//! `report --hard`: the behaviours of trouble reports as first and as third application of a browser, each with nothing slowed, with
//! a slow browser and with a slow site. It writes its own part of docs/conformance.md, in which only what is not as the table says has
//! a line.

use std::fmt::Write as _;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use postrider::browser::Kind;

use super::page::{path, write};
use crate::case::{BOTH, Case, known};
use crate::strain::{LATE, RUNNING, STOPPED, Strain};
use crate::suite::PLACES;
use crate::{reported, scheme, suite};

const TITLE: &str = "\n### As first and third application, with slow browsers and a slow site\n";
/// What follows it.
const NEXT: &str = "\n## ";
/// What stands there until it was run.
pub(super) const NOT_RUN: &str = "Not run yet.";
/// How it begins as a run writes it.
const WRITTEN: &str = "Written by `cargo xtask conformance --hard`";

/// Behaviours side by side, in each browser. A browser that is stopped leaves the processors to others.
fn workers(strain: Strain) -> usize {
    if strain == Strain::Browser { 4 } else { 2 }
}

pub(super) fn run(kinds: &[Kind], filter: Option<&str>, strain: Option<Strain>) -> ExitCode {
    let wanted = |case: &Case| filter.is_none_or(|filter| case.name().contains(filter));
    let cases: Vec<Case> = reported::cases().into_iter().chain(reported::with_packages()).filter(wanted).collect();
    let strains = strain.map_or_else(|| Strain::ALL.to_vec(), |strain| vec![strain]);
    let is_written = kinds == BOTH && filter.is_none() && strain.is_none();
    // Before what takes so long.
    if is_written && surroundings().is_none() {
        return ExitCode::FAILURE;
    }
    let begun = Instant::now();
    let failed: Vec<String> = strains.into_iter().flat_map(|strain| under(strain, &cases, kinds)).collect();
    suite::close();
    eprintln!("{} behaviours, {} lines, {:.0} s", cases.len(), failed.len(), begun.elapsed().as_secs_f64());
    for line in &failed {
        eprintln!("{line}");
    }
    if is_written {
        let Some((before, after)) = surroundings() else { return ExitCode::FAILURE };
        if !write(&format!("{before}{}{after}", part(cases.len(), &failed))) {
            return ExitCode::FAILURE;
        }
    }
    if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What was not as the table says, a line for each.
fn under(strain: Strain, cases: &[Case], kinds: &[Kind]) -> Vec<String> {
    suite::suite().site().delay(strain.delay());
    let begun = Instant::now();
    let all = cases.len() * kinds.len();
    let nexts: Vec<_> = kinds.iter().map(|&kind| (kind, AtomicUsize::new(0))).collect();
    let (done, failed) = (AtomicUsize::new(0), Mutex::new(Vec::<String>::new()));
    let work = |kind: Kind, next: &AtomicUsize| {
        while let Some(&case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            // Before the lock, which nobody may hold for so long.
            let lines = of(strain, case, kind);
            let mut failed = failed.lock().unwrap();
            failed.extend(lines);
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            let (lines, seconds) = (failed.len(), begun.elapsed().as_secs_f64());
            eprintln!("{}: {done} of {all} done, {lines} lines, {seconds:.0} s", strain.words());
        }
    };
    let work = &work;
    std::thread::scope(|scope| {
        for (kind, next) in &nexts {
            for _ in 0..workers(strain) {
                scope.spawn(move || work(*kind, next));
            }
        }
    });
    suite::suite().site().delay(Strain::Nothing.delay());
    let mut failed = failed.into_inner().unwrap();
    failed.sort();
    failed
}

fn of(strain: Strain, case: Case, kind: Kind) -> Vec<String> {
    let over = scheme::of_tests(kind);
    let results = suite::suite().run_hard(case, kind, over, strain);
    let mut lines = Vec::new();
    for ((place, _), result) in PLACES.into_iter().zip(results) {
        let at = format!("`{}` in {}, {place} application, {}", case.name(), kind.as_str(), strain.words());
        match (result, known(case, kind, over)) {
            (Ok(took), None) => eprintln!("{at}: {} ms", took.as_millis()),
            (Err(_), Some(_)) => eprintln!("{at}: failed, as it is known to"),
            (Err(why), None) => lines.push(format!("- {at}: {}", why.replace('\n', " "))),
            (Ok(_), Some(_)) => lines.push(format!("- {at}: it is listed as failing, and passes")),
        }
    }
    for line in &lines {
        eprintln!("{line}");
    }
    lines
}

// ---- Its part of the page -------------------------------------------------------------------------------------------------

fn part(behaviours: usize, failed: &[String]) -> String {
    let (running, turn, late) = (RUNNING.as_millis(), (STOPPED + RUNNING).as_millis(), LATE.as_millis());
    let mut text = format!(
        "{TITLE}\n{WRITTEN}: each of these {behaviours} behaviours in both browsers, as first and as third application of a \
         pooled browser, with nothing slowed, with the browser and its driver slowed (their processes run {running} of every {turn} ms), and with {late} ms \
         before each answer of the site. "
    );
    if failed.is_empty() {
        text.push_str("In all of these ways each is as the table says.\n");
    } else {
        let _ =
            writeln!(text, "In all of these ways each is as the table says, but for these:\n\n{}", failed.join("\n"));
    }
    text
}

/// The page as it stands before it and after it, or that there is no place for it.
fn surroundings() -> Option<(String, String)> {
    let text = match std::fs::read_to_string(path()) {
        Ok(text) => text,
        Err(error) => {
            eprintln!("{} cannot be read: {error}", path().display());
            return None;
        }
    };
    let Some((before, after)) = around(&text) else {
        eprintln!("there is no part for it: run `cargo xtask conformance` first");
        return None;
    };
    Some((before.to_owned(), after.to_owned()))
}

/// What stands before it and after it.
fn around(text: &str) -> Option<(&str, &str)> {
    let (before, rest) = text.split_once(TITLE)?;
    let end = rest.find(NEXT)?;
    Some((before, &rest[end..]))
}

/// Whether it is as a run wrote it, or says that there was none.
pub(super) fn in_step(text: &str) -> bool {
    around(text).is_some_and(|(before, after)| {
        let part = text[before.len() + TITLE.len()..text.len() - after.len()].trim();
        part == NOT_RUN || part.starts_with(WRITTEN)
    })
}

/// It as it was written last: the other run does not show it anew.
pub(super) fn kept() -> String {
    let text = std::fs::read_to_string(path()).unwrap_or_default();
    match around(&text) {
        Some((before, after)) => text[before.len()..text.len() - after.len()].to_owned(),
        None => format!("{TITLE}\n{NOT_RUN}\n"),
    }
}
