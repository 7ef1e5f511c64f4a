//! The live display: a bar per county in a terminal, a line per change elsewhere. Shows what the host says; the verdict is
//! not its business.

use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use county_sim::{County, Scenario};
use harness::{Application, Client, State};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use crate::page::{Page, Row};

/// How often the host is asked.
const POLL: Duration = Duration::from_millis(400);
/// How often in a row the host may fail to answer.
const MOST_FAILURES: u32 = 20;

/// Everything that is shown while the script runs.
pub(crate) struct Board {
    begun: Instant,
    bars: MultiProgress,
    counties: Vec<(County, ProgressBar)>,
    is_live: bool,
    memory: Mutex<Memory>,
}

#[derive(Default)]
struct Memory {
    /// Scenario names by application id.
    names: BTreeMap<String, String>,
    /// What was shown last of each county, where there is no terminal.
    shown: BTreeMap<County, String>,
    said: Vec<String>,
}

impl Board {
    pub(crate) fn new(scenarios: &[Scenario]) -> Self {
        let bars = MultiProgress::new();
        // The template is a constant, so the fallback is never seen.
        let style = ProgressStyle::with_template("{prefix:>7} {bar:24} {pos:>2}/{len} {msg}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = |county: County| {
            let count = scenarios.iter().filter(|scenario| scenario.county() == Some(county)).count();
            let bar = bars.add(ProgressBar::new(u64::try_from(count).unwrap_or(u64::MAX)));
            (county, bar.with_style(style.clone()).with_prefix(county.name()))
        };
        let counties = County::ALL.into_iter().map(bar).collect();
        let is_live = std::io::stderr().is_terminal();
        Self { begun: Instant::now(), bars, counties, is_live, memory: Mutex::default() }
    }

    /// Says something that happened.
    pub(crate) fn say(&self, what: &str) {
        let line = format!("{:>6.1} s  {what}", self.begun.elapsed().as_secs_f64());
        // Prints above the bars where there are any.
        self.bars.suspend(|| eprintln!("{line}"));
        self.with(|memory| memory.said.push(line));
    }

    /// Which scenario an application is.
    pub(crate) fn name(&self, id: &str, name: &str) {
        self.with(|memory| drop(memory.names.insert(id.to_owned(), name.to_owned())));
    }

    /// Follows the host for as long as it answers; says why it gave up.
    pub(crate) async fn follow(&self, client: &Client, page: Option<&Page>) -> String {
        let mut failures = 0;
        let mut beat = tokio::time::interval(POLL);
        loop {
            beat.tick().await;
            match client.applications("").await {
                Ok(list) => {
                    failures = 0;
                    self.show(&list);
                    if let Some(page) = page {
                        self.with(|memory| page.update(&memory.said, &rows(&list, &memory.names)));
                    }
                }
                Err(error) => {
                    failures += 1;
                    if failures >= MOST_FAILURES {
                        return format!("the host does not answer: {error:#}");
                    }
                }
            }
        }
    }

    /// Leaves the bars as they are.
    pub(crate) fn close(&self) {
        for (_, bar) in &self.counties {
            bar.abandon();
        }
    }

    fn show(&self, list: &[Application]) {
        for (county, bar) in &self.counties {
            let mut states: BTreeMap<State, u64> = BTreeMap::new();
            for application in list.iter().filter(|application| application.county == county.fips()) {
                *states.entry(application.state).or_default() += 1;
            }
            let delivered = states.remove(&State::Delivered).unwrap_or_default();
            let others: Vec<_> =
                states.iter().map(|(state, count)| format!("{count} {}", state.name().replace('_', " "))).collect();
            let others = others.join(", ");
            if self.is_live {
                bar.set_position(delivered);
                bar.set_message(others);
                continue;
            }
            let line = format!("{county}: {delivered} delivered {others}");
            let seconds = self.begun.elapsed().as_secs_f64();
            self.with(|memory| {
                if memory.shown.get(county) != Some(&line) {
                    eprintln!("{seconds:>6.1} s  {line}");
                    memory.shown.insert(*county, line);
                }
            });
        }
    }

    fn with<T>(&self, work: impl FnOnce(&mut Memory) -> T) -> T {
        // A holder that panicked left whole lines behind.
        work(&mut self.memory.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn rows(list: &[Application], names: &BTreeMap<String, String>) -> Vec<Row> {
    let county = |fips: &str| County::ALL.into_iter().find(|county| county.fips() == fips).map_or("", County::name);
    let row = |application: &Application| Row {
        name: names.get(&application.id).cloned().unwrap_or_default(),
        county: county(&application.county),
        state: application.state,
        reason: application.reason.clone().unwrap_or_default(),
    };
    let mut rows: Vec<_> = list.iter().map(row).collect();
    rows.sort_by(|a, b| (a.county, &a.name).cmp(&(b.county, &b.name)));
    rows
}
