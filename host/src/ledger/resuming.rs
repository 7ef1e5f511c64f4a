//! How a county's work goes on: by a person's word, or with the release that begins to serve it.

use sqlx::{AnyConnection, Row as _};

use super::cool_down::forget_cooling;
use super::doubts::forget_shown;
use super::pace::forget_refusals;
use super::{Hold, KeptForms, Ledger, LedgerError, ReleaseEvent, Who, breaker, first, returning};
use crate::submission::CountyCode;

/// How a county's work goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoesOn {
    /// One application goes first, alone; the rest follows where it is delivered.
    OneFirst,
    /// All of it, as far as there is room: somebody knows that the site is right.
    AllAtOnce,
}

impl Ledger {
    /// Lets a held county's work go on, and forgets what was counted of it. Gives whether it was held.
    pub async fn release_county(
        &self,
        county: &CountyCode,
        who: &Who,
        why: &str,
        goes_on: GoesOn,
    ) -> Result<bool, LedgerError> {
        let mut tx = self.begin().await?;
        let was_held = self.lift(&mut tx, county, who, why).await?;
        breaker::is_up(&mut tx, county).await?;
        forget_refusals(&mut tx, county).await?;
        if !was_held {
            // Whoever resumes what is not held means these. What a hold was for says nothing about them.
            forget_cooling(&mut tx, county).await?;
            forget_shown(&mut tx, county).await?;
        }
        match goes_on {
            GoesOn::AllAtOnce => first::is_over(&mut tx, county).await?,
            GoesOn::OneFirst if was_held => first::begin(&mut tx, county, self.now()).await?,
            GoesOn::OneFirst => {}
        }
        tx.commit().await?;
        Ok(was_held)
    }

    /// A release that never served takes its county over, in one step: it serves from here on, with forms that are made of those of the
    /// release before it; a hold is lifted, what the site put into review during it goes back to the queue, and one application goes
    /// first. Gives how many went back.
    pub async fn take_over(
        &self,
        release: &ReleaseEvent,
        forms: impl FnOnce(KeptForms) -> String,
    ) -> Result<u32, LedgerError> {
        let ReleaseEvent { county, digest, who, why, .. } = release;
        let mut tx = self.begin().await?;
        // Before it counts as one that served.
        self.give_forms(&mut tx, county, digest, forms).await?;
        self.record_move(&mut tx, release).await?;
        let back = match held_for(&mut tx, county).await? {
            Some(kind) => returning::requeue(self, &mut tx, county, kind.as_deref(), who, why).await?,
            None => 0,
        };
        self.lift(&mut tx, county, who, why).await?;
        first::begin(&mut tx, county, self.now()).await?;
        tx.commit().await?;
        Ok(back)
    }

    /// A release that served before serves its county again, in one step: a hold that does not stay is lifted, and one application goes
    /// first then. Where it has no forms of its own any more, it is given some. Gives the hold that stays.
    pub async fn serve_again(
        &self,
        release: &ReleaseEvent,
        stays: impl FnOnce(&Hold) -> bool,
        forms: impl FnOnce(KeptForms) -> String,
    ) -> Result<Option<Hold>, LedgerError> {
        let ReleaseEvent { county, digest, who, why, .. } = release;
        let mut tx = self.begin().await?;
        self.give_forms(&mut tx, county, digest, forms).await?;
        self.record_move(&mut tx, release).await?;
        let stays = self.hold_of(&mut *tx, county).await?.filter(stays);
        if stays.is_none() && self.lift(&mut tx, county, who, why).await? {
            first::begin(&mut tx, county, self.now()).await?;
        }
        tx.commit().await?;
        Ok(stays)
    }
}

/// Whether a county is held, and the kind of refusals that it is held for.
async fn held_for(db: &mut AnyConnection, county: &CountyCode) -> Result<Option<Option<Vec<u8>>>, LedgerError> {
    let row = sqlx::query("SELECT held_for FROM counties WHERE county = $1 AND held_since IS NOT NULL")
        .bind(county.as_str())
        .fetch_optional(db)
        .await?;
    Ok(row.map(|row| row.try_get("held_for")).transpose()?)
}
