//! What both designs of Elm's form ask in the same way.

use postrider_sdk::application::{Address, Member};
use postrider_sdk::prelude::*;

use crate::site;
use crate::walk::complaint;

/// Every text with a limit, for `check`.
pub(crate) fn limits(app: &Application) -> Vec<(Field, u32)> {
    let name = app.applicant().name();
    let mut limits = vec![(name.first(), 40), (name.middle(), 40), (name.last(), 40), (name.suffix(), 6)];
    for member in app.household().members() {
        limits.extend([(member.name().first(), 40), (member.name().last(), 40)]);
    }
    limits.extend([(app.applicant().email(), 80), (app.notes().one_line(), 300)]);
    limits.extend([(line(&app.home()), 80), (line(&app.mailing()), 80)]);
    limits
}

fn line(address: &Address) -> Field {
    address.line().fit(80)
}

/// How an address's controls are called.
pub(crate) struct AddressLabels {
    pub(crate) line: &'static str,
    pub(crate) state: &'static str,
    pub(crate) town: &'static str,
    pub(crate) zip: &'static str,
}

/// Both addresses; a button brings the second one.
pub(crate) fn fill_addresses(app: &Application, page: &Page, to: &str) -> Result<(), Stop> {
    fill_address(page, &app.home(), &site::HOME)?;
    let to = role("radiogroup", to);
    if !app.mailing().kind().present() {
        return page.choose(to, "Home address");
    }
    page.choose(to, "Another address")?;
    fill_address(page, &app.mailing(), &site::MAILING)
}

/// The town can be picked only after its state.
fn fill_address(page: &Page, address: &Address, labels: &AddressLabels) -> Result<(), Stop> {
    page.choose(label(labels.state), address.state())?;
    page.choose(label(labels.town), address.city())?;
    page.fill_all([entry(label(labels.line), line(address)), entry(label(labels.zip), address.zip())])
}

/// Adds each member of the household in a dialog. The list shows five of them: what counts is the number above it.
pub(crate) fn add_members(
    app: &Application,
    page: &Page,
    fill: fn(&Member, &Page) -> Result<(), Stop>,
) -> Result<(), Stop> {
    for (member, listed) in app.household().members().iter().zip(1..) {
        page.click(button("Add person"))?;
        fill(member, &page.within(section("Person")))?;
        page.click(button("Save person"))?;
        let people = if listed == 1 { "1 person".to_owned() } else { joined(&[&decimal(listed), " people"]) };
        let added = visible(text(people.as_str()).within(css("[data-testid=people-count]")));
        match page.wait_for([added, visible(complaint()), visible(css("[data-view=sign-in]"))])? {
            0 => {}
            1 => return Err(Stop::refused(&member.group().path, &page.text(complaint())?)),
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
    rule_out(left, "Elm's form has no box for it")
}

pub(crate) const LANGUAGES: [(&str, &str); 6] = [
    ("en", "English"),
    ("es", "Español"),
    ("zh", "中文"),
    ("vi", "Tiếng Việt"),
    ("ru", "Русский"),
    ("other", "Another language"),
];
pub(crate) const MARITAL: [(&str, &str); 5] = [
    ("single", "Single"),
    ("married", "Married"),
    ("divorced", "Divorced"),
    ("separated", "Separated"),
    ("widowed", "Widowed"),
];
pub(crate) const RELATIONSHIPS: [(&str, &str); 6] = [
    ("spouse", "Spouse or partner"),
    ("child", "Son or daughter"),
    ("parent", "Parent"),
    ("sibling", "Brother or sister"),
    ("other_relative", "Another relative"),
    ("unrelated", "Not related"),
];
pub(crate) const CONTACT: [(&str, &str); 4] =
    [("mail", "A letter"), ("phone", "A call"), ("email", "An email"), ("text", "A text")];
