//! What each small change is at Alder.

use super::choices::{LANGUAGES, MARITAL, YES_NO};
use crate::change::Change;
use crate::field::{Choice, Field, Kind, recoded, swapped, turned_round};
use crate::form::{ChangeHere, Edit};

type F = Field;

const INCLUDED: &[Choice] = &turned_round(YES_NO);
const RECODED: &[Choice] = &recoded::<6>(LANGUAGES);
const SWAPPED: &[Choice] = &swapped::<5>(MARITAL);
const INTERVIEW: &[Choice] = &[("phone", "PHONE", "By telephone"), ("office", "OFFICE", "At the office")];

pub(crate) const CHANGES: &[ChangeHere] = &[
    ChangeHere {
        change: Change::QuestionTurnedRound,
        what: "`utilities` asks \"Are utilities included in your rent?\"",
        edits: &[Edit::Question(
            F::new(
                "finances.pays_utilities",
                "Are utilities included in your rent?",
                "utilities",
                Kind::Radio(INCLUDED),
            )
            .req(),
        )],
    },
    ChangeHere {
        change: Change::OptionsRecoded,
        what: "`language`: each language has the code of the next one",
        edits: &[Edit::Question(
            F::new("applicant.language", "Language spoken", "language", Kind::Select(RECODED)).req(),
        )],
    },
    ChangeHere {
        change: Change::OptionsSwapped,
        what: "`marital`: `S` reads \"Married\", `M` reads \"Single\"",
        edits: &[Edit::Question(
            F::new("applicant.marital_status", "Marital status", "marital", Kind::Select(SWAPPED)).req(),
        )],
    },
    ChangeHere {
        change: Change::PresetRequired,
        what: "page `statement`: select `interview`, \"Interview\", comes as `PHONE`; held as `answers.interview`",
        edits: &[Edit::After(
            "notes",
            F::new("answers.interview", "Interview", "interview", Kind::Select(INTERVIEW)).req().preset("PHONE"),
        )],
    },
    ChangeHere {
        change: Change::OptionalAdded,
        what: "page `applicant`: text `other_names`, \"Other names used\"; held as `answers.other_names`",
        edits: &[Edit::After(
            "suffix",
            F::new("answers.other_names", "Other names used", "other_names", Kind::Text).max(35),
        )],
    },
    ChangeHere {
        change: Change::BoxSplit,
        what: "\"Last name\" is `last_name`, of which the first word is kept, and `second_last_name`, \"Second last name\"",
        edits: &[
            Edit::Question(F::new("applicant.name.last", "Last name", "last_name", Kind::Word).req().max(35)),
            Edit::After(
                "last_name",
                F::new("applicant.name.last", "Second last name", "second_last_name", Kind::Word).max(35),
            ),
        ],
    },
    ChangeHere {
        change: Change::BoxMerged,
        what: "`first_name` is \"First and middle names\", held as the first name; `middle_name` is gone",
        edits: &[
            Edit::Question(
                F::new("applicant.name.first", "First and middle names", "first_name", Kind::Text).req().max(70),
            ),
            Edit::Gone("middle_name"),
        ],
    },
    ChangeHere {
        change: Change::ShorterMaxlength,
        what: "`home_street` takes 15 characters",
        edits: &[Edit::Question(F::new("home.street", "Street", "home_street", Kind::Text).max(15))],
    },
    ChangeHere {
        change: Change::PageMoved,
        what: "`/application/finances` is `/application/income`",
        edits: &[Edit::Renamed("finances", "income")],
    },
    ChangeHere {
        change: Change::NoticeInserted,
        what: "page `rights`, \"Rights and duties\", before `statement`; button \"Continue\"",
        edits: &[Edit::Notice {
            before: "statement",
            id: "rights",
            title: "Rights and duties",
            text: "You have to report changes of your income within ten days. You may ask for a hearing at any time.",
        }],
    },
    ChangeHere {
        change: Change::SecondConfirmation,
        what: "the submit button leads to \"Confirm submission\", whose button \"Yes, submit\" posts to the same path with `confirmed`",
        edits: &[],
    },
    ChangeHere { change: Change::NumberFormat, what: "`26A000123`", edits: &[] },
    ChangeHere {
        change: Change::SubmitPath,
        what: "`/application/send` in place of `/application/submit`",
        edits: &[],
    },
    ChangeHere {
        change: Change::Wording,
        what: "\"E-mail\" is \"E-Mail:\"; the household page says its first sentence in other words",
        edits: &[Edit::Question(F::new("applicant.email", "E-Mail:", "email", Kind::Email).max(60))],
    },
];
