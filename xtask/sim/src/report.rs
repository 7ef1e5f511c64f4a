//! What became of everything: from the ledger's tables, the counties' truth and what was noticed on the way.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use anyhow::{Context as _, Result};
use postrider::submission::{ApplicationId, State};
use serde::Serialize;
use sqlx::Row as _;

use crate::attempt::needed;
use crate::bound::fewest_missed;
use crate::jobs::{Capacity, Job, Resources, Second, Span};
use crate::play::Play;
use crate::queue::{self, Order};
use crate::scale::DAY;
use crate::world::World;

/// A click follows its intent within this time, or not at all: the lease that it is made under has no longer to live.
const INTENT: Second = 15;
/// No attempt takes longer.
const LONGEST: Second = 20 * 60;

/// One run.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Report {
    pub(crate) seed: u64,
    pub(crate) days: u32,
    pub(crate) acknowledged: u64,
    pub(crate) delivered: u64,
    pub(crate) by_hand: u64,
    pub(crate) cancelled: u64,
    pub(crate) review: u64,
    pub(crate) lost: u64,
    pub(crate) twice: u64,
    pub(crate) altered: u64,
    pub(crate) lease_breaches: u64,
    pub(crate) out_of_order: u64,
    pub(crate) unseen: u64,
    /// What automation could have sent, and did not send by its first cutoff.
    pub(crate) missed: u64,
    /// Of these, what a person delivered in time.
    pub(crate) by_hand_in_time: u64,
    /// What nobody could have sent in time, who knew the future and how long each takes.
    pub(crate) missed_lower_bound: u64,
    /// The same, where each takes as long as its county's do on average: nobody knows beforehand which are short.
    pub(crate) missed_lower_bound_by_mean: u64,
    /// In a plain queue, in which nothing goes wrong but outages, in the order of arrival; and in that of deadlines.
    pub(crate) missed_fifo: u64,
    pub(crate) missed_by_deadline: u64,
    /// Of what missed its cutoff and was known two hours before, the part that the forecast had named; none where nothing did.
    pub(crate) forecast_recall: Option<f64>,
    /// Of what the forecast had named, the part that missed.
    pub(crate) forecast_precision: Option<f64>,
    #[serde(skip)]
    pub(crate) foreseen: ForeseenCounts,
    #[serde(skip)]
    pub(crate) described: Vec<String>,
}

/// What recall and precision are made of.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ForeseenCounts {
    pub(crate) named: u64,
    pub(crate) missed: u64,
    pub(crate) both: u64,
}

impl Report {
    /// Whether every promise held.
    pub(crate) fn is_good(&self) -> bool {
        [self.lost, self.twice, self.altered, self.lease_breaches, self.out_of_order, self.unseen] == [0; 6]
    }

    /// Several runs as one.
    pub(crate) fn of(reports: &[Self]) -> Self {
        let sum = |field: fn(&Self) -> u64| reports.iter().map(field).sum();
        let mut all = Self {
            seed: reports.first().map_or(0, |first| first.seed),
            days: reports.iter().map(|report| report.days).sum(),
            acknowledged: sum(|one| one.acknowledged),
            delivered: sum(|one| one.delivered),
            by_hand: sum(|one| one.by_hand),
            cancelled: sum(|one| one.cancelled),
            review: sum(|one| one.review),
            lost: sum(|one| one.lost),
            twice: sum(|one| one.twice),
            altered: sum(|one| one.altered),
            lease_breaches: sum(|one| one.lease_breaches),
            out_of_order: sum(|one| one.out_of_order),
            unseen: sum(|one| one.unseen),
            missed: sum(|one| one.missed),
            by_hand_in_time: sum(|one| one.by_hand_in_time),
            missed_lower_bound: sum(|one| one.missed_lower_bound),
            missed_lower_bound_by_mean: sum(|one| one.missed_lower_bound_by_mean),
            missed_fifo: sum(|one| one.missed_fifo),
            missed_by_deadline: sum(|one| one.missed_by_deadline),
            foreseen: ForeseenCounts {
                named: sum(|one| one.foreseen.named),
                missed: sum(|one| one.foreseen.missed),
                both: sum(|one| one.foreseen.both),
            },
            described: reports.iter().flat_map(|one| one.described.clone()).collect(),
            ..Self::default()
        };
        all.judge_forecasts();
        all
    }

