//! What became of the applications, by the counties' truth, and of what the hosts had at work. What the hosts say is only compared with it.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use comfy_table::Table;
use comfy_table::TableComponent::{HeaderLines, MiddleHeaderIntersections};
use comfy_table::presets::NOTHING;
use county_sim::{Accepted, Report, Scenario, verify};
use harness::{State, Story};
use serde::Serialize;

use crate::outage::{Outage, TakenBack, from_live_hosts, p99, unsaid};
use crate::plan::Kind;

/// Fewer kills than this prove nothing.
const FEWEST_KILLS: usize = 10;

/// Characters of a reason in the table.
const LONGEST_REASON: usize = 120;

/// One application, and what the hosts say of it at the end.
pub(crate) struct Entry {
    scenario: Scenario,
    id: String,
    state: State,
    reason: String,
    /// Its history has a time in doubt.
    doubted: bool,
    /// Attempts that filled its county's form.
    submissions: usize,
}

impl Entry {
    pub(crate) fn of(scenario: Scenario, id: &str, story: &Story) -> Self {
        Self {
            scenario,
            id: id.to_owned(),
            state: story.state,
            reason: story.reason().to_owned(),
            doubted: story.was(State::InDoubt),
            submissions: story.submissions(),
        }
    }
}

/// The last line of `--json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Summary {
    pub(crate) applications: usize,
    /// Held by their county at least once.
    pub(crate) delivered: usize,
    /// In front of a person, whether their county has them or not.
    pub(crate) review: usize,
    /// Neither at their county nor in front of a person, and nothing will happen to them.
    pub(crate) lost: usize,
    pub(crate) twice: usize,
    /// Held otherwise than said, and records that belong to no application.
    pub(crate) altered: usize,
    pub(crate) kills: usize,
    /// From a host's end until a piece of work that it had was free again, in 99 of 100 at most so many seconds.
    pub(crate) rescue_s_p99: Option<f64>,
    /// Taken from a host that was neither killed, stopped nor cut off.
    pub(crate) live_rescued: usize,
}

/// The end of the run.
pub(crate) struct Verdict {
    pub(crate) summary: Summary,
    entries: Vec<Entry>,
    report: Report,
    outages: Vec<Outage>,
    problems: Vec<String>,
    took: Duration,
}

impl Verdict {
    pub(crate) fn of(
        entries: Vec<Entry>,
        truth: &[Accepted],
        outages: Vec<Outage>,
        taken: &BTreeSet<TakenBack>,
        took: Duration,
    ) -> Self {
        let scenarios: Vec<Scenario> = entries.iter().map(|entry| entry.scenario.clone()).collect();
        let report = verify(&scenarios, truth);
        let is_absent = |entry: &&Entry| report.lost_names.contains(&entry.scenario.name);
        let nobodys = |entry: &&Entry| entry.state.is_settled() && entry.state != State::Review;
        let lost: Vec<&Entry> = entries.iter().filter(is_absent).filter(nobodys).collect();
        let live = from_live_hosts(taken, &outages);
        let rescues: Vec<f64> = outages.iter().flat_map(Outage::rescues).collect();
        let summary = Summary {
            applications: report.applications,
            delivered: report.delivered,
            review: entries.iter().filter(|entry| entry.state == State::Review).count(),
            lost: lost.len(),
            twice: report.twice,
            altered: report.altered.len() + report.strangers,
            kills: outages.iter().filter(|outage| outage.kind == Kind::Killed).count(),
            rescue_s_p99: p99(rescues).map(|seconds| (seconds * 100.0).round() / 100.0),
            live_rescued: live.len(),
        };
        let mut problems = Vec::new();
        let mut named = |what: &str, names: Vec<String>| {
            problems.extend(names.iter().map(|name| format!("{name}: {what}")));
        };
        named(
            "lost: its county does not have it, and nothing more happens to it",
            lost.iter().map(|entry| entry.called()).collect(),
        );
        named("its county has it more than once", report.twice_names.clone());
        let waits = entries.iter().filter(|entry| !entry.state.is_settled());
        named(
            "it still waits",
            waits.map(|entry| format!("{} ({}, {})", entry.called(), entry.state, entry.reason)).collect(),
        );
        let of_live = live.iter().map(|one| format!("{}, at {}", one.application, one.at));
        named("taken from a host that was neither killed, stopped nor cut off", of_live.collect());
        let held = outages.iter().flat_map(|outage| &outage.held);
        let never = held.filter(|(_, free)| free.is_none()).map(|(held, _)| held.application.clone());
        named("what a host had of it did not become free", never.collect());
        let unsaid = unsaid(&outages, taken).into_iter().map(|held| held.application.clone());
        named("no history says that it was taken back from the host that was killed", unsaid.collect());
        for altered in &report.altered {
            problems.push(format!(
                "{} ({}): altered in {}",
                altered.name,
                altered.confirmation,
                altered.keys.join(", ")
            ));
        }
        if report.strangers > 0 {
            problems.push(format!("{} records at the counties belong to no application", report.strangers));
        }
        if summary.kills < FEWEST_KILLS {
            problems.push(format!("{} kills: this was a try; a proof has {FEWEST_KILLS}", summary.kills));
        }
        Self { summary, entries, report, outages, problems, took }
    }

