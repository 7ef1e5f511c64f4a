//! Warm sessions for one application after the other: handed out one at a time, made clean in between, ended by age, use and
//! memory. It never hands out a session that could not be made clean, and never decides who may have one.

use std::sync::Arc;

use super::config::Recycling;
use super::error::BrowserError;
use super::fleet::Fleet;
use super::kind::Kind;
use super::network_policy::NetworkPolicy;
use super::proxy::EarlyConnection;

mod pooled_session;
mod recycler;
mod slots;
mod warm_session;

pub use pooled_session::PooledSession;
use recycler::Recycler;
use slots::Slots;
use warm_session::WarmSession;

/// Sessions of one kind of browser. Cheap to clone.
#[derive(Clone)]
pub struct Pool {
    recycler: Arc<Recycler>,
}

impl Pool {
    /// A pool that keeps up to `size` sessions; starts none.
    pub fn new(fleet: Fleet, kind: Kind, size: usize, mut recycling: Recycling) -> Pool {
        if fleet.is_remote() {
            // What a remote end's driver allows is not ours to know, so nothing there is known to be clean.
            recycling.uses = 1;
        }
        Pool { recycler: Arc::new(Recycler { fleet, kind, recycling, slots: Slots::new(size) }) }
    }

    /// Opens sessions in the background until there are as many as the pool keeps.
    pub fn warm(&self) {
        self.recycler.warm();
    }

    /// A clean session under this policy: a warm one where there is one or will soon be, else a new one.
    pub async fn take(&self, policy: NetworkPolicy) -> Result<PooledSession, BrowserError> {
        let Recycler { fleet, kind, recycling, slots } = &*self.recycler;
        let early = EarlyConnection::begin(&policy, fleet.tracker());
        let (idle, permit) = slots.check_out(|session| session.retire_reason(recycling).is_none()).await;
        let warm = match idle {
            Some(warm) => warm,
            None => WarmSession::new(fleet.open(*kind, policy.clone()).await?),
        };
        warm.session.renew(policy, early);
        Ok(PooledSession::new(warm, Arc::clone(&self.recycler), permit))
    }
}
