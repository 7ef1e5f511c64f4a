//! What a forecast says. Ids and numbers; nothing of it is a person's.

use jiff::Timestamp;
use serde::Serialize;

use super::service::Basis;
use super::world::ArrivalsBasis;
use crate::submission::{ApplicationId, CountyCode};

/// What will become of everything that waits.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Forecast {
    /// The moment that it was made for.
    pub at: Timestamp,
    /// Browser sessions, over all hosts.
    pub browsers: u32,
    #[serde(flatten)]
    pub counts: Counts,
    /// A county and a cutoff each, those with most that will miss it first.
    pub counties: Vec<CountyForecast>,
}

/// How many, of each class.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    pub in_time: u32,
    pub at_risk: u32,
    pub will_miss: u32,
}

impl Counts {
    pub(super) fn one(class: Class) -> Self {
        let is = |of: Class| u32::from(class == of);
        Self { in_time: is(Class::InTime), at_risk: is(Class::AtRisk), will_miss: is(Class::WillMiss) }
    }

    /// All of them together.
    pub fn of(counts: impl IntoIterator<Item = Self>) -> Self {
        counts.into_iter().fold(Self::default(), |all, one| Self {
            in_time: all.in_time + one.in_time,
            at_risk: all.at_risk + one.at_risk,
            will_miss: all.will_miss + one.will_miss,
        })
    }
}

/// What is expected to become of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Nine of ten such applications arrive before their cutoff.
    InTime,
    AtRisk,
    WillMiss,
}

/// One county, and what of it is due at one cutoff.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CountyForecast {
    pub county: CountyCode,
    pub cutoff: Timestamp,
    /// Waiting, or worked on.
    pub applications: u32,
    /// Of these, worked on now.
    pub at_work: u32,
    #[serde(flatten)]
    pub counts: Counts,
    /// Expected to come until this cutoff, and how many of those will miss it.
    pub expected: u32,
    pub expected_will_miss: u32,
    pub arrivals: ArrivalsBasis,
    /// When the last of those that wait is at its county, most likely; none where that is not foreseen at all.
    pub last_finish: Option<Timestamp>,
    /// The same, one time in ten.
    pub late_finish: Option<Timestamp>,
    /// What there is too little of, where some will miss the cutoff or may.
    pub binds: Option<Binds>,
    /// What would change that, tried out.
    pub helps: Vec<Help>,
    pub service: ServiceSaid,
    /// In the order in which they are expected to be done. Shown by who shows the rest.
    #[serde(skip)]
    pub of: Vec<Expected>,
}

/// One application.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Expected {
    pub id: ApplicationId,
    pub class: Class,
    /// When it is at its county, most likely; none where that is not foreseen at all.
    pub finish: Option<Timestamp>,
    /// The same, one time in ten.
    pub late_finish: Option<Timestamp>,
    /// How likely it is to miss its cutoff, 0 to 1.
    pub miss: f64,
}

/// What there is too little of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Binds {
    /// Sessions of the county's accounts.
    Sessions,
    /// Attempts that ops let the county have at once.
    Concurrency,
    /// The time between two starts.
    Spacing,
    /// Browser sessions of the hosts.
    Browsers,
    /// The county's work is held.
    Held,
    /// No release serves it.
    Unserved,
    /// Its site was down, and is left alone.
    Paused,
    /// Its site is closed.
    Closed,
    /// Time alone: one attempt takes longer than what is left.
    Time,
}

/// Something more, and what comes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Help {
    pub what: Binds,
    /// What to do, in words.
    pub how: String,
    /// How many of this county and cutoff will miss it then.
    pub will_miss: u32,
    /// How many more, or fewer, of all other counties.
    pub elsewhere: i64,
}

/// How long work takes, as the forecast reckons.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ServiceSaid {
    pub basis: Basis,
    pub attempts: u32,
    pub median_s: f64,
    pub p90_s: f64,
    /// Attempts that an application needs.
    pub tries: f64,
    /// The share of time in which the site is down.
    pub outage: f64,
}
