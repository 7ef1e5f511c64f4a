//! A session with one application, and where it goes afterwards: back to its pool, or to its end.

use std::ops::Deref;
use std::sync::Arc;

use super::recycler::Recycler;
use super::slots::Permit;
use super::warm_session::WarmSession;
use crate::browser::farewell::Farewell;
use crate::browser::session::Session;

/// A session for one application. Dropping it kills its whole process tree.
pub struct PooledSession {
    warm: WarmSession,
    /// None for a session of no pool.
    origin: Option<(Arc<Recycler>, Permit)>,
}

impl PooledSession {
    pub(super) fn new(mut warm: WarmSession, recycler: Arc<Recycler>, permit: Permit) -> PooledSession {
        warm.uses += 1;
        PooledSession { warm, origin: Some((recycler, permit)) }
    }

    /// The application is done with it: back to its pool, which makes it clean, or ended.
    pub async fn close(self) {
        self.close_after(None).await;
    }

    /// The same, after what it still has to do at its county.
    pub async fn close_after(self, farewell: Option<Farewell>) {
        let PooledSession { warm, origin } = self;
        match origin {
            Some((recycler, _permit)) => recycler.take_back(warm, farewell),
            None => {
                if let Some(farewell) = &farewell {
                    warm.session.say_farewell(farewell).await;
                }
                warm.session.close().await;
            }
        }
    }
}

impl Deref for PooledSession {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.warm.session
    }
}

/// A session of no pool: it serves a single application.
impl From<Session> for PooledSession {
    fn from(session: Session) -> PooledSession {
        PooledSession { warm: WarmSession::new(session), origin: None }
    }
}
