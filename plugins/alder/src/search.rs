//! Asks Alder's own search page whether the county has an application. It is found by last name and date of birth,
//! told from earlier ones by when it was received, and from a twin's by the first name; none of which is ever read.

use postrider_sdk::prelude::*;

use crate::form::choose_date;
use crate::walk::sign_in;

const SEARCH: &str = "http://alder.test/search";

/// How much the county's clock may be behind ours, and the minute that its list rounds down to, in seconds.
const CLOCKS_DIFFER: u64 = 300;

/// Logins before giving up.
const MOST_LOGINS: usize = 3;

/// Columns of the list of results.
const NUMBER: usize = 0;
const RECEIVED: usize = 3;

pub(crate) fn find(app: &Application, page: &Page, doubt: Doubt) -> Result<Finding, Stop> {
    open(page)?;
    let name = app.applicant().name();
    let last = name.last().restrict(CharacterSet::Ascii);
    page.fill(label("Last name"), last)?;
    choose_date(page, "born", &app.applicant().birth_date(), "MONTH")?;
    page.click(button("Search"))?;
    let answers = [
        (visible(id("no_results")), Some(false)),
        (visible(id("results")), Some(true)),
        (visible(id("errors")), None),
    ];
    match page.see(answers)? {
        Some(false) => Ok(Finding::None),
        Some(true) => among(page, &name.first().restrict(CharacterSet::Ascii), doubt),
        None => Ok(Finding::Undecided(page.text(id("errors"))?)),
    }
}

fn open(page: &Page) -> Result<(), Stop> {
    for _ in 0..=MOST_LOGINS {
        page.open(SEARCH)?;
        let pages = [
            (visible(heading("Find an application")), true),
            (visible(heading("Worker sign in")), false),
        ];
        if page.see(pages)? {
            return Ok(());
        }
        sign_in(page)?;
    }
    Err(Stop::unavailable(
        "signed out again and again: the login is in use elsewhere",
    ))
}

/// The one of the results that this attempt may have sent.
fn among(page: &Page, first: &Field, doubt: Doubt) -> Result<Finding, Stop> {
    let earliest = doubt.committed_at.saturating_sub(CLOCKS_DIFFER);
    let mut found = Vec::new();
    let mut others = 0;
    for cells in page.table(id("results"))?.into_iter().skip(1) {
        let (Some(number), Some(received)) = (cells.get(NUMBER), cells.get(RECEIVED)) else {
            return Err(Stop::drifted(
                "a list of numbers, names and dates",
                "a list with fewer columns",
            ));
        };
        let Some(received) = moment::slashed(received) else {
            return Ok(Finding::Undecided("a result's date cannot be told".to_owned()));
        };
        let named = text(number.as_str()).within(row::<Text>([number.as_str().into(), first.clone().into()]));
        if received < earliest {
            continue;
        }
        if page.see([(visible(named), true), (visible(id("results")), false)])? {
            found.push(Receipt {
                number: number.clone(),
                text: cells.join(" | "),
            });
        } else {
            others += 1;
        }
    }
    Ok(match (found.pop(), found.len(), others) {
        (Some(receipt), 0, _) => Finding::Found(receipt),
        (None, _, 0) => Finding::None,
        (None, _, _) => Finding::Undecided("one of this last name and birth date, but another first name".to_owned()),
        (Some(_), several, _) => Finding::Undecided(format!("{} applications of this name since then", several + 1)),
    })
}
