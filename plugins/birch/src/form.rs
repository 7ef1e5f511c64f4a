//! What both designs of Birch's form ask in the same way. Masks format what is typed as it is typed, so that every value
//! goes in as it will stand there.

use postrider_sdk::application::Address;
use postrider_sdk::prelude::*;

/// Every text with a limit, for `check`.
pub(crate) fn limits(app: &Application) -> Vec<(Field, u32)> {
    let members = app.household().members();
    let names = std::iter::once(app.applicant().name()).chain(members.iter().map(|member| member.name()));
    let mut limits: Vec<(Field, u32)> = names
        .flat_map(|name| [(name.first(), 40), (name.middle(), 40), (name.last(), 40), (name.suffix(), 6)])
        .collect();
    limits.push((app.applicant().email(), 80));
    limits.extend([(line(&app.home()), 80), (line(&app.mailing()), 80)]);
    limits
}

/// Both lines of an address in one, shortened by the postal abbreviations where it must be.
pub(crate) fn line(address: &Address) -> Field {
    address.line().fit(80)
}

pub(crate) fn birth(date: &Field) -> Field {
    date.clone().date("MM/DD/YYYY")
}

pub(crate) fn ssn(number: &Field) -> Field {
    number.clone().pattern("###-##-####")
}

pub(crate) fn phone(number: &Field) -> Field {
    number.clone().pattern("(###) ###-####")
}

/// How an address's controls are called.
pub(crate) struct AddressLabels {
    pub(crate) line: &'static str,
    pub(crate) state: &'static str,
    pub(crate) city: &'static str,
    pub(crate) zip: &'static str,
}

/// The town can be picked only after the state, and what comes late is waited for by the action itself.
pub(crate) fn fill_address(page: &Page, address: &Address, labels: &AddressLabels) -> Result<(), Stop> {
    page.choose(label(labels.state), address.state())?;
    page.choose(label(labels.city), address.city())?;
    page.fill_all([entry(label(labels.line), line(address)), entry(label(labels.zip), address.zip())])
}

/// Where mail goes: another address brings its controls a moment later.
pub(crate) fn fill_mailing(app: &Application, page: &Page, to: &str, labels: &AddressLabels) -> Result<(), Stop> {
    let to = role("radiogroup", to);
    if !app.mailing().kind().present() {
        return page.choose(to, "Same as home");
    }
    page.choose(to, "Another address")?;
    page.wait_for([visible(label(labels.line))])?;
    fill_address(page, &app.mailing(), labels)
}

/// Adds each member of the household in a box of its own.
pub(crate) fn add_members(
    app: &Application,
    page: &Page,
    fill: fn(&postrider_sdk::application::Member, &Page) -> Result<(), Stop>,
) -> Result<(), Stop> {
    for (member, number) in app.household().members().iter().zip(1..) {
        page.click(button("Add a person"))?;
        let legend = joined(&["Person ", &decimal(number)]);
        fill(member, &page.within(section(legend.as_str())))?;
    }
    Ok(())
}

/// What neither design has a place for.
pub(crate) fn leave_out(app: &Application) -> Result<(), Stop> {
    rule_out([app.notes()], "Birch's form has no place for remarks")?;
    let where_found = [app.home().description(), app.mailing().description()];
    rule_out(where_found, "Birch's form takes one address line and no directions")
}

pub(crate) const LANGUAGES: [(&str, &str); 6] =
    [("en", "English"), ("es", "Español"), ("zh", "中文"), ("vi", "Tiếng Việt"), ("ru", "Русский"), ("other", "Other")];
pub(crate) const MARITAL: [(&str, &str); 5] = [
    ("single", "Never married"),
    ("married", "Married"),
    ("divorced", "Divorced"),
    ("separated", "Separated"),
    ("widowed", "Widowed"),
];
pub(crate) const RELATIONSHIPS: [(&str, &str); 6] = [
    ("spouse", "Spouse or partner"),
    ("child", "Son or daughter"),
    ("parent", "Mother or father"),
    ("sibling", "Brother or sister"),
    ("other_relative", "Other family"),
    ("unrelated", "Not family"),
];
pub(crate) const CONTACT: [(&str, &str); 4] =
    [("mail", "Letter"), ("phone", "Phone call"), ("email", "Email"), ("text", "Text message")];
