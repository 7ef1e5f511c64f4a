//! Cedar's questions, in both designs.

use crate::change::Design;
use crate::county::Layout;
use crate::field::{Field, Kind, Page};
use crate::form::Form;

mod changes;
mod choices;

pub(crate) use changes::CHANGES;
pub(crate) use choices::KINDS;
use choices::{LANGUAGES, MARITAL, RELATIONSHIPS, YES_NO};

type F = Field;

const MAIL: &str = "all of the mailing address, or none of it (line 2 stays optional)";
const MONEY: &str = "digits, optional cents";
const DATE: &str = "MM/DD/YYYY";

const PERSON_V1: &[Field] = &[
    F::new("applicant.name.last", "LAST NAME", "LNAME", Kind::Text).req().max(40),
    F::new("applicant.name.first", "FIRST NAME", "FNAME", Kind::Text).req().max(40),
    F::new("applicant.birth_date", "DATE OF BIRTH", "DOB", Kind::DateText).req().max(10).note(DATE),
    F::new("applicant.ssn", "SSN", "SSN", Kind::Ssn).max(11).note("nine digits, dashes taken"),
    F::new("applicant.language", "LANGUAGE", "LANG", Kind::Select(LANGUAGES)).req(),
    F::new("applicant.phone", "TELEPHONE", "TEL", Kind::Phone).max(14).note("ten digits, any of space ( ) - . between"),
    F::new("home.line1", "ADDRESS LINE 1", "ADDR1", Kind::Text).req().max(50),
    F::new("home.line2", "ADDRESS LINE 2", "ADDR2", Kind::Text).max(50),
    F::new("home.city", "CITY", "CITY", Kind::Text).req().max(30),
    F::new("home.state", "STATE", "ST", Kind::StateText).req().max(2).note("two capital letters"),
    F::new("home.zip", "ZIP", "ZIP", Kind::Zip).req().max(10),
    F::new("mailing.line1", "MAILING ADDRESS LINE 1 (IF DIFFERENT)", "MADDR1", Kind::Text).max(50).note(MAIL),
    F::new("mailing.line2", "MAILING ADDRESS LINE 2", "MADDR2", Kind::Text).max(50).note(MAIL),
    F::new("mailing.city", "MAILING CITY", "MCITY", Kind::Text).max(30).note(MAIL),
    F::new("mailing.state", "MAILING STATE", "MST", Kind::StateText).max(2).note(MAIL),
    F::new("mailing.zip", "MAILING ZIP", "MZIP", Kind::Zip).max(10).note(MAIL),
];
const MEMBER_V1: &[Field] = &[
    F::new("name.last", "LAST NAME", "M_LNAME", Kind::Text).req().max(40),
    F::new("name.first", "FIRST NAME", "M_FNAME", Kind::Text).req().max(40),
    F::new("birth_date", "DATE OF BIRTH", "M_DOB", Kind::DateText).req().max(10).note(DATE),
    F::new("ssn", "SSN", "M_SSN", Kind::Ssn).max(11).note("nine digits, dashes taken"),
    F::new("relationship", "RELATION", "M_REL", Kind::Select(RELATIONSHIPS)).req(),
];
const MONEY_V1: &[Field] = &[
    F::new("finances.monthly_income", "MONTHLY GROSS INCOME", "INCOME", Kind::Money).req().max(12).note(MONEY),
    F::new("finances.cash_on_hand", "CASH/BANK BALANCE", "CASH", Kind::Money).req().max(12).note(MONEY),
    F::new("finances.monthly_rent", "RENT/MORTGAGE", "RENT", Kind::Money).req().max(12).note(MONEY),
    F::new("finances.pays_utilities", "PAYS UTILITIES", "UTIL", Kind::Select(YES_NO)).req(),
];
const SIGN_V1: &[Field] = &[
    F::new("notes", "REMARKS", "REMARKS", Kind::Area).max(300),
    F::new("signature.signed_on", "DATE SIGNED", "SIGNED", Kind::DateCalendar).req().note("read-only; opens on click"),
];
const V1: &[Page] = &[
    Page::new("person", "APPLICANT", PERSON_V1),
    Page::new("household", "HOUSEHOLD", &[]),
    Page::new("money", "INCOME AND EXPENSES", MONEY_V1),
    Page::new("documents", "DOCUMENTS", &[]),
    Page::new("sign", "SIGNATURE", SIGN_V1),
];