    fn judge_forecasts(&mut self) {
        #[expect(clippy::cast_precision_loss, reason = "at most some hundred thousand")]
        let part = |of: u64, all: u64| (all > 0).then(|| of as f64 / all as f64);
        self.forecast_recall = part(self.foreseen.both, self.foreseen.missed);
        self.forecast_precision = part(self.foreseen.both, self.foreseen.named);
    }
}

/// An application as the ledger holds it at the end.
struct Kept {
    state: State,
    receipt: Option<String>,
    /// Cutoffs that are noted as missed.
    missed: i64,
    intents: i64,
}

/// Holds everything against everything.
pub(crate) async fn report(seed: u64, days: u32, play: &mut Play<'_>) -> Result<Report> {
    let kept = kept(play).await?;
    histories(play).await?;
    let mut report = Report { seed, days, ..Report::default() };
    let mut missed = BTreeSet::new();
    for which in 0..play.applications.len() {
        let one = &play.applications[which];
        let (id, cutoff) = (one.id, one.cutoff);
        report.acknowledged += 1;
        let Some(kept) = kept.get(&id) else {
            report.lost += 1;
            report.described.push(format!("application {which}: the ledger has it no more"));
            continue;
        };
        let arrived = play.truth.of(which);
        let say = |what: &str| format!("application {which}: {what}");
        match kept.state {
            State::Delivered => report.delivered += 1,
            State::DeliveredByHand => report.by_hand += 1,
            State::Cancelled => report.cancelled += 1,
            State::Review => report.review += 1,
            _ => {}
        }
        let ended = matches!(kept.state, State::Delivered | State::DeliveredByHand);
        if ended && arrived.is_empty() {
            report.lost += 1;
            report.described.push(say("it is said to be delivered, and its county does not have it"));
        } else if !ended && !matches!(kept.state, State::Cancelled | State::Review) {
            report.lost += 1;
            report.described.push(say(&format!("it is {} at the end", kept.state)));
        }
        if arrived.len() > 1 {
            report.twice += 1;
            report.described.push(say("it arrived more than once"));
        }
        let is_its_number = |number: &String| arrived.iter().any(|one| one.number == *number);
        if ended && !kept.receipt.as_ref().is_some_and(is_its_number)
            || kept.state == State::Cancelled && !arrived.is_empty()
        {
            report.altered += 1;
            report.described.push(say("what is said of it is not what its county says"));
        }
        let by_click = arrived.iter().filter(|one| !one.by_hand).count();
        if i64::try_from(by_click)? > kept.intents {
            report.lease_breaches += 1;
            report.described.push(say("it was sent without an intent"));
        }
        let in_time = arrived.iter().find(|one| one.at <= cutoff);
        // Whose cutoff lies behind the end was not carried to it. By a clock that is wrong, another moment was its cutoff.
        let has_passed = cutoff < play.world.ends + 4 * DAY
            && !play.world.clock_is_wrong_in([play.applications[which].arrived, cutoff]);
        // Whether it is late is judged by when its intent to send was written, seconds before.
        let is_late = arrived.iter().all(|one| one.at > cutoff + INTENT);
        if has_passed && is_late && kept.missed == 0 && kept.state != State::Cancelled {
            report.unseen += 1;
            let late = arrived.first().map_or(0, |one| one.at - cutoff);
            report.described.push(say(&format!("it missed its cutoff by {late} s, and that is noted nowhere")));
        }
        if needed(play.world, which).is_some() && in_time.is_none_or(|one| one.by_hand) {
            missed.insert(which);
            report.by_hand_in_time += u64::from(in_time.is_some());
        }
    }
    report.missed = u64::try_from(missed.len())?;
    foreseen(play, &missed, &mut report);
    let (jobs, resources) = jobs(play.world);
    report.missed_lower_bound = at_least(&jobs, &resources);
    report.missed_lower_bound_by_mean = at_least(&by_mean(&jobs), &resources);
    let next = |county: usize, after: Second| play.world.cutoff(county, after);
    report.missed_fifo = queue::missed(&jobs, &resources, Order::Arrival, &next).applications;
    report.missed_by_deadline = queue::missed(&jobs, &resources, Order::Deadline, &next).applications;
    report.lease_breaches += play.checks.lease_breaches;
    report.out_of_order = play.checks.out_of_order;
    report.unseen += play.checks.unseen;
    report.described.append(&mut play.checks.described);
    Ok(report)
}

