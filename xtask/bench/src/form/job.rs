//! One job: an application as the host takes it, the texts that a script types for it, and what the site must receive. Both
//! are written down here from the same person, never derived from each other by the host's code.

use std::collections::BTreeMap;

use base64::Engine as _;
use serde_json::{Value, json};

/// The worker's login.
pub(crate) const USER: &str = "worker";
pub(crate) const PASSWORD: &str = "bench-pass";
/// The file that every job uploads, and its name.
pub(crate) const PAPER_NAME: &str = "pay-stub.pdf";
pub(crate) const PAPER: &[u8] =
    b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] \
    /Count 0 >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n";
/// The cities of the one state that has any.
pub(crate) const CITIES: [&str; 4] = ["Cedar", "Fresno", "Oakton", "Sacramento"];
/// What the site notes of a file that arrived whole.
pub(crate) const PAPER_WHOLE: &str = "whole";

/// Control by control: its name, what a person types or picks there, and what the site receives of it.
type Row = (&'static str, String, String);

/// One application.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    /// As `POST /v1/applications` takes it.
    pub(crate) application: Value,
    /// What a script types or picks, by control: a list by what its option says, a radio group by its code.
    pub(crate) typed: BTreeMap<&'static str, String>,
    /// What the site must receive, by control.
    pub(crate) received: BTreeMap<&'static str, String>,
}

impl Job {
    /// The application with this number; no two have the same values.
    pub(crate) fn new(number: u32) -> Job {
        let person = Person::new(number);
        let rows = person.rows();
        let typed = rows.iter().map(|(name, typed, _)| (*name, typed.clone())).collect();
        let mut received: BTreeMap<_, _> = rows.into_iter().map(|(name, _, received)| (name, received)).collect();
        received.insert("paper", format!("{PAPER_NAME} {PAPER_WHOLE}"));
        Job { application: person.application(), typed, received }
    }

    /// What tells it from all others.
    pub(crate) fn key(&self) -> &str {
        self.received.get("ssn").map_or("", String::as_str)
    }
}

/// Whom an application is for: what differs from job to job.
struct Person {
    number: u32,
    first: &'static str,
    last: &'static str,
    marital: &'static str,
    language: (&'static str, &'static str),
    reach: (&'static str, &'static str),
    relation: (&'static str, &'static str),
    city: &'static str,
    pays: bool,
}

impl Person {
    fn new(number: u32) -> Person {
        let of = |many: usize| number as usize % many;
        Person {
            number,
            first: ["Aisha", "Benedict", "Carmen", "Dmitri", "Eleanor"][of(5)],
            last: ["Bello", "Castellanos", "Nguyen"][of(3)],
            marital: ["single", "married", "divorced", "widowed"][of(4)],
            language: [("en", "English"), ("es", "Spanish"), ("vi", "Vietnamese")][of(3)],
            reach: [("mail", "Letter"), ("phone", "Phone call"), ("email", "Email"), ("text", "Text message")][of(4)],
            relation: [("spouse", "Spouse"), ("child", "Child"), ("sibling", "Brother or sister")][of(3)],
            city: CITIES[of(CITIES.len())],
            pays: number.is_multiple_of(2),
        }
    }

    fn application(&self) -> Value {
        let Person { number, first, last, .. } = self;
        json!({
            "applicant": {
                "name": { "first": first, "middle": "Marie", "last": last },
                "birth_date": format!("1980-04-{:02}", 1 + number % 28),
                "ssn": format!("90055{:04}", 1 + number),
                "phone": format!("530555{:04}", number),
                "email": format!("applicant{number}@example.org"),
                "language": self.language.0,
                "marital_status": self.marital,
            },
            "home": {
                "kind": "street", "number": (100 + number).to_string(), "street": "N Mill Ln", "city": self.city,
                "state": "CA", "zip": "95960",
            },
            "mailing": {
                "kind": "po_box", "box": (2000 + number).to_string(), "city": "Reno", "state": "NV", "zip": "89501",
            },
            "household": [{
                "name": { "first": "Tunde", "last": last },
                "birth_date": format!("2012-11-{:02}", 1 + number % 28),
                "ssn": format!("90066{:04}", 1 + number),
                "relationship": self.relation.0,
                "monthly_income": "0.00",
            }],
            "finances": {
                "monthly_income": format!("{}.50", 1200 + number),
                "cash_on_hand": format!("{}.00", 40 + number),
                "monthly_rent": format!("{}.00", 700 + number),
                "pays_utilities": self.pays,
            },
            "contact_preference": self.reach.0,
            "notes": format!("The gate sticks; please ring twice and wait for number {number}."),
            "documents": [{
                "kind": "income", "name": PAPER_NAME,
                "content": base64::engine::general_purpose::STANDARD.encode(PAPER),
            }],
            "signature": { "signed_on": "2026-11-20" },
        })
    }

    fn rows(&self) -> Vec<Row> {
        let Person { number, first, last, .. } = self;
        let text = |name, value: String| (name, value.clone(), value);
        let coded = |name, (code, words): (&str, &str)| (name, words.to_owned(), code.to_owned());
        let radio = |name, code: &str| (name, code.to_owned(), code.to_owned());
        vec![
            text("user", USER.to_owned()),
            text("password", PASSWORD.to_owned()),
            text("first", (*first).to_owned()),
            text("middle", "Marie".to_owned()),
            text("last", (*last).to_owned()),
            text("birth", format!("04/{:02}/1980", 1 + number % 28)),
            text("ssn", format!("900-55-{:04}", 1 + number)),
            text("phone", format!("(530) 555-{number:04}")),
            text("email", format!("applicant{number}@example.org")),
            radio("marital", self.marital),
            coded("language", self.language),
            text("line", format!("{} N Mill Ln", 100 + number)),
            coded("state", ("CA", "CA")),
            coded("city", (self.city, self.city)),
            text("zip", "95960".to_owned()),
            radio("elsewhere", "yes"),
            text("mail_line", format!("PO BOX {}", 2000 + number)),
            text("mail_city", "Reno".to_owned()),
            coded("mail_state", ("NV", "NV")),
            text("mail_zip", "89501".to_owned()),
            text("notes", format!("The gate sticks; please ring twice and wait for number {number}.")),
            coded("reach", self.reach),
            radio("evenings", "yes"),
            text("income", format!("{}.50", 1200 + number)),
            text("cash", format!("{}.00", 40 + number)),
            text("rent", format!("{}.00", 700 + number)),
            radio("utilities", if self.pays { "true" } else { "false" }),
            text("p_first", "Tunde".to_owned()),
            text("p_last", (*last).to_owned()),
            text("p_birth", format!("11/{:02}/2012", 1 + number % 28)),
            text("p_ssn", format!("900-66-{:04}", 1 + number)),
            coded("p_relation", self.relation),
            text("p_income", "0.00".to_owned()),
            coded("kind", ("income", "Proof of income")),
            text("signed", "11/20/2026".to_owned()),
            text("signer", (*last).to_owned()),
            radio("truth", "yes"),
            radio("penalty", "yes"),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_jobs_are_alike_and_every_control_is_named_once() {
        let (one, other) = (Job::new(1), Job::new(2));
        assert_ne!(one.key(), other.key());
        assert_eq!(one.typed.len() + 1, one.received.len(), "the file is received and not typed");
        assert_eq!(Person::new(1).rows().len(), one.typed.len());
    }
}
