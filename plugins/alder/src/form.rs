//! What both designs of the form ask in the same way, under labels of their own. Alder cuts what is too long without a
//! word and takes only ASCII; so every box is known with its length, and every text goes in by a named rule.

use postrider_sdk::prelude::*;

use crate::site;

/// A page of the form.
pub(crate) struct Step {
    pub(crate) heading: &'static str,
    pub(crate) fill: fn(&Application, &Page) -> Result<(), Stop>,
    /// The button that leads to the next page.
    pub(crate) go_on: &'static str,
}

/// A box for text.
pub(crate) struct TextBox {
    label: &'static str,
    field: Field,
    /// The box's length; what is longer would be cut.
    most: u32,
}

impl TextBox {
    /// What Alder cannot take of this, for `check`.
    pub(crate) fn problem(&self) -> Option<Problem> {
        self.field.clone().at_most(self.most).unfit()
    }
}

/// A text in plain ASCII.
pub(crate) fn plain(label: &'static str, field: Field, most: u32) -> TextBox {
    TextBox { label, field: field.restrict(CharacterSet::Ascii), most }
}

/// A line of an address: shortened by the postal abbreviations where it must be.
fn postal(label: &'static str, field: Field, most: u32) -> TextBox {
    TextBox { label, field: field.restrict(CharacterSet::Ascii).fit(most), most }
}

/// What an applicant wrote, on one line.
pub(crate) fn notes(label: &'static str, app: &Application) -> TextBox {
    plain(label, app.notes().one_line(), 500)
}

/// Fills the boxes for which the applicant gave something.
pub(crate) fn fill(page: &Page, boxes: Vec<TextBox>) -> Result<(), Stop> {
    page.fill_all(boxes.into_iter().map(|text| entry(label(text.label), text.field).if_given()))
}

/// Every box of the form.
pub(crate) fn boxes(app: &Application) -> Vec<TextBox> {
    let members = app.household().members();
    let mut boxes = site::boxes(app);
    boxes.extend(address_boxes(&app.home(), &site::HOME));
    boxes.extend(address_boxes(&app.mailing(), &site::MAILING));
    boxes.extend(members.iter().flat_map(|member| name_boxes(&member.name())));
    boxes
}

/// The four boxes of a name.
pub(crate) fn name_boxes(name: &postrider_sdk::application::Name) -> [TextBox; 4] {
    [
        plain(site::NAME[0], name.first(), 35),
        plain(site::NAME[1], name.middle(), 35),
        plain(site::NAME[2], name.last(), 35),
        plain(site::NAME[3], name.suffix(), 5),
    ]
}

/// How an address's boxes are called.
pub(crate) struct AddressLabels {
    pub(crate) kind: &'static str,
    pub(crate) number: &'static str,
    pub(crate) street: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) box_: &'static str,
    pub(crate) pmb: &'static str,
    pub(crate) hall: &'static str,
    pub(crate) room: &'static str,
    pub(crate) route: &'static str,
    pub(crate) urbanization: &'static str,
    pub(crate) description: &'static str,
    pub(crate) city: &'static str,
    pub(crate) state: &'static str,
    pub(crate) zip: &'static str,
}

type Address = postrider_sdk::application::Address;

/// Alder has a box for every part of every kind of address, and refuses a part that the kind does not have: what an
/// applicant gave is exactly what goes in.
fn address_boxes(address: &Address, labels: &AddressLabels) -> [TextBox; 12] {
    [
        plain(labels.number, address.number(), 10),
        postal(labels.street, address.street(), 30),
        postal(labels.unit, address.unit(), 15),
        plain(labels.box_, address.box_(), 10),
        plain(labels.pmb, address.pmb(), 10),
        postal(labels.hall, address.hall(), 30),
        plain(labels.room, address.room(), 10),
        plain(labels.route, address.route(), 10),
        plain(labels.urbanization, address.urbanization(), 30),
        plain(labels.description, address.description().one_line(), 120),
        plain(labels.city, address.city(), 28),
        plain(labels.zip, address.zip(), 10),
    ]
}

