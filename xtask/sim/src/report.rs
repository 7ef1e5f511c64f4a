//! What became of everything: from the ledger's tables, the counties' truth and what was noticed on the way.

use std::collections::BTreeMap;
use std::fmt;

use anyhow::{Context as _, Result};
use postrider::submission::{ApplicationId, State};
use serde::Serialize;
use sqlx::Row as _;

use crate::attempt::needed;
use crate::jobs::Second;
use crate::missed;
use crate::play::Play;
use crate::scale::DAY;

/// A click follows its intent within this time, or not at all: the lease that it is made under has no longer to live.
const INTENT: Second = 15;

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
    /// Cutoffs that passed before what automation could have sent was in its county, each one counted.
    pub(crate) missed: u64,
    /// What a person delivered before its first cutoff, of what automation could have sent.
    pub(crate) by_hand_in_time: u64,
    /// How many would have passed whoever had done the work, who knew the future and how long each takes.
    pub(crate) missed_lower_bound: u64,
    /// The same, where each takes as long as its county's do on average: nobody knows beforehand which are short.
    pub(crate) missed_lower_bound_by_mean: u64,
    /// In a plain queue, in which nothing goes wrong but outages, in the order of arrival; and in that of deadlines.
    pub(crate) missed_fifo: u64,
    pub(crate) missed_by_deadline: u64,
    /// Of what was known two hours before a cutoff and was not sent by it, the part that the forecast had named; none where nothing was.
    pub(crate) forecast_recall: Option<f64>,
    /// Of what the forecast had named, the part that was not sent.
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
        if needed(play.world, which, None).is_some() && in_time.is_some_and(|one| one.by_hand) {
            report.by_hand_in_time += 1;
        }
    }
    foreseen(play, &mut report);
    let corrected: Vec<_> = play.applications.iter().map(|one| one.corrected).collect();
    let missed = missed::count(play.world, &play.truth, &corrected);
    report.missed = missed.cutoffs;
    report.missed_lower_bound = missed.at_least;
    report.missed_lower_bound_by_mean = missed.at_least_by_mean;
    report.missed_fifo = missed.by_arrival;
    report.missed_by_deadline = missed.by_deadline;
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

/// Judges the forecasts by what automation could have sent. What a person sent in time says nothing: nobody knows what would have become of it.
fn foreseen(play: &Play<'_>, report: &mut Report) {
    for foreseen in &play.foreseen {
        for which in foreseen.known.iter().filter(|which| needed(play.world, **which, None).is_some()) {
            let mut arrived = play.truth.of(*which).iter();
            let in_time = arrived.find(|one| one.at <= foreseen.cutoff);
            if in_time.is_some_and(|one| one.by_hand) {
                continue;
            }
            let (is_named, is_missed) = (foreseen.misses.contains(which), in_time.is_none());
            report.foreseen.named += u64::from(is_named);
            report.foreseen.missed += u64::from(is_missed);
            report.foreseen.both += u64::from(is_named && is_missed);
        }
    }
    report.judge_forecasts();
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
            "  cutoffs missed {} (at least {}, or {} where each takes as long as others; in a plain queue {} by arrival, {} by deadline; {} delivered by hand in time); forecast two hours ahead: {} named, {} missed of what was known, {} both: recall {}, precision {}",
            self.missed,
            self.missed_lower_bound,
            self.missed_lower_bound_by_mean,
            self.missed_fifo,
            self.missed_by_deadline,
            self.by_hand_in_time,
            self.foreseen.named,
            self.foreseen.missed,
            self.foreseen.both,
            part(self.forecast_recall),
            part(self.forecast_precision)
        )?;
        self.described.iter().try_for_each(|line| write!(f, "\n  {line}"))
    }
}
