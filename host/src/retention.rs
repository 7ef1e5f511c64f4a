//! How long what has ended is kept: applications are forgotten when their time has passed, and at an admin's word. What is not ended is
//! never touched, and where no time is configured everything is kept.

mod config;

use std::time::Duration;

use jiff::SignedDuration;
use tokio_util::sync::CancellationToken;

use crate::evidence::Evidence;
use crate::ledger::{Ledger, LedgerError, Who};
use crate::submission::{ApplicationId, Clock, State};

pub use config::Config;

/// How often what has been kept long enough is looked for.
const EVERY: Duration = Duration::from_secs(3_600);
/// How long after a start it is looked for the first time.
const FIRST: Duration = Duration::from_secs(60);
/// Applications, and files of evidence, that are looked for together.
const BATCH: u32 = 100;
/// Most applications that are forgotten in one go; the next ones have their turn an hour later.
const MOST: u32 = 5_000;

/// What forgets applications. Cheap to clone.
#[derive(Clone)]
pub struct Retention {
    pub ledger: Ledger,
    pub evidence: Evidence,
    pub config: Config,
    pub clock: Clock,
    /// Who forgets what has been kept long enough: this host.
    pub host: Who,
}

/// The files of evidence of what was forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Files {
    Removed,
    /// Some could not be removed, as the log says; it is tried again every hour.
    Left,
}

impl Retention {
    /// Forgets one application that has ended: its key, what that sealed, the files of its evidence.
    pub async fn forget(&self, id: ApplicationId, who: &Who, why: &str) -> Result<Files, LedgerError> {
        self.ledger.forget(id, who, why).await?;
        tracing::info!(application = %id, by = who.name, "an application was forgotten");
        Ok(self.clean_up().await)
    }

    /// Forgets what has been kept long enough, now and every hour. Of several hosts each does; what one forgot is left to none.
    pub async fn run(self, stop: CancellationToken) {
        let mut wait = FIRST;
        while stop.run_until_cancelled(tokio::time::sleep(wait)).await.is_some() {
            wait = EVERY;
            self.forget_due(&stop).await;
        }
    }

    async fn forget_due(&self, stop: &CancellationToken) {
        let Config { delivered_days, cancelled_days } = self.config;
        let mut forgotten = 0;
        for (end, days) in [
            (State::Delivered, delivered_days),
            (State::DeliveredByHand, delivered_days),
            (State::Cancelled, cancelled_days),
        ] {
            let Some(days) = days else { continue };
            if let Err(error) = self.forget_ended(end, days, &mut forgotten, stop).await {
                tracing::error!(%error, "what has been kept long enough could not be forgotten; it is tried again");
            }
        }
        if forgotten > 0 {
            tracing::info!(applications = forgotten, "what had been kept long enough was forgotten");
        }
        self.clean_up().await;
    }

    async fn forget_ended(
        &self,
        end: State,
        days: u32,
        forgotten: &mut u32,
        stop: &CancellationToken,
    ) -> Result<(), LedgerError> {
        let before = self.clock.now() - SignedDuration::from_hours(24 * i64::from(days));
        let why = format!("kept for {days} days, as the configuration says");
        while *forgotten < MOST {
            let due = self.ledger.ended_before(end, before, BATCH).await?;
            if due.is_empty() {
                return Ok(());
            }
            for id in due {
                if stop.is_cancelled() {
                    return Ok(());
                }
                match self.ledger.forget(id, &self.host, &why).await {
                    Ok(()) => {
                        tracing::info!(application = %id, "an application was forgotten: its time has passed");
                        *forgotten += 1;
                    }
                    // Another host did.
                    Err(LedgerError::Forgotten { .. }) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(())
    }

    /// Removes the files of evidence of what was forgotten, and has the ledger's log cut off.
    async fn clean_up(&self) -> Files {
        self.ledger.clear_log().await;
        loop {
            match self.remove_evidence().await {
                Ok(0) => return Files::Removed,
                Ok(_) => {}
                Err(error) => {
                    tracing::error!(
                        error = error.as_ref(),
                        "evidence of what was forgotten could not be removed; it is tried again every hour"
                    );
                    return Files::Left;
                }
            }
        }
    }

    async fn remove_evidence(&self) -> Result<usize, Box<dyn std::error::Error + Send + Sync>> {
        let pieces = self.ledger.evidence_to_remove(BATCH).await?;
        for piece in &pieces {
            self.evidence.remove(piece).await?;
            self.ledger.evidence_is_removed(piece).await?;
        }
        Ok(pieces.len())
    }
}

#[cfg(test)]
mod tests;
