//! What each small change is at Elm.

use super::choices::{LANGUAGES, MARITAL};
use crate::change::Change;
use crate::field::{Choice, Field, Kind, recoded, swapped};
use crate::form::{ChangeHere, Edit};

type F = Field;

/// The codes say what they said when mail was asked for by its address.
const ELSEWHERE: &[Choice] = &[("other", "same", "Yes"), ("same", "other", "No")];
const RECODED: &[Choice] = &recoded::<6>(LANGUAGES);
const SWAPPED: &[Choice] = &swapped::<5>(MARITAL);
const INTERVIEW: &[Choice] = &[("phone", "PHONE", "By phone"), ("office", "OFFICE", "At the office")];

pub(crate) const CHANGES: &[ChangeHere] = &[
    ChangeHere {
        change: Change::QuestionTurnedRound,
        what: "`mailTo` asks \"Is mail sent to another address?\"; `same` reads \"Yes\", `other` reads \"No\"",
        edits: &[Edit::Question(
            F::new("", "Is mail sent to another address?", "mailTo", Kind::Radio(ELSEWHERE)).req(),
        )],
    },
    ChangeHere {
        change: Change::OptionsRecoded,
        what: "`language`: each language has the code of the next one, in `data-value`",
        edits: &[Edit::Question(
            F::new("applicant.language", "Preferred language", "language", Kind::Listbox(RECODED)).req(),
        )],
    },
    ChangeHere {
        change: Change::OptionsSwapped,
        what: "`maritalStatus`: `SINGLE` reads \"Married\", `MARRIED` reads \"Single\"",
        edits: &[Edit::Question(
            F::new("applicant.marital_status", "Marital status", "maritalStatus", Kind::Radio(SWAPPED)).req(),
        )],
    },
    ChangeHere {
        change: Change::PresetRequired,
        what: "section `sign`: list `interview`, \"Interview\", comes as `PHONE`; held as `answers.interview`",
        edits: &[Edit::After(
            "contact",
            F::new("answers.interview", "Interview", "interview", Kind::Listbox(INTERVIEW)).req().preset("PHONE"),
        )],
    },
    ChangeHere {
        change: Change::OptionalAdded,
        what: "section `applicant`: text `otherNames`, \"Other names used\"; held as `answers.other_names`",
        edits: &[Edit::After(
            "suffix",
            F::new("answers.other_names", "Other names used", "otherNames", Kind::Text).max(40),
        )],
    },
    ChangeHere {
        change: Change::BoxSplit,
        what: "\"Last name\" is `lastName`, of which the first word is kept, and `secondLastName`, \"Second last name\"",
        edits: &[
            Edit::Question(F::new("applicant.name.last", "Last name", "lastName", Kind::Word).req().max(40)),
            Edit::After(
                "lastName",
                F::new("applicant.name.last", "Second last name", "secondLastName", Kind::Word).max(40),
            ),
        ],
    },
    ChangeHere {
        change: Change::BoxMerged,
        what: "`firstName` is \"First and middle names\", held as the first name; `middleName` is gone",
        edits: &[
            Edit::Question(
                F::new("applicant.name.first", "First and middle names", "firstName", Kind::Text).req().max(80),
            ),
            Edit::Gone("middleName"),
        ],
    },
    ChangeHere {
        change: Change::ShorterMaxlength,
        what: "`homeLine` takes 10 characters",
        edits: &[Edit::Question(F::new("home.line", "Street address", "homeLine", Kind::Text).req().max(10))],
    },
    ChangeHere {
        change: Change::PageMoved,
        what: "section `money` comes before `people`",
        edits: &[Edit::MovedBefore("money", "people")],
    },
    ChangeHere {
        change: Change::NoticeInserted,
        what: "section `rights`, \"Rights and duties\", before `sign`; button \"Continue\"",
        edits: &[Edit::Notice {
            before: "sign",
            id: "rights",
            title: "Rights and duties",
            text: "You have to report changes of your income within ten days. You may ask for a hearing at any time.",
        }],
    },
    ChangeHere {
        change: Change::SecondConfirmation,
        what: "the last section's button saves it and opens the dialog \"Send to Elm County?\", whose button \"Send now\" submits, with `confirmed`",
        edits: &[],
    },
    ChangeHere { change: Change::NumberFormat, what: "`E26.30251`", edits: &[] },
    ChangeHere {
        change: Change::SubmitPath,
        what: "the operation `SendApplication` in place of `SubmitApplication`",
        edits: &[],
    },
    ChangeHere {
        change: Change::Wording,
        what: "\"Phone\" is \"phone:\"; the section `people` begins with other words",
        edits: &[Edit::Question(F::new("applicant.phone", "phone:", "phone", Kind::Phone).max(14))],
    },
];
