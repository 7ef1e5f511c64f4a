//! Counties that are set and removed by command: looked at here before anything counts, kept in the ledger, followed by every host that
//! shares it.

use serde::Serialize;

use super::CountySources;
use super::kept::Kept;
use crate::counties::{InvalidCounties, MAX_COUNTIES, Trust, Written};
use crate::ledger::{CountySetting, LedgerError, Who};
use crate::plugin::CountiesRefused;
use crate::submission::{CountyCode, InvalidCounty};

/// What a command changed, or would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Changed {
    pub county: CountyCode,
    /// The keys that are set to something else; of a county that is new all of them.
    pub changed: Vec<String>,
    /// Whether it was set before.
    pub was_set: bool,
}

/// Why a command changed nothing.
#[derive(Debug, thiserror::Error)]
pub enum NotChanged {
    #[error(transparent)]
    Invalid(#[from] InvalidCounties),
    #[error(transparent)]
    County(#[from] InvalidCounty),
    /// The address names one county, the text another.
    #[error("this is county {of}, and not county {county}")]
    Other { county: CountyCode, of: CountyCode },
    /// This host's files have it.
    #[error("county {county} stands in {file} of this host: change it there")]
    StandsInFile { county: CountyCode, file: String },
    /// It is not set by command.
    #[error("county {county} is not set by command: there is nothing to remove")]
    NotSet { county: CountyCode },
    #[error("this host has {MAX_COUNTIES} counties, and may have no more")]
    TooMany,
    /// What serves it could not go on.
    #[error(transparent)]
    NotGranted(CountiesRefused),
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// It broke off.
    #[error("the host stops")]
    Stopping,
}

impl From<CountiesRefused> for NotChanged {
    fn from(refused: CountiesRefused) -> Self {
        match refused {
            CountiesRefused::Ledger(error) => Self::Ledger(error),
            refused @ CountiesRefused::NotGranted { .. } => Self::NotGranted(refused),
        }
    }
}

impl CountySources {
    /// What it would change to set a county so. Nothing changes.
    pub async fn check(&self, county: &CountyCode, text: &str) -> Result<Changed, NotChanged> {
        let (kept, changed) = self.looked_at(county, text).await?;
        self.0.registry.still_granted(&[kept.served])?;
        Ok(changed)
    }

    /// Sets a county so, for good and for every host that shares the ledger.
    pub async fn set(&self, county: &CountyCode, text: &str, who: &Who, why: &str) -> Result<Changed, NotChanged> {
        let shared = &*self.0;
        let (kept, changed) = self.looked_at(county, text).await?;
        let mut sources = self.lock().await;
        if let Some(file) = sources.file_of(county) {
            return Err(NotChanged::StandsInFile { county: county.clone(), file });
        }
        let keep = async || shared.ledger.set_county(county, text, who, why).await;
        shared.registry.change_counties(std::slice::from_ref(&kept.served), &[], keep).await?;
        // Which change it is the next look says, and reads it once more.
        let (who, at) = (who.clone(), shared.ledger.now());
        let setting = CountySetting { county: county.clone(), text: Some(text.to_owned()), who, at, change: 0 };
        sources.keep_set(setting, kept);
        self.publish(&sources);
        tracing::info!(%county, changed = changed.changed.join(", "), "a county was set");
        Ok(changed)
    }

    /// Takes a county out that was set. What is under way is finished; the rest of its work waits, and in time goes to a person.
    pub async fn remove(&self, county: &CountyCode, who: &Who, why: &str) -> Result<(), NotChanged> {
        let shared = &*self.0;
        let mut sources = self.lock().await;
        sources.look_at_ledger(&shared.ledger).await?;
        let Some(set) = sources.set.get(county) else {
            return Err(match sources.file_of(county) {
                Some(file) => NotChanged::StandsInFile { county: county.clone(), file },
                None => NotChanged::NotSet { county: county.clone() },
            });
        };
        let gone: &[CountyCode] = if set.kept.is_some() { std::slice::from_ref(county) } else { &[] };
        let keep = async || shared.ledger.remove_county(county, who, why).await.map(drop);
        shared.registry.change_counties(&[], gone, keep).await?;
        sources.set.remove(county);
        self.publish(&sources);
        tracing::warn!(%county, by = who.name, "a county was taken out; what is under way is finished, the rest of its work waits");
        Ok(())
    }

    /// The county that a text says, with what it refers to, and what it would change.
    async fn looked_at(&self, county: &CountyCode, text: &str) -> Result<(Kept, Changed), NotChanged> {
        let written = Written::one(text)?;
        if written.county.code != *county {
            return Err(NotChanged::Other { county: county.clone(), of: written.county.code });
        }
        let (places, before, was_set) = {
            let sources = self.lock().await;
            if let Some(file) = sources.file_of(county) {
                return Err(NotChanged::StandsInFile { county: county.clone(), file });
            }
            let before =
                sources.set.get(county).and_then(|set| set.kept.as_ref()).map(|(_, kept)| kept.written.clone());
            let was_set = before.is_some();
            if !was_set && sources.kept().count() >= MAX_COUNTIES {
                return Err(NotChanged::TooMany);
            }
            (sources.places.clone(), before, was_set)
        };
        let changed = written.changed_since(before.as_ref());
        let kept = tokio::task::spawn_blocking(move || Kept::new(written, &places, Trust::Command));
        let kept = kept.await.map_err(|_| NotChanged::Stopping)??;
        Ok((kept, Changed { county: county.clone(), changed, was_set }))
    }
}
