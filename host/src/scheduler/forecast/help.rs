//! What would help: everything carried out in thought once more, with more of what there is too little of.

use std::collections::HashMap;

use super::judge::will_miss;
use super::plan::Plan;
use super::run::{Change, Ran, run};
use super::said::{Binds, CountyForecast, Forecast, Help};
use super::spread::as_float;
use super::world::{CountyNow, World};
use crate::submission::CountyCode;

/// Counties for which it is tried out, those with most that will miss their cutoff first; once more for browsers.
pub const MOST_HELPED: usize = 20;
/// Most lanes of a county that are tried.
const MOST_LANES: u32 = 64;
/// Most browser sessions that are tried, of what there is.
const MOST_TIMES: u32 = 8;
/// More than is just enough: what is tried out should be enough also where things go a little worse.
const SPARE: f64 = 1.1;

pub(super) fn find(world: &World, plan: &Plan, forecast: &mut Forecast) {
    let places: HashMap<CountyCode, usize> =
        world.counties.iter().enumerate().map(|(place, county)| (county.code.clone(), place)).collect();
    let all = forecast.counts.will_miss;
    let with_more_browsers = more_browsers(plan, &places, forecast);
    for row in forecast.counties.iter_mut().filter(|row| row.counts.will_miss > 0).take(MOST_HELPED) {
        let Some((place, binds)) = places.get(&row.county).copied().zip(row.binds) else { continue };
        let help = |ran: &Ran, how: String| Help {
            what: binds,
            how,
            will_miss: will_miss(&plan.counties[place], &ran.0[place], plan.now, Some(row.cutoff.as_millisecond())),
            elsewhere: 0,
        };
        let tried = match (binds, &with_more_browsers) {
            (Binds::Browsers, Some((ran, how))) => Some((help(ran, how.clone()), missing(plan, ran))),
            _ => way(&world.counties[place], place, binds, row, plan).map(|(change, how)| {
                let ran = run(plan, &change);
                (help(&ran, how), missing(plan, &ran))
            }),
        };
        row.helps.extend(tried.map(|(help, missing)| {
            let elsewhere = |all: u32, own: u32| i64::from(all) - i64::from(own);
            let elsewhere = elsewhere(missing, help.will_miss) - elsewhere(all, row.counts.will_miss);
            Help { elsewhere, ..help }
        }));
    }
}

/// How many will miss their cutoff, over all counties.
fn missing(plan: &Plan, ran: &Ran) -> u32 {
    plan.counties.iter().zip(&ran.0).map(|(of, done)| will_miss(of, done, plan.now, None)).sum()
}

/// With more of what binds a county: what is tried, and how it is said.
fn way(county: &CountyNow, place: usize, binds: Binds, row: &CountyForecast, plan: &Plan) -> Option<(Change, String)> {
    let code = &county.code;
    match binds {
        Binds::Sessions | Binds::Concurrency => {
            let lanes = plan.counties[place].lanes;
            let wanted = wanted(lanes, row, plan, place).min(MOST_LANES);
            (wanted > lanes).then(|| (Change::Lanes(place, wanted), more_lanes(county, lanes, wanted)))
        }
        Binds::Spacing => {
            let now = plan.counties[place].spacing;
            let wanted = as_int(as_float(now) / times(row, plan, place)?) / 1_000 * 1_000;
            let how =
                format!("at most {} s between two starts for county {code}, now {} s", wanted / 1_000, now / 1_000);
            (wanted < now).then_some((Change::Spacing(place, wanted), how))
        }
        Binds::Held => {
            let how = format!("`postrider county resume {code}`, where what it is held for is mended");
            Some((Change::Resumed(place), how))
        }
        Binds::Browsers | Binds::Unserved | Binds::Paused | Binds::Closed | Binds::Time => None,
    }
}

fn more_lanes(county: &CountyNow, lanes: u32, wanted: u32) -> String {
    let code = &county.code;
    let raised = format!("`concurrency = {wanted}` for county {code}");
    // Of a county without a login there are no sessions to be had.
    let sessions = county.sessions.map(|_| wanted.saturating_sub(usable(county)));
    match sessions.filter(|more| *more > 0) {
        None => raised,
        Some(more) => {
            let sessions = if more == 1 { "session" } else { "sessions" };
            let also = if wanted > county.concurrency && county.concurrency > 0 {
                format!(", with `concurrency = {wanted}`")
            } else {
                String::new()
            };
            let kind = if lanes == 0 { " of an account that works" } else { "" };
            format!("{more} more {sessions}{kind} for county {code}{also}")
        }
    }
}

fn usable(county: &CountyNow) -> u32 {
    let benched = county.benched.map_or(0, |benched| benched.sessions);
    county.sessions.map_or(u32::MAX, |sessions| sessions.saturating_sub(benched))
}

/// More browsers for all, as many as the county needs that needs most.
fn more_browsers(plan: &Plan, places: &HashMap<CountyCode, usize>, forecast: &Forecast) -> Option<(Ran, String)> {
    let bound = forecast.counties.iter().filter(|row| row.counts.will_miss > 0).take(MOST_HELPED);
    let bound = bound.filter(|row| row.binds == Some(Binds::Browsers));
    let most = plan.browsers.saturating_mul(MOST_TIMES).max(1);
    let of = |row: &CountyForecast| Some(wanted(plan.browsers, row, plan, *places.get(&row.county)?));
    let wanted = bound.filter_map(of).max()?.min(most);
    let more = wanted.checked_sub(plan.browsers).filter(|more| *more > 0)?;
    let how = if more == 1 { "1 more browser session".to_owned() } else { format!("{more} more browser sessions") };
    Some((run(plan, &Change::Browsers(wanted)), how))
}

/// How many of something would do, where there are so many.
fn wanted(there_are: u32, row: &CountyForecast, plan: &Plan, place: usize) -> u32 {
    let enough = times(row, plan, place).map_or(1.0, |times| f64::from(there_are) * times);
    u32::try_from(as_int(enough.ceil())).unwrap_or(u32::MAX).max(there_are.saturating_add(1))
}

/// How many times as fast work would have to begin, so that the last attempt has its time; none where it has none.
fn times(row: &CountyForecast, plan: &Plan, place: usize) -> Option<f64> {
    let takes = plan.counties[place].jobs.iter().map(|job| job.takes).max().unwrap_or(0);
    let until = |at: jiff::Timestamp| at.as_millisecond().saturating_sub(plan.now).saturating_sub(takes);
    let (left, needed) = (until(row.cutoff), until(row.last_finish?));
    (left > 0).then(|| as_float(needed) / as_float(left) * SPARE)
}

#[expect(clippy::cast_possible_truncation, reason = "a cast of floats saturates")]
fn as_int(number: f64) -> i64 {
    number as i64
}
