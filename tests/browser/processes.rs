//! What runs on this machine in the sandboxes of one scratch folder, from `/proc`.

#![allow(dead_code, reason = "two programs of tests share it, and neither needs it all")]

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use rustix::process::{Pid, Signal, kill_process};

/// A process, distinguished from a later one with the same number by its start.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Process {
    pub(crate) id: u32,
    pub(crate) name: String,
    started: String,
}

impl Process {
    /// Not one of a browser's own children: an argument tells those their part.
    pub(crate) fn is_main_browser(&self) -> bool {
        let line = fs::read_to_string(format!("/proc/{}/cmdline", self.id)).unwrap_or_default();
        let profile = line.contains("-profile") || line.contains("--user-data-dir");
        let child = line.contains("-contentproc") || line.contains("--type=");
        (self.name.contains("firefox") || self.name.contains("chromium")) && profile && !child
    }

    /// Of its session's weight, as the kernel tells it: `/autogroup-17 nice 10`. None where it shares processors in another way.
    pub(crate) fn session_priority(&self) -> Option<String> {
        fs::read_to_string(format!("/proc/{}/autogroup", self.id)).ok()
    }

    /// The program that speaks WebDriver; it stands in the sandbox under the same name for every kind.
    pub(crate) fn is_driver(&self) -> bool {
        self.name == "driver"
    }

    pub(crate) fn kill(&self) {
        self.signal(Signal::KILL).unwrap();
    }

    /// Fails where it is gone.
    pub(crate) fn signal(&self, signal: Signal) -> rustix::io::Result<()> {
        kill_process(Pid::from_raw(self.id.cast_signed()).unwrap(), signal)
    }
}

/// The sandboxes that have a place in this scratch folder, with all that runs in them.
pub(crate) fn sandboxes(scratch: &Path) -> Vec<Process> {
    let scratch = scratch.to_str().unwrap();
    let all = all();
    let is_sandbox = |process: &Process| {
        process.name == "bwrap"
            && fs::read_to_string(format!("/proc/{}/cmdline", process.id)).is_ok_and(|line| line.contains(scratch))
    };
    let roots = all.iter().filter(|(process, _)| is_sandbox(process)).map(|(p, _)| p.id).collect();
    with_descendants(roots, all)
}

/// Those of these processes that still run, and all that they started. None of a later process with the number of one that is gone.
pub(crate) fn family(roots: &HashSet<Process>) -> Vec<Process> {
    if roots.is_empty() {
        return Vec::new();
    }
    let all = all();
    let roots = all.iter().filter(|(process, _)| roots.contains(process)).map(|(process, _)| process.id).collect();
    with_descendants(roots, all)
}

fn with_descendants(roots: HashSet<u32>, all: Vec<(Process, u32)>) -> Vec<Process> {
    let mut family = roots;
    loop {
        let before = family.len();
        family.extend(all.iter().filter(|(_, parent)| family.contains(parent)).map(|(p, _)| p.id).collect::<Vec<_>>());
        if family.len() == before {
            break;
        }
    }
    all.into_iter().map(|(process, _)| process).filter(|process| family.contains(&process.id)).collect()
}

fn all() -> Vec<(Process, u32)> {
    let entries = fs::read_dir("/proc").unwrap();
    entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).filter_map(read).collect()
}

/// How many of them are still there.
pub(crate) fn alive(of: &[Process]) -> usize {
    of.iter().filter(|process| read(process.id).is_some_and(|(now, _)| now == **process)).count()
}

/// A process and its parent, unless it is dead and only waits to be collected.
fn read(id: u32) -> Option<(Process, u32)> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let (head, tail) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = tail.split_whitespace().collect();
    if matches!(*fields.first()?, "Z" | "X") {
        return None;
    }
    let name = head.split_once('(')?.1.to_owned();
    // Fields 4 and 22 of proc_pid_stat(5); the first two are in `head`.
    let started = (*fields.get(19)?).to_owned();
    Some((Process { id, name, started }, fields.get(1)?.parse().ok()?))
}
