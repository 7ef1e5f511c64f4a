//! What a person corrects of an application in review: checked like what comes in, and kept as one more version.

use jiff::Timestamp;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::check::{self, Checked};
use super::{Intake, IntakeError, Read, off_the_runtime};
use crate::ledger::{Anyway, Corrected, LedgerError, Who};
use crate::submission::{Application, ApplicationId, CountyCode, State, correct};

/// An application with a correction, read.
struct Changed {
    read: Read,
    fields: Vec<String>,
}

impl Intake {
    /// Gives fields of an application new values and puts it in the queue; nothing is kept where anything is wrong with them. A plugin that
    /// is missing or at fault refuses nothing, as at intake.
    pub async fn correct(
        &self,
        id: ApplicationId,
        fields: Map<String, Value>,
        anyway: Anyway,
        who: &Who,
        why: &str,
    ) -> Result<State, IntakeError> {
        let (of, body) = self.ledger.to_correct(id, who, anyway).await?;
        let record = self.ledger.application(id).await?.ok_or(LedgerError::NoSuchApplication { id })?;
        let (this, now, code) = (self.clone(), self.clock.now(), record.county.clone());
        let Changed { read, fields } = off_the_runtime(move || this.changed(&code, &body, &fields, now)).await?;
        let Read { application, body, body_digest, documents, .. } = read;
        let documents = documents.map_err(IntakeError::Problems)?;
        let county = self.county(&record.county)?;
        match check::check(&self.registry, &self.clock, &county, &application, &documents).await {
            Checked::Fine => {}
            Checked::Problems(problems) => return Err(IntakeError::Problems(problems)),
            Checked::Not(why) => {
                metrics::counter!("postrider_unchecked_total", "county" => county.code.to_string()).increment(1);
                tracing::warn!(county = %county.code, why, "a correction is taken unchecked");
            }
        }
        Ok(self.ledger.correct(id, Corrected { body, body_digest, fields, of }, anyway, who, why).await?)
    }

    /// The application with other values, parsed and checked like one that comes in.
    fn changed(
        &self,
        code: &CountyCode,
        before: &[u8],
        fields: &Map<String, Value>,
        now: Timestamp,
    ) -> Result<Changed, IntakeError> {
        let county = self.county(code)?;
        let mut whole: Value = serde_json::from_slice(before).map_err(|_| IntakeError::Broken)?;
        let fields = correct(&mut whole, fields).map_err(IntakeError::Problems)?;
        let text = Zeroizing::new(serde_json::to_vec(&whole).map_err(|_| IntakeError::NotWritable)?);
        drop(whole);
        let application = Application::parse(&text, county.calendar.today(now))?;
        let read = self.written(&county, application)?;
        if fields.is_empty() || *read.body == *before {
            return Err(IntakeError::Unchanged);
        }
        Ok(Changed { read, fields })
    }
}
