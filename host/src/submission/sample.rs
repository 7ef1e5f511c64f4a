//! An application for the tests of every module, and what is changed in it.

use serde_json::{Value, json};

use super::{Application, Fields};

/// Of Ada Pena, who lives alone, as a client sends it.
pub(crate) fn application() -> Value {
    json!({
        "applicant": {"name": {"first": "Ada", "last": "Pena"}, "birth_date": "1980-01-02", "ssn": "912345678",
                      "language": "en", "marital_status": "single"},
        "home": {"kind": "street", "number": "1", "street": "Oak Ave", "city": "Alder", "state": "CA", "zip": "95001"},
        "finances": {"monthly_income": "100.00", "cash_on_hand": "0.00", "monthly_rent": "1.50", "pays_utilities": true},
        "contact_preference": "mail",
        "signature": {"signed_on": "2026-11-20"}
    })
}

/// What it says, changed.
pub(crate) fn fields(change: impl FnOnce(&mut Value)) -> Fields {
    let mut json = application();
    change(&mut json);
    Fields::of(&Application::parse(json.to_string().as_bytes(), jiff::civil::date(2026, 11, 22)).unwrap())
}
