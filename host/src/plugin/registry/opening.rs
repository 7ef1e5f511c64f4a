//! What a start reads: of every county's active release what is known of it, side by side;
//! and in which order those get their code that have none.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::num::NonZero;
use std::sync::Arc;

use jiff::Timestamp;

use super::error::InstallError;
use super::store::ReleaseStore;
use crate::counties::{Counties, ServedCounty};
use crate::plugin::inspect::Refusal;
use crate::plugin::release::Release;
use crate::submission::{CountyCode, PluginDigest};

/// Why nothing serves a county that has had no release, or none since its last one was quarantined.
pub(super) const NO_RELEASE: &str =
    "it has no release: `plugin install` brings one in, `plugin rollback` an earlier one back";

/// Looks at a time, at least: what is not known of here is waited for, and may come over a network.
const LEAST_LOOKS: usize = 16;

/// The counties of the configuration, each in one of the two.
#[derive(Default)]
pub(super) struct Opened {
    /// What serves a county.
    pub(super) releases: BTreeMap<CountyCode, Arc<Release>>,
    /// Why nothing does.
    pub(super) left_out: Vec<(CountyCode, String)>,
    /// Whether one of those may serve later without anybody's doing: its component could not be looked at.
    pub(super) missed: bool,
}

/// Looks at every county's active release. One that cannot be used stops nothing.
pub(super) async fn open(
    store: &ReleaseStore,
    mut active: BTreeMap<CountyCode, PluginDigest>,
) -> Result<Opened, InstallError> {
    let mut opened = Opened::default();
    let mut wanted = Vec::new();
    for code in store.counties.now().keys() {
        match active.remove(code) {
            Some(digest) => wanted.push((code.clone(), digest)),
            None => opened.left_out.push((code.clone(), NO_RELEASE.to_owned())),
        }
    }
    let names = {
        let store = store.clone();
        tokio::task::spawn_blocking(move || store.codes.names()).await.map_err(|_| stopping())?
    };
    let names = Arc::new(names);
    let at_a_time = std::thread::available_parallelism().map_or(1, NonZero::get).max(LEAST_LOOKS);
    let mut looks = Vec::new();
    for part in wanted.chunks(wanted.len().div_ceil(at_a_time).max(1)) {
        let (store, part, names) = (store.clone(), part.to_vec(), Arc::clone(&names));
        looks.push(tokio::task::spawn_blocking(move || look(&store, part, &names)));
    }
    for look in looks {
        let Opened { releases, left_out, missed } = look.await.map_err(|_| stopping())?;
        opened.missed |= missed;
        opened.releases.extend(releases);
        opened.left_out.extend(left_out);
    }
    Ok(opened)
}

/// Those of the releases that have no code: first those whose county has work, by deadline; then by the counties' next cutoffs.
pub(super) fn in_order(
    releases: &BTreeMap<CountyCode, Arc<Release>>,
    counties: &Counties,
    deadlines: &BTreeMap<CountyCode, Timestamp>,
    now: Timestamp,
) -> VecDeque<Arc<Release>> {
    let mut uncompiled: Vec<(&CountyCode, &Arc<Release>)> =
        releases.iter().filter(|(_, release)| !release.is_ready()).collect();
    let counties = counties.now();
    let of = |code: &CountyCode| counties.get(code).map(|county| &**county);
    uncompiled.sort_by_cached_key(|(code, _)| urgency(of(code), deadlines.get(code).copied(), now));
    uncompiled.into_iter().map(|(_, release)| Arc::clone(release)).collect()
}

/// Sorts what is wanted first to the front.
fn urgency(
    county: Option<&ServedCounty>,
    deadline: Option<Timestamp>,
    now: Timestamp,
) -> (bool, Option<Timestamp>, Option<Timestamp>) {
    (deadline.is_none(), deadline, county.map(|county| county.calendar.next_cutoff(now).0))
}

fn look(store: &ReleaseStore, wanted: Vec<(CountyCode, PluginDigest)>, names: &HashSet<PluginDigest>) -> Opened {
    let mut opened = Opened::default();
    for (county, digest) in wanted {
        match store.at_start(&county, &digest, names) {
            Ok(release) => {
                opened.releases.insert(county, Arc::new(release));
            }
            Err(error) => {
                tracing::error!(%county, plugin = digest.short(), %error, "a release could not be loaded");
                let missed = matches!(error, InstallError::NotRead { .. });
                let then = if missed { "; it is tried again by itself" } else { "" };
                let why =
                    format!("release {} could not be loaded when the host started: {error}{then}", digest.short());
                opened.missed |= missed;
                opened.left_out.push((county, why));
            }
        }
    }
    opened
}

fn stopping() -> InstallError {
    Refusal::Host("it is stopping".to_owned()).into()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::browser::TlsOptions;
    use crate::submission::{County, CountyConfig};

    #[test]
    fn what_is_due_first_is_compiled_first_and_what_has_no_work_last() {
        let county = |zone: &str| {
            let county: CountyConfig = serde_json::from_value(json!({
                "code": "99001", "name": "Alder", "zone": zone, "grant": {"origins": ["https://alder.test"]}
            }))
            .unwrap();
            ServedCounty { county: County::try_from(county).unwrap(), tls: TlsOptions::default() }
        };
        let (eastern, pacific) = (county("America/New_York"), county("America/Los_Angeles"));
        let now: Timestamp = "2026-11-25T18:00:00Z".parse().unwrap();
        let due = |at: &str| Some(format!("2026-11-25T{at}:00Z").parse::<Timestamp>().unwrap());
        let mut order = [
            ("no work, later", &pacific, None),
            ("no work", &eastern, None),
            ("late", &eastern, due("22:30")),
            ("early", &pacific, due("22:00")),
        ];
        order.sort_by_key(|(_, county, deadline)| urgency(Some(county), *deadline, now));
        assert_eq!(order.map(|(name, ..)| name), ["early", "late", "no work", "no work, later"]);
    }
}
