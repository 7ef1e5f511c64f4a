//! Whole lives, by as many workers as there are sessions: what the scheduler and the host's worker ask of the ledger, with nothing between.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use postrider::ledger::{Claimant, Conclusion, Ledger, Offer};
use postrider::submission::{Event, Receipt, State};
use serde_json::json;
use tokio::task::JoinSet;

use super::applications::{Applications, BODY, plugin};

/// What was done in a row's time.
pub(super) struct Lives {
    pub(super) count: u64,
    pub(super) took: Duration,
    /// How long each claim took, in milliseconds.
    pub(super) claims_ms: Vec<f64>,
}

pub(super) const HOST: &str = "bench";
const TTL: Duration = Duration::from_secs(600);

/// What the workers share.
pub(super) struct Work {
    ledger: Ledger,
    applications: Arc<Applications>,
    offers: Vec<Offer>,
    workers: u32,
    /// The number of the next application that comes in.
    next: AtomicU32,
}

impl Work {
    pub(super) fn new(ledger: &Ledger, applications: &Arc<Applications>, waiting: u32, workers: u32) -> Arc<Self> {
        Arc::new(Self {
            ledger: ledger.clone(),
            applications: Arc::clone(applications),
            offers: applications.offers(workers),
            workers,
            next: AtomicU32::new(waiting),
        })
    }

    /// One is received, the most urgent is delivered. Gives how long its claim took.
    pub(super) async fn life(&self) -> Result<Duration> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let received = self.ledger.receive(self.applications.new_application(&self.ledger, number)?).await?;
        ensure!(received.recognised.is_none(), "application {number} was there already");
        let by = Claimant { host: HOST, ttl: TTL, sessions: self.workers };
        let begun = Instant::now();
        let claim = self.ledger.claim(self.ledger.now(), &self.offers, by).await?;
        let took = begun.elapsed();
        let lease = claim.context("nothing could be claimed, though something waits")?.lease;
        let body = self.ledger.body(lease.application).await?;
        ensure!(body.len() == BODY, "a body is not what came in");
        let plugin = plugin(&lease.county);
        self.ledger.intend(&lease, &plugin).await?;
        let end = Conclusion {
            event: Event::Confirm,
            mark: None,
            complaint: None,
            why: "the county confirmed it".to_owned(),
            not_before: None,
            receipt: Some(Receipt { number: format!("A-{}", lease.fence.0), text: "We have received it.".to_owned() }),
            details: json!({ "outcome": "delivered", "receipt": format!("A-{}", lease.fence.0) }),
            plugin,
        };
        let state = self.ledger.conclude(&lease, end).await?;
        ensure!(state == State::Delivered, "it is {state} and not delivered");
        Ok(took)
    }

    /// So many workers, each until it is told to stop, or until it has done its part.
    async fn all(self: Arc<Self>, goes_on: impl Fn(u64) -> bool + Clone + Send + 'static) -> Result<Lives> {
        let begun = Instant::now();
        let mut workers = JoinSet::new();
        for _ in 0..self.workers {
            let (work, goes_on) = (Arc::clone(&self), goes_on.clone());
            workers.spawn(async move {
                let mut claims_ms = Vec::new();
                while goes_on(claims_ms.len() as u64) {
                    claims_ms.push(work.life().await?.as_secs_f64() * 1_000.0);
                }
                anyhow::Ok(claims_ms)
            });
        }
        let mut claims_ms = Vec::new();
        while let Some(done) = workers.join_next().await {
            claims_ms.extend(done.context("a worker broke off")??);
        }
        Ok(Lives { count: claims_ms.len() as u64, took: begun.elapsed(), claims_ms })
    }
}

/// As many as there is time for.
pub(super) async fn carry(
    ledger: &Ledger,
    applications: &Arc<Applications>,
    waiting: u32,
    workers: u32,
    seconds: u64,
) -> Result<Lives> {
    let end = Instant::now() + Duration::from_secs(seconds);
    Work::new(ledger, applications, waiting, workers).all(move |_| Instant::now() < end).await
}

/// So many by each worker.
pub(super) async fn carry_each(
    ledger: &Ledger,
    applications: &Arc<Applications>,
    workers: u32,
    each: u64,
) -> Result<Lives> {
    Work::new(ledger, applications, 0, workers).all(move |done| done < each).await
}
