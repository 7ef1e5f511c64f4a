//! Opens a pool's sessions in advance, and makes clean or replaces those that come back. It never keeps a session that could not
//! be made clean.

use std::sync::Arc;
use std::time::Duration;

use super::slots::Slots;
use super::warm_session::WarmSession;
use crate::browser::config::Recycling;
use crate::browser::farewell::Farewell;
use crate::browser::fleet::Fleet;
use crate::browser::kind::Kind;
use crate::browser::memory;
use crate::browser::network_policy::NetworkPolicy;

/// Making a session clean takes 50 to 200 ms; one that takes so long is not worth it.
const LONGEST_RESET: Duration = Duration::from_secs(10);
const MIB: u64 = 1 << 20;

pub(super) struct Recycler {
    pub(super) fleet: Fleet,
    pub(super) kind: Kind,
    pub(super) recycling: Recycling,
    pub(super) slots: Arc<Slots>,
}

impl Recycler {
    /// Opens sessions in the background until there are as many as the pool keeps.
    pub(super) fn warm(self: &Arc<Self>) {
        if self.recycling.uses <= 1 {
            return;
        }
        for pending in self.slots.missing() {
            let recycler = Arc::clone(self);
            self.fleet.tracker().spawn(async move {
                let opened = recycler.fleet.open(recycler.kind, NetworkPolicy::default()).await;
                if let Err(error) = &opened {
                    tracing::warn!(%error, "a browser could not be opened in advance");
                }
                pending.resolve(opened.ok().map(WarmSession::new));
            });
        }
    }

    /// Takes a session back. In the background it does what it still has to do at its county, and is made clean, or ended.
    pub(super) fn take_back(self: &Arc<Self>, session: WarmSession, farewell: Option<Farewell>) {
        let pending = self.slots.pending();
        let recycler = Arc::clone(self);
        self.fleet.tracker().spawn(async move {
            if let Some(farewell) = &farewell {
                session.session.say_farewell(farewell).await;
            }
            let kept = recycler.made_clean(session).await;
            let ended = kept.is_none();
            pending.resolve(kept);
            if ended {
                recycler.warm();
            }
        });
    }

    async fn made_clean(&self, session: WarmSession) -> Option<WarmSession> {
        if let Some(why) = session.retire_reason(&self.recycling).or_else(|| self.holds_too_much(&session)) {
            tracing::debug!(why, uses = session.uses, "a browser is replaced");
            session.session.close().await;
            return None;
        }
        let why = match tokio::time::timeout(LONGEST_RESET, session.session.reset()).await {
            Ok(Ok(())) => return Some(session),
            Ok(Err(error)) => error.to_string(),
            Err(_) => "it took too long".to_owned(),
        };
        tracing::info!(why, "a browser could not be made clean and is replaced");
        session.session.close().await;
        None
    }

    fn holds_too_much(&self, session: &WarmSession) -> Option<&'static str> {
        let held = session.session.process.map_or(0, memory::own_bytes);
        (held > u64::from(self.recycling.memory_mib) * MIB).then_some("it holds too much memory")
    }
}
