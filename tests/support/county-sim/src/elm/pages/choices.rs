//! What both designs of Elm offer and say.

use crate::field::Choice;

pub(super) const LANGUAGES: &[Choice] = &[
    ("en", "EN", "English"),
    ("es", "ES", "Español"),
    ("zh", "ZH", "中文"),
    ("vi", "VI", "Tiếng Việt"),
    ("ru", "RU", "Русский"),
    ("other", "XX", "Another language"),
];
pub(super) const MARITAL: &[Choice] = &[
    ("single", "SINGLE", "Single"),
    ("married", "MARRIED", "Married"),
    ("divorced", "DIVORCED", "Divorced"),
    ("separated", "SEPARATED", "Separated"),
    ("widowed", "WIDOWED", "Widowed"),
];
pub(super) const RELATIONSHIPS: &[Choice] = &[
    ("spouse", "SPOUSE", "Spouse or partner"),
    ("child", "CHILD", "Son or daughter"),
    ("parent", "PARENT", "Parent"),
    ("sibling", "SIBLING", "Brother or sister"),
    ("other_relative", "RELATIVE", "Another relative"),
    ("unrelated", "NONE", "Not related"),
];
pub(super) const CONTACTS: &[Choice] = &[
    ("mail", "MAIL", "A letter"),
    ("phone", "CALL", "A call"),
    ("email", "EMAIL", "An email"),
    ("text", "SMS", "A text"),
];
pub(super) const SAME: &[Choice] = &[("same", "same", "Home address"), ("other", "other", "Another address")];
pub(super) const YES_NO: &[Choice] = &[("true", "YES", "Yes"), ("false", "NO", "No")];

pub(super) const AMOUNT: &str = "digits, optional cents";
pub(super) const TOWN: &str =
    "disabled until the state is picked; typing filters the list, of which only the rows in sight are in the document";
pub(super) const STATE: &str = "typing filters the list, of which only the rows in sight are in the document";
pub(super) const OTHER: &str = "there only after \"Another address\"; required then";