async fn kept(play: &mut Play<'_>) -> Result<BTreeMap<ApplicationId, Kept>> {
    let rows = sqlx::query(
        "SELECT a.id, a.state, a.receipt_number, (SELECT count(*) FROM missed_cutoffs m WHERE m.application = a.id) AS missed,
            (SELECT count(*) FROM history h WHERE h.application = a.id AND h.event = 'intend') AS intents
         FROM applications a",
    )
    .fetch_all(&mut play.tables)
    .await?;
    let mut kept = BTreeMap::new();
    for row in &rows {
        let id = row.try_get::<&str, _>("id")?.parse()?;
        let state = row.try_get::<&str, _>("state")?.parse().ok().context("no state")?;
        let (missed, intents) = (row.try_get("missed")?, row.try_get("intents")?);
        kept.insert(id, Kept { state, receipt: row.try_get("receipt_number")?, missed, intents });
    }
    Ok(kept)
}

/// Each history leads from one state to the next, without a gap.
async fn histories(play: &mut Play<'_>) -> Result<()> {
    let rows = sqlx::query("SELECT application, seq, from_state, to_state FROM history ORDER BY application, seq")
        .fetch_all(&mut play.tables)
        .await?;
    let mut before: Option<(String, i64, String)> = None;
    for row in &rows {
        let (application, seq): (String, i64) = (row.try_get("application")?, row.try_get("seq")?);
        let (from, to): (String, String) = (row.try_get("from_state")?, row.try_get("to_state")?);
        let goes_on = match &before {
            Some((last, at, state)) if *last == application => seq == at + 1 && from == *state,
            _ => seq == 1,
        };
        if !goes_on {
            play.checks.breach(usize::MAX, &format!("the history of {application} has a gap before its move {seq}"));
        }
        before = Some((application, seq, to));
    }
    Ok(())
}

fn foreseen(play: &Play<'_>, missed: &BTreeSet<usize>, report: &mut Report) {
    for foreseen in &play.foreseen {
        let really: BTreeSet<usize> = foreseen.known.intersection(missed).copied().collect();
        report.foreseen.named += foreseen.misses.len() as u64;
        report.foreseen.missed += really.len() as u64;
        report.foreseen.both += foreseen.misses.intersection(&really).count() as u64;
    }
    report.judge_forecasts();
}

/// What automation has to do, and with what.
fn jobs(world: &World) -> (Vec<Job>, Resources) {
    let job = |(which, arrival): (usize, &crate::world::Arrival)| {
        let (seconds, tail) = needed(world, which)?;
        let deadline = world.cutoff(arrival.county, arrival.at);
        Some(Job { county: arrival.county, arrives: arrival.at, deadline, seconds, tail })
    };
    let jobs = world.arrivals.iter().enumerate().filter_map(job).collect();
    let until = world.ends + 5 * DAY;
    let counties = (0..world.counties.len()).map(|county| lanes(world, county, until)).collect();
    let browsers = Capacity::new(vec![Span { from: 0, until, many: world.hosts.iter().sum() }]);
    (jobs, Resources { counties, browsers })
}

