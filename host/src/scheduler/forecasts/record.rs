//! What was measured, as far as forecasts look back: the last attempts of each county, and when applications came. Read once, then followed.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::super::forecast::{Basis, History, Sample, Service};
use crate::ledger::{Between, Ledger, LedgerError, WorkEnded, WorkKind};
use crate::submission::CountyCode;

/// How far it is looked back.
const BACK: SignedDuration = SignedDuration::from_hours(14 * 24);
/// Hosts' clocks differ, and what is written together becomes visible together: what is newer than this is read the next time.
const SETTLED: SignedDuration = SignedDuration::from_secs(60);
/// Most attempts that are read at a start, and applications.
const MOST_ATTEMPTS: usize = 100_000;
const MOST_ARRIVALS: u32 = 500_000;
/// Attempts of a county by which its service time is measured, and questions about doubts; and of all counties.
const ATTEMPTS: usize = 200;
const QUESTIONS: usize = 50;
const OF_ALL: usize = 2_000;
/// Arrivals are counted by quarters of an hour.
const QUARTER: Duration = Duration::from_secs(15 * 60);
/// Outcomes after which an application is not tried again by itself. Of those that were written without an outcome's name, the move.
const ENDS: [&str; 8] = ["delivered", "refused", "needs_person", "in_doubt", "confirm", "refuse", "doubt", "escalate"];
/// The outcome of an attempt that met a site which is down.
const OUTAGE: &str = "unavailable";

/// What was measured.
#[derive(Default)]
pub struct Record {
    read_to: Option<Timestamp>,
    /// When the first application came that is known.
    pub(super) known_since: Option<Timestamp>,
    counties: BTreeMap<CountyCode, OfCounty>,
    submissions: VecDeque<Sample>,
    questions: VecDeque<Sample>,
}

/// Of one county.
#[derive(Default)]
pub(super) struct OfCounty {
    submissions: VecDeque<Sample>,
    questions: VecDeque<Sample>,
    pub(super) arrivals: History,
}

impl Record {
    /// Reads what came since the last time. A clock that was set back lets it begin anew.
    pub(super) async fn follow(&mut self, ledger: &Ledger, now: Timestamp) -> Result<(), LedgerError> {
        let until = now - SETTLED;
        let first = until - BACK;
        let since = self.read_to.filter(|read_to| *read_to <= until);
        let between = Between(since.unwrap_or(first), until);
        let mut ended = ledger.work_ended(between, MOST_ATTEMPTS).await?;
        let arrived = ledger.arrived(between, QUARTER, MOST_ARRIVALS).await?;
        let known_since = ledger.first_arrival().await?;
        if since.is_none() {
            *self = Self::default();
        }
        (self.known_since, self.read_to) = (known_since, Some(until));
        ended.sort_by_key(|one| one.started);
        for one in &ended {
            self.add(one);
        }
        for (county, quarter, count) in arrived {
            self.counties.entry(county).or_default().arrivals.add(quarter, count);
        }
        for county in self.counties.values_mut() {
            county.arrivals.forget_before(now);
            for samples in [&mut county.submissions, &mut county.questions] {
                while samples.front().is_some_and(|sample| sample.ended < first) {
                    samples.pop_front();
                }
            }
        }
        self.counties.retain(|_, county| !county.is_empty());
        Ok(())
    }

    fn add(&mut self, one: &WorkEnded) {
        let sample = Sample {
            started: one.started,
            ended: one.ended,
            is_end: ENDS.contains(&one.outcome.as_str()),
            is_outage: one.outcome == OUTAGE,
        };
        let county = self.counties.entry(one.county.clone()).or_default();
        match one.work {
            WorkKind::Submit => {
                keep(&mut county.submissions, sample, ATTEMPTS);
                keep(&mut self.submissions, sample, OF_ALL);
            }
            // A question that got no answer is asked again, after a while in which nothing is taken.
            WorkKind::Reconcile => {
                keep(&mut county.questions, Sample { is_end: true, ..sample }, QUESTIONS);
                keep(&mut self.questions, Sample { is_end: true, ..sample }, QUESTIONS);
            }
            WorkKind::Rehearse => {}
        }
    }

    /// How long an attempt takes where a county has none of its own, and a question.
    pub(super) fn of_all(&self) -> (Service, Service) {
        let submitting = Service::measured(&self.submissions, Basis::AllCounties).unwrap_or_else(Service::assumed);
        (submitting, Service::measured(&self.questions, Basis::AllCounties).unwrap_or(submitting))
    }

    pub(super) fn of(&self, county: &CountyCode) -> Option<&OfCounty> {
        self.counties.get(county)
    }
}

impl OfCounty {
    fn is_empty(&self) -> bool {
        self.submissions.is_empty() && self.questions.is_empty() && self.arrivals.is_empty()
    }

    /// How long an attempt takes, a question, and the share of time in which the site is down.
    pub(super) fn measured(&self) -> (Option<Service>, Option<Service>, f64) {
        let submitting = Service::measured(&self.submissions, Basis::County);
        let asking = Service::measured(&self.questions, Basis::County);
        (submitting, asking, Service::outage(&self.submissions))
    }
}

