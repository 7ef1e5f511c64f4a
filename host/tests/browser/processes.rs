//! What runs on this machine under a process, from `/proc`.

use std::collections::HashSet;
use std::fs;

/// A process, told from a later one with the same number by its start.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Process {
    pub(crate) id: u32,
    pub(crate) name: String,
    started: String,
}

impl Process {
    /// Not one of a browser's own children: those are told their part by an argument.
    pub(crate) fn is_main_browser(&self) -> bool {
        let line = fs::read_to_string(format!("/proc/{}/cmdline", self.id)).unwrap_or_default();
        (self.name.contains("firefox") || self.name.contains("chromium"))
            && !line.contains("-contentproc")
            && !line.contains("--type=")
            && line.contains("profile")
            || self.name.contains("chromium") && line.contains("--user-data-dir") && !line.contains("--type=")
    }

    pub(crate) fn kill(&self) {
        let pid = rustix::process::Pid::from_raw(self.id.cast_signed()).unwrap();
        rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
    }
}

/// All processes below this one.
pub(crate) fn descendants(of: u32) -> Vec<Process> {
    let all: Vec<(Process, u32)> = fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter_map(read)
        .collect();
    let mut family = HashSet::from([of]);
    loop {
        let before = family.len();
        family.extend(all.iter().filter(|(_, parent)| family.contains(parent)).map(|(p, _)| p.id).collect::<Vec<_>>());
        if family.len() == before {
            break;
        }
    }
    all.into_iter().map(|(process, _)| process).filter(|p| p.id != of && family.contains(&p.id)).collect()
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