/// How many miss their cutoff whoever does them. A commit in time leaves its lane no later than the longest time after one.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is a count")]
fn at_least(jobs: &[Job], resources: &Resources) -> u64 {
    let longest = jobs.iter().map(|job| job.tail).max().unwrap_or(0);
    let whole = |job: &Job| Job { seconds: job.seconds + job.tail, deadline: job.deadline + longest, tail: 0, ..*job };
    fewest_missed(&jobs.iter().map(whole).collect::<Vec<_>>(), resources).ceil().max(0.0) as u64
}

/// Each as long as its county's are on average.
fn by_mean(jobs: &[Job]) -> Vec<Job> {
    let mut sums: BTreeMap<usize, (Second, Second, Second)> = BTreeMap::new();
    for job in jobs {
        let (seconds, tail, many) = sums.entry(job.county).or_default();
        (*seconds, *tail, *many) = (*seconds + job.seconds, *tail + job.tail, *many + 1);
    }
    let mean = |job: &Job| {
        let (seconds, tail, many) = sums.get(&job.county).copied().unwrap_or((job.seconds, job.tail, 1));
        Job { seconds: seconds / many, tail: tail / many, ..*job }
    };
    jobs.iter().map(mean).collect()
}

/// When a county can be worked on, and at how many places at once. What began before its site closed goes on; what an outage cuts off is lost.
fn lanes(world: &World, county: usize, until: Second) -> Capacity {
    let of = &world.counties[county];
    let mut away: Vec<(Second, Second)> =
        of.outages.iter().filter(|one| one.slow.is_none()).map(|one| (one.from, one.until)).collect();
    away.extend(of.drift);
    let mut at = 0;
    let mut spans: Vec<Span> = Vec::new();
    while at < until {
        let next = at + 5 * 60;
        let is_open = [at, at - LONGEST].into_iter().any(|at| of.served.calendar.is_site_open_at(world.at(at)));
        match spans.last_mut() {
            Some(last) if is_open && last.until == at => last.until = next,
            _ if is_open => spans.push(Span { from: at, until: next, many: of.lanes }),
            _ => {}
        }
        at = next;
    }
    for (from, to) in away {
        spans = spans
            .into_iter()
            .flat_map(|span| {
                let before = Span { until: span.until.min(from), ..span };
                let after = Span { from: span.from.max(to), ..span };
                [before, after]
            })
            .filter(|span| span.from < span.until)
            .collect();
    }
    Capacity::new(spans)
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |part: Option<f64>| part.map_or_else(|| "-".to_owned(), |part| format!("{part:.2}"));
        writeln!(
            f,
            "seed {}: {} days, {} acknowledged: {} delivered, {} by hand, {} cancelled, {} in review",
            self.seed, self.days, self.acknowledged, self.delivered, self.by_hand, self.cancelled, self.review
        )?;
        writeln!(
            f,
            "  lost {}, twice {}, altered {}, leases breached {}, out of order {}, unseen {}",
            self.lost, self.twice, self.altered, self.lease_breaches, self.out_of_order, self.unseen
        )?;
        write!(
            f,
            "  missed by automation {} ({} of them delivered by hand in time; at least {}, or {} where each takes as long as others; in a plain queue {} by arrival, {} by deadline); forecast two hours ahead: {} named, {} missed of what was known, {} both: recall {}, precision {}",
            self.missed,
            self.by_hand_in_time,
            self.missed_lower_bound,
            self.missed_lower_bound_by_mean,
            self.missed_fifo,
            self.missed_by_deadline,
            self.foreseen.named,
            self.foreseen.missed,
            self.foreseen.both,
            part(self.forecast_recall),
            part(self.forecast_precision)
        )?;
        self.described.iter().try_for_each(|line| write!(f, "\n  {line}"))
    }
}