/// An address, of whatever kind.
pub(crate) fn fill_address(page: &Page, address: &Address, labels: &AddressLabels) -> Result<(), Stop> {
    page.choose(label(labels.kind), address.kind().choice(&KINDS))?;
    fill(page, address_boxes(address, labels).into())?;
    page.choose(label(labels.state), address.state())
}

/// Where mail goes, or that it goes home.
pub(crate) fn fill_mailing(app: &Application, page: &Page, same: &str) -> Result<(), Stop> {
    let elsewhere = app.mailing().kind().present();
    page.check(label(same), !elsewhere)?;
    if elsewhere { fill_address(page, &app.mailing(), &site::MAILING) } else { Ok(()) }
}

/// Three boxes: area, group, serial. They have no labels of their own.
pub(crate) fn fill_ssn(page: &Page, prefix: &str, ssn: &Field) -> Result<(), Stop> {
    let parts = [("1", Part::SsnArea), ("2", Part::SsnGroup), ("3", Part::SsnSerial)];
    page.fill_all(parts.map(|(part, piece)| entry(name(&joined(&[prefix, part])), ssn.clone().part(piece)).if_given()))
}

/// Three lists: month, day, year. They have no labels of their own.
pub(crate) fn choose_date(page: &Page, prefix: &str, date: &Field, month: &str) -> Result<(), Stop> {
    for (part, pattern) in [("month", month), ("day", "D"), ("year", "YYYY")] {
        page.choose(name(&joined(&[prefix, "_", part])), date.clone().date(pattern))?;
    }
    Ok(())
}

/// Adds each member of the household. `fill` fills the boxes of one.
pub(crate) fn add_members(
    app: &Application,
    page: &Page,
    add: &str,
    fill: fn(&postrider_sdk::application::Member, &Page) -> Result<(), Stop>,
) -> Result<(), Stop> {
    for (member, listed) in app.household().members().iter().zip(1..) {
        fill(member, page)?;
        page.click(button(add))?;
        // Every listed person has one button, to be removed with.
        let added = count(css("#members button"), listed);
        let refused = visible(css("p.steps ~ #errors"));
        match page.wait_for([added, refused, visible(heading("Worker sign in"))])? {
            0 => {}
            1 => return Err(Stop::refused(&member.group().path, &page.text(id("errors"))?)),
            _ => return Err(Stop::unavailable("signed out while adding the household")),
        }
    }
    Ok(())
}

pub(crate) const YES_NO: [(&str, &str); 2] = [("true", "Yes"), ("false", "No")];
pub(crate) const LANGUAGES: [(&str, &str); 6] = [
    ("en", "English"),
    ("es", "Spanish"),
    ("zh", "Chinese"),
    ("vi", "Vietnamese"),
    ("ru", "Russian"),
    ("other", "Other"),
];
pub(crate) const MARITAL: [(&str, &str); 5] = [
    ("single", "Single"),
    ("married", "Married"),
    ("divorced", "Divorced"),
    ("separated", "Separated"),
    ("widowed", "Widowed"),
];
pub(crate) const RELATIONSHIPS: [(&str, &str); 6] = [
    ("spouse", "Spouse"),
    ("child", "Child"),
    ("parent", "Parent"),
    ("sibling", "Brother or sister"),
    ("other_relative", "Other relative"),
    ("unrelated", "Not related"),
];
const KINDS: [(&str, &str); 8] = [
    ("street", "Street address"),
    ("po_box", "PO box"),
    ("private_mail_box", "Private mailbox"),
    ("military", "Military (APO, FPO, DPO)"),
    ("dormitory", "Residence hall"),
    ("rural_route", "Rural route"),
    ("puerto_rico", "Puerto Rico"),
    ("none", "No fixed address"),
];
