//! Finding one application in a county's own list of them, for `reconcile`: by texts in its row that are never read, and
//! by when it was received. Says none only where the list is complete and none of its rows fits.

use crate::bindings::exports::postrider::county::submitter::{Doubt, Finding};
use crate::bindings::postrider::county::application::Field;
use crate::bindings::postrider::county::form::{Receipt, Target, Text};
use crate::condition::visible;
use crate::moment;
use crate::page::{Page, mentions};
use crate::stop::Stop;
use crate::target::{row, text};

/// How much a county's clock may be behind the host's, and the minute that its list rounds down to, in seconds.
const CLOCKS_DIFFER: u64 = 300;

/// What stands where a masked value was.
const MASK: &str = "•";

/// A county's list of applications, with a row of headers.
#[derive(Debug, Clone)]
pub struct Lookup {
    /// The table.
    pub table: Target,
    /// Which column has the confirmation number, from 0.
    pub number: usize,
    /// Which column has `MM/DD/YYYY HH:MM`, in UTC, from 0.
    pub received: usize,
    /// Rows at which the county cuts the list off.
    pub most: usize,
}

impl Page {
    /// The application that was received since the doubtful commit, and whose row holds all of these values.
    #[track_caller]
    pub fn look_up(&self, list: &Lookup, who: &[Field], doubt: Doubt) -> Result<Finding, Stop> {
        let earliest = doubt.committed_at.saturating_sub(CLOCKS_DIFFER);
        let rows = self.table(list.table.clone())?;
        let complete = rows.len() <= list.most;
        let mut found = Vec::new();
        for cells in rows.iter().skip(1) {
            let (Some(number), Some(received)) = (cells.get(list.number), cells.get(list.received)) else {
                return Err(Stop::drifted("a list with a number and a date in each row", "a list with fewer columns"));
            };
            let Some(received) = moment::slashed(received) else {
                return Ok(Finding::Undecided("a date in the county's list cannot be told".to_owned()));
            };
            if received >= earliest && self.row_holds(list, number, who)? {
                found.push(number);
            }
        }
        Ok(match found[..] {
            [number] if !mentions(number, MASK) => {
                Finding::Found(Receipt { number: number.clone(), text: String::new() })
            }
            [] if complete => Finding::None,
            [] => Finding::Undecided("the county's list is cut off".to_owned()),
            _ => Finding::Undecided("several applications fit, or a number cannot be read".to_owned()),
        })
    }

    #[track_caller]
    fn row_holds(&self, list: &Lookup, number: &str, who: &[Field]) -> Result<bool, Stop> {
        let texts = std::iter::once(Text::from(number)).chain(who.iter().cloned().map(Text::from));
        Ok(self.wait_for([visible(text(number).within(row(texts))), visible(list.table.clone())])? == 0)
    }
}
