//! What both designs of Dogwood's form ask in the same way. A list or box that posts back draws its panel anew a moment later,
//! and what is typed meanwhile is lost: so what the new panel brings is waited for before anything else is done.

use postrider_sdk::application::{Address, Member};
use postrider_sdk::prelude::*;

use crate::site;

/// What the site says to a view state that is not the page's last one.
pub(crate) const STALE: &str = "state information is invalid";

/// A control by the county's own name for it; ids begin with those of the containers around it.
pub(crate) fn control(name: &str) -> Target {
    id(&joined(&["ctl00_", site::HOLDER, "_", name]))
}

/// Every text with a limit, for `check`.
pub(crate) fn limits(app: &Application) -> Vec<(Field, u32)> {
    let name = app.applicant().name();
    let mut limits = vec![(name.first(), 40), (name.middle(), 40), (name.last(), 40), (name.suffix(), 6)];
    for member in app.household().members() {
        limits.extend([(member.name().first(), 40), (member.name().last(), 40)]);
    }
    limits.extend([(app.applicant().email(), 60), (app.notes().one_line(), 400)]);
    for address in [app.home(), app.mailing()] {
        limits.extend([(address.line1().fit(50), 50), (address.line2().fit(50), 50)]);
    }
    limits
}

pub(crate) fn slashed(date: &Field) -> Field {
    date.clone().date("MM/DD/YYYY")
}

/// How an address's controls are called.
pub(crate) struct AddressLabels {
    pub(crate) line1: &'static str,
    pub(crate) line2: &'static str,
    pub(crate) state: &'static str,
    pub(crate) town: &'static str,
    pub(crate) zip: &'static str,
}

/// Both addresses. The box first, for it brings the second one.
pub(crate) fn fill_addresses(app: &Application, page: &Page, same: &str) -> Result<(), Stop> {
    let elsewhere = app.mailing().kind().present();
    page.check(label(same), !elsewhere)?;
    if elsewhere {
        page.wait_for([visible(label(site::MAILING.state))])?;
    }
    fill_address(page, &app.home(), &site::HOME)?;
    // The panel comes again with the office that serves the ZIP code.
    page.wait_for([visible(control("lblOffice"))])?;
    if elsewhere { fill_address(page, &app.mailing(), &site::MAILING) } else { Ok(()) }
}

/// The ZIP code last, for it posts back when it is left.
fn fill_address(page: &Page, address: &Address, labels: &AddressLabels) -> Result<(), Stop> {
    page.choose(label(labels.state), address.state())?;
    page.wait_for([enabled(label(labels.town))])?;
    page.choose(label(labels.town), address.city())?;
    page.fill_all([
        entry(label(labels.line1), address.line1().fit(50)),
        entry(label(labels.line2), address.line2().fit(50)).if_given(),
        entry(label(labels.zip), address.zip()),
    ])
}

/// Adds each member of the household: the editor opens, and closes with one row more in the list.
pub(crate) fn add_members(
    app: &Application,
    page: &Page,
    fill: fn(&Member, &Page) -> Result<(), Stop>,
) -> Result<(), Stop> {
    for (member, listed) in app.household().members().iter().zip(1..) {
        page.click(link(site::ADD))?;
        page.wait_for([visible(section("Member details"))])?;
        fill(member, page)?;
        page.click(link(site::INSERT))?;
        let wrong = control("dvMember_summary");
        let ends = [count(css("tr.member"), listed), visible(wrong.clone()), visible(heading("Log In"))];
        match page.wait_for(ends)? {
            0 => {}
            1 => return Err(Stop::refused(&member.group().path, &page.text(wrong)?)),
            _ => return Err(Stop::unavailable("signed out while adding the household")),
        }
    }
    Ok(())
}

/// What neither design has a place for.
pub(crate) fn leave_out(app: &Application) -> Result<(), Stop> {
    let mut left = vec![app.home().description(), app.mailing().description()];
    for member in app.household().members() {
        left.extend([member.name().middle(), member.name().suffix()]);
    }
    rule_out(left, "Dogwood's form has no box for it")
}

pub(crate) const YES_NO: [(&str, &str); 2] = [("true", "Yes"), ("false", "No")];
pub(crate) const LANGUAGES: [(&str, &str); 6] = [
    ("en", "English"),
    ("es", "Spanish"),
    ("zh", "Chinese"),
    ("vi", "Vietnamese"),
    ("ru", "Russian"),
    ("other", "Other language"),
];
pub(crate) const MARITAL: [(&str, &str); 5] = [
    ("single", "Never married"),
    ("married", "Married"),
    ("divorced", "Divorced"),
    ("separated", "Separated"),
    ("widowed", "Widowed"),
];
pub(crate) const RELATIONSHIPS: [(&str, &str); 6] = [
    ("spouse", "Spouse"),
    ("child", "Child"),
    ("parent", "Parent"),
    ("sibling", "Sibling"),
    ("other_relative", "Other relative"),
    ("unrelated", "Unrelated"),
];
