//! What each small change is at Cedar.

use super::choices::{LANGUAGES, RELATIONSHIPS, YES_NO};
use crate::change::Change;
use crate::field::{Choice, Field, Kind, recoded, swapped, turned_round};
use crate::form::{ChangeHere, Edit};

type F = Field;

const INCLUDED: &[Choice] = &turned_round(YES_NO);
const RECODED: &[Choice] = &recoded::<6>(LANGUAGES);
const SWAPPED: &[Choice] = &swapped::<6>(RELATIONSHIPS);
const INTERVIEW: &[Choice] = &[("phone", "P", "PHONE"), ("office", "O", "OFFICE")];

pub(crate) const CHANGES: &[ChangeHere] = &[
    ChangeHere {
        change: Change::QuestionTurnedRound,
        what: "`UTIL` asks \"UTILITIES INCLUDED IN RENT\"",
        edits: &[Edit::Question(
            F::new("finances.pays_utilities", "UTILITIES INCLUDED IN RENT", "UTIL", Kind::Select(INCLUDED)).req(),
        )],
    },
    ChangeHere {
        change: Change::OptionsRecoded,
        what: "`LANG`: each language has the code of the next one",
        edits: &[Edit::Question(F::new("applicant.language", "LANGUAGE", "LANG", Kind::Select(RECODED)).req())],
    },
    ChangeHere {
        change: Change::OptionsSwapped,
        what: "`M_REL`: `SPO` reads \"CHILD\", `CHI` reads \"SPOUSE\"",
        edits: &[Edit::MemberQuestion(F::new("relationship", "RELATION", "M_REL", Kind::Select(SWAPPED)).req())],
    },
    ChangeHere {
        change: Change::PresetRequired,
        what: "page `money`: select `INTVW`, \"INTERVIEW\", comes as `P`; held as `answers.interview`",
        edits: &[Edit::After(
            "UTIL",
            F::new("answers.interview", "INTERVIEW", "INTVW", Kind::Select(INTERVIEW)).req().preset("P"),
        )],
    },
    ChangeHere {
        change: Change::OptionalAdded,
        what: "page `person`: text `ALIAS`, \"OTHER NAMES\"; held as `answers.other_names`",
        edits: &[Edit::After("FNAME", F::new("answers.other_names", "OTHER NAMES", "ALIAS", Kind::Text).max(40))],
    },
    ChangeHere {
        change: Change::BoxSplit,
        what: "\"LAST NAME\" is `LNAME`, of which the first word is kept, and `LNAME2`, \"2ND LAST NAME\"",
        edits: &[
            Edit::Question(F::new("applicant.name.last", "LAST NAME", "LNAME", Kind::Word).req().max(40)),
            Edit::After("LNAME", F::new("applicant.name.last", "2ND LAST NAME", "LNAME2", Kind::Word).max(40)),
        ],
    },
    ChangeHere {
        change: Change::BoxMerged,
        what: "`ADDR1` is \"ADDRESS\", held as line 1; `ADDR2` is gone",
        edits: &[
            Edit::Question(F::new("home.line1", "ADDRESS", "ADDR1", Kind::Text).req().max(100)),
            Edit::Gone("ADDR2"),
        ],
    },
    ChangeHere {
        change: Change::ShorterMaxlength,
        what: "`FNAME` takes 8 characters",
        edits: &[Edit::Question(F::new("applicant.name.first", "FIRST NAME", "FNAME", Kind::Text).req().max(8))],
    },
    ChangeHere {
        change: Change::PageMoved,
        what: "`/main/money` is `/main/budget`",
        edits: &[Edit::Renamed("money", "budget")],
    },
    ChangeHere {
        change: Change::NoticeInserted,
        what: "page `rights`, \"RIGHTS AND DUTIES\", before `sign`; button \"NEXT\"",
        edits: &[Edit::Notice {
            before: "sign",
            id: "rights",
            title: "RIGHTS AND DUTIES",
            text: "CHANGES OF INCOME HAVE TO BE REPORTED WITHIN TEN DAYS. A HEARING MAY BE ASKED FOR AT ANY TIME.",
        }],
    },
    ChangeHere {
        change: Change::SecondConfirmation,
        what: "the submit button leads to \"CONFIRM\", whose button \"FILE NOW\" posts to the same path with `CONFIRMED`",
        edits: &[],
    },
    ChangeHere { change: Change::NumberFormat, what: "`77821-C26`", edits: &[] },
    ChangeHere { change: Change::SubmitPath, what: "`/main/file` in place of `/main/submit`", edits: &[] },
    ChangeHere {
        change: Change::Wording,
        what: "\"TELEPHONE\" is \"Telephone:\"; the documents page says in other words what it takes",
        edits: &[Edit::Question(F::new("applicant.phone", "Telephone:", "TEL", Kind::Phone).max(14))],
    },
];