fn keep(samples: &mut VecDeque<Sample>, sample: Sample, most: usize) {
    if samples.len() == most {
        samples.pop_front();
    }
    samples.push_back(sample);
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use serde_json::json;
    use zeroize::Zeroizing;

    use super::super::super::forecast::{Ahead, ArrivalsBasis};
    use super::*;
    use crate::ledger::{
        self, ActorRole, Check, Claimant, Conclusion, Database, Duplicates, NewApplication, Offer, Who,
    };
    use crate::submission::{Clock, Event, ManualClock, PluginDigest};

    const COUNTY: &str = "99001";

    struct Host {
        ledger: Ledger,
        clock: Clock,
        _folder: tempfile::TempDir,
    }

    impl Host {
        async fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let clock = Clock::fixed("2026-03-02T20:00:00Z".parse().unwrap());
            let config = ledger::Config {
                database: Database::Sqlite(folder.path().join("ledger.sqlite")),
                key_file: folder.path().join("ledger.key"),
                settling: Duration::from_secs(30),
            };
            let ledger = Ledger::open(&config, clock.clone()).await.unwrap();
            Self { ledger, clock, _folder: folder }
        }

        fn hands(&self) -> &ManualClock {
            let Clock::Fixed(hands) = &self.clock else { panic!("the test owns its clock") };
            hands
        }

        /// One application that is received, and whose attempt takes so long and ends so.
        async fn attempt(&self, seconds: i64, outcome: &str) {
            let (ledger, plugin) = (&self.ledger, PluginDigest::of(b"plugin"));
            let new = NewApplication {
                county: COUNTY.parse().unwrap(),
                key: None,
                body: Zeroizing::new(b"{}".to_vec()),
                body_digest: ledger.digest(b"{}"),
                deadline: self.clock.now() + SignedDuration::from_hours(5),
                who: Who::new(ActorRole::Client, "portal"),
                duplicates: Duplicates::Allowed,
                check: Check::Made,
            };
            ledger.receive(new).await.unwrap();
            let (county, spacing) = (COUNTY.parse().unwrap(), Duration::ZERO);
            let offer = Offer {
                county,
                plugin: plugin.clone(),
                concurrency: 9,
                spacing,
                settling: None,
                credentials: Vec::new(),
            };
            let by = Claimant { host: "test", ttl: Duration::from_secs(1_000), sessions: 9 };
            let claim = ledger.claim(self.clock.now(), &[offer], by).await.unwrap().unwrap();
            self.hands().pass(seconds);
            let end = Conclusion {
                event: Event::Escalate,
                mark: None,
                complaint: None,
                why: "a test".to_owned(),
                not_before: None,
                receipt: None,
                details: json!({ "outcome": outcome }),
                plugin,
            };
            ledger.conclude(&claim.lease, end).await.unwrap();
        }
    }

    #[tokio::test]
    async fn what_ends_is_measured_once_and_everybodys_stands_in_for_nothing() {
        let host = Host::new().await;
        let county: CountyCode = COUNTY.parse().unwrap();
        let mut record = Record::default();
        record.follow(&host.ledger, host.clock.now()).await.unwrap();
        assert_eq!((record.of_all().0.basis, record.of(&county).is_none()), (Basis::Assumed, true));
        for outcome in ["delivered", "drifted", "unavailable", "refused", "delivered", "delivered"] {
            host.attempt(100, outcome).await;
        }
        record.follow(&host.ledger, host.clock.now()).await.unwrap();
        assert!(record.of(&county).unwrap().measured().0.is_none(), "one is too few yet: the last one ended just now");
        host.hands().pass(61);
        for _ in 0..3 {
            record.follow(&host.ledger, host.clock.now()).await.unwrap();
        }
        let (submitting, asking, outage) = record.of(&county).unwrap().measured();
        let submitting = submitting.unwrap();
        assert_eq!(
            (submitting.attempts, submitting.median, submitting.basis),
            (5, Duration::from_secs(100), Basis::County)
        );
        assert!((submitting.ends - 0.8).abs() < 1e-9 && asking.is_none(), "{submitting:?}");
        assert!((outage - 100.0 / 600.0).abs() < 1e-9, "{outage}");
        assert_eq!(record.of_all().0, Service { basis: Basis::AllCounties, ..submitting });
        let arrivals = &record.of(&county).unwrap().arrivals;
        let now = host.clock.now() + SignedDuration::from_mins(20);
        let expected =
            arrivals.expected(&Ahead::of(now, now + SignedDuration::from_hours(1), &TimeZone::UTC, record.known_since));
        assert_eq!(expected.basis, ArrivalsBasis::LastHour);
        // By a clock that was set back nothing of it has happened yet; what has is read anew, and once.
        host.hands().set_forward(-3_600);
        record.follow(&host.ledger, host.clock.now()).await.unwrap();
        assert!(record.of(&county).is_none());
        host.hands().set_forward(3_600);
        record.follow(&host.ledger, host.clock.now()).await.unwrap();
        assert_eq!(record.of(&county).unwrap().measured().0.unwrap().attempts, 5);
    }
}
