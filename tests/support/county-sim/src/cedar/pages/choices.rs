//! What both designs of Cedar offer.

use crate::field::Choice;

pub(super) const LANGUAGES: &[Choice] = &[
    ("en", "01", "ENGLISH"),
    ("es", "02", "SPANISH"),
    ("zh", "03", "CHINESE"),
    ("vi", "04", "VIETNAMESE"),
    ("ru", "05", "RUSSIAN"),
    ("other", "99", "OTHER"),
];
pub(super) const RELATIONSHIPS: &[Choice] = &[
    ("spouse", "SPO", "SPOUSE"),
    ("child", "CHI", "CHILD"),
    ("parent", "PAR", "PARENT"),
    ("sibling", "SIB", "SIBLING"),
    ("other_relative", "OTH", "OTHER RELATIVE"),
    ("unrelated", "UNR", "UNRELATED"),
];
pub(super) const YES_NO: &[Choice] = &[("true", "Y", "YES"), ("false", "N", "NO")];
pub(super) const MARITAL: &[Choice] = &[
    ("single", "1", "SINGLE"),
    ("married", "2", "MARRIED"),
    ("divorced", "3", "DIVORCED"),
    ("separated", "4", "SEPARATED"),
    ("widowed", "5", "WIDOWED"),
];
/// What an upload is, in both designs.
pub(crate) const KINDS: &[Choice] = &[
    ("identity", "ID", "IDENTIFICATION"),
    ("income", "INC", "PROOF OF INCOME"),
    ("residency", "RES", "PROOF OF ADDRESS"),
    ("other", "OTH", "OTHER"),
];
