//! The counties: where they are, how many apply there, how fast their sites are, and what befalls these.

use std::fmt::Write as _;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use postrider::counties::ServedCounty;
use postrider::plugin::Manifest;
use postrider::submission::{CountyCode, KnownCounty};

use super::arrivals::at_a_calm_peak;
use super::county::{County, Outage, read};
use crate::chance::{Chance, Draw, What};
use crate::jobs::Second;
use crate::scale::{DAY, HOUR, MINUTE, Scale};

/// Sessions of one account, at most.
const OF_ONE_ACCOUNT: u32 = 4;
/// Attempts that one county may have, as its settings allow.
const MOST_LANES: u32 = 64;

/// All of them, yet without lanes: these hang by how many apply.
pub(super) fn draw(chance: Chance, scale: Scale, trouble: f64) -> Result<Vec<County>> {
    let codes = codes(scale.counties);
    let weights: Vec<f64> = (0..codes.len()).map(weight).collect();
    let all: f64 = weights.iter().sum();
    let days = Second::from(scale.days) * DAY;
    let mut counties = Vec::new();
    for (place, (code, weight)) in codes.iter().zip(&weights).enumerate() {
        let mut draw = chance.of(What::Counties, place, 0);
        let Written { text, served, manifest } = written(code, 1, 1, &mut draw)?;
        let drift = draw
            .happens(0.02 * trouble * f64::from(scale.days).min(3.0))
            .then(|| draw.between(6 * HOUR, days.max(7 * HOUR)));
        let refuses = draw.happens(0.02 * trouble).then(|| draw.between(6 * HOUR, days.max(7 * HOUR)));
        counties.push(County {
            text,
            served,
            manifest,
            lanes: 1,
            of_one_account: 1,
            middle: draw.part(100.0, 380.0),
            share: weight / all,
            outages: outages(chance, place, days, trouble),
            drift: drift.map(|at| (at, at + draw.between(40 * MINUTE, 80 * MINUTE))),
            refuses: refuses.map(|at| (at, at + draw.between(30 * MINUTE, 2 * HOUR))),
            processing: if draw.happens((0.2 * trouble).min(0.7)) { draw.between(10, 55) } else { draw.between(0, 3) },
            loses: if draw.happens(0.2) { draw.part(0.01, 0.06) * trouble.min(4.0) } else { 0.002 * trouble },
        });
    }
    Ok(counties)
}

/// As many logins as the work of a calm week needs, and some more: no county gives new ones because a surge comes.
pub(super) fn give_lanes(chance: Chance, scale: Scale, counties: &mut [County]) -> Result<()> {
    for (place, county) in counties.iter_mut().enumerate() {
        let mut draw = chance.of(What::Counties, place, 1);
        let needed = at_a_calm_peak(scale, county.share) * county.middle * 1.15 / 3_600.0;
        let wanted = (needed * draw.part(1.0, 2.5)).ceil().clamp(1.0, f64::from(MOST_LANES));
        let accounts = (wanted / f64::from(OF_ONE_ACCOUNT)).ceil();
        let each = (wanted / accounts).ceil();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "both are small")]
        let (accounts, each) = (accounts as u32, each as u32);
        (county.lanes, county.of_one_account) = ((accounts * each).min(MOST_LANES), each);
        let code = county.served.code.clone();
        let mut draw = chance.of(What::Counties, place, 2);
        let written = written(&code, accounts, each, &mut draw)?;
        (county.text, county.served, county.manifest) = (written.text, written.served, written.manifest);
    }
    Ok(())
}

/// A large county, and many small ones.
fn weight(place: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "there are a few thousand")]
    let place = place as f64;
    1.0 / (place + 2.0).powf(1.05)
}

/// Counties of every zone, in an order that mixes them.
fn codes(most: usize) -> Vec<CountyCode> {
    let all = KnownCounty::codes();
    let step = 1_201 % all.len().max(1);
    (0..all.len().min(most)).filter_map(|place| all.get((place * step + 37) % all.len()).cloned()).collect()
}

/// A county as ops would write it, and its plugin's manifest.
struct Written {
    text: String,
    served: Arc<ServedCounty>,
    manifest: Arc<Manifest>,
}

fn written(code: &CountyCode, accounts: u32, sessions: u32, draw: &mut Draw) -> Result<Written> {
    let zone = KnownCounty::of(code).context("no such county")?.zone;
    let lanes = (accounts * sessions).clamp(1, MOST_LANES);
    let mut text = format!("code = '{code}'\nconcurrency = {lanes}\ngrant.origins = ['https://c{code}.test']\n");
    if draw.happens(0.15) {
        text.push_str("cutoff = '16:00:00'\n");
    }
    if draw.happens(0.2) {
        text.push_str("hours = { every_day = ['06:00-22:00'] }\n");
    }
    for account in 0..accounts.max(1) {
        let password = format!("user = 'plain:u{account}'\npassword = 'plain:first-{account}'");
        write!(text, "[credentials.login.a{account}]\n{password}\n")?;
    }
    let spacing = if draw.happens(0.2) { 2_000 } else { 0 };
    let manifest = format!(
        "county = '{code}'\nname = 'County {code}'\nversion = '1.0.0'\ninterface = 'postrider:county@1.0.0'\n\
         origins = ['https://c{code}.test']\nzone = '{zone}'\nbrowsers = ['firefox']\nunknown_requests = 'hold'\n\
         [[submits]]\npath = '/submit'\n[fields]\nfill = ['applicant.name.last']\n\
         [credentials.login]\nparts = ['user', 'password']\nsessions = {sessions}\n[pace]\nspacing_ms = {spacing}\n"
    );
    let manifest = Manifest::parse(manifest.as_bytes()).with_context(|| format!("the manifest of {code}"))?;
    Ok(Written { served: read(&text)?, text, manifest: Arc::new(manifest) })
}

/// When a site is down, or slow: minutes mostly, hours sometimes.
fn outages(chance: Chance, county: usize, days: Second, trouble: f64) -> Vec<Outage> {
    let mut draw = chance.of(What::Outages, county, 0);
    let mut outages: Vec<Outage> = Vec::new();
    let between = |days: Second| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "days")]
        let seconds = ((days * DAY) as f64 / trouble) as Second;
        seconds
    };
    let mut at = draw.between(0, between(3));
    while at < days + DAY {
        let lasts =
            if draw.happens(0.2) { draw.between(HOUR, 3 * HOUR) } else { draw.between(3 * MINUTE, 40 * MINUTE) };
        let slow = draw.happens(0.4).then(|| draw.part(1.5, 3.0));
        outages.push(Outage { from: at, until: at + lasts, slow });
        at += lasts + draw.between(HOUR, between(6));
    }
    outages
}
