//! What is said of a forecast unasked: gauges, and in the log a warning for each county and cutoff that will be missed, once.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::super::forecast::{CountyForecast, Forecast};
use crate::counties::Counties;
use crate::submission::CountyCode;

/// Counties that are warned of by name at a time; of more, their number.
const MOST_NAMED: usize = 20;

/// What was said.
#[derive(Default)]
pub(super) struct Said {
    warned: BTreeSet<(Timestamp, CountyCode)>,
    /// Counties whose gauge stands.
    gauged: BTreeSet<CountyCode>,
}

impl Said {
    pub(super) fn say(&mut self, forecast: &Forecast, counties: &Counties) {
        self.set_gauges(forecast, counties);
        let new = self.not_said_yet(forecast);
        for row in new.iter().take(MOST_NAMED) {
            let help = row.helps.first().map_or("", |help| help.how.as_str());
            let binds = row.binds.map_or("", |binds| binds.into());
            tracing::warn!(
                county = %row.county, cutoff = %row.cutoff, will_miss = row.counts.will_miss,
                expected_will_miss = row.expected_will_miss, binds, help,
                "applications will miss their cutoff, as things go; `postrider forecast` says more"
            );
        }
        if let Some(more) = new.len().checked_sub(MOST_NAMED).filter(|more| *more > 0) {
            tracing::warn!(
                counties = more,
                "applications of as many more counties will miss their cutoff; they are named in turn"
            );
        }
    }

    /// The counties and cutoffs of which nothing was said yet; as many as are named are said then. What is past is forgotten, and no warning any more.
    fn not_said_yet<'a>(&mut self, forecast: &'a Forecast) -> Vec<&'a CountyForecast> {
        self.warned.retain(|(cutoff, _)| *cutoff > forecast.at);
        let warns = |row: &&CountyForecast| row.counts.will_miss > 0 && row.cutoff > forecast.at;
        let rows = forecast.counties.iter().filter(warns);
        let new: Vec<_> = rows.filter(|row| !self.warned.contains(&(row.cutoff, row.county.clone()))).collect();
        self.warned.extend(new.iter().take(MOST_NAMED).map(|row| (row.cutoff, row.county.clone())));
        new
    }

    fn set_gauges(&mut self, forecast: &Forecast, counties: &Counties) {
        let mut missed: BTreeMap<&CountyCode, u32> = BTreeMap::new();
        for row in &forecast.counties {
            *missed.entry(&row.county).or_default() += row.counts.will_miss;
        }
        // Also the zeros: a gauge that is not set keeps what it said last.
        self.gauged.extend(counties.now().keys().chain(missed.keys().copied()).cloned());
        for county in &self.gauged {
            let count = missed.get(county).copied().unwrap_or(0);
            metrics::gauge!("postrider_forecast_missed", "county" => county.to_string()).set(f64::from(count));
        }
        metrics::gauge!("postrider_forecast_at_risk").set(f64::from(forecast.counts.at_risk));
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::forecast::{World, forecast};
    use super::*;

    #[test]
    fn a_county_is_warned_of_once_for_each_cutoff() {
        let mut said = Said::default();
        let mut now = forecast(&World { now: Timestamp::UNIX_EPOCH, browsers: 1, share: 1, counties: Vec::new() });
        assert!(said.not_said_yet(&now).is_empty());
        let row = |county: &str, cutoff: i64, will_miss: u32| {
            let mut row = one_row(county);
            (row.cutoff, row.counts.will_miss) = (Timestamp::from_second(cutoff).unwrap(), will_miss);
            row
        };
        now.counties = vec![row("99001", 100, 3), row("99003", 100, 0), row("99001", -5, 9)];
        let said_of: Vec<_> = said.not_said_yet(&now).iter().map(|row| row.county.to_string()).collect();
        assert_eq!(said_of, ["99001"]);
        now.counties[0].counts.will_miss = 2;
        assert!(said.not_said_yet(&now).is_empty(), "it was said");
        now.counties.push(row("99001", 200, 1));
        now.counties[1].counts.will_miss = 1;
        assert_eq!(said.not_said_yet(&now).len(), 2, "another cutoff, and another county");
    }

    fn one_row(county: &str) -> CountyForecast {
        use super::super::super::forecast::{Arrivals, ArrivalsBasis, CountyNow, Kind, Service, Standing, Waiting};
        let at = Timestamp::UNIX_EPOCH;
        let waiting = Waiting {
            id: crate::submission::ApplicationId::generate(),
            deadline: at,
            not_before: None,
            setbacks: 0,
            kind: Kind::Queued,
        };
        let county = CountyNow {
            code: county.parse().unwrap(),
            concurrency: 1,
            sessions: None,
            benched: None,
            spacing: std::time::Duration::ZERO,
            last_start: None,
            submitting: Service::assumed(),
            asking: Service::assumed(),
            outage: 0.0,
            standing: Standing::Unserved,
            paused_until: None,
            open: Vec::new(),
            arrivals: Arrivals { basis: ArrivalsBasis::None, cutoff: at, quarters: Vec::new() },
            waiting: vec![waiting],
            at_work: Vec::new(),
        };
        forecast(&World { now: at, browsers: 1, share: 1, counties: vec![county] }).counties.remove(0)
    }
}
