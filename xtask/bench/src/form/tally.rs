//! What the turns come to: medians, ratios, the goals. Measures nothing.

use std::collections::BTreeMap;

use harness::Browser;
use postrider::browser::Scheme;
use serde::Serialize;

use super::carried::{Carried, Share};
use super::processes::Used;
use crate::figures::{median, rounded};

/// Of Playwright's CPU, and of Selenium's with a new browser, that Postrider may use in its better browser.
const OF_PLAYWRIGHT: f64 = 0.6;
const OF_SELENIUM: f64 = 0.4;

/// One runner by one browser, a job.
#[derive(Serialize)]
pub(crate) struct Row {
    name: &'static str,
    browser: &'static str,
    scheme: &'static str,
    /// Median.
    wall_ms: f64,
    /// Of the runner, the driver and the browser; the median of the turns' means.
    cpu_ms: f64,
    /// To the driver; of Playwright, messages to the browser.
    commands: u64,
    /// The most that driver and browser held at once, shared pages counted once.
    memory_mb: f64,
    /// Of CPU.
    ratio_to_floor: f64,
}

/// One timed turn.
pub(super) struct Batch {
    /// A job.
    pub(super) cpu_ms: f64,
    /// Whether the kernel counted it.
    pub(super) exact: bool,
    pub(super) carried: Carried,
    /// A job, by kinds of processes.
    pub(super) processes: BTreeMap<String, Used>,
}

/// What one runner did in one browser.
pub(super) struct Tally {
    pub(super) name: &'static str,
    pub(super) browser: Browser,
    commands: u64,
    memory_mib: f64,
    batches: Vec<Batch>,
}

impl Tally {
    pub(super) fn new(name: &'static str, browser: Browser) -> Tally {
        Tally { name, browser, commands: 0, memory_mib: 0.0, batches: Vec::new() }
    }

    pub(super) fn count(&mut self, commands: Option<u64>, memory_mib: f64) {
        self.commands = commands.unwrap_or_default();
        self.memory_mib = memory_mib;
    }

    pub(super) fn add(&mut self, batch: Batch) {
        self.batches.push(batch);
    }

    fn wall_ms(&self) -> f64 {
        median(self.batches.iter().flat_map(|batch| &batch.carried.walls).copied().collect())
    }

    fn cpu_ms(&self) -> f64 {
        median(self.batches.iter().map(|batch| batch.cpu_ms).collect())
    }

    /// Where the time of Postrider's actions goes: medians over the jobs, the longest kind first.
    pub(super) fn show_actions(&self) {
        let jobs: Vec<&BTreeMap<String, Share>> = self.batches.iter().flat_map(|batch| &batch.carried.shares).collect();
        let mut kinds: Vec<&String> = jobs.iter().flat_map(|job| job.keys()).collect();
        kinds.sort();
        kinds.dedup();
        let of = |kind: &String, part: fn(&Share) -> u64| {
            median(jobs.iter().map(|job| job.get(kind).map_or(0.0, |share| part(share) as f64)).collect())
        };
        let mut lines: Vec<_> = kinds
            .into_iter()
            .map(|kind| (kind, of(kind, |s| s.actions), of(kind, |s| s.ms), of(kind, |s| s.commands)))
            .collect();
        lines.sort_by(|a, b| b.2.total_cmp(&a.2));
        for (kind, actions, ms, commands) in lines {
            eprintln!("{} {}: {kind}: {actions} actions, {ms} ms, {commands} commands", self.name, self.browser);
        }
    }

    /// Which kinds of processes used the CPU: each one's median over the turns, the longest first, with its threads of one turn.
    pub(super) fn show_processes(&self) {
        let mut kinds: BTreeMap<&str, Vec<&Used>> = BTreeMap::new();
        for (kind, used) in self.batches.iter().flat_map(|batch| &batch.processes) {
            kinds.entry(kind).or_default().push(used);
        }
        let mut lines: Vec<_> = kinds
            .into_iter()
            .map(|(kind, turns)| (kind, median(turns.iter().map(|used| used.ms).collect()), turns))
            .collect();
        lines.sort_by(|a, b| b.1.total_cmp(&a.1));
        for (kind, ms, turns) in lines {
            let threads = turns.last().map(|used| used.shown()).unwrap_or_default();
            eprintln!("{} {}: {kind}: {ms:.0} ms ({threads})", self.name, self.browser);
        }
    }
}

/// A row for each.
pub(super) fn rows(tallies: &[Tally], scheme: Scheme) -> Vec<Row> {
    let row = |tally: &Tally| Row {
        name: tally.name,
        browser: tally.browser.name(),
        scheme: scheme.as_str(),
        wall_ms: rounded(tally.wall_ms(), 0),
        cpu_ms: rounded(tally.cpu_ms(), 0),
        commands: tally.commands,
        memory_mb: rounded(tally.memory_mib, 0),
        ratio_to_floor: rounded(
            tally.cpu_ms() / find(tallies, "floor", tally.browser).map_or(f64::NAN, Tally::cpu_ms),
            2,
        ),
    };
    tallies.iter().map(row).collect()
}

/// Says which goals were met, with the figures.
pub(super) fn show_goals(tallies: &[Tally]) {
    if tallies.iter().flat_map(|tally| &tally.batches).any(|batch| !batch.exact) {
        eprintln!("CPU was looked at every 20 ms: no control group could be made, and what lives shorter is missed");
    }
    let word = |met: bool| if met { "met" } else { "missed" };
    for browser in Browser::ALL {
        let Some((ours, floor)) = find(tallies, "postrider", browser).zip(find(tallies, "floor", browser)) else {
            continue;
        };
        eprintln!(
            "goal {}: at or below the floor in {}: wall {:.0} of {:.0} ms, CPU {:.0} of {:.0} ms",
            word(ours.wall_ms() <= floor.wall_ms() && ours.cpu_ms() <= floor.cpu_ms()),
            browser,
            ours.wall_ms(),
            floor.wall_ms(),
            ours.cpu_ms(),
            floor.cpu_ms()
        );
    }
    let least = |name: &str| {
        let found = tallies.iter().filter(|tally| tally.name == name).map(Tally::cpu_ms);
        found.min_by(f64::total_cmp)
    };
    let better = least("postrider");
    for (name, most) in [("playwright new context", OF_PLAYWRIGHT), ("selenium new browser", OF_SELENIUM)] {
        if let Some((ours, theirs)) = better.zip(least(name)) {
            let part = ours / theirs;
            eprintln!(
                "goal {}: at most {most} of {name} in CPU, each in its better browser: {part:.2} ({ours:.0} of {theirs:.0} ms)",
                word(part <= most)
            );
        }
    }
}

fn find<'a>(tallies: &'a [Tally], name: &str, browser: Browser) -> Option<&'a Tally> {
    tallies.iter().find(|tally| tally.name == name && tally.browser == browser)
}