const PERSON_V2: &[Field] = &[
    F::new("applicant.name.first", "Given Name", "txtGiven", Kind::Text).req().max(40),
    F::new("applicant.name.last", "Surname", "txtSurname", Kind::Text).req().max(40),
    F::new("applicant.birth_date", "Birth Date (mm/dd/yyyy)", "txtBirth", Kind::DateText).req().max(10).note(DATE),
    F::new("applicant.ssn", "Social Security No.", "txtSSN", Kind::Ssn).max(11).note("nine digits, dashes taken"),
    F::new("applicant.marital_status", "Marital Status", "ddlMarital", Kind::Select(MARITAL)).req().note("new"),
];
const CONTACT_V2: &[Field] = &[
    F::new("home.line1", "Residence Address", "txtRes1", Kind::Text).req().max(50),
    F::new("home.line2", "Residence Address (continued)", "txtRes2", Kind::Text).max(50),
    F::new("home.city", "Residence City", "txtResCity", Kind::Text).req().max(30),
    F::new("home.state", "Residence State", "txtResState", Kind::StateText).req().max(2).note("two capital letters"),
    F::new("home.zip", "Residence Zip Code", "txtResZip", Kind::Zip).req().max(10),
    F::new("mailing.line1", "Postal Address (leave blank if same)", "txtPost1", Kind::Text).max(50).note(MAIL),
    F::new("mailing.line2", "Postal Address (continued)", "txtPost2", Kind::Text).max(50).note(MAIL),
    F::new("mailing.city", "Postal City", "txtPostCity", Kind::Text).max(30).note(MAIL),
    F::new("mailing.state", "Postal State", "txtPostState", Kind::StateText).max(2).note(MAIL),
    F::new("mailing.zip", "Postal Zip Code", "txtPostZip", Kind::Zip).max(10).note(MAIL),
    F::new("applicant.phone", "Contact Phone", "txtPhone", Kind::Phone)
        .max(14)
        .note("moved; ten digits, any of space ( ) - . between"),
    F::new("applicant.language", "Spoken Language", "ddlLang", Kind::Select(LANGUAGES)).req().note("moved"),
];
const MEMBER_V2: &[Field] = &[
    F::new("relationship", "Relationship to Applicant", "ddlRelation", Kind::Select(RELATIONSHIPS)).req(),
    F::new("name.first", "Given Name", "txtMGiven", Kind::Text).req().max(40),
    F::new("name.last", "Surname", "txtMSurname", Kind::Text).req().max(40),
    F::new("birth_date", "Birth Date (mm/dd/yyyy)", "txtMBirth", Kind::DateText).req().max(10).note(DATE),
    F::new("ssn", "Social Security No.", "txtMSSN", Kind::Ssn).max(11).note("nine digits, dashes taken"),
];
const MONEY_V2: &[Field] = &[
    F::new("finances.monthly_rent", "Shelter Cost per Month", "txtShelter", Kind::Money).req().max(12).note(MONEY),
    F::new("finances.pays_utilities", "Utilities Paid by Household", "ddlUtil", Kind::Select(YES_NO)).req(),
    F::new("finances.monthly_income", "Gross Income per Month", "txtGross", Kind::Money).req().max(12).note(MONEY),
    F::new("finances.cash_on_hand", "Liquid Resources", "txtLiquid", Kind::Money).req().max(12).note(MONEY),
];
const SIGN_V2: &[Field] = &[
    F::new("signature.signed_on", "Signature Date", "txtSigDate", Kind::DateCalendar)
        .req()
        .note("read-only; opens on click"),
    F::new("notes", "Worker Remarks", "txtRemarks", Kind::Area).max(300),
];
const V2: &[Page] = &[
    Page::new("person", "Applicant Information", PERSON_V2),
    Page::new("contact", "Residence and Contact", CONTACT_V2),
    Page::new("household", "Household Composition", &[]),
    Page::new("money", "Budget", MONEY_V2),
    Page::new("documents", "Verification Documents", &[]),
    Page::new("sign", "Certification", SIGN_V2),
];

/// The form of a design.
pub(crate) fn form(design: Design) -> Form {
    let (pages, member) = match design.layout {
        Layout::V1 => (V1, MEMBER_V1),
        Layout::V2 => (V2, MEMBER_V2),
    };
    Form::new(design, pages, member, CHANGES)
}

/// The words on Cedar's buttons and links, by design.
pub(crate) struct Words {
    pub(crate) save: &'static str,
    pub(crate) add: &'static str,
    pub(crate) add_save: &'static str,
    pub(crate) go_on: &'static str,
    pub(crate) submit: &'static str,
    pub(crate) new: &'static str,
    pub(crate) cases: &'static str,
}

pub(crate) fn words(layout: Layout) -> Words {
    match layout {
        Layout::V1 => Words {
            save: "SAVE",
            add: "ADD MEMBER",
            add_save: "SAVE MEMBER",
            go_on: "NEXT",
            submit: "SUBMIT",
            new: "New Application",
            cases: "Case List",
        },
        Layout::V2 => Words {
            save: "Save & Next",
            add: "Add Household Member",
            add_save: "OK",
            go_on: "Next",
            submit: "Certify and Submit",
            new: "Enter Application",
            cases: "Find Case",
        },
    }
}
