//! How a held county's work goes on: by a person's word, or with a release that never served.

use sqlx::{Row as _, SqliteConnection};

use super::{Ledger, LedgerError, Who, first, returning};
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
        match goes_on {
            GoesOn::AllAtOnce => first::is_over(&mut tx, county).await?,
            GoesOn::OneFirst if was_held => first::begin(&mut tx, county, self.now()).await?,
            GoesOn::OneFirst => {}
        }
        tx.commit().await?;
        Ok(was_held)
    }

    /// A release that never served takes a county over: a hold is lifted, what the site put into review during it goes back to the
    /// queue, and one application goes first. Gives how many went back.
    pub async fn take_over(&self, county: &CountyCode, who: &Who, why: &str) -> Result<u32, LedgerError> {
        let mut tx = self.begin().await?;
        let held = hold_of(&mut tx, county).await?;
        let back = match held {
            Some(kind) => returning::requeue(self, &mut tx, county, kind.as_deref(), who, why).await?,
            None => 0,
        };
        self.lift(&mut tx, county, who, why).await?;
        first::begin(&mut tx, county, self.now()).await?;
        tx.commit().await?;
        Ok(back)
    }
}

/// Whether a county is held, and the kind of refusals that it is held for.
async fn hold_of(db: &mut SqliteConnection, county: &CountyCode) -> Result<Option<Option<Vec<u8>>>, LedgerError> {
    let row = sqlx::query("SELECT held_for FROM counties WHERE county = ? AND held_since IS NOT NULL")
        .bind(county.as_str())
        .fetch_optional(db)
        .await?;
    Ok(row.map(|row| row.try_get("held_for")).transpose()?)
}
