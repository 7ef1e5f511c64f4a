//! What a host had at work when it was killed, stopped or cut off, how long that took to become free, and whether anything was ever taken
//! from a host that was well. Computes; asks nobody.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Context as _, Result};
use harness::Story;
use jiff::Timestamp;

use crate::plan::{Kind, Which};

/// How long after a standstill or a cut what is taken back is still put down to it: what dead hosts had is another's within this.
const AFTER: Duration = Duration::from_secs(20);
/// What the host says where it takes back work that ended without a word, at the beginning (`host/src/ledger/recovery.rs`).
const TAKEN_BACK: [&str; 3] = ["its worker stopped ", "the host stopped ", "the rehearsal was cut off"];
/// And where a confirmation had been kept, whose number comes before it.
const TAKEN_BACK_CONFIRMED: &str = "; its worker stopped after that was kept";

/// A piece of work that a host has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) fence: i64,
    pub(crate) application: String,
    /// When it was taken.
    pub(crate) began: Timestamp,
}

/// A fault that struck a host.
#[derive(Debug, Clone)]
pub(crate) struct Outage {
    pub(crate) which: Which,
    pub(crate) kind: Kind,
    /// The host's name, as histories have it.
    pub(crate) host: String,
    pub(crate) begun: Timestamp,
    /// When it was started, woken or joined again.
    pub(crate) over: Timestamp,
    /// What it had at work when it began, and when each piece was free again: back in the queue, in doubt, or at its end. None: never, as long as
    /// was waited for it.
    pub(crate) held: Vec<(Held, Option<Timestamp>)>,
}

impl Outage {
    /// For each piece of work, from the beginning until it was free, in seconds.
    pub(crate) fn rescues(&self) -> impl Iterator<Item = f64> {
        self.held.iter().filter_map(|(_, free)| Some(free.as_ref()?.duration_since(self.begun).as_secs_f64()))
    }

    /// From its beginning until the host was started, woken or joined again, in seconds.
    pub(crate) fn lasted(&self) -> f64 {
        self.over.duration_since(self.begun).as_secs_f64()
    }

    /// Whether it explains that this was taken from its host.
    fn explains(&self, taken: &TakenBack) -> bool {
        let had = |(held, _): &(Held, _)| held.application == taken.application && held.began == taken.began;
        let meanwhile = self.kind != Kind::Killed && (self.begun..=self.over + AFTER).contains(&taken.at);
        self.host == taken.host && (self.held.iter().any(had) || meanwhile)
    }
}

/// Work that was taken back, as an application's history says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TakenBack {
    pub(crate) application: String,
    /// From which host, by its name.
    pub(crate) host: String,
    pub(crate) began: Timestamp,
    pub(crate) at: Timestamp,
}

/// Everything that was taken back of an application. One that goes on to a person in the same step is one.
pub(crate) fn taken_back(id: &str, story: &Story) -> Result<BTreeSet<TakenBack>> {
    let says = |why: &str| TAKEN_BACK.iter().any(|words| why.starts_with(words)) || why.contains(TAKEN_BACK_CONFIRMED);
    let of = |step: &&harness::Transition| says(&step.why);
    story
        .history
        .iter()
        .filter(of)
        .map(|step| {
            let ended = story
                .attempts
                .iter()
                .find(|attempt| Some(attempt.number) == step.attempt && attempt.ended_at == Some(step.at));
            let began = ended
                .with_context(|| format!("{id} was taken back at {}, and no attempt ended then", step.at))?
                .started_at;
            Ok(TakenBack { application: id.to_owned(), host: step.who.name.clone(), began, at: step.at })
        })
        .collect()
}

/// What was taken from hosts that were well: what a host neither had when it was killed, stopped or cut off, nor took while it stood still or was
/// cut off, or within 20 s after that.
pub(crate) fn from_live_hosts<'a>(taken: &'a BTreeSet<TakenBack>, outages: &[Outage]) -> Vec<&'a TakenBack> {
    taken.iter().filter(|taken| !outages.iter().any(|outage| outage.explains(taken))).collect()
}

