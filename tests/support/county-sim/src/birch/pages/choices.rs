//! What both designs of Birch offer and say.

use crate::field::Choice;

pub(in crate::birch) const LANGUAGES: &[Choice] = &[
    ("en", "en", "English"),
    ("es", "es", "Español"),
    ("zh", "zh", "中文"),
    ("vi", "vi", "Tiếng Việt"),
    ("ru", "ru", "Русский"),
    ("other", "other", "Other"),
];
pub(in crate::birch) const MARITAL: &[Choice] = &[
    ("single", "never", "Never married"),
    ("married", "married", "Married"),
    ("divorced", "divorced", "Divorced"),
    ("separated", "separated", "Separated"),
    ("widowed", "widowed", "Widowed"),
];
pub(in crate::birch) const RELATIONSHIPS: &[Choice] = &[
    ("spouse", "10", "Spouse or partner"),
    ("child", "20", "Son or daughter"),
    ("parent", "30", "Mother or father"),
    ("sibling", "40", "Brother or sister"),
    ("other_relative", "50", "Other family"),
    ("unrelated", "90", "Not family"),
];
pub(in crate::birch) const CONTACTS: &[Choice] = &[
    ("mail", "post", "Letter"),
    ("phone", "call", "Phone call"),
    ("email", "email", "Email"),
    ("text", "sms", "Text message"),
];
pub(in crate::birch) const YES_NO: &[Choice] = &[("true", "yes", "Yes"), ("false", "no", "No")];
/// What the script gets is `offices`; these are the values the server takes.
pub(in crate::birch) const OFFICES: &[Choice] = &[
    ("any", "any", "Any office"),
    ("main", "main", "Birch Main Street"),
    ("district", "district", "... district office"),
];
pub(in crate::birch) const SAME: &[Choice] = &[("same", "same", "Same as home"), ("other", "other", "Another address")];

pub(in crate::birch) const OFFICE: &str =
    "the county's own question; options arrive after the city is picked; choose \"Any office\" (any)";
pub(in crate::birch) const CITY: &str =
    "disabled until the state is chosen; type 2 letters or more, pick the option with exactly this text";
pub(in crate::birch) const STATE: &str = "options arrive late; value and text are the two letters";
pub(in crate::birch) const WHEN_OTHER: &str = "appears (late) after \"Another address\"; required then";
pub(in crate::birch) const AMOUNT: &str = "digits, optional cents";
