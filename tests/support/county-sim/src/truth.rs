//! The ground truth: every application a county accepted, as it holds it. Duplicates are kept as the separate records
//! they are. Never corrects, merges or forgets, except for a reset.

use std::collections::BTreeMap;
use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use crate::change::{Change, Design};
use crate::county::{County, Layout};
use crate::lock::lock;
use crate::values::Values;

/// First serial number a county mints after a reset.
const FIRST_ALDER: u64 = 123;
const FIRST_CEDAR: u64 = 77_821;
const FIRST_DOGWOOD: u64 = 100_417;
const FIRST_ELM: u64 = 30_251;
/// Birch numbers are six of these signs (no 0, 1, I, O), scattered by a multiplication that is odd, hence one-to-one.
const BIRCH_SIGNS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const BIRCH_LENGTH: u32 = 6;
const BIRCH_STEP: u64 = 387_420_489;
const BIRCH_OFFSET: u64 = 214_748_361;

/// One application that a county accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// Who accepted it.
    pub county: County,
    /// The number the county minted at that moment.
    pub confirmation: String,
    /// RFC 3339, UTC.
    pub accepted_at: jiff::Timestamp,
    /// The login session it came from: login, a dash, the session's serial number.
    pub session: String,
    /// The site's design at that moment.
    pub layout: Layout,
    /// What the county holds, by canonical path, in canonical form. Blank and unasked values are absent.
    pub values: BTreeMap<String, String>,
    /// Uploaded files, in the order of upload.
    pub documents: Vec<Document>,
}

impl Accepted {
    /// A held value, or the empty string.
    pub fn value(&self, path: &str) -> &str {
        self.values.get(path).map_or("", String::as_str)
    }
}

/// One uploaded file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// identity, income, residency or other.
    pub kind: String,
    /// The file name the browser sent.
    pub name: String,
    /// Detected from the first bytes, not from the name.
    pub content_type: String,
    /// Bytes.
    pub size: u64,
    /// Lower-case hexadecimal.
    pub sha256: String,
}

#[derive(Default)]
struct Records {
    accepted: Vec<Accepted>,
    minted: BTreeMap<County, u64>,
}

/// Everything accepted, by all counties, in order.
#[derive(Default)]
pub(crate) struct Truth {
    records: Mutex<Records>,
}

impl Truth {
    /// Records an acceptance and mints its number, both under one lock.
    pub(crate) fn record(
        &self,
        county: County,
        design: &Design,
        session: &str,
        values: Values,
        documents: Vec<Document>,
    ) -> Accepted {
        let mut records = lock(&self.records);
        let minted = records.minted.entry(county).or_insert(0);
        let serial = *minted;
        *minted += 1;
        let accepted_at = now();
        let year = accepted_at.to_zoned(jiff::tz::TimeZone::UTC).year();
        let accepted = Accepted {
            county,
            confirmation: if design.has(Change::NumberFormat) {
                reshaped(county, serial, year)
            } else {
                confirmation(county, serial, year)
            },
            accepted_at,
            session: session.to_owned(),
            layout: design.layout,
            values,
            documents,
        };
        records.accepted.push(accepted.clone());
        accepted
    }

    pub(crate) fn all(&self) -> Vec<Accepted> {
        lock(&self.records).accepted.clone()
    }

    pub(crate) fn of(&self, county: County) -> Vec<Accepted> {
        let mut all = self.all();
        all.retain(|a| a.county == county);
        all
    }

    pub(crate) fn reset(&self) {
        *lock(&self.records) = Records::default();
    }
}

fn confirmation(county: County, serial: u64, year: i16) -> String {
    match county {
        County::Alder => format!("ALD-{year}-{:06}", FIRST_ALDER + serial),
        County::Birch => {
            let space = 32_u64.pow(BIRCH_LENGTH);
            let mut n = (serial * BIRCH_STEP + BIRCH_OFFSET) % space;
            let mut signs = String::from("B-");
            for _ in 0..BIRCH_LENGTH {
                signs.push(char::from(BIRCH_SIGNS[(n % 32) as usize]));
                n /= 32;
            }
            signs
        }
        County::Cedar => format!("C{year}-{}", FIRST_CEDAR + serial),
        County::Dogwood => format!("DW-{:02}-{}", year % 100, FIRST_DOGWOOD + serial),
        County::Elm => format!("ELM-{year}-{}", FIRST_ELM + serial),
    }
}

/// The number in its other shape.
fn reshaped(county: County, serial: u64, year: i16) -> String {
    let year = year % 100;
    match county {
        County::Alder => format!("{year:02}A{:06}", FIRST_ALDER + serial),
        County::Birch => confirmation(county, serial, year).replace("B-", "birch:").to_lowercase(),
        County::Cedar => format!("{}-C{year:02}", FIRST_CEDAR + serial),
        County::Dogwood => format!("{}/{year:02}", FIRST_DOGWOOD + serial),
        County::Elm => format!("E{year:02}.{}", FIRST_ELM + serial),
    }
}

/// The counties' clock.
#[expect(clippy::disallowed_methods, reason = "the simulated county is the outside world: its clock is the machine's")]
pub(crate) fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shaped_as_documented_and_distinct() {
        assert_eq!(confirmation(County::Alder, 0, 2026), "ALD-2026-000123");
        assert_eq!(confirmation(County::Cedar, 0, 2026), "C2026-77821");
        assert_eq!(confirmation(County::Dogwood, 0, 2026), "DW-26-100417");
        assert_eq!(confirmation(County::Elm, 0, 2026), "ELM-2026-30251");
        let birch: std::collections::BTreeSet<_> = (0..5_000).map(|n| confirmation(County::Birch, n, 2026)).collect();
        assert_eq!(birch.len(), 5_000);
        assert!(birch.iter().all(|n| n.len() == 8 && n.starts_with("B-")));
    }

    #[test]
    fn numbers_in_their_other_shape_are_numbered_alike() {
        let shapes = County::ALL.map(|county| reshaped(county, 0, 2026));
        assert_eq!(shapes, ["26A000123", "birch:b8mte8", "77821-C26", "100417/26", "E26.30251"]);
    }

    #[test]
    fn the_same_application_twice_is_two_records() {
        let truth = Truth::default();
        let design = Design::plain(Layout::V1);
        let one = truth.record(County::Alder, &design, "worker1-1", Values::new(), vec![]);
        let two = truth.record(County::Alder, &design, "worker1-1", Values::new(), vec![]);
        assert_ne!(one.confirmation, two.confirmation);
        assert_eq!(truth.of(County::Alder).len(), 2);
        assert_eq!(truth.of(County::Birch).len(), 0);
    }
}