/// What a killed host had and no history says was taken back: then it was not looked at rightly, or is not free.
pub(crate) fn unsaid<'a>(outages: &'a [Outage], taken: &BTreeSet<TakenBack>) -> Vec<&'a Held> {
    let said = |held: &Held| taken.iter().any(|one| one.application == held.application && one.began == held.began);
    let killed = outages.iter().filter(|outage| outage.kind == Kind::Killed);
    killed.flat_map(|outage| &outage.held).map(|(held, _)| held).filter(|held| !said(held)).collect()
}

/// In 99 of 100 at most so much, by the nearest rank; none of nothing.
pub(crate) fn p99(mut of: Vec<f64>) -> Option<f64> {
    of.sort_by(f64::total_cmp);
    let rank = (of.len() * 99).div_ceil(100);
    of.get(rank.checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_000_000 + second).unwrap()
    }

    fn outage(kind: Kind, begun: i64, over: i64, had: &[i64]) -> Outage {
        let held = |began: &i64| {
            (Held { fence: *began, application: "a".to_owned(), began: at(*began) }, Some(at(begun + 17)))
        };
        let held = had.iter().map(held).collect();
        Outage { which: Which::First, kind, host: "one".to_owned(), begun: at(begun), over: at(over), held }
    }

    fn taken(host: &str, began: i64, moment: i64) -> TakenBack {
        TakenBack { application: "a".to_owned(), host: host.to_owned(), began: at(began), at: at(moment) }
    }

    #[track_caller]
    fn live(outage: Outage, taken: TakenBack, expect: usize) {
        assert_eq!(from_live_hosts(&BTreeSet::from([taken]), &[outage]).len(), expect);
    }

    #[test]
    fn only_what_a_fault_explains_was_rightly_taken() {
        live(outage(Kind::Killed, 100, 105, &[95]), taken("one", 95, 117), 0);
        live(outage(Kind::Killed, 100, 105, &[95]), taken("two", 95, 117), 1);
        live(outage(Kind::Killed, 100, 105, &[95]), taken("one", 106, 117), 1);
        for kind in [Kind::StoodStill, Kind::CutOff] {
            live(outage(kind, 100, 125, &[95]), taken("one", 95, 117), 0);
            live(outage(kind, 100, 125, &[]), taken("one", 125, 145), 0);
            live(outage(kind, 100, 125, &[]), taken("one", 125, 146), 1);
        }
    }

    #[test]
    fn a_rescue_is_counted_from_the_fault_on() {
        assert_eq!(outage(Kind::Killed, 100, 105, &[95, 99]).rescues().collect::<Vec<_>>(), [17.0, 17.0]);
        let killed = [outage(Kind::Killed, 100, 105, &[95])];
        assert!(unsaid(&killed, &BTreeSet::from([taken("one", 95, 117)])).is_empty());
        assert_eq!(unsaid(&killed, &BTreeSet::new()).len(), 1);
    }

    #[test]
    fn the_nearest_rank_of_99_in_100() {
        assert_eq!(p99(vec![]), None);
        assert_eq!(p99(vec![3.0]), Some(3.0));
        assert_eq!(p99((1..=100).rev().map(f64::from).collect()), Some(99.0));
        assert_eq!(p99((1..=20).map(f64::from).collect()), Some(20.0));
    }

    #[test]
    fn a_history_says_what_was_taken_back_and_what_only_quotes_it_does_not() {
        let step = |to: &str, why: &str, second: i64| json!({ "to": to, "why": why, "at": at(second), "who": { "role": "host", "name": "one" }, "attempt": 1 });
        let attempt = |work: &str, began: i64, ended: i64| json!({ "number": 1, "work": work, "plugin": "p", "started_at": at(began), "ended_at": at(ended), "evidence": [], "details": null });
        let story = json!({
            "state": "review", "reason": null, "receipt": null,
            "history": [
                step("in_doubt", "its worker stopped after the intent to send was written", 20),
                step("in_doubt", "its worker stopped before the county had answered", 40),
                step("review", "no answer; how the doubt began: its worker stopped after the intent to send was written", 60),
            ],
            "attempts": [attempt("submit", 10, 20), attempt("reconcile", 30, 40), attempt("reconcile", 50, 60)],
        });
        let story: Story = serde_json::from_value(story).unwrap();
        assert_eq!(taken_back("a", &story).unwrap(), BTreeSet::from([taken("one", 10, 20), taken("one", 30, 40)]));
    }
}
