//! What both designs of Alder offer and say.

use crate::field::Choice;

pub(in crate::alder) const LANGUAGES: &[Choice] = &[
    ("en", "EN", "English"),
    ("es", "ES", "Spanish"),
    ("zh", "ZH", "Chinese"),
    ("vi", "VI", "Vietnamese"),
    ("ru", "RU", "Russian"),
    ("other", "OT", "Other"),
];
pub(in crate::alder) const MARITAL: &[Choice] = &[
    ("single", "S", "Single"),
    ("married", "M", "Married"),
    ("divorced", "D", "Divorced"),
    ("separated", "P", "Separated"),
    ("widowed", "W", "Widowed"),
];
pub(in crate::alder) const KINDS: &[Choice] = &[
    ("street", "STREET", "Street address"),
    ("po_box", "POBOX", "PO box"),
    ("private_mail_box", "PMB", "Private mailbox"),
    ("military", "MIL", "Military (APO, FPO, DPO)"),
    ("dormitory", "DORM", "Residence hall"),
    ("rural_route", "RR", "Rural route"),
    ("puerto_rico", "PR", "Puerto Rico"),
    ("none", "NONE", "No fixed address"),
];
pub(in crate::alder) const RELATIONSHIPS: &[Choice] = &[
    ("spouse", "SP", "Spouse"),
    ("child", "CH", "Child"),
    ("parent", "PA", "Parent"),
    ("sibling", "SI", "Brother or sister"),
    ("other_relative", "OR", "Other relative"),
    ("unrelated", "NR", "Not related"),
];
pub(in crate::alder) const YES_NO: &[Choice] = &[("true", "Y", "Yes"), ("false", "N", "No")];
pub(in crate::alder) const CONTACTS: &[Choice] = &[
    ("mail", "MAIL", "Mail"),
    ("phone", "PHONE", "Telephone"),
    ("email", "EMAIL", "E-mail"),
    ("text", "TEXT", "Text message"),
];

pub(in crate::alder) const AMOUNT: &str = "digits, optional cents; $ and commas are taken";
pub(in crate::alder) const APPLIES: &str = "required where the address type has it, refused where it has not";
/// Alder's street column. Longer ones are cut without a word.
pub(in crate::alder) const STREET: usize = 30;
