//! `/v1/review`: what waits for a person, most urgent first, and what the person decides.

use axum::body::Body;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::access::{MayDecide, MayLook};
use super::applications::limit;
use super::body::small_json;
use super::disclosure::Disclosure;
use super::extract::{PathId, StrictQuery, parsed};
use super::problem::Problem;
use super::reason::reason;
use super::state::ApiState;
use crate::ledger::{AttemptRecord, Decision as Decided, EvidenceRef, Ledger, Record, ReviewFilter, Who, WorkKind};
use crate::scheduler::Wake;
use crate::submission::{ApplicationId, Sending, hides};

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
    applications: Vec<ReviewItem>,
    next: Option<ApplicationId>,
}

/// What a person needs to know of one before deciding.
#[derive(Serialize)]
struct ReviewItem {
    #[serde(flatten)]
    record: Record,
    /// What the county has of it, as far as the ledger knows.
    county_has: CountyHas,
    /// The attempt that sent it, or may have: its outcome, and the pictures of the pages that it stood on.
    sent: Option<AttemptRecord>,
    /// How the last attempt ended.
    outcome: Option<String>,
    /// The page that the last attempt ended on; for those who decide.
    stood_on: Option<String>,
    /// What the county or its plugin will not take: the fields, and for those who decide the words.
    problems: Vec<Value>,
    /// What there is to look at of the last attempt.
    evidence: Vec<EvidenceRef>,
}

/// What a county has of an application that waits for a person: before anything else, they have to know it.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
enum CountyHas {
    /// Nothing was sent, or the county itself said that it did not take it.
    Nothing,
    /// The host read the county's confirmation.
    Confirmed,
    /// It was sent perhaps.
    Unknown,
}

impl CountyHas {
    fn of(record: &Record) -> Self {
        match record.sending {
            None => Self::Nothing,
            Some(Sending::Confirmed) => Self::Confirmed,
            Some(Sending::Intended | Sending::Claimed) => Self::Unknown,
        }
    }
}

async fn list(
    State(ledger): State<Ledger>,
    MayLook(who): MayLook,
    StrictQuery(query): StrictQuery<ListQuery>,
) -> Result<impl IntoResponse, Problem> {
    let limit = limit(query.limit)?;
    let county = parsed("county", query.county.as_deref())?;
    let records =
        ledger.in_review(ReviewFilter { county, limit, after: parsed("after", query.after.as_deref())? }).await?;
    let full = records.len() >= usize::try_from(limit).unwrap_or(usize::MAX);
    let next = if full { records.last().map(|last| last.id) } else { None };
    let mut applications = Vec::with_capacity(records.len());
    for record in records {
        applications.push(item(&ledger, record, &who).await?);
    }
    Ok(Json(Page { applications, next }))
}

async fn item(ledger: &Ledger, record: Record, who: &Who) -> Result<ReviewItem, Problem> {
    let disclosure = Disclosure::of_application(who);
    let county_has = CountyHas::of(&record);
    let sent = match county_has {
        CountyHas::Nothing => None,
        CountyHas::Confirmed | CountyHas::Unknown => ledger.last_attempt_to(record.id, WorkKind::Submit).await?,
    };
    let sent = sent.map(|sent| Disclosure::attempt(who, sent));
    let last = ledger.last_attempt(record.id).await?.map(|last| Disclosure::attempt(who, last));
    let record = disclosure.record(record);
    let Some(last) = last else {
        let (problems, evidence) = (Vec::new(), Vec::new());
        return Ok(ReviewItem { record, county_has, sent, outcome: None, stood_on: None, problems, evidence });
    };
    let details = last.details.unwrap_or_default();
    let stood_on = details["stood_on"].as_str().map(str::to_owned);
    // Other outcomes have none.
    let problems = details["problems"].as_array().cloned().unwrap_or_default();
    Ok(ReviewItem { record, county_has, sent, outcome: last.outcome, stood_on, problems, evidence: last.evidence })
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
    /// Sends it again, or withdraws it, although the county may have it; `why` says how the person knows that it does not.
    #[serde(default)]
    force: bool,
}

async fn decide(
    State(ledger): State<Ledger>,
    State(wake): State<Wake>,
    MayDecide(who): MayDecide,
    PathId(id): PathId<ApplicationId>,
    body: Body,
) -> Result<impl IntoResponse, Problem> {
    let decision: Decision = small_json(body).await?;
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
        return Err(Problem::bad_request("`force` goes with `requeue` and `cancel` alone"));
    }
    let decided = match decision.action {
        Action::Requeue if decision.force => Decided::RequeueAnyway,
        Action::Requeue => Decided::Requeue,
        Action::DeliverByHand => Decided::DeliverByHand { receipt_number },
        Action::Cancel if decision.force => Decided::CancelAnyway,
        Action::Cancel => Decided::Cancel,
    };
    let state = ledger.resolve(id, decided, who, why).await?;
    wake.wake();
    Ok(Json(serde_json::json!({ "id": id, "state": state })))
}
