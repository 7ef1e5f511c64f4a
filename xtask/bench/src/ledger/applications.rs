//! The applications of a row: whose they are, what they say, when they are due. Which one a number stands for never changes.

use std::sync::LazyLock;
use std::time::Duration;

use anyhow::{Context as _, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use postrider::ledger::{
    ActorRole, Check, Duplicates, IdempotencyKey, Ledger, NewApplication, Offer, ReleaseEvent, ReleaseMove, Who,
};
use postrider::submission::{Clock, CountyCode, PluginDigest};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// Bytes of each body.
pub(super) const BODY: usize = 4_096;
/// On how many days they are due: what came in today is due today, what waits longer is due first.
pub(super) const DAYS: u32 = 5;
/// The first county's code.
pub(crate) const FIRST_COUNTY: u32 = 10_001;

pub(crate) struct Applications {
    counties: Vec<CountyCode>,
    now: Timestamp,
}

impl Applications {
    pub(crate) fn new(counties: u32) -> Result<Self> {
        let codes = (0..counties).map(|number| (FIRST_COUNTY + number).to_string().parse());
        Ok(Self {
            counties: codes.collect::<Result<_, _>>().context("a county has no code")?,
            now: Clock::System.now(),
        })
    }

    /// Puts a release into every county's place.
    pub(super) async fn release(&self, ledger: &Ledger) -> Result<()> {
        for county in &self.counties {
            let release = ReleaseEvent {
                county: county.clone(),
                digest: plugin(county),
                version: "1.0.0".to_owned(),
                what: ReleaseMove::Activated,
                who: Who::new(ActorRole::Deployer, "ops"),
                why: "it serves from now on".to_owned(),
                manifest: json!({ "county": county.as_str() }),
            };
            ledger.record_release(release).await?;
        }
        Ok(())
    }

    /// What the scheduler could do now: every county has room for `each` more.
    pub(super) fn offers(&self, each: u32) -> Vec<Offer> {
        let offer = |county: &CountyCode| Offer {
            county: county.clone(),
            plugin: plugin(county),
            concurrency: each,
            spacing: Duration::ZERO,
            settling: None,
            credentials: Vec::new(),
        };
        self.counties.iter().map(offer).collect()
    }

    /// The application of a number, as intake hands it over.
    pub(super) fn new_application(&self, ledger: &Ledger, number: u32) -> Result<NewApplication> {
        let body = Zeroizing::new(body(number).into_bytes());
        Ok(NewApplication {
            county: self.county(number).clone(),
            key: Some(key(number).parse::<IdempotencyKey>()?),
            body_digest: ledger.digest(&body),
            body,
            deadline: self.deadline(number),
            who: client(),
            duplicates: Duplicates::Recognised,
            check: Check::Made,
        })
    }

    /// Counties in turn.
    fn county(&self, number: u32) -> &CountyCode {
        &self.counties[number as usize % self.counties.len()]
    }

    fn deadline(&self, number: u32) -> Timestamp {
        let turn = number / self.counties.len() as u32;
        self.now + SignedDuration::from_hours(24 * i64::from(1 + turn % DAYS))
    }
}

/// The release of a county.
pub(super) fn plugin(county: &CountyCode) -> PluginDigest {
    PluginDigest::of(county.as_str().as_bytes())
}

/// The client's name for it.
pub(super) fn key(number: u32) -> String {
    format!("application-{number:08}")
}

/// The client that sends them all.
pub(super) fn client() -> Who {
    Who::new(ActorRole::Client, "portal")
}

/// What an applicant says, as JSON, and as much of a photographed paper as there is room for: half of a body is text, half does not become
/// smaller by packing. Of each number another.
pub(super) fn body(number: u32) -> String {
    SAID.replacen(NUMBER, &format!("{number:08}"), 1)
}

/// Stands where a body's number does.
const NUMBER: &str = "########";

static SAID: LazyLock<String> = LazyLock::new(|| {
    let said = json!({
        "applicant": {
            "name": { "first": "Marisol", "middle": "Inés", "last": format!("Quintero {NUMBER}") },
            "birth_date": "1984-12-25", "ssn": "900110007", "phone": "5305550107", "language": "es", "marital_status": "married",
        },
        "home": { "kind": "street", "number": "77", "street": "Canyon Rd", "city": "Alder", "state": "CA", "zip": "95501" },
        "household": (0..8).map(|member| json!({
            "name": { "first": format!("Member{member}"), "last": "Quintero" },
            "birth_date": format!("201{member}-08-14"), "relationship": "child", "income": "0.00", "is_student": member > 4,
        })).collect::<Vec<_>>(),
        "finances": { "monthly_income": "1530.00", "cash_on_hand": "88.08", "monthly_rent": "925.50", "pays_utilities": true },
        "contact_preference": "phone",
        "signature": { "signed_on": "2026-11-20" },
    });
    let (head, tail) = (format!("{{\"said\":{said},\"paper\":\""), "\"}");
    format!("{head}{}{tail}", photograph(BODY - head.len() - tail.len()))
});

/// So many letters of a picture in base64.
fn photograph(letters: usize) -> String {
    let mut picture = Vec::new();
    let mut block = Sha256::digest("a picture");
    while picture.len() < letters {
        picture.extend_from_slice(&block);
        block = Sha256::digest(block);
    }
    STANDARD.encode(picture)[..letters].to_owned()
}
