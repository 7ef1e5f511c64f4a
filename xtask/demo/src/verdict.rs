//! What became of the applications: receipts beside the counties' truth. Counts what the counties hold; what the host says is
//! only ever compared with it.

use std::slice;
use std::time::Duration;

use comfy_table::Table;
use comfy_table::TableComponent::{HeaderLines, MiddleHeaderIntersections};
use comfy_table::presets::NOTHING;
use county_sim::{Accepted, Layout, Report, Scenario, verify};
use harness::State;
use serde::Serialize;

/// One application and what the host says of it at the end.
pub(crate) struct Entry {
    pub(crate) scenario: Scenario,
    pub(crate) state: State,
    pub(crate) reason: String,
    pub(crate) receipt: Option<String>,
    /// Its history has a time in doubt.
    pub(crate) doubted: bool,
}

/// The last line of `--json`.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Summary {
    pub(crate) applications: usize,
    /// Held by their county at least once.
    pub(crate) delivered: usize,
    pub(crate) lost: usize,
    pub(crate) twice: usize,
    /// Held otherwise than said, and records that belong to no application.
    pub(crate) altered: usize,
    /// Taken by the redesigned site, so by the release that was swapped in.
    pub(crate) swapped: usize,
    /// Once in doubt, and held by the county exactly once under the number on the receipt.
    pub(crate) reconciled: usize,
    pub(crate) browser: &'static str,
    /// From the start of the counties to the verdict.
    pub(crate) seconds: u64,
}

/// The end of the run.
pub(crate) struct Verdict {
    pub(crate) summary: Summary,
    entries: Vec<Entry>,
    report: Report,
    /// Scenario names whose receipt is not the county's number for that very application.
    wrong_receipts: Vec<String>,
    /// The answer that was to get lost did.
    struck: bool,
}

impl Verdict {
    pub(crate) fn of(
        entries: Vec<Entry>,
        truth: &[Accepted],
        struck: bool,
        browser: &'static str,
        took: Duration,
    ) -> Self {
        let scenarios: Vec<Scenario> = entries.iter().map(|entry| entry.scenario.clone()).collect();
        let report = verify(&scenarios, truth);
        let is_right = |entry: &&Entry| has_its_receipt(entry, truth);
        let once = |entry: &&Entry| !report.twice_names.contains(&entry.scenario.name);
        let summary = Summary {
            applications: report.applications,
            delivered: report.delivered,
            lost: report.lost,
            twice: report.twice,
            altered: report.altered.len() + report.strangers,
            swapped: truth.iter().filter(|accepted| accepted.layout == Layout::V2).count(),
            reconciled: entries.iter().filter(|entry| entry.doubted).filter(is_right).filter(once).count(),
            browser,
            seconds: took.as_secs(),
        };
        let wrong = entries.iter().filter(|entry| !is_right(entry));
        let wrong_receipts = wrong.map(|entry| entry.scenario.name.clone()).collect();
        Self { summary, entries, report, wrong_receipts, struck }
    }

    /// Each arrived exactly once, unaltered, with its receipt; and the swap and the lost answer did take place.
    pub(crate) fn is_good(&self) -> bool {
        self.problems().is_empty()
    }

    /// Everything that is not as it must be.
    pub(crate) fn problems(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut named = |what: &str, names: &[String]| {
            found.extend(names.iter().map(|name| format!("{name}: {what}")));
        };
        named("the county does not have it", &self.report.lost_names);
        named("the county has it more than once", &self.report.twice_names);
        named("the receipt is missing or is not the county's", &self.wrong_receipts);
        for altered in &self.report.altered {
            found.push(format!("{} ({}): altered in {}", altered.name, altered.confirmation, altered.keys.join(", ")));
        }
        if self.report.strangers > 0 {
            found.push(format!("{} records at the counties belong to no application", self.report.strangers));
        }
        if self.summary.swapped == 0 {
            found.push("nothing went through the release that was swapped in".to_owned());
        }
        if !self.struck || self.summary.reconciled == 0 {
            found.push("no answer got lost and was reconciled".to_owned());
        }
        found
    }

