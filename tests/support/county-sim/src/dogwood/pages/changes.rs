//! What each small change is at Dogwood.

use super::choices::{LANGUAGES, MARITAL, YES_NO};
use crate::change::Change;
use crate::field::{Choice, Field, Kind, recoded, swapped, turned_round};
use crate::form::{ChangeHere, Edit};

type F = Field;

const INCLUDED: &[Choice] = &turned_round(YES_NO);
const RECODED: &[Choice] = &recoded::<6>(LANGUAGES);
const SWAPPED: &[Choice] = &swapped::<5>(MARITAL);
const INTERVIEW: &[Choice] = &[("phone", "P", "By telephone"), ("office", "O", "At the office")];

pub(crate) const CHANGES: &[ChangeHere] = &[
    ChangeHere {
        change: Change::QuestionTurnedRound,
        what: "`rblUtilities` asks \"Are utilities included in your rent?\"",
        edits: &[Edit::Question(
            F::new(
                "finances.pays_utilities",
                "Are utilities included in your rent?",
                "rblUtilities",
                Kind::Radio(INCLUDED),
            )
            .req(),
        )],
    },
    ChangeHere {
        change: Change::OptionsRecoded,
        what: "`ddlLanguage`: each language has the code of the next one",
        edits: &[Edit::Question(
            F::new("applicant.language", "Primary language", "ddlLanguage", Kind::Select(RECODED)).req(),
        )],
    },
    ChangeHere {
        change: Change::OptionsSwapped,
        what: "`ddlMarital`: `NM` reads \"Married\", `MA` reads \"Never married\"",
        edits: &[Edit::Question(
            F::new("applicant.marital_status", "Marital status", "ddlMarital", Kind::Select(SWAPPED)).req(),
        )],
    },
    ChangeHere {
        change: Change::PresetRequired,
        what: "step `certify`: select `ddlInterview`, \"Interview\", comes as `P`; held as `answers.interview`",
        edits: &[Edit::After(
            "txtComments",
            F::new("answers.interview", "Interview", "ddlInterview", Kind::Select(INTERVIEW)).req().preset("P"),
        )],
    },
    ChangeHere {
        change: Change::OptionalAdded,
        what: "step `applicant`: text `txtOtherNames`, \"Other names used\"; held as `answers.other_names`",
        edits: &[Edit::After(
            "txtSuffix",
            F::new("answers.other_names", "Other names used", "txtOtherNames", Kind::Text).max(40),
        )],
    },
    ChangeHere {
        change: Change::BoxSplit,
        what: "\"Last name\" is `txtLast`, of which the first word is kept, and `txtSecondLast`, \"Second last name\"",
        edits: &[
            Edit::Question(F::new("applicant.name.last", "Last name", "txtLast", Kind::Word).req().max(40)),
            Edit::After(
                "txtLast",
                F::new("applicant.name.last", "Second last name", "txtSecondLast", Kind::Word).max(40),
            ),
        ],
    },
    ChangeHere {
        change: Change::BoxMerged,
        what: "`txtFirst` is \"First and middle names\", held as the first name; `txtMiddle` is gone",
        edits: &[
            Edit::Question(
                F::new("applicant.name.first", "First and middle names", "txtFirst", Kind::Text).req().max(80),
            ),
            Edit::Gone("txtMiddle"),
        ],
    },
    ChangeHere {
        change: Change::ShorterMaxlength,
        what: "`txtLine1` takes 10 characters",
        edits: &[Edit::Question(F::new("home.line1", "Street address", "txtLine1", Kind::Text).req().max(10))],
    },
    ChangeHere {
        change: Change::PageMoved,
        what: "step `money` comes before `household`",
        edits: &[Edit::MovedBefore("money", "household")],
    },
    ChangeHere {
        change: Change::NoticeInserted,
        what: "step `rights`, \"Rights and Duties\", before `certify`; button \"Next >\"",
        edits: &[Edit::Notice {
            before: "certify",
            id: "rights",
            title: "Rights and Duties",
            text: "You have to report changes of your income within ten days. You may ask for a hearing at any time.",
        }],
    },
    ChangeHere {
        change: Change::SecondConfirmation,
        what: "the submit button leads to \"Confirm Submission\", whose button `btnConfirm`, \"Yes, submit\", submits",
        edits: &[],
    },
    ChangeHere { change: Change::NumberFormat, what: "`100417/26`", edits: &[] },
    ChangeHere {
        change: Change::SubmitPath,
        what: "the submit button posts to `/Submit.aspx` (`formaction`); `/Apply.aspx` draws the step again",
        edits: &[],
    },
    ChangeHere {
        change: Change::Wording,
        what: "\"E-mail address\" is \"E-Mail  Address\"; the list of members calls its column \"Relation\"",
        edits: &[Edit::Question(F::new("applicant.email", "E-Mail  Address", "txtEmail", Kind::Email).max(60))],
    },
];
