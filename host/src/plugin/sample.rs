//! An application and a manifest for this module's tests.

use std::sync::Arc;

use super::access::Readable;
use super::manifest::Manifest;
use crate::submission::{Application, Fields};

/// Of Ada Quixworth, with two children.
pub(super) fn fields() -> Arc<Fields> {
    let member = serde_json::json!({
        "name": { "first": "Bo", "last": "Quixworth" }, "birth_date": "2010-01-02", "relationship": "child"
    });
    let body = serde_json::json!({
        "applicant": { "name": { "first": "Ada", "last": "Quixworth" }, "birth_date": "1980-01-02", "language": "en",
                       "marital_status": "single" },
        "home": { "kind": "none", "city": "Alder", "state": "CA", "zip": "95001" },
        "household": [member.clone(), member],
        "finances": { "monthly_income": "1.00", "cash_on_hand": "0.00", "monthly_rent": "1.50", "pays_utilities": true },
        "contact_preference": "mail",
        "signature": { "signed_on": "2026-11-20" }
    });
    let application = Application::parse(body.to_string().as_bytes(), jiff::civil::Date::MAX).unwrap();
    Arc::new(Fields::of(&application))
}

/// May type the applicant's first name, and read nothing that says who somebody is.
pub(super) fn manifest() -> Arc<Manifest> {
    Arc::new(Manifest::parse(include_bytes!("../../../tests/support/guests/manifest.toml")).unwrap())
}

/// What a plugin may read that may type this, and was granted nothing.
pub(super) fn may_type(path: &str) -> Readable {
    let mut manifest = Manifest::clone(&manifest());
    manifest.fields.fill.push(path.to_owned());
    Readable::new(&Arc::new(manifest), Vec::new())
}

/// What that manifest's plugin may read where ops granted it nothing.
pub(super) fn readable() -> Readable {
    Readable::new(&manifest(), Vec::new())
}
