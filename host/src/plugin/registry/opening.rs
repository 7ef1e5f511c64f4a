//! What a start reads: of every county's active release what is known of it, side by side on all processors.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::num::NonZero;
use std::sync::Arc;

use jiff::Timestamp;

use super::error::InstallError;
use super::store::ReleaseStore;
use crate::plugin::inspect::Refusal;
use crate::plugin::release::Release;
use crate::submission::{Counties, CountyCode, PluginDigest};

/// Why nothing serves a county that has had no release, or none since its last one was quarantined.
const NO_RELEASE: &str = "it has no release: `plugin install` brings one in, `plugin rollback` an earlier one back";

/// The counties of the configuration, each in one of the two.
#[derive(Default)]
pub(super) struct Opened {
    /// What serves a county.
    pub(super) releases: BTreeMap<CountyCode, Arc<Release>>,
    /// Why nothing does.
    pub(super) left_out: Vec<(CountyCode, String)>,
}

/// Looks at every county's active release. One that cannot be used stops nothing.
pub(super) async fn open(
    store: &ReleaseStore,
    mut active: BTreeMap<CountyCode, PluginDigest>,
) -> Result<Opened, InstallError> {
    let mut opened = Opened::default();
    let mut wanted = Vec::new();
    for code in store.counties.codes() {
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
    let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
    let mut looks = Vec::new();
    for part in wanted.chunks(wanted.len().div_ceil(processors).max(1)) {
        let (store, part, names) = (store.clone(), part.to_vec(), Arc::clone(&names));
        looks.push(tokio::task::spawn_blocking(move || look(&store, part, &names)));
    }
    for look in looks {
        let Opened { releases, left_out } = look.await.map_err(|_| stopping())?;
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
    uncompiled.sort_by_cached_key(|(code, _)| {
        let deadline = deadlines.get(code).copied();
        let cutoff = counties.get(code).map(|county| county.calendar.next_cutoff(now).0);
        (deadline.is_none(), deadline, cutoff)
    });
    uncompiled.into_iter().map(|(_, release)| Arc::clone(release)).collect()
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
                let why = format!("release {} could not be loaded when the host started: {error}", digest.short());
                opened.left_out.push((county, why));
            }
        }
    }
    opened
}

fn stopping() -> InstallError {
    Refusal::Host("it is stopping".to_owned()).into()
}
