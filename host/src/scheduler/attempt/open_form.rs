//! A browser for one attempt: it reaches the county and nothing else, and shows the plugin no more than it may see.

use crate::browser::{BrowserError, NetworkPolicy, RightToSend};
use crate::counties::ServedCounty;
use crate::form::{Form, KnownForms, Settings, Watched};
use crate::ledger::Claim;
use crate::plugin::{Release, full_mask};
use crate::scheduler::state::Resources;
use crate::submission::{Fields, LeasedCredentials, OnDrift, Task};

/// Takes a session of the pool and lays the county's form on it.
pub(super) async fn open_form(
    resources: &Resources,
    county: &ServedCounty,
    release: &Release,
    fields: &Fields,
    credentials: &LeasedCredentials,
    known: KnownForms,
    claim: &Claim,
) -> Result<Form, BrowserError> {
    let manifest = release.manifest();
    let (ledger, lease) = (resources.ledger.clone(), claim.lease.clone());
    let policy = NetworkPolicy {
        origins: manifest.origins.clone(),
        resolve: county.resolve.clone(),
        tls: county.tls.clone(),
        requests: manifest.requests(&county.grant),
        basic_auth: manifest.basic_auth(credentials),
        shared_cache: Some(resources.shared_cache.of(county.code.as_str(), release.digest().as_str())),
        right: RightToSend::while_it_holds(move || ledger.may_act(&lease)),
        only: None,
    };
    let session = resources.pool.take(policy).await?;
    let is_rehearsal = claim.task == Task::Rehearse;
    let settings = Settings {
        max_actions: manifest.limits.actions,
        submits: manifest.submits(),
        origins: manifest.origins.clone(),
        required: fields.to_account_for(&manifest.fields.required),
        mask: release.mask(fields, &county.grant.read, credentials),
        full_mask: full_mask(fields, credentials, &manifest.origins),
        watched: Watched {
            known,
            ignored: manifest.ignored_controls.clone(),
            on_drift: if is_rehearsal { OnDrift::Hold } else { county.on_drift },
            is_rehearsal,
        },
        ..Settings::default()
    };
    Ok(Form::new(session, settings))
}