    /// A good end in one sentence.
    pub(crate) fn sentence(&self) -> String {
        let Summary { applications, swapped, reconciled, seconds, .. } = self.summary;
        format!(
            "all {applications} applications arrived once and unaltered in {seconds} s: {swapped} at a redesigned site, by a release that was \
             swapped in meanwhile; {reconciled} after its answer got lost"
        )
    }

    /// Receipts beside what the counties hold.
    pub(crate) fn table(&self) -> Table {
        let mut table = Table::new();
        table.load_preset(NOTHING).set_style(HeaderLines, '─').set_style(MiddleHeaderIntersections, '─');
        table.set_header(["application", "county", "host says", "receipt", "county holds"]);
        for entry in &self.entries {
            let name = &entry.scenario.name;
            let altered = self.report.altered.iter().any(|altered| altered.name == *name);
            let held = match () {
                () if self.report.lost_names.contains(name) => "nothing",
                () if self.report.twice_names.contains(name) => "it TWICE",
                () if altered => "it ALTERED",
                () if self.wrong_receipts.contains(name) => "it, under another number",
                () => "it, once, unaltered",
            };
            let state = match entry.reason.as_str() {
                _ if entry.doubted && entry.state == State::Delivered => "delivered, after a doubt".to_owned(),
                "" => entry.state.name().to_owned(),
                _ if entry.state == State::Delivered => entry.state.name().to_owned(),
                reason => format!("{}: {reason}", entry.state),
            };
            let county = entry.scenario.county().map_or("", county_sim::County::name);
            table.add_row([name, county, &state, entry.receipt.as_deref().unwrap_or("none"), held]);
        }
        table
    }
}

/// Whether the receipt's number is the county's number for this very application.
fn has_its_receipt(entry: &Entry, truth: &[Accepted]) -> bool {
    truth
        .iter()
        .filter(|accepted| Some(accepted.county) == entry.scenario.county())
        .filter(|accepted| entry.receipt.as_deref() == Some(accepted.confirmation.as_str()))
        .any(|accepted| verify(slice::from_ref(&entry.scenario), slice::from_ref(accepted)).delivered == 1)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use county_sim::County;
    use serde_json::json;

    use super::*;

    fn entry(receipt: &str, doubted: bool) -> Entry {
        let scenario = json!({
            "name": "one", "why": "", "request": { "county": "99005", "application": {} },
            "expect": { "v1": { "applicant.ssn": "900000001" } },
        });
        Entry {
            scenario: serde_json::from_value(scenario).unwrap(),
            state: State::Delivered,
            reason: String::new(),
            receipt: Some(receipt.into()),
            doubted,
        }
    }

    fn held(number: &str, layout: Layout) -> Accepted {
        Accepted {
            county: County::Cedar,
            confirmation: number.into(),
            accepted_at: "2026-11-20T10:00:00Z".parse().unwrap(),
            session: "clerk1-1".into(),
            layout,
            values: BTreeMap::from([("applicant.ssn".to_owned(), "900000001".to_owned())]),
            documents: vec![],
        }
    }

    fn problems(entry: Entry, truth: &[Accepted], struck: bool) -> Vec<String> {
        Verdict::of(vec![entry], truth, struck, "firefox", Duration::ZERO).problems()
    }

    #[test]
    fn only_a_full_success_is_good() {
        assert_eq!(problems(entry("C1", true), &[held("C1", Layout::V2)], true), [""; 0]);
        assert!(problems(entry("C1", true), &[], true)[0].contains("does not have it"));
        let twice = [held("C1", Layout::V2), held("C2", Layout::V2)];
        assert!(problems(entry("C1", true), &twice, true)[0].contains("more than once"));
        assert!(problems(entry("C9", true), &[held("C1", Layout::V2)], true)[0].contains("not the county's"));
        assert!(problems(entry("C1", true), &[held("C1", Layout::V1)], true)[0].contains("swapped"));
        assert!(problems(entry("C1", false), &[held("C1", Layout::V2)], true)[0].contains("reconciled"));
        assert!(problems(entry("C1", true), &[held("C1", Layout::V2)], false)[0].contains("reconciled"));
    }
}
