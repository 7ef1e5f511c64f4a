//! Forecasts while the host runs: made anew every half minute from the ledger, the releases and the configuration, kept for whoever asks, and said
//! in the metrics and, once for a county and its cutoff, in the log.
//!
//! Never in the way of work: what it reads it reads beside the claims, and it rests at least twenty times as long as it took.

mod hours;
mod record;
mod said;
mod world;

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwapOption;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

pub use self::record::Record;
use self::said::Said;
use super::forecast::{Forecast, forecast};
use super::surroundings::Releases;
use crate::counties::Counties;
use crate::ledger::{Ledger, LedgerError};
use crate::submission::Clock;

/// How often it is made.
const EVERY: Duration = Duration::from_secs(30);
/// How many times as long as a forecast took is waited before the next, at least: one in three hundred of a core, at the most. Of 60,000 that
/// wait for thousands of counties, with what would help them, there is a new one every few minutes.
const RESTS: u32 = 300;

/// The last forecast. Cheap to clone.
#[derive(Clone, Default)]
pub struct Forecasts(Arc<ArcSwapOption<Forecast>>);

impl Forecasts {
    /// The last one that was made; none right after a start.
    pub fn latest(&self) -> Option<Arc<Forecast>> {
        self.0.load_full()
    }

    pub(crate) fn publish(&self, forecast: Forecast) {
        self.0.store(Some(Arc::new(forecast)));
    }
}

/// What makes forecasts.
pub struct Forecaster<R> {
    pub ledger: Ledger,
    pub releases: R,
    pub counties: Counties,
    pub clock: Clock,
    /// This host, and its browser sessions.
    pub host: String,
    pub sessions: u32,
    pub forecasts: Forecasts,
}

impl<R: Releases> Forecaster<R> {
    /// Makes one after the other until stopped.
    pub async fn run(self, stop: CancellationToken) {
        let (mut record, mut said) = (Record::default(), Said::default());
        let mut is_noted = false;
        while !stop.is_cancelled() {
            let began = Instant::now();
            if !is_noted {
                is_noted = self.ledger.note_sessions(&self.host, self.sessions).await.is_ok();
            }
            match self.make(&mut record).await {
                Ok(Some(forecast)) => {
                    said.say(&forecast, &self.counties);
                    self.forecasts.publish(forecast);
                }
                Ok(None) => {}
                Err(error) => tracing::warn!(%error, "no forecast could be made; the last one stands"),
            }
            let rest = EVERY.max(began.elapsed() * RESTS);
            if stop.run_until_cancelled(tokio::time::sleep(rest)).await.is_none() {
                return;
            }
        }
    }

    /// One forecast; none where it broke off.
    pub async fn make(&self, record: &mut Record) -> Result<Option<Forecast>, LedgerError> {
        let now = self.clock.now();
        record.follow(&self.ledger, now).await?;
        let world = self.world(record, now).await?;
        // It may take most of a second, and nobody else's time.
        let made = tokio::task::spawn_blocking(move || forecast(&world)).await;
        Ok(made.inspect_err(|error| tracing::error!(%error, "a forecast broke off; the last one stands")).ok())
    }
}
