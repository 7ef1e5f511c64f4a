//! `/v1/review`: what waits for a person, most urgent first, and what the person decides.

use axum::body::Body;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;

use super::Wake;
use super::access::{MayDecide, MayLook};
use super::applications::limit;
use super::body::{Asked, Named, reason, small_json};
use super::problem::Problem;
use crate::ledger::{self, Filter, Ledger, MAX_LISTED};
use crate::submission::{self, ApplicationId, CountyCode};

/// Longest receipt number, in characters.
const MAX_RECEIPT: usize = 100;

#[derive(Clone)]
pub(super) struct Desk {
    pub(super) ledger: Ledger,
    pub(super) wake: Wake,
}

pub(super) fn routes(desk: Desk) -> Router {
    Router::new().route("/review", get(list)).route("/review/{id}", post(decide)).with_state(desk)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    county: Option<CountyCode>,
    limit: Option<u32>,
}

async fn list(
    State(desk): State<Desk>,
    _: MayLook,
    Asked(wanted): Asked<Wanted>,
) -> Result<impl IntoResponse, Problem> {
    let filter = Filter {
        state: Some(submission::State::Review),
        county: wanted.county,
        limit: limit(Some(wanted.limit.unwrap_or(MAX_LISTED)))?,
        before: None,
    };
    let mut waiting = desk.ledger.list(filter).await?;
    waiting.sort_by_key(|record| (record.deadline, record.id));
    Ok(Json(waiting))
}

/// What a person can decide.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Action {
    Requeue,
    DeliverByHand,
    Cancel,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decision {
    action: Action,
    why: String,
    receipt_number: Option<String>,
    /// Sends it again although the county may have it; `why` says how the person knows that it does not.
    #[serde(default)]
    force: bool,
}

async fn decide(
    State(desk): State<Desk>,
    MayDecide(who): MayDecide,
    Named(id): Named<ApplicationId>,
    body: Body,
) -> Result<impl IntoResponse, Problem> {
    let decision: Decision = small_json(body).await?;
    let why = reason(Some(&decision.why))?;
    if let Some(number) = &decision.receipt_number {
        if decision.action != Action::DeliverByHand {
            return Err(Problem::bad_request("`receipt_number` goes with `deliver_by_hand` alone"));
        }
        if !(1..=MAX_RECEIPT).contains(&number.chars().count()) || number.chars().any(char::is_control) {
            return Err(Problem::bad_request(format!("`receipt_number` must be 1 to {MAX_RECEIPT} characters")));
        }
    }
    if decision.force && decision.action != Action::Requeue {
        return Err(Problem::bad_request("`force` goes with `requeue` alone"));
    }
    let decided = match decision.action {
        Action::Requeue if decision.force => ledger::Decision::RequeueAnyway,
        Action::Requeue => ledger::Decision::Requeue,
        Action::DeliverByHand => ledger::Decision::DeliverByHand { receipt_number: decision.receipt_number },
        Action::Cancel => ledger::Decision::Cancel,
    };
    let state = desk.ledger.resolve(id, decided, who, why).await?;
    (desk.wake)();
    Ok(Json(serde_json::json!({ "id": id, "state": state })))
}
