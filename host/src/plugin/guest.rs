//! The data of one running plugin: what it may use up, the application by reference, the county's site, what it wrote.
//!
//! Knows no WIT type: each import of the contract borrows the parts that it needs. Never hands out a value that the manifest did
//! not ask for and ops did not grant.

mod clock;
mod compute;
mod meter;
mod site;
mod wasi_state;

use std::sync::Arc;

use wasmtime::StoreLimits;

pub(super) use self::clock::CountyClock;
pub(super) use self::compute::Compute;
pub(super) use self::meter::Meter;
pub(super) use self::site::Site;
pub(super) use self::wasi_state::WasiState;
use super::access::{CredentialAccess, Documents, FieldAccess, Readable, RuledOutFields, full_mask};
use super::call::Job;
use super::commit::{CommitBarrier, CommitHandles};
use super::log::PluginLog;
use super::manifest::Manifest;
use super::settings::store_limits;
use super::threads::Threads;
use super::ticks::Ticks;
use crate::submission::{Mask, PluginDigest};

/// The data of one store.
pub(super) struct Guest {
    pub(super) limits: StoreLimits,
    pub(super) compute: Compute,
    pub(super) meter: Meter,
    pub(super) wasi: WasiState,
    pub(super) fields: FieldAccess,
    pub(super) ruled_out: RuledOutFields,
    pub(super) credentials: CredentialAccess,
    pub(super) documents: Documents,
    pub(super) clock: CountyClock,
    pub(super) site: Option<Site>,
    pub(super) log: PluginLog,
    /// Hides everything: what leaves the call is read by others than the plugin.
    pub(super) mask: Mask,
    /// It is looked at while it computes.
    _ticks: Ticks,
}

impl Guest {
    /// Lays out a job for a plugin, on the thread of the call. Only a submission is given the means to commit.
    pub(super) fn new(
        manifest: &Arc<Manifest>,
        plugin: &PluginDigest,
        job: Job,
        commit: Option<CommitHandles>,
        threads: &Threads,
        ticks: Ticks,
    ) -> Self {
        let mask = full_mask(&job.fields, &job.credentials, &manifest.origins);
        let readable = Readable::new(manifest, job.read);
        let compute = match job.form {
            Some(_) => Compute::attempt(threads.attempt_turns()),
            None => Compute::check(threads.other_turns()),
        };
        let barrier = commit.map(|handles| CommitBarrier::new(handles, plugin.clone(), mask.clone()));
        Self {
            limits: store_limits(manifest.limits.memory_mib),
            compute,
            meter: Meter::default(),
            wasi: WasiState::default(),
            ruled_out: RuledOutFields::new(Arc::clone(&job.fields)),
            documents: Documents::new(job.attachments, &readable),
            fields: FieldAccess::new(job.fields, readable),
            credentials: CredentialAccess(job.credentials),
            clock: CountyClock::new(job.clock, job.calendar),
            site: job.form.map(|form| Site::new(form, job.farewell, barrier)),
            log: PluginLog::new(mask.clone()),
            mask,
            _ticks: ticks,
        }
    }
}
