//! Which of a runner's processes and threads use its CPU, by what each is for. Only a turn's difference is shown: what a browser
//! used to start is in none.

use std::collections::BTreeMap;
use std::path::Path;

use crate::procfs;

/// A thread with less than this part of its process's CPU is not shown.
const LEAST_PART: f64 = 0.01;
/// Threads that ended in between: the kernel counts them to their process.
const ENDED: &str = "threads that ended";

/// What each living process, and each of its threads, used so far, in milliseconds of CPU.
pub(super) struct Looked(BTreeMap<u32, Process>);

struct Process {
    kind: String,
    used_ms: f64,
    threads: BTreeMap<u32, (String, f64)>,
}

/// What processes of one kind used of CPU, and which threads of theirs.
#[derive(Clone, Default)]
pub(crate) struct Used {
    pub(super) ms: f64,
    pub(super) threads: BTreeMap<String, f64>,
}

/// Looks at a runner's own process and everything below it.
pub(super) fn look(runner: u32) -> Looked {
    let living = std::iter::once(runner).chain(procfs::descendants(runner));
    Looked(living.map(|pid| (pid, process(pid, pid == runner))).collect())
}

impl Looked {
    /// What was used since the look before, by kinds of processes.
    pub(super) fn since(&self, before: &Looked) -> BTreeMap<String, Used> {
        let mut kinds: BTreeMap<String, Used> = BTreeMap::new();
        for (pid, now) in &self.0 {
            let was = before.0.get(pid);
            let used = kinds.entry(now.kind.clone()).or_default();
            let all = now.used_ms - was.map_or(0.0, |was| was.used_ms);
            let mut seen = 0.0;
            for (thread, (name, ms)) in &now.threads {
                let ms = ms - was.and_then(|was| was.threads.get(thread)).map_or(0.0, |(_, ms)| *ms);
                *used.threads.entry(name.clone()).or_default() += ms;
                seen += ms;
            }
            *used.threads.entry(ENDED.to_owned()).or_default() += (all - seen).max(0.0);
            used.ms += all;
        }
        kinds
    }
}

impl Used {
    /// Of so many jobs, each one's share.
    pub(super) fn of_each(mut self, jobs: f64) -> Used {
        self.ms /= jobs;
        self.threads.values_mut().for_each(|ms| *ms /= jobs);
        self
    }

    /// The threads that matter, the longest first.
    pub(super) fn shown(&self) -> String {
        let mut threads: Vec<_> = self.threads.iter().filter(|(_, ms)| **ms >= self.ms * LEAST_PART).collect();
        threads.sort_by(|a, b| b.1.total_cmp(a.1));
        threads.iter().map(|(name, ms)| format!("{name} {ms:.0}")).collect::<Vec<_>>().join(", ")
    }
}

fn process(pid: u32, is_runner: bool) -> Process {
    let kind = if is_runner { "runner".to_owned() } else { kind(&procfs::command_line(pid)) };
    Process { kind, used_ms: procfs::cpu_seconds(pid) * 1e3, threads: procfs::threads(pid) }
}

/// What a process is for, by its command line: Firefox says it last, Chromium by arguments.
fn kind(command: &[String]) -> String {
    let value = |name: &str| command.iter().find_map(|argument| argument.strip_prefix(name)).map(str::to_owned);
    if command.iter().any(|argument| argument == "-contentproc") {
        return command.last().cloned().unwrap_or_default();
    }
    if let Some(kind) = value("--type=") {
        return value("--utility-sub-type=").unwrap_or(kind);
    }
    let program = command.first().and_then(|first| Path::new(first).file_name()?.to_str()).unwrap_or_default();
    let main = ["firefox", "firefox-esr", "firefox-bin", "chromium", "chromium-browser", "chrome"];
    if main.contains(&program) { "the browser's main process".to_owned() } else { program.to_owned() }
}
