//! What both designs of Dogwood offer and say.

use crate::field::Choice;

pub(super) const LANGUAGES: &[Choice] = &[
    ("en", "1", "English"),
    ("es", "2", "Spanish"),
    ("zh", "3", "Chinese"),
    ("vi", "4", "Vietnamese"),
    ("ru", "5", "Russian"),
    ("other", "9", "Other language"),
];
pub(super) const MARITAL: &[Choice] = &[
    ("single", "NM", "Never married"),
    ("married", "MA", "Married"),
    ("divorced", "DI", "Divorced"),
    ("separated", "SE", "Separated"),
    ("widowed", "WI", "Widowed"),
];
pub(super) const RELATIONSHIPS: &[Choice] = &[
    ("spouse", "1", "Spouse"),
    ("child", "2", "Child"),
    ("parent", "3", "Parent"),
    ("sibling", "4", "Sibling"),
    ("other_relative", "5", "Other relative"),
    ("unrelated", "6", "Unrelated"),
];
pub(super) const YES_NO: &[Choice] = &[("true", "Y", "Yes"), ("false", "N", "No")];
pub(super) const CONTACTS: &[Choice] =
    &[("mail", "M", "Mail"), ("phone", "P", "Phone"), ("email", "E", "E-mail"), ("text", "T", "Text message")];

pub(super) const AMOUNT: &str = "digits, optional cents";
pub(super) const STATE: &str = "posts back at once: the address panel is drawn anew, with this state's towns";
pub(super) const ZIP: &str = "posts back when left: the address panel is drawn anew, with the office that serves it";
pub(super) const SAME: &str =
    "ticked at first; posts back at once: unticked, the panel comes again with the mailing address";
pub(super) const MAIL: &str = "there only after the box above was unticked; required then, line 2 aside";
