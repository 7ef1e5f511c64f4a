//! Hardships that behaviours are shown under by `report --hard`: a slow browser, a slow site, and other applications before.

use std::cell::Cell;
use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, Once};
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::processes::{self, Process};

/// What is slow.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Strain {
    Nothing,
    /// The browser and its driver.
    Browser,
    /// The site, before each answer.
    Site,
}

/// Before each answer of a slow site.
pub(crate) const LATE: Duration = Duration::from_millis(600);

impl Strain {
    pub(crate) const ALL: [Strain; 3] = [Strain::Nothing, Strain::Browser, Strain::Site];

    /// As in docs/conformance.md.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Strain::Nothing => "nothing slowed",
            Strain::Browser => "browser slowed",
            Strain::Site => "site slowed",
        }
    }

    /// How late the site answers.
    pub(crate) fn delay(self) -> Duration {
        if self == Strain::Site { LATE } else { Duration::ZERO }
    }

    /// How much longer a behaviour waits.
    fn patience(self) -> u32 {
        match self {
            Strain::Nothing => 1,
            Strain::Browser => 8,
            Strain::Site => 4,
        }
    }
}

thread_local! {
    /// Of the behaviour that this thread runs.
    static NOW: Cell<Strain> = const { Cell::new(Strain::Nothing) };
}

/// Until the next behaviour of this thread.
pub(crate) fn set(strain: Strain) {
    NOW.set(strain);
}

/// A time to wait, under the strain that there is.
pub(crate) fn bound(milliseconds: u32) -> u32 {
    milliseconds * NOW.get().patience()
}

/// Stops the drivers and browsers that it is given most of the time: a processor that is slower by so much.
pub(crate) struct Brake {
    scratch: PathBuf,
    held: Arc<Mutex<HashSet<Process>>>,
    turning: Once,
}

/// Stopped, and running, in turn.
pub(crate) const STOPPED: Duration = Duration::from_millis(50);
pub(crate) const RUNNING: Duration = Duration::from_millis(10);

impl Brake {
    pub(crate) fn new(scratch: PathBuf) -> Brake {
        Brake { scratch, held: Arc::default(), turning: Once::new() }
    }

    /// The drivers that run now.
    pub(crate) fn drivers(&self) -> HashSet<Process> {
        processes::sandboxes(&self.scratch).into_iter().filter(Process::is_driver).collect()
    }

    /// Slows these, until what it gives is dropped.
    pub(crate) fn hold(&self, drivers: HashSet<Process>) -> Held<'_> {
        self.held.lock().unwrap().extend(drivers.iter().cloned());
        self.turning.call_once(|| {
            let held = Arc::clone(&self.held);
            std::thread::spawn(move || turn(&held));
        });
        Held { drivers, of: &self.held }
    }
}

/// Stops what is held, and lets it run, until this program ends.
fn turn(held: &Mutex<HashSet<Process>>) {
    loop {
        let drivers = held.lock().unwrap().clone();
        let begun = Instant::now();
        let all = processes::family(&drivers);
        // They run while they are looked for.
        let running = RUNNING.saturating_sub(begun.elapsed());
        for (signal, time) in [(Signal::STOP, STOPPED), (Signal::CONT, running)] {
            for process in &all {
                // One that is gone needs no signal.
                let _ = process.signal(signal);
            }
            std::thread::sleep(time);
        }
    }
}

/// Drivers that are slowed, with all that they started.
pub(crate) struct Held<'a> {
    drivers: HashSet<Process>,
    of: &'a Mutex<HashSet<Process>>,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.of.lock().unwrap().retain(|driver| !self.drivers.contains(driver));
    }
}
