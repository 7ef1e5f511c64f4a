//! The way in: a body becomes an application that is kept, or an answer that says what is wrong with it.
//!
//! What is acknowledged is on disk. A plugin that is missing or at fault never turns an applicant away: the application is
//! taken unchecked, and it is said. No error and no log line holds what an applicant said.

mod check;
mod correct;
mod envelope;
mod error;

use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::counties::{Counties, ServedCounty};
use crate::ledger::{
    Acknowledgement, Check, Duplicates, IdempotencyKey, Ledger, LedgerError, NewApplication, Recognised, Who,
};
use crate::plugin::Registry;
use crate::submission::{
    Application, ApplicationId, Clock, County, CountyCode, Inspected, Problem, State, inspect_all,
};

use check::Checked;

pub use envelope::MAX_BODY_BYTES;
pub use error::IntakeError;

/// Takes applications in. Cheap to clone.
#[derive(Clone)]
pub struct Intake {
    ledger: Ledger,
    registry: Registry,
    counties: Counties,
    clock: Clock,
}

/// What the client may rely on: the application is on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Acknowledged {
    pub id: ApplicationId,
    pub county: CountyCode,
    /// Where it is in its life.
    pub state: State,
    /// The cutoff it should arrive before.
    pub deadline: Timestamp,
    /// Whether it was there already: nothing new was made.
    pub existing: bool,
    /// By what it was recognised, where it was there already: its `key`, or its `content` of today.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recognised_by: Option<Recognised>,
    /// False where the county's plugin could not look at it when it was taken: the county may still refuse what a check would have found.
    pub checked: bool,
}

/// What was sent, read.
struct Read {
    county: CountyCode,
    application: Application,
    /// The application in its canonical form.
    body: Zeroizing<Vec<u8>>,
    body_digest: [u8; 32],
    documents: Result<Vec<Inspected>, Vec<Problem>>,
}

impl Intake {
    pub fn new(ledger: Ledger, registry: Registry, counties: Counties, clock: Clock) -> Self {
        Self { ledger, registry, counties, clock }
    }

    /// Takes `{"county": .., "application": ..}`. The same key with the same body gives the same application again, and so does the
    /// same content of today unless the client says that it is another one.
    pub async fn receive(
        &self,
        body: Vec<u8>,
        key: Option<IdempotencyKey>,
        duplicates: Duplicates,
        who: Who,
    ) -> Result<Acknowledged, IntakeError> {
        let now = self.clock.now();
        let read = {
            let this = self.clone();
            off_the_runtime(move || this.read(&body, now)).await?
        };
        let Read { county, application, body, body_digest, documents } = read;
        let county = self.county(&county)?;
        // Before anything that may have changed since: a client that lost our answer must get the same answer.
        if let Some(known) = self.ledger.known(key.as_ref(), &who, &body_digest, duplicates).await? {
            return self.acknowledged(known).await;
        }
        let documents = documents.map_err(IntakeError::Problems)?;
        let check = match check::check(&self.registry, &self.clock, &county, &application, &documents).await {
            Checked::Fine => Check::Made,
            Checked::Problems(problems) => {
                metrics::counter!("postrider_refused_total", "county" => county.code.to_string()).increment(1);
                return Err(IntakeError::Problems(problems));
            }
            Checked::Not(why) => {
                metrics::counter!("postrider_unchecked_total", "county" => county.code.to_string()).increment(1);
                tracing::warn!(county = %county.code, why, "an application is taken unchecked");
                Check::NotMade
            }
        };
        drop((application, documents));
        let deadline = county.calendar.next_cutoff(now).0;
        let new =
            NewApplication { county: county.code.clone(), key, body, body_digest, deadline, who, duplicates, check };
        let taken = self.ledger.receive(new).await?;
        self.acknowledged(taken).await
    }

    fn county(&self, code: &CountyCode) -> Result<Arc<ServedCounty>, IntakeError> {
        let unknown =
            || IntakeError::UnknownCounty { code: code.clone(), served: self.counties.now().keys().cloned().collect() };
        self.counties.get(code).ok_or_else(unknown)
    }

    /// Parses, checks and writes again what was sent: the work that is as long as the body.
    fn read(&self, body: &[u8], now: Timestamp) -> Result<Read, IntakeError> {
        let envelope = envelope::open(body)?;
        let county = self.county(&envelope.county)?;
        let application = Application::parse(envelope.application.get().as_bytes(), county.calendar.today(now))?;
        self.written(&county, application)
    }

    /// An application in its canonical form, its documents looked at.
    fn written(&self, county: &County, application: Application) -> Result<Read, IntakeError> {
        let body = Zeroizing::new(serde_json::to_vec(&application).map_err(|_| IntakeError::NotWritable)?);
        let body_digest = self.digest(&county.code, &body);
        let documents = inspect_all(&application.documents);
        Ok(Read { county: county.code.clone(), application, body, body_digest, documents })
    }

    async fn acknowledged(&self, taken: Acknowledgement) -> Result<Acknowledged, IntakeError> {
        let Acknowledgement { id, recognised } = taken;
        let kept = self.ledger.application(id).await?.ok_or(LedgerError::NoSuchApplication { id })?;
        let (county, state, deadline, checked) = (kept.county, kept.state, kept.deadline, kept.checked);
        let existing = recognised.is_some();
        Ok(Acknowledged { id, county, state, deadline, existing, recognised_by: recognised, checked })
    }

    /// What an idempotency key stands for: the county belongs to it.
    fn digest(&self, county: &CountyCode, body: &[u8]) -> [u8; 32] {
        let mut whole = county.as_str().as_bytes().to_vec();
        whole.extend_from_slice(&self.ledger.digest(body));
        self.ledger.digest(&whole)
    }
}

/// Up to 48 MiB of text: not on a thread that serves others.
async fn off_the_runtime<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, IntakeError> + Send + 'static,
) -> Result<T, IntakeError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(ended) if ended.is_panic() => Err(IntakeError::Broken),
        Err(_) => Err(IntakeError::Stopping),
    }
}

#[cfg(test)]
pub(crate) mod tests;
