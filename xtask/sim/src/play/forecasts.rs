//! Forecasts two hours before each cutoff, to be held against what happened.

use std::collections::BTreeSet;

use anyhow::Result;
use postrider::scheduler::forecast::Class;
use postrider::scheduler::{Forecaster, Forecasts};

use super::foreseen::Foreseen;
use super::host_now::name;
use super::player::Play;
use crate::jobs::Second;

impl Play<'_> {
    /// The host's own forecast, of what is known now.
    pub(super) async fn forecast(&mut self, cutoff: Second) -> Result<()> {
        self.stay().await?;
        let forecaster = Forecaster {
            ledger: self.host.ledger.clone(),
            releases: self.host.releases.clone(),
            counties: self.host.counties.clone(),
            clock: self.host.clock.clone(),
            host: name(0),
            sessions: self.world.hosts[0],
            forecasts: Forecasts::default(),
        };
        let Some(forecast) = forecaster.make(&mut self.record).await? else { return Ok(()) };
        let (mut known, mut misses) = (BTreeSet::new(), BTreeSet::new());
        for one in forecast.counties.iter().flat_map(|county| &county.of) {
            let Some(which) = self.by_id.get(&one.id).copied() else { continue };
            if self.due(which) != cutoff {
                continue;
            }
            known.insert(which);
            if one.class == Class::WillMiss {
                misses.insert(which);
            }
        }
        self.foreseen.push(Foreseen { cutoff, known, misses });
        Ok(())
    }
}
