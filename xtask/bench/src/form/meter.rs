//! What a runner's processes use, all of them, those included that lived for a moment: counted by the kernel in a control group
//! of their own (cgroup v2, `cpu.stat`), or looked at often where no group can be made. Ends whatever is left of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result};
use rustix::process::{Pid, Signal, kill_process};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::processes::{self, Looked};
use crate::procfs;

/// How often processes are looked at where the kernel does not count. What one uses after its last look is missed.
const LOOK: Duration = Duration::from_millis(20);
/// How often the memory is looked at, in a job that is not timed.
const MEMORY_LOOK: Duration = Duration::from_millis(100);
/// A tree is quiet that used less than this part of the time between two looks.
const QUIET_PART: f64 = 0.04;
const QUIET_LOOK: Duration = Duration::from_millis(100);
/// The longest wait for it: a browser never stops altogether.
const QUIET_LOOKS: u32 = 20;

/// The file of a group that processes are moved by, and the word for the one that writes.
const MEMBERS: &str = "cgroup.procs";
const MYSELF: &str = "0";

static NEXT: AtomicU32 = AtomicU32::new(0);

/// One runner's processes.
pub(crate) struct Meter {
    pid: u32,
    group: Option<PathBuf>,
    looked: Arc<Mutex<BTreeMap<u32, f64>>>,
    _looking: DropGuard,
}

impl Meter {
    /// Starts something, and counts its process and everything below it from the first moment on.
    pub(crate) async fn start<T>(
        start: impl Future<Output = Result<T>>,
        pid: impl FnOnce(&T) -> Option<u32>,
    ) -> Result<(T, Meter)> {
        let group = group();
        // What starts while this program itself is in the group, is in it.
        if let Some(group) = &group {
            fs::write(group.join(MEMBERS), MYSELF).context("no process can be counted")?;
        }
        let started = start.await;
        if let Some(outer) = group.as_deref().and_then(Path::parent) {
            fs::write(outer.join(MEMBERS), MYSELF).context("this program cannot leave what it counts")?;
        }
        let started = started?;
        let pid = pid(&started).context("a runner ended at its start")?;
        Ok((started, Meter::of(pid, group)))
    }

    fn of(pid: u32, group: Option<PathBuf>) -> Meter {
        let (looked, stop) = (Arc::new(Mutex::new(BTreeMap::new())), CancellationToken::new());
        if group.is_none() {
            let (looked, stop) = (Arc::clone(&looked), stop.clone());
            // A thread of its own: the looks must not wait for whatever else goes on here.
            std::thread::spawn(move || {
                while !stop.is_cancelled() {
                    look(pid, &looked);
                    std::thread::sleep(LOOK);
                }
            });
        }
        Meter { pid, group, looked, _looking: stop.drop_guard() }
    }

    /// Whether the kernel counts, and nothing is missed.
    pub(crate) fn is_exact(&self) -> bool {
        self.group.is_some()
    }

    /// Which of them used how much so far.
    pub(crate) fn look(&self) -> Looked {
        processes::look(self.pid)
    }

    /// What they used so far, in milliseconds of CPU.
    pub(crate) fn cpu_ms(&self) -> Result<f64> {
        let Some(group) = &self.group else {
            look(self.pid, &self.looked);
            return Ok(self.looked.lock().unwrap_or_else(PoisonError::into_inner).values().sum::<f64>() * 1e3);
        };
        let text = fs::read_to_string(group.join("cpu.stat")).context("the kernel's count cannot be read")?;
        let used = text.lines().find_map(|line| line.strip_prefix("usage_usec ")?.parse::<f64>().ok());
        Ok(used.context("the kernel's count has no `usage_usec`")? / 1e3)
    }

    /// The same, once the processes have come to rest: what a job leaves to be done later is part of it.
    pub(crate) async fn cpu_ms_at_rest(&self) -> Result<f64> {
        let mut used = self.cpu_ms()?;
        for _ in 0..QUIET_LOOKS {
            tokio::time::sleep(QUIET_LOOK).await;
            let now = self.cpu_ms()?;
            let quiet = now - used < QUIET_LOOK.as_secs_f64() * 1e3 * QUIET_PART;
            used = now;
            if quiet {
                break;
            }
        }
        Ok(used)
    }

    /// The most that everything below the runner's own process held at once while `work` went on, in MiB.
    pub(crate) async fn peak_mib<T>(&self, work: impl Future<Output = Result<T>>) -> Result<(T, f64)> {
        let mut peak: f64 = 0.0;
        let watched = async {
            loop {
                let now = procfs::descendants(self.pid).into_iter().map(procfs::pss_mib).sum();
                peak = peak.max(now);
                tokio::time::sleep(MEMORY_LOOK).await;
            }
        };
        let done = tokio::select! {
            done = work => done?,
            () = watched => unreachable!("the watch ends with the work"),
        };
        Ok((done, peak))
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        match &self.group {
            Some(group) => {
                let _ = fs::write(group.join("cgroup.kill"), "1");
                // The kernel takes a moment to empty it.
                for _ in 0..50 {
                    if fs::remove_dir(group).is_ok() {
                        break;
                    }
                    std::thread::sleep(LOOK);
                }
            }
            None => {
                for pid in procfs::descendants(self.pid) {
                    if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
                        let _ = kill_process(pid, Signal::KILL);
                    }
                }
            }
        }
    }
}

/// A new group below this program's own, if it may make one there whose processes the kernel counts.
fn group() -> Option<PathBuf> {
    let mounts = fs::read_to_string("/proc/self/mounts").ok()?;
    let mount = mounts.lines().find_map(|line| {
        let mut words = line.split(' ').skip(1);
        let (place, kind) = (words.next()?, words.next()?);
        (kind == "cgroup2").then(|| PathBuf::from(place))
    })?;
    let own = fs::read_to_string("/proc/self/cgroup").ok()?;
    let own = own.lines().find_map(|line| line.strip_prefix("0::/"))?;
    let name = format!("postrider-bench-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let group = mount.join(own).join(name);
    fs::create_dir(&group).ok()?;
    if counts(&group) {
        return Some(group);
    }
    let _ = fs::remove_dir(&group);
    None
}

fn counts(group: &Path) -> bool {
    let counted = fs::read_to_string(group.join("cpu.stat")).is_ok_and(|text| text.contains("usage_usec"));
    counted && fs::OpenOptions::new().write(true).open(group.join(MEMBERS)).is_ok()
}

fn look(pid: u32, looked: &Mutex<BTreeMap<u32, f64>>) {
    let living = std::iter::once(pid).chain(procfs::descendants(pid));
    let used: Vec<_> = living.map(|pid| (pid, procfs::cpu_seconds(pid))).collect();
    // A process that has just gone has no time any more: what was seen of it stays.
    let mut looked = looked.lock().unwrap_or_else(PoisonError::into_inner);
    for (pid, seconds) in used {
        let known = looked.entry(pid).or_default();
        *known = known.max(seconds);
    }
}
