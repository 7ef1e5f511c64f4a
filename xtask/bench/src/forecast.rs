//! What a forecast takes of one processor, on the worst day: a surge's week waits at once, in every county there is, and too little of everything.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use jiff::{SignedDuration, Timestamp};
use postrider::scheduler::forecast::{
    Arrivals, ArrivalsBasis, Basis, CountyNow, Kind, Open, Service, Standing, Waiting, World, forecast,
};
use postrider::submission::ApplicationId;
use serde::Serialize;

use crate::figures::{median, rounded};

/// How often it is made.
const TURNS: usize = 7;
/// The code of the first county.
const FIRST: u32 = 10_000;

/// How much waits, and where.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[arg(long, default_value_t = 60_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    waiting: u32,
    #[arg(long, default_value_t = 3_144, value_parser = clap::value_parser!(u32).range(1..=20_000))]
    counties: u32,
}

/// One world.
#[derive(Serialize)]
pub(crate) struct Row {
    /// What there is too little of, by the first county's forecast.
    binds: &'static str,
    waiting: u32,
    /// Applications that are expected beside them.
    expected: u32,
    counties: u32,
    browsers: u32,
    will_miss: u32,
    /// Counties for which something more was tried out.
    tried: usize,
    forecast_ms: f64,
}

/// With logins that are short, and with browsers that are.
pub(crate) fn measure(arguments: &Arguments) -> Result<Vec<Row>> {
    [20_000, 1_000].into_iter().map(|browsers| row(arguments, browsers)).collect()
}

fn row(arguments: &Arguments, browsers: u32) -> Result<Row> {
    let world = surge(arguments, browsers)?;
    let mut took = Vec::new();
    let mut made = forecast(&world);
    for _ in 0..TURNS {
        let began = Instant::now();
        made = forecast(&world);
        took.push(began.elapsed().as_secs_f64() * 1_000.0);
    }
    let tried = made.counties.iter().filter(|row| !row.helps.is_empty()).count();
    Ok(Row {
        binds: made.counties.first().and_then(|row| row.binds).map_or("nothing", Into::into),
        waiting: arguments.waiting,
        expected: made.counties.iter().map(|row| row.expected).sum(),
        counties: arguments.counties,
        browsers,
        will_miss: made.counts.will_miss,
        tried,
        forecast_ms: rounded(median(took), 1),
    })
}

/// Five hours before a cutoff. Half of all wait in forty counties, the others everywhere; each county has two logins.
fn surge(arguments: &Arguments, browsers: u32) -> Result<World> {
    let now: Timestamp = "2026-03-02T20:00:00Z".parse()?;
    let cutoff = now + SignedDuration::from_hours(5);
    let county = |place: u32| -> Result<CountyNow> {
        let quarters = (0..20).map(|quarter| (now + SignedDuration::from_mins(15 * quarter), 0.1)).collect();
        let service = |seconds| Service {
            basis: Basis::County,
            attempts: 200,
            mean: Duration::from_secs(seconds),
            median: Duration::from_secs(seconds * 9 / 10),
            p90: Duration::from_secs(seconds * 3 / 2),
            ends: 0.95,
        };
        Ok(CountyNow {
            code: format!("{:05}", FIRST + place).parse().context("a county has no code")?,
            concurrency: 2,
            sessions: Some(2),
            benched: None,
            spacing: Duration::from_secs(5),
            last_start: None,
            submitting: service(240 + u64::from(place % 120)),
            asking: service(60),
            outage: if place.is_multiple_of(10) { 0.05 } else { 0.0 },
            standing: Standing::Works,
            paused_until: None,
            open: vec![Open { from: now, until: Timestamp::MAX }],
            arrivals: Arrivals { basis: ArrivalsBasis::EarlierDays, cutoff, quarters },
            waiting: Vec::new(),
            at_work: Vec::new(),
        })
    };
    let mut counties = (0..arguments.counties).map(county).collect::<Result<Vec<_>>>()?;
    for number in 0..arguments.waiting {
        let place = match number % 20 {
            0..10 => number / 20 % 40,
            more => number.wrapping_mul(7_919).wrapping_add(more),
        };
        let place = usize::try_from(place % arguments.counties)?;
        let kind = if number % 50 == 0 { Kind::Doubt } else { Kind::Queued };
        let waiting = Waiting { id: ApplicationId::generate(), deadline: cutoff, not_before: None, setbacks: 0, kind };
        counties[place].waiting.push(waiting);
    }
    Ok(World { now, browsers, share: browsers - 1, counties })
}
