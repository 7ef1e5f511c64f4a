//! `/v1/counties/{code}/forms`: the forms of a county's site that its release is known to work, and those that wait for somebody to
//! accept them.

use axum::body::Body;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;

use super::access::MayDeploy;
use super::body::small_json;
use super::extract::PathId;
use super::problem::Problem;
use super::reason::reason;
use super::state::ApiState;
use crate::counties::Counties;
use crate::ledger::Ledger;
use crate::plugin::Registry;
use crate::submission::CountyCode;

/// Fewest letters by which a form is named; fewer are a slip of the hand.
const MIN_ID: usize = 4;

pub(super) fn routes() -> Router<ApiState> {
    Router::new().route("/counties/{code}/forms", get(list)).route("/counties/{code}/forms/accept", post(accept))
}

async fn list(
    State(registry): State<Registry>,
    State(counties): State<Counties>,
    _: MayDeploy,
    PathId(code): PathId<CountyCode>,
) -> Result<impl IntoResponse, Problem> {
    served(&counties, &code)?;
    Ok(Json(registry.list_forms(&code).await?))
}

/// Which forms are accepted, and why.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Acceptance {
    /// The form's id or the beginning of it; all that wait, where it is left out.
    form: Option<String>,
    why: Option<String>,
}

async fn accept(
    State(ledger): State<Ledger>,
    State(registry): State<Registry>,
    State(counties): State<Counties>,
    MayDeploy(who): MayDeploy,
    PathId(code): PathId<CountyCode>,
    body: Body,
) -> Result<impl IntoResponse, Problem> {
    served(&counties, &code)?;
    let Acceptance { form, why } = small_json(body).await?;
    let why = reason(why.as_deref())?;
    if form.as_ref().is_some_and(|form| form.len() < MIN_ID) {
        return Err(Problem::bad_request(format!("`form` must be the id of a form, or {MIN_ID} of its first letters")));
    }
    let accepted = registry.accept_forms(&code, form.as_deref(), &who, &why).await?;
    if let (true, Some(form)) = (accepted.is_empty(), &form) {
        let form: String = form.chars().filter(char::is_ascii_alphanumeric).take(16).collect();
        let what = format!(
            "no form of county {code} that begins with {form} waits to be accepted; `county pages` lists those that do"
        );
        return Err(Problem::missing(what));
    }
    // That lets no work go on.
    let held = ledger.county_hold(&code).await?.map(|hold| hold.why);
    let (waiting, goes_first) = (ledger.waiting(&code).await?, ledger.goes_first(&code).await?);
    Ok(Json(json!({
        "county": code, "accepted": accepted.len(), "forms": accepted,
        "held": held, "waiting": waiting, "goes_first": goes_first,
    })))
}

fn served(counties: &Counties, code: &CountyCode) -> Result<(), Problem> {
    if counties.contains(code) {
        return Ok(());
    }
    Err(Problem::missing(format!("county {code} is not served here")))
}
