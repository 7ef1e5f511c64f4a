//! `/v1/review`: what waits for a person, most urgent first, and what the person decides.

use axum::body::Body;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::access::{MayDecide, MayLook};
use super::applications::limit;
use super::body::json_within;
use super::case::Case;
use super::extract::{PathId, StrictQuery, parsed};
use super::problem::Problem;
use super::reason::reason;
use super::state::ApiState;
use crate::intake::Intake;
use crate::ledger::{Anyway, Decision as Decided, Ledger, Over, ReviewCursor, ReviewFilter};
use crate::scheduler::Wake;
use crate::submission::{ApplicationId, Clock, hides};

/// Largest body of a decision: a reason, a number, and the values of a correction, of which the applicant's own words are the longest.
const MAX_DECISION_BYTES: usize = 64 << 10;
/// Longest receipt number, in characters.
const MAX_RECEIPT: usize = 100;

pub(super) fn routes() -> Router<ApiState> {
    Router::new().route("/review", get(list)).route("/review/{id}", post(decide))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    county: Option<String>,
    limit: Option<u32>,
    after: Option<String>,
}

/// A page, the most urgent first; `next` goes into the next request's `after`.
#[derive(Serialize)]
struct Page {
    applications: Vec<Case>,
    next: Option<String>,
}

async fn list(
    State(ledger): State<Ledger>,
    State(clock): State<Clock>,
    MayLook(who): MayLook,
    StrictQuery(query): StrictQuery<ListQuery>,
) -> Result<impl IntoResponse, Problem> {
    let limit = limit(query.limit)?;
    let county = parsed("county", query.county.as_deref())?;
    let records =
        ledger.in_review(ReviewFilter { county, limit, after: parsed("after", query.after.as_deref())? }).await?;
    let full = records.len() >= usize::try_from(limit).unwrap_or(usize::MAX);
    let next = records.last().filter(|_| full).map(|last| ReviewCursor::after(last).to_string());
    let mut applications = Vec::with_capacity(records.len());
    for record in records {
        applications.push(Case::read(&ledger, record, &who, clock.now()).await?);
    }
    Ok(Json(Page { applications, next }))
}

/// What a person can decide.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Action {
    Requeue,
    Correct,
    DeliverByHand,
    Cancel,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decision {
    action: Action,
    why: String,
    receipt_number: Option<String>,
    /// With `correct`: the new value of each field, by its path; `null` removes one.
    fields: Option<Map<String, Value>>,
    /// Sends it again, or withdraws it, although the county may have it; `why` says how the person knows that it does not.
    #[serde(default)]
    force: bool,
    /// Takes the case over from whoever has it.
    #[serde(default)]
    over: bool,
}

async fn decide(
    State(ledger): State<Ledger>,
    State(intake): State<Intake>,
    State(wake): State<Wake>,
    MayDecide(who): MayDecide,
    PathId(id): PathId<ApplicationId>,
    body: Body,
) -> Result<impl IntoResponse, Problem> {
    let decision: Decision = json_within(body, MAX_DECISION_BYTES).await?;
    let why = reason(Some(&decision.why))?;
    let receipt_number = decision.receipt_number.map(|number| number.trim().to_owned());
    if let Some(number) = &receipt_number {
        if decision.action != Action::DeliverByHand {
            return Err(Problem::bad_request("`receipt_number` goes with `deliver_by_hand` alone"));
        }
        if !(1..=MAX_RECEIPT).contains(&number.chars().count()) || number.chars().any(hides) {
            return Err(Problem::bad_request(format!("`receipt_number` must be 1 to {MAX_RECEIPT} characters")));
        }
    }
    if decision.force && decision.action == Action::DeliverByHand {
        return Err(Problem::bad_request("`force` goes with `requeue`, `correct` and `cancel` alone"));
    }
    let fields = decision.fields.unwrap_or_default();
    if fields.is_empty() == (decision.action == Action::Correct) {
        return Err(Problem::bad_request("`fields` goes with `correct`, and holds one field at least"));
    }
    if decision.over {
        ledger.take_case(id, &who, Over::Taken).await?;
    }
    let decided = match decision.action {
        Action::Correct => {
            let anyway = if decision.force { Anyway::Yes } else { Anyway::No };
            let state = intake.correct(id, fields, anyway, &who, &why).await?;
            wake.wake();
            return Ok(Json(json!({ "id": id, "state": state })));
        }
        Action::Requeue if decision.force => Decided::RequeueAnyway,
        Action::Requeue => Decided::Requeue,
        Action::DeliverByHand => Decided::DeliverByHand { receipt_number },
        Action::Cancel if decision.force => Decided::CancelAnyway,
        Action::Cancel => Decided::Cancel,
    };
    let state = ledger.resolve(id, decided, who, why).await?;
    wake.wake();
    Ok(Json(json!({ "id": id, "state": state })))
}
