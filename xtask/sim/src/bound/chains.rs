//! The work of one county until one deadline: all of it may be done from when it came until then, so that what comes later can be done in
//! less of the time, never in more.

use std::collections::BTreeMap;

use crate::jobs::{Job, Resources, Second};

/// What can be committed by a deadline if anything can.
#[derive(Debug, Clone, Copy)]
pub(super) struct Work {
    /// The first moment from its arrival on at which it could begin.
    pub(super) release: Second,
    /// At least one.
    pub(super) seconds: Second,
    /// How much of it the county's lanes alone would let be done, behind all that is shorter.
    pub(super) alone: Second,
}

/// The work of one county until one deadline.
#[derive(Debug)]
pub(super) struct Chain {
    pub(super) county: usize,
    pub(super) deadline: Second,
    /// By release; there is some.
    pub(super) works: Vec<Work>,
}

/// The work of all, and how many jobs need none: they are committed when they begin.
pub(super) struct Chains {
    pub(super) chains: Vec<Chain>,
    pub(super) effortless: usize,
}

impl Chains {
    /// Leaves out what nobody can commit in time: what begins when it first can, and is not interrupted, is too late all the same.
    pub(super) fn of(jobs: &[Job], resources: &Resources) -> Self {
        let mut effortless = 0;
        let mut chains: BTreeMap<(usize, Second), Vec<Work>> = BTreeMap::new();
        for job in jobs {
            let lanes = resources.counties.get(job.county);
            let Some(release) = lanes.and_then(|lanes| lanes.first_with(&resources.browsers, job.arrives)) else {
                continue;
            };
            if release + job.seconds > job.deadline {
                continue;
            }
            if job.seconds <= 0 {
                effortless += 1;
                continue;
            }
            let works = chains.entry((job.county, job.deadline)).or_default();
            works.push(Work { release, seconds: job.seconds, alone: job.seconds });
        }
        let chains = chains.into_iter().map(|((county, deadline), mut works)| {
            works.sort_by_key(|work| (work.release, work.seconds));
            Chain { county, deadline, works }
        });
        Self { chains: chains.collect(), effortless }
    }
}

impl Chain {
    /// The moments at which work comes, and the deadline.
    pub(super) fn moments(&self) -> Vec<Second> {
        let mut moments: Vec<Second> = self.works.iter().map(|work| work.release).collect();
        moments.push(self.deadline);
        moments.dedup();
        moments
    }

    /// How many of its works have come by a moment.
    pub(super) fn come_by(&self, moment: Second) -> u32 {
        u32::try_from(self.works.partition_point(|work| work.release <= moment)).unwrap_or(u32::MAX)
    }
}
