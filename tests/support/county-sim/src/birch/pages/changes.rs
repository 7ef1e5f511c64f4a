//! What each small change is at Birch.

use super::choices::{CONTACTS, LANGUAGES};
use crate::change::Change;
use crate::field::{Choice, Field, Kind, recoded, swapped};
use crate::form::{ChangeHere, Edit};

type F = Field;

/// The codes say what they said when mail was asked for by its address.
const ELSEWHERE: &[Choice] = &[("other", "same", "Yes"), ("same", "other", "No")];
const RECODED: &[Choice] = &recoded::<6>(LANGUAGES);
const SWAPPED: &[Choice] = &swapped::<4>(CONTACTS);
const INTERVIEW: &[Choice] = &[("phone", "phone", "By phone"), ("office", "office", "At the office")];

pub(crate) const CHANGES: &[ChangeHere] = &[
    ChangeHere {
        change: Change::QuestionTurnedRound,
        what: "`mailTo` asks \"Do you get mail at another address?\"; `same` reads \"Yes\", `other` reads \"No\"",
        edits: &[Edit::Question(
            F::new("", "Do you get mail at another address?", "mailTo", Kind::Radio(ELSEWHERE)).req(),
        )],
    },
    ChangeHere {
        change: Change::OptionsRecoded,
        what: "`language`: each language has the code of the next one, in `data-value` and id",
        edits: &[Edit::Question(
            F::new("applicant.language", "Language you prefer", "language", Kind::Listbox(RECODED)).req(),
        )],
    },
    ChangeHere {
        change: Change::OptionsSwapped,
        what: "`contact`: `post` reads \"Phone call\", `call` reads \"Letter\"",
        edits: &[Edit::Question(
            F::new("contact_preference", "Best way to reach you", "contact", Kind::Select(SWAPPED)).req(),
        )],
    },
    ChangeHere {
        change: Change::PresetRequired,
        what: "step `finish`: select `interview`, \"Interview\", comes as `phone`; held as `answers.interview`",
        edits: &[Edit::After(
            "signedOn",
            F::new("answers.interview", "Interview", "interview", Kind::Select(INTERVIEW)).req().preset("phone"),
        )],
    },
    ChangeHere {
        change: Change::OptionalAdded,
        what: "step `about`: text `otherNames`, \"Other names used\"; held as `answers.other_names`",
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
        what: "`homeLine` takes 15 characters",
        edits: &[Edit::Question(F::new("home.line", "Home address", "homeLine", Kind::Text).req().max(15))],
    },
    ChangeHere {
        change: Change::PageMoved,
        what: "step `money` comes before `people`",
        edits: &[Edit::MovedBefore("money", "people")],
    },
    ChangeHere {
        change: Change::NoticeInserted,
        what: "step `rights`, \"Your rights\", before `finish`; button \"Next\"",
        edits: &[Edit::Notice {
            before: "finish",
            id: "rights",
            title: "Your rights",
            text: "You have to report changes of your income within ten days. You may ask for a hearing at any time.",
        }],
    },
    ChangeHere {
        change: Change::SecondConfirmation,
        what: "the last step's button checks it and opens the dialog \"Send it now?\", whose button \"Yes, send it\" submits, with `confirmed`",
        edits: &[],
    },
    ChangeHere { change: Change::NumberFormat, what: "`birch:8f3k2l`", edits: &[] },
    ChangeHere { change: Change::SubmitPath, what: "`/api/send` in place of `/api/submit`", edits: &[] },
    ChangeHere {
        change: Change::Wording,
        what: "\"Phone number\" is \"Phone Number:\"; the step `people` begins with other words",
        edits: &[Edit::Question(F::new("applicant.phone", "Phone Number:", "phone", Kind::PhoneMask))],
    },
];
