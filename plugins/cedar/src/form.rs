//! What both designs of Cedar's form ask in the same way. Its labels are plain table cells, so that controls are found by
//! name; its calendar is turned and clicked by hand, because it keeps month and year apart.

use postrider_sdk::application::{Address, Member, Name};
use postrider_sdk::prelude::*;

/// Months of a year: the calendar is turned at most once around.
const MONTHS: usize = 12;

/// Every text with a limit, for `check`.
pub(crate) fn limits(app: &Application) -> Vec<(Field, u32)> {
    let mut limits = vec![(app.notes().one_line(), 300)];
    for name in names(app) {
        limits.push((name.first(), 40));
        limits.push((name.last(), 40));
    }
    for address in [app.home(), app.mailing()] {
        limits.push((address.line1().fit(50), 50));
        limits.push((address.line2().fit(50), 50));
        limits.push((address.city(), 30));
    }
    limits
}

/// The applicant's name and the members'.
fn names(app: &Application) -> Vec<Name> {
    let mut names = vec![app.applicant().name()];
    for member in app.household().members() {
        names.push(member.name());
    }
    names
}

/// The boxes of an address, by name: line 1, line 2, city, state, ZIP.
pub(crate) fn fill_address(main: &Page, address: &Address, names: [&str; 5]) -> Result<(), Stop> {
    let [line1, line2, city, state, zip] = names;
    main.fill_all([
        entry(name(line1), address.line1().fit(50)).if_given(),
        entry(name(line2), address.line2().fit(50)).if_given(),
        entry(name(city), address.city()).if_given(),
        entry(name(state), address.state()).if_given(),
        entry(name(zip), address.zip()).if_given(),
    ])
}

pub(crate) fn birth(date: &Field) -> Field {
    date.clone().date("MM/DD/YYYY")
}

/// Adds each member in a window of its own, which closes when it is saved.
pub(crate) fn add_members(
    app: &Application,
    main: &Page,
    save: &str,
    fill: fn(&Member, &Page) -> Result<(), Stop>,
) -> Result<(), Stop> {
    // The window is no part of the frame.
    let window = Page::default();
    for (member, listed) in app.household().members().iter().zip(1..) {
        main.click(id("ADDMEMBER"))?;
        window.newest_window()?;
        fill(member, &window)?;
        window.click(button(save))?;
        // It goes when the member is saved, and takes with it whatever would still be looked for in it.
        window.main_window()?;
        // One row is the header's.
        if let Err(stop) = main.wait_for([count(css("#MEMBERS tr"), listed + 1)]) {
            return Err(not_saved(&window, member).unwrap_or(stop));
        }
    }
    Ok(())
}

/// What the window says, if it is still there.
fn not_saved(window: &Page, member: &Member) -> Option<Stop> {
    window.newest_window().ok()?;
    let text = window.text(css("#ERRMSG, p")).ok()?;
    Some(if mentions(&text, "SESSION ENDED") {
        Stop::unavailable("logged off while adding the household")
    } else {
        Stop::refused(&member.group().path, &text)
    })
}

/// Signs: turns the calendar to the month, chooses the year, clicks the day, and looks at what the box then holds.
pub(crate) fn sign(app: &Application, main: &Page, signed: &str) -> Result<(), Stop> {
    let date = app.signature().signed_on();
    let month = date.clone().date("MONTH").read()?;
    let day = date.clone().date("MONTH D, YYYY").read()?;
    main.click(name(signed))?;
    let calendar = main.within(id(&joined(&["CAL_", signed])));
    for _ in 0..MONTHS {
        if calendar.wait_for([visible(text(month.as_str())), visible(css("table"))])? == 0 {
            break;
        }
        calendar.click(css("button[title='Next month']"))?;
    }
    calendar.choose(css("select"), date.clone().date("YYYY"))?;
    calendar.click(css(&joined(&["button[title='", &day, "']"])))?;
    main.verify(name(signed), date.date("MM/DD/YYYY"))
}

/// What neither design has a place for.
pub(crate) fn leave_out(app: &Application) -> Result<(), Stop> {
    let mut left =
        vec![app.applicant().email(), app.contact_preference(), app.home().description(), app.mailing().description()];
    for name in names(app) {
        left.push(name.middle());
        left.push(name.suffix());
    }
    for member in app.household().members() {
        left.push(member.monthly_income());
    }
    rule_out(left, "Cedar's form has no box for it")
}

pub(crate) const YES_NO: [(&str, &str); 2] = [("true", "YES"), ("false", "NO")];
pub(crate) const LANGUAGES: [(&str, &str); 6] = [
    ("en", "ENGLISH"),
    ("es", "SPANISH"),
    ("zh", "CHINESE"),
    ("vi", "VIETNAMESE"),
    ("ru", "RUSSIAN"),
    ("other", "OTHER"),
];
pub(crate) const RELATIONS: [(&str, &str); 6] = [
    ("spouse", "SPOUSE"),
    ("child", "CHILD"),
    ("parent", "PARENT"),
    ("sibling", "SIBLING"),
    ("other_relative", "OTHER RELATIVE"),
    ("unrelated", "UNRELATED"),
];
