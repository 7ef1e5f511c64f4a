//! One world after the other, on each processor one at a time: the ledger has a thread of its own, and what two threads of one processor hand each
//! other costs half of what it costs between two.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, Result};
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

use crate::arguments::Arguments;
use crate::play::{Broken, Play};
use crate::report::{self, Report};
use crate::scale::Scale;
use crate::world::World;

/// Carries out all seeds, and shows each as it ends. Gives them in the order of their seeds.
pub(crate) fn all(arguments: &Arguments, show: impl Fn(&Report) + Sync) -> Result<Vec<Report>> {
    let next = AtomicU64::new(0);
    let reports: Mutex<Vec<Result<Report>>> = Mutex::default();
    std::thread::scope(|scope| {
        for processor in processors(arguments.seeds) {
            let (next, reports, show) = (&next, &reports, &show);
            scope.spawn(move || {
                stay_on(processor);
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= arguments.seeds {
                        return;
                    }
                    let done = one(arguments.seed + number, arguments.scale(), arguments.broken);
                    if let Ok(report) = &done {
                        show(report);
                    }
                    reports.lock().unwrap_or_else(PoisonError::into_inner).push(done);
                }
            });
        }
    });
    let reports = reports.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut reports: Vec<Report> = reports.into_iter().collect::<Result<_>>()?;
    reports.sort_by_key(|report| report.seed);
    Ok(reports)
}

/// One world.
pub(crate) fn one(seed: u64, scale: Scale, broken: Option<Broken>) -> Result<Report> {
    let world = World::draw(seed, scale)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().context("no runtime")?;
    runtime
        .block_on(async {
            let mut play = Play::new(&world, broken).await?;
            play.run().await?;
            report::report(seed, scale.days, &mut play).await
        })
        .with_context(|| format!("seed {seed}"))
}

/// Those that this process may use, no more than there are worlds.
fn processors(worlds: u64) -> Vec<usize> {
    let usable = sched_getaffinity(None).unwrap_or_else(|_| CpuSet::new());
    let all: Vec<usize> = (0..CpuSet::MAX_CPU).filter(|processor| usable.is_set(*processor)).collect();
    let worlds = usize::try_from(worlds).unwrap_or(usize::MAX);
    if all.is_empty() { vec![0] } else { all.into_iter().take(worlds).collect() }
}

/// This thread, and those that it begins. Where that cannot be, it is only slower.
fn stay_on(processor: usize) {
    let mut only = CpuSet::new();
    only.set(processor);
    let _ = sched_setaffinity(None, &only);
}
