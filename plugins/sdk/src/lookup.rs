//! Finding one application in a county's own list of them, for `reconcile`: by texts in its row that are never read, and
//! by when it was received. Says none only where the list is complete and each of its rows was seen to be another's: that a row
//! is not found by what was read of it says nothing.

use crate::bindings::exports::postrider::county::submitter::{Doubt, Finding};
use crate::bindings::postrider::county::application::Field;
use crate::bindings::postrider::county::form::{Condition, Receipt, Target, Text};
use crate::condition::visible;
use crate::moment;
use crate::page::{Page, mentions};
use crate::stop::Stop;
use crate::target::{row, text};

/// How much a county's clock may be behind the host's, and the minute that its list rounds down to, in seconds.
const CLOCKS_DIFFER: u64 = 300;

/// What stands where a masked value was.
const MASK: &str = "•";

/// Why nothing is decided where a row's number cannot be asked for.
const MASKED: &str = "a row of the county's list may be it: its number was read masked, so it cannot be told by it";

/// Why nothing is decided where a row is not found by the number that was read in it.
const GONE: &str = "a row of the county's list cannot be found again by its number";

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
    /// The application that was received since the doubtful commit, and whose row holds all of these values. Undecided where a
    /// row may be it and cannot be told: its number was read masked, for it holds what reads like a value of the applicant's (`ELM`
    /// for who lives in Elm).
    #[track_caller]
    pub fn look_up(&self, list: &Lookup, who: &[Field], doubt: Doubt) -> Result<Finding, Stop> {
        let earliest = doubt.committed_at.saturating_sub(CLOCKS_DIFFER);
        let rows = self.table(list.table.clone())?;
        let complete = rows.len() <= list.most;
        let mut seen = Vec::new();
        for cells in rows.iter().skip(1) {
            let (Some(number), Some(received)) = (cells.get(list.number), cells.get(list.received)) else {
                return Err(Stop::drifted("a list with a number and a date in each row", "a list with fewer columns"));
            };
            let Some(received) = moment::slashed(received) else {
                return Ok(Finding::Undecided("a date in the county's list cannot be told".to_owned()));
            };
            if received >= earliest {
                seen.push(self.wait_for_one(signs(&list.table, number, who))?);
            }
        }
        Ok(finding(&seen, complete))
    }
}

/// Whose row it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row<'a> {
    /// This application's, under this number.
    Its(&'a str),
    /// Another's.
    Anothers,
    /// It may be this application's; why that cannot be told.
    Untold(&'static str),
}

/// What shows whose row it is, in the order in which it counts. The last is always so.
fn signs<'a>(table: &Target, number: &'a str, who: &[Field]) -> Vec<(Condition, Row<'a>)> {
    let who = || who.iter().cloned().map(Text::from);
    let otherwise = |row| (visible(table.clone()), row);
    let named = |texts: Vec<Text>| visible(text(number).within(row(texts)));
    let its = std::iter::once(Text::from(number)).chain(who()).collect();
    if !mentions(number, MASK) {
        let there = vec![Text::from(number)];
        return vec![(named(its), Row::Its(number)), (named(there), Row::Anothers), otherwise(Row::Untold(GONE))];
    }
    let who: Vec<Text> = who().collect();
    if who.is_empty() {
        return vec![otherwise(Row::Untold(MASKED))];
    }
    vec![(visible(row(who)), Row::Untold(MASKED)), otherwise(Row::Anothers)]
}

fn finding(rows: &[Row<'_>], complete: bool) -> Finding {
    let undecided = |why: &str| Finding::Undecided(why.to_owned());
    let mut found = None;
    for row in rows {
        match (row, found) {
            (Row::Anothers, _) => {}
            (Row::Untold(why), _) => return undecided(why),
            (Row::Its(_), Some(_)) => return undecided("several applications fit"),
            (Row::Its(number), None) => found = Some(*number),
        }
    }
    match found {
        Some(number) => Finding::Found(Receipt { number: number.to_owned(), text: String::new() }),
        None if complete => Finding::None,
        None => undecided("the county's list is cut off"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bindings::postrider::county::form::Finder;
    use crate::target::id;

    /// What the county's list shows, unmasked: numbers and last names.
    type Shown = [[&'static str; 2]];

    /// What is said of the row whose number was read so, where the list shows this; the applicant's last name is Tran.
    fn check(shown: &Shown, read: &str, expect: &Finding) {
        let who = [Field::of("applicant.name.last")];
        let says = |cell: &&str, text: &Text| match text {
            Text::Exact(text) => text == cell,
            Text::Contains(text) => cell.contains(text.as_str()),
            Text::ValueOf(_) => *cell == "Tran",
        };
        let holds = |condition: &Condition| {
            let steps = condition.target.iter().flat_map(|target| &target.steps);
            let texts: Vec<&Text> = steps.filter(|step| step.by != Finder::Id).flat_map(|step| &step.texts).collect();
            texts.is_empty() || shown.iter().any(|row| texts.iter().all(|text| row.iter().any(|cell| says(cell, text))))
        };
        let table = id("list");
        let row = signs(&table, read, &who).into_iter().find(|(sign, _)| holds(sign)).map(|(_, row)| row);
        assert_eq!(finding(&[row.expect("the table is there")], true), *expect, "{read}");
    }

    #[test]
    fn a_row_that_may_be_it_is_never_none() {
        let list = [["ELM-2026-30251", "Tran"], ["ELM-2026-30252", "Amsel"]];
        let found = Finding::Found(Receipt { number: "ELM-2026-30251".to_owned(), text: String::new() });
        check(&list, "ELM-2026-30251", &found);
        check(&list, "ELM-2026-30252", &Finding::None);
        // Who lives in Elm has it masked.
        check(&list, "•••-2026-30251", &Finding::Undecided(MASKED.to_owned()));
        check(&list[1..], "•••-2026-30252", &Finding::None);
        // The list shows its numbers otherwise than they were read, or was drawn anew meanwhile.
        check(&[["ELM-2026-30251 new", "Tran"]], "ELM-2026-30251", &Finding::Undecided(GONE.to_owned()));
    }

    #[test]
    fn one_row_is_it_or_nothing_is_decided() {
        let rows = [Row::Anothers, Row::Its("ELM-2026-30251"), Row::Untold(MASKED)];
        let found = Finding::Found(Receipt { number: "ELM-2026-30251".to_owned(), text: String::new() });
        assert_eq!(finding(&rows[..2], true), found);
        assert_eq!(finding(&rows[..2], false), found);
        assert_eq!(finding(&rows, true), Finding::Undecided(MASKED.to_owned()));
        assert!(matches!(finding(&[rows[1], rows[1]], true), Finding::Undecided(_)));
        assert_eq!((finding(&[], true), finding(&rows[..1], true)), (Finding::None, Finding::None));
        assert!(matches!(finding(&[], false), Finding::Undecided(_)));
    }
}
