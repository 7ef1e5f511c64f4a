//! Hardships that behaviours are shown under by `report --hard`: a slow browser, a slow site, and other applications before.

use std::cell::Cell;
use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustix::process::Signal;

use crate::processes;

/// What is slow.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strain {
    Nothing,
    /// The browser and its driver.
    Browser,
    /// The site, before each answer.
    Site,
}

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
        if self == Strain::Site { Duration::from_millis(600) } else { Duration::ZERO }
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
    held: Arc<Mutex<HashSet<u32>>>,
}

/// Stopped, and running, in turn: a sixth of the time.
const STOPPED: Duration = Duration::from_millis(50);
const RUNNING: Duration = Duration::from_millis(10);

impl Brake {
    pub(crate) fn new(scratch: PathBuf) -> Brake {
        let held = Arc::new(Mutex::new(HashSet::new()));
        let of_thread = Arc::clone(&held);
        std::thread::spawn(move || {
            loop {
                let drivers = of_thread.lock().unwrap().clone();
                let all = processes::family(drivers);
                for (signal, time) in [(Signal::STOP, STOPPED), (Signal::CONT, RUNNING)] {
                    for process in &all {
                        // One that is gone needs no signal.
                        let _ = process.signal(signal);
                    }
                    std::thread::sleep(time);
                }
            }
        });
        Brake { scratch, held }
    }

    /// The drivers that run now.
    pub(crate) fn drivers(&self) -> HashSet<u32> {
        let all = processes::sandboxes(&self.scratch);
        all.into_iter().filter(processes::Process::is_driver).map(|driver| driver.id).collect()
    }

    /// Slows these, until what it gives is dropped.
    pub(crate) fn hold(&self, drivers: HashSet<u32>) -> Held<'_> {
        self.held.lock().unwrap().extend(&drivers);
        Held { drivers, of: &self.held }
    }
}

/// Drivers that are slowed, with all that they started.
pub(crate) struct Held<'a> {
    drivers: HashSet<u32>,
    of: &'a Mutex<HashSet<u32>>,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.of.lock().unwrap().retain(|driver| !self.drivers.contains(driver));
    }
}
