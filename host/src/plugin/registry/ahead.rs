//! Compiles what serves and has no code, before it is needed: what is due first first. What could not be compiled stops its own county,
//! and nothing else.

use std::collections::VecDeque;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::Registry;
use crate::plugin::code::{NoCode, Wanted, at_a_time};
use crate::plugin::release::Release;

/// How long it is before what the host could not do is tried again.
const AGAIN: Duration = Duration::from_secs(30);

impl Registry {
    /// Compiles what has no code until the host stops; says so whenever a county's work can go on. What the host itself could not do is
    /// tried again.
    pub async fn compile_ahead(self, stop: CancellationToken, may_go_on: impl Fn() + Clone + Send + 'static) {
        loop {
            let mut workers = JoinSet::new();
            for _ in 0..at_a_time() {
                let (registry, may_go_on) = (self.clone(), may_go_on.clone());
                workers.spawn(async move { registry.compile_in_order(may_go_on).await });
            }
            let again = tokio::select! {
                done = workers.join_all() => done.into_iter().flatten(),
                () = stop.cancelled() => return,
            };
            self.uncompiled(|uncompiled| uncompiled.extend(again));
            if stop.run_until_cancelled(tokio::time::sleep(AGAIN)).await.is_none() {
                return;
            }
        }
    }

    /// Has a release's code loaded. One that has none any more serves its county no longer, which is said; nothing else stops.
    pub async fn make_ready(&self, release: &Arc<Release>) -> Result<(), NoCode> {
        let made = release.make_ready(Wanted::InTurn).await;
        if let Err(none) = &made
            && self.take_out(release, none)
            && none.may_pass()
        {
            self.uncompiled(|uncompiled| uncompiled.push_back(Arc::clone(release)));
        }
        made
    }

    /// Takes one release after the other until there are no more. Gives those that are to be tried again.
    async fn compile_in_order(&self, may_go_on: impl Fn()) -> Vec<Arc<Release>> {
        let mut again = Vec::new();
        while let Some(release) = self.uncompiled(VecDeque::pop_front) {
            if self.current(&release.manifest().county).is_some() && !self.serves(&release) {
                continue;
            }
            if !self.shared.store.codes.is_writable() && self.serves(&release) {
                // Nothing would be left of it when it is needed.
                release.note_ready();
                may_go_on();
                continue;
            }
            match release.make_ready(Wanted::InTurn).await {
                Ok(()) => self.put_back(release).await,
                Err(none) => {
                    self.take_out(&release, &none);
                    if none.may_pass() {
                        again.push(release);
                    }
                    continue;
                }
            }
            may_go_on();
        }
        again
    }

    fn serves(&self, release: &Release) -> bool {
        let serving = self.current(&release.manifest().county);
        serving.is_some_and(|serving| serving.digest() == release.digest())
    }

    /// Says of a county that its release has no code. Gives whether it served until now.
    fn take_out(&self, release: &Release, none: &NoCode) -> bool {
        let (manifest, plugin) = (release.manifest(), release.digest().short());
        let then = if none.may_pass() { "; it is tried again by itself" } else { "" };
        let why = format!("release {plugin} has no machine code, and cannot be compiled: {none}{then}");
        let was_serving = self.shared.serving.remove_if_serving(release, self.shared.ledger.now(), why);
        if was_serving {
            tracing::error!(county = %manifest.county, plugin, %none, "a release cannot be compiled, and serves no longer");
        }
        was_serving
    }

    /// What was taken out because the host could not compile it serves again, if nothing came in its place.
    async fn put_back(&self, release: Arc<Release>) {
        if self.serves(&release) {
            return;
        }
        let county = &release.manifest().county;
        let _one_at_a_time = self.shared.changing.lock().await;
        match self.shared.ledger.active_release(county).await {
            Ok(Some(active)) if active == *release.digest() && self.current(county).is_none() => {
                tracing::info!(%county, plugin = release.digest().short(), "a release could be compiled, and serves again");
                self.shared.serving.put(county, Arc::clone(&release));
            }
            Ok(_) => {}
            Err(error) => tracing::error!(%county, %error, "which release serves could not be read"),
        }
    }

    fn uncompiled<T>(&self, change: impl FnOnce(&mut VecDeque<Arc<Release>>) -> T) -> T {
        change(&mut self.shared.uncompiled.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
