//! What both designs of Cedar's form ask in the same way. Its labels are plain table cells, so that controls are found by
//! name; its calendar is turned and clicked by hand, because it keeps month and year apart.

use postrider_sdk::application::{Address, Member};
use postrider_sdk::prelude::*;

/// Months of a year: the calendar is turned at most once around.
const MONTHS: usize = 12;

/// Every text with a limit, for `check`.
pub(crate) fn limits(app: &Application) -> Vec<(Field, u32)> {
    let members = app.household().members();
    let names = std::iter::once(app.applicant().name()).chain(members.iter().map(Member::name));
    let mut limits: Vec<(Field, u32)> = names.flat_map(|name| [(name.first(), 40), (name.last(), 40)]).collect();
    for address in [app.home(), app.mailing()] {
        limits.extend([
            (address.line1().fit(50), 50),
            (address.line2().fit(50), 50),
            (address.city(), 30),
        ]);
    }
    limits.push((app.notes().one_line(), 300));
    limits
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

/// What came of saving a member.
enum Saved {
    Listed,
    Refused,
    LoggedOff,
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
        let answers = [
            (windows(1), Saved::Listed),
            (visible(id("ERRMSG")), Saved::Refused),
            (says("SESSION ENDED"), Saved::LoggedOff),
        ];
        match window.see(answers)? {
            Saved::Listed => {}
            Saved::Refused => return Err(Stop::refused(&member.group().path, &window.text(id("ERRMSG"))?)),
            Saved::LoggedOff => return Err(Stop::unavailable("logged off while adding the household")),
        }
        window.main_window()?;
        // One row is the header's.
        main.wait_for([count(css("#MEMBERS tr"), listed + 1)])?;
    }
    Ok(())
}

/// Signs: turns the calendar to the month, chooses the year, clicks the day, and looks at what the box then holds.
pub(crate) fn sign(app: &Application, main: &Page, signed: &str) -> Result<(), Stop> {
    let date = app.signature().signed_on();
    let calendar = format!("#CAL_{signed}");
    let month = date.clone().date("MONTH").read()?;
    let day = date.clone().date("MONTH D, YYYY").read()?;
    let shown = text(month.as_str()).within(css(&format!("{calendar} > div")));
    main.click(name(signed))?;
    for _ in 0..MONTHS {
        if main.see([(visible(shown.clone()), true), (visible(css(&calendar)), false)])? {
            break;
        }
        main.click(css(&format!("{calendar} button[title='Next month']")))?;
    }
    main.choose(css(&format!("{calendar} select")), date.clone().date("YYYY"))?;
    main.click(css(&format!("{calendar} button[title='{day}']")))?;
    main.wait_for([holds(name(signed), date.date("MM/DD/YYYY"))]).map(drop)
}

/// What neither design has a place for.
pub(crate) fn leave_out(app: &Application) -> Result<(), Stop> {
    let mut left = vec![app.applicant().email(), app.contact_preference()];
    let members = app.household().members();
    for name in std::iter::once(app.applicant().name()).chain(members.iter().map(Member::name)) {
        left.extend([name.middle(), name.suffix()]);
    }
    left.extend(members.iter().map(Member::monthly_income));
    left.extend([app.home().description(), app.mailing().description()]);
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
