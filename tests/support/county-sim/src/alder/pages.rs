//! Alder's questions, in both designs.

use crate::field::{Choice, Field, Page};
use crate::site::Layout;

mod v1;
mod v2;

pub(super) const LANGUAGES: &[Choice] = &[
    ("en", "EN", "English"),
    ("es", "ES", "Spanish"),
    ("zh", "ZH", "Chinese"),
    ("vi", "VI", "Vietnamese"),
    ("ru", "RU", "Russian"),
    ("other", "OT", "Other"),
];
const MARITAL: &[Choice] = &[
    ("single", "S", "Single"),
    ("married", "M", "Married"),
    ("divorced", "D", "Divorced"),
    ("separated", "P", "Separated"),
    ("widowed", "W", "Widowed"),
];
const KINDS: &[Choice] = &[
    ("street", "STREET", "Street address"),
    ("po_box", "POBOX", "PO box"),
    ("private_mail_box", "PMB", "Private mailbox"),
    ("military", "MIL", "Military (APO, FPO, DPO)"),
    ("dormitory", "DORM", "Residence hall"),
    ("rural_route", "RR", "Rural route"),
    ("puerto_rico", "PR", "Puerto Rico"),
    ("none", "NONE", "No fixed address"),
];
const RELATIONSHIPS: &[Choice] = &[
    ("spouse", "SP", "Spouse"),
    ("child", "CH", "Child"),
    ("parent", "PA", "Parent"),
    ("sibling", "SI", "Brother or sister"),
    ("other_relative", "OR", "Other relative"),
    ("unrelated", "NR", "Not related"),
];
pub(super) const YES_NO: &[Choice] = &[("true", "Y", "Yes"), ("false", "N", "No")];
const CONTACTS: &[Choice] = &[
    ("mail", "MAIL", "Mail"),
    ("phone", "PHONE", "Telephone"),
    ("email", "EMAIL", "E-mail"),
    ("text", "TEXT", "Text message"),
];

const AMOUNT: &str = "digits, optional cents; $ and commas are taken";
const APPLIES: &str = "required where the address type has it, refused where it has not";
/// Alder's street column. Longer ones are cut without a word.
const STREET: usize = 30;

pub(crate) fn pages(layout: Layout) -> &'static [Page] {
    match layout {
        Layout::V1 => v1::PAGES,
        Layout::V2 => v2::PAGES,
    }
}

pub(crate) fn member(layout: Layout) -> &'static [Field] {
    match layout {
        Layout::V1 => v1::MEMBER,
        Layout::V2 => v2::MEMBER,
    }
}
