//! Compares what the counties hold with what they must hold. Names keys that differ, never values.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::scenario::{ExpectedDocument, Scenario};
use crate::truth::Accepted;

/// What became of the applications, counted from the counties' truth.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// How many there were.
    pub applications: usize,
    /// Held by their county at least once.
    pub delivered: usize,
    /// Held by their county not at all.
    pub lost: usize,
    /// Held by their county more than once.
    pub twice: usize,
    /// Held otherwise than said.
    pub altered: Vec<Altered>,
    /// Accepted records that belong to no application; a changed identity ends here, and as lost.
    pub strangers: usize,
    /// Names of the lost ones.
    pub lost_names: Vec<String>,
    /// Names of those held more than once.
    pub twice_names: Vec<String>,
}

impl Report {
    /// Each application arrived exactly once, unaltered, and nothing else did.
    pub fn is_clean(&self) -> bool {
        self.delivered == self.applications
            && self.lost == 0
            && self.twice == 0
            && self.altered.is_empty()
            && self.strangers == 0
    }
}

/// An application that a county holds otherwise than it must.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Altered {
    /// The scenario's name.
    pub name: String,
    /// The county's number for it.
    pub confirmation: String,
    /// Canonical paths that are missing, additional or different; `documents` for uploads.
    pub keys: Vec<String>,
}

/// Compares every scenario with what its county holds. An application is known by its SSN, or by last name and birth
/// date where there is none.
pub fn verify(expectations: &[Scenario], truth: &[Accepted]) -> Report {
    let mut report = Report { applications: expectations.len(), ..Report::default() };
    let mut claimed = BTreeSet::new();
    for scenario in expectations {
        let wanted = identity(&scenario.expect.v1);
        let county = scenario.county();
        let records: Vec<_> = truth
            .iter()
            .enumerate()
            .filter(|(_, a)| Some(a.county) == county && identity(&a.values) == wanted)
            .collect();
        claimed.extend(records.iter().map(|(index, _)| *index));
        match records.len() {
            0 => {
                report.lost += 1;
                report.lost_names.push(scenario.name.clone());
            }
            1 => report.delivered += 1,
            _ => {
                report.delivered += 1;
                report.twice += 1;
                report.twice_names.push(scenario.name.clone());
            }
        }
        for (_, record) in records {
            let keys = differences(scenario, record);
            if !keys.is_empty() {
                let confirmation = record.confirmation.clone();
                report.altered.push(Altered { name: scenario.name.clone(), confirmation, keys });
            }
        }
    }
    report.strangers = truth.len() - claimed.len();
    report
}

fn identity(values: &BTreeMap<String, String>) -> String {
    let value = |path: &str| values.get(path).map_or("", String::as_str);
    match value("applicant.ssn") {
        "" => format!("{} {}", value("applicant.name.last"), value("applicant.birth_date")),
        ssn => ssn.to_owned(),
    }
}

fn differences(scenario: &Scenario, record: &Accepted) -> Vec<String> {
    let wanted = scenario.held(record.layout);
    let keys: BTreeSet<_> = wanted.keys().chain(record.values.keys()).collect();
    let differ = keys.into_iter().filter(|k| wanted.get(*k) != record.values.get(*k));
    let mut differ: Vec<_> = differ.cloned().collect();
    let held: Vec<_> = record
        .documents
        .iter()
        .map(|d| ExpectedDocument {
            kind: d.kind.clone(),
            name: d.name.clone(),
            size: d.size,
            sha256: d.sha256.clone(),
        })
        .collect();
    if held != scenario.expect_documents {
        differ.push("documents".to_owned());
    }
    differ
}