    /// Nothing was lost, sent twice, altered or left waiting, no work was taken from a host that was well, and there were enough kills.
    pub(crate) fn is_good(&self) -> bool {
        self.problems.is_empty()
    }
}

impl Entry {
    fn called(&self) -> String {
        format!("{} ({})", self.scenario.name, self.id)
    }
}

fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_preset(NOTHING).set_style(HeaderLines, '─').set_style(MiddleHeaderIntersections, '─');
    table.set_header(header);
    table
}

/// Of a reason what fits into a line; all of it stands in the story that is kept.
fn beginning(reason: &str) -> String {
    let line: String = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST_REASON) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// What happened to the hosts, what became of the applications, and in a sentence whether that is good.
impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut faults = table(&["host", "what happened", "for", "at work", "free again after"]);
        for outage in &self.outages {
            let free: Vec<_> = outage.rescues().map(|seconds| format!("{seconds:.1} s")).collect();
            faults.add_row([
                outage.which.to_string(),
                outage.kind.to_string(),
                format!("{:.1} s", outage.lasted()),
                outage.held.len().to_string(),
                free.join(", "),
            ]);
        }
        writeln!(f, "\n{faults}\n")?;
        let reviewed: Vec<_> = self.entries.iter().filter(|entry| entry.state == State::Review).collect();
        if !reviewed.is_empty() {
            let mut waits = table(&["in review", "its county has", "why"]);
            for entry in reviewed {
                let name = &entry.scenario.name;
                let has = match () {
                    () if self.report.twice_names.contains(name) => "it TWICE",
                    () if self.report.lost_names.contains(name) => "nothing",
                    () => "it, once",
                };
                waits.add_row([name.as_str(), has, &beginning(&entry.reason)]);
            }
            writeln!(f, "{waits}\n")?;
        }
        for problem in &self.problems {
            writeln!(f, "  {problem}")?;
        }
        let Summary { applications, delivered, review, lost, twice, altered, kills, rescue_s_p99, live_rescued } =
            &self.summary;
        let doubted = self.entries.iter().filter(|entry| entry.doubted).count();
        let again = self.entries.iter().filter(|entry| entry.submissions > 1).count();
        let rescue = rescue_s_p99.map_or_else(|| "nothing".to_owned(), |seconds| format!("{seconds:.1} s"));
        write!(
            f,
            "{delivered} of {applications} applications arrived in {:.0} s, {again} of them by more than one attempt, {doubted} after a doubt; {review} in review; \
             {lost} lost, {twice} twice, {altered} altered.\n{kills} kills, {} other faults: what a host had was free after {rescue} in 99 of 100; \
             {live_rescued} taken from a host that was well",
            self.took.as_secs_f64(),
            self.outages.len() - kills,
        )
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use county_sim::{County, Layout};
    use serde_json::json;

    use super::*;
    use crate::outage::Held;
    use crate::plan::Which;

    fn entry(state: State) -> Entry {
        let scenario = json!({
            "name": "one", "why": "", "request": { "county": "99005", "application": {} },
            "expect": { "v1": { "applicant.ssn": "900000001" } },
        });
        let scenario = serde_json::from_value(scenario).unwrap();
        Entry { scenario, id: "id".into(), state, reason: String::new(), doubted: false, submissions: 1 }
    }

    fn held(number: &str) -> Accepted {
        Accepted {
            county: County::Cedar,
            confirmation: number.into(),
            accepted_at: "2026-11-20T10:00:00Z".parse().unwrap(),
            session: "clerk1-1".into(),
            layout: Layout::V1,
            values: BTreeMap::from([("applicant.ssn".to_owned(), "900000001".to_owned())]),
            documents: vec![],
        }
    }

    /// As many as prove something, each with one piece of work, and what histories say of it.
    fn kills() -> (Vec<Outage>, BTreeSet<TakenBack>) {
        let at = "2026-11-20T10:00:00Z".parse().unwrap();
        let had = Held { fence: 1, application: "id".into(), began: at };
        let kill = Outage {
            which: Which::First,
            kind: Kind::Killed,
            host: "h".into(),
            begun: at,
            over: at,
            held: vec![(had, Some(at))],
        };
        (
            vec![kill; FEWEST_KILLS],
            BTreeSet::from([TakenBack { application: "id".into(), host: "h".into(), began: at, at }]),
        )
    }

    #[track_caller]
    fn check(state: State, truth: &[Accepted], problem: &str) {
        let (outages, taken) = kills();
        let verdict = Verdict::of(vec![entry(state)], truth, outages, &taken, Duration::ZERO);
        match problem {
            "" => assert_eq!(verdict.problems, [""; 0]),
            part => {
                let [said] = &verdict.problems[..] else { panic!("{:?}", verdict.problems) };
                assert!(said.contains(part), "{said}");
            }
        }
    }

    #[test]
    fn what_is_lost_twice_or_left_waiting_is_not_good() {
        check(State::Delivered, &[held("C1")], "");
        check(State::Review, &[], "");
        check(State::Review, &[held("C1")], "");
        check(State::Delivered, &[], "lost");
        check(State::Cancelled, &[], "lost");
        check(State::Queued, &[], "still waits");
        check(State::Delivered, &[held("C1"), held("C2")], "more than once");
    }

    #[test]
    fn what_was_taken_from_a_host_that_was_well_is_not_good_nor_what_nobody_took() {
        let (outages, taken) = kills();
        let judge = |outages: Vec<Outage>, taken: &BTreeSet<TakenBack>| {
            Verdict::of(vec![entry(State::Delivered)], &[held("C1")], outages, taken, Duration::ZERO)
        };
        let well = taken.iter().map(|one| TakenBack { host: "other".into(), ..one.clone() });
        let well: BTreeSet<_> = taken.iter().cloned().chain(well).collect();
        assert_eq!(judge(outages.clone(), &well).summary.live_rescued, 1);
        let unsaid = judge(outages.clone(), &BTreeSet::new()).problems;
        assert!(unsaid.len() == FEWEST_KILLS && unsaid[0].contains("no history says"), "{unsaid:?}");
        let mut never = outages.clone();
        never[0].held[0].1 = None;
        assert!(judge(never, &taken).problems[0].contains("did not become free"));
        assert!(judge(outages[1..].to_vec(), &taken).problems[0].contains("a proof has 10"));
    }
}
