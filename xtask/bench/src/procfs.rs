//! What the kernel says of a process and of everything that it started: `/proc`, see proc(5).

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

/// The CPU seconds of a process itself.
pub(crate) fn cpu_seconds(pid: u32) -> f64 {
    let fields = stat(pid);
    // utime and stime; counted from the state, which is field 3 of the page.
    let ticks: f64 = (11..13).filter_map(|at| fields.get(at)?.parse::<f64>().ok()).sum();
    // USER_HZ, which is 100 on every Linux that we run on.
    ticks / 100.0
}

/// A process's living threads by their number: each one's name, without the number that tells it from its like, and its CPU in
/// milliseconds.
pub(crate) fn threads(pid: u32) -> BTreeMap<u32, (String, f64)> {
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    let thread = |folder: PathBuf| {
        let number = folder.file_name()?.to_str()?.parse().ok()?;
        let name = fs::read_to_string(folder.join("comm")).ok()?;
        let spent: f64 = fs::read_to_string(folder.join("schedstat")).ok()?.split(' ').next()?.parse().ok()?;
        let name = name.trim().trim_end_matches(|last: char| last.is_ascii_digit() || "#~ /".contains(last));
        // The kernel counts nanoseconds here.
        Some((number, (name.to_owned(), spent / 1e6)))
    };
    tasks.filter_map(|task| thread(task.path())).collect()
}

/// The words that a process was started with, as far as it still shows them.
pub(crate) fn command_line(pid: u32) -> Vec<String> {
    let text = fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    text.split(['\0', ' ']).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// What a process holds of memory now, in MiB; shared pages count once for all who share them.
pub(crate) fn pss_mib(pid: u32) -> f64 {
    kib(&format!("/proc/{pid}/smaps_rollup"), "Pss:") / 1024.0
}

/// What a process holds of memory now, in MiB; shared pages count whole.
pub(crate) fn rss_mib(pid: u32) -> f64 {
    kib(&format!("/proc/{pid}/status"), "VmRSS:") / 1024.0
}

/// The most that a process ever held, in MiB.
pub(crate) fn peak_rss_mib(pid: u32) -> f64 {
    kib(&format!("/proc/{pid}/status"), "VmHWM:") / 1024.0
}

/// Every process below this one.
pub(crate) fn descendants(pid: u32) -> BTreeSet<u32> {
    let pids = fs::read_dir("/proc").into_iter().flatten().flatten();
    let parents: Vec<(u32, u32)> = pids
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter_map(|child| Some((child, stat(child).get(1)?.parse().ok()?)))
        .collect();
    let mut found = BTreeSet::new();
    let mut open = vec![pid];
    while let Some(parent) = open.pop() {
        for (child, of) in &parents {
            if *of == parent && found.insert(*child) {
                open.push(*child);
            }
        }
    }
    found
}

/// Of these processes, those that have ended and that nobody has asked for.
pub(crate) fn zombies(of: &BTreeSet<u32>) -> usize {
    of.iter().filter(|pid| stat(**pid).first().is_some_and(|state| state == "Z")).count()
}

/// The fields of `stat` from the state on: a program's name may hold anything, so they are counted from its closing bracket.
fn stat(pid: u32) -> Vec<String> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let rest = text.rsplit_once(')').map(|(_, rest)| rest).unwrap_or_default();
    rest.split_whitespace().map(str::to_owned).collect()
}

fn kib(file: &str, key: &str) -> f64 {
    let text = fs::read_to_string(file).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(key));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0.0)
}
