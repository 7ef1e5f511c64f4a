//! `/v1/applications`: sending one, asking after one, listing them; and the schema they are written by.

use axum::body::Body;
use axum::extract::State;
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use jiff::Timestamp;
use schemars::schema_for;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::access::{MayAdminister, MayAsk, MayLook, MaySubmit};
use super::body::{read, small_json};
use super::disclosure::Disclosure;
use super::extract::{PathId, StrictQuery, parsed};
use super::memory::ApplicationMemory;
use super::problem::Problem;
use super::reason::reason;
use super::standing::Standing;
use super::state::ApiState;
use crate::counties::Counties;
use crate::intake::{Intake, MAX_BODY_BYTES};
use crate::ledger::{
    AttemptRecord, CaseNote, Correction, Duplicates, Filter, Forgotten, IdempotencyKey, Ledger, MAX_LISTED,
    MissedCutoff, MovedDeadline, Record, Transition,
};
use crate::plugin::Registry;
use crate::retention::{Files, Retention};
use crate::scheduler::Wake;
use crate::submission::{self, ApplicationId, CountyCode, PluginDigest};

/// Applications on a page unless asked otherwise.
const PAGE: u32 = 50;
/// The header that names an application for its client.
const KEY_HEADER: &str = "idempotency-key";

pub(super) fn routes() -> Router<ApiState> {
    Router::new()
        .route("/applications", get(list).post(submit))
        .route("/applications/{id}", get(one))
        .route("/applications/{id}/forget", post(forget))
        .route("/schema/application", get(the_schema))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SubmitQuery {
    /// The same content as one of today is another application all the same. Needs a key.
    #[serde(default)]
    allow_duplicate: bool,
}

/// 201 where an application was made, 200 where it was there already; either way `Location` is its address.
async fn submit(
    State(intake): State<Intake>,
    State(memory): State<ApplicationMemory>,
    State(wake): State<Wake>,
    MaySubmit(who): MaySubmit,
    StrictQuery(query): StrictQuery<SubmitQuery>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let key = key(&headers)?;
    if query.allow_duplicate && key.is_none() {
        return Err(Problem::bad_request(
            "`allow_duplicate` needs an Idempotency-Key: sent again after a lost answer, it would make one more application",
        ));
    }
    let duplicates = if query.allow_duplicate { Duplicates::Allowed } else { Duplicates::Recognised };
    let (body, _share) = read(body, MAX_BODY_BYTES, memory.share(&who.name)).await?;
    let taken = intake.receive(body, key, duplicates, who).await?;
    wake.wake();
    let status = if taken.existing { StatusCode::OK } else { StatusCode::CREATED };
    let location = format!("/v1/applications/{}", taken.id);
    Ok((status, [(LOCATION, location)], Json(taken)).into_response())
}

fn key(headers: &HeaderMap) -> Result<Option<IdempotencyKey>, Problem> {
    let mut keys = headers.get_all(KEY_HEADER).iter();
    let (key, further) = (keys.next(), keys.next());
    let wrong =
        |_| Problem::bad_request("the Idempotency-Key must be 1 to 255 visible ASCII characters without spaces");
    match (key, further) {
        (None, _) => Ok(None),
        (Some(key), None) => key.to_str().unwrap_or_default().parse().map(Some).map_err(wrong),
        (Some(_), Some(_)) => Err(Problem::bad_request("there must be one Idempotency-Key, not several")),
    }
}

/// An application's whole story. Nothing in it is what the applicant said; what pages and plugins said is for those who decide.
#[derive(Serialize)]
struct ApplicationView {
    id: ApplicationId,
    county: CountyCode,
    state: submission::State,
    received_at: Timestamp,
    /// The next cutoff, where it missed one.
    deadline: Timestamp,
    missed: u32,
    missed_at: Option<Timestamp>,
    missed_cutoffs: Vec<MissedCutoff>,
    /// The deadlines that it had before its county's calendar changed.
    moved_deadlines: Vec<MovedDeadline>,
    not_before: Option<Timestamp>,
    reason: Option<String>,
    plugin: Option<PluginDigest>,
    receipt: Option<ReceiptView>,
    history: Vec<Transition>,
    /// What people noted of it beside its moves.
    notes: Vec<CaseNote>,
    /// What people corrected of what it says: which fields, not to what.
    corrections: Vec<Correction>,
    attempts: Vec<AttemptRecord>,
    /// What it said is gone, and with it the words of its moves, its receipt, what its attempts met and their evidence.
    #[serde(skip_serializing_if = "Option::is_none")]
    forgotten: Option<Forgotten>,
}

#[derive(Serialize)]
struct ReceiptView {
    number: String,
}

async fn one(
    State(ledger): State<Ledger>,
    State(registry): State<Registry>,
    State(counties): State<Counties>,
    MayAsk(who): MayAsk,
    PathId(id): PathId<ApplicationId>,
) -> Result<impl IntoResponse, Problem> {
    let record = ledger.application(id).await?;
    let record = record.ok_or_else(|| Problem::missing(format!("there is no application {id}")))?;
    let disclosure = Disclosure::of_application(&who);
    let standing = Standing::read(&ledger, registry, counties, &who).await?;
    let record = standing.explained(disclosure.record(record));
    Ok(Json(ApplicationView {
        id,
        county: record.county,
        state: record.state,
        received_at: record.received_at,
        deadline: record.deadline,
        missed: record.missed,
        missed_at: record.missed_at,
        missed_cutoffs: ledger.missed_cutoffs(id).await?,
        moved_deadlines: ledger.moved_deadlines(id).await?,
        not_before: record.not_before,
        reason: record.reason,
        plugin: record.plugin,
        receipt: record.receipt_number.map(|number| ReceiptView { number }),
        history: ledger.history(id).await?.into_iter().map(|step| disclosure.transition(step)).collect(),
        notes: ledger.notes(id).await?.into_iter().map(|note| disclosure.note(note)).collect(),
        corrections: ledger.corrections(id).await?,
        attempts: ledger.attempts(id).await?.into_iter().map(|attempt| Disclosure::attempt(&who, attempt)).collect(),
        forgotten: record.forgotten,
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Forget {
    why: Option<String>,
}

async fn forget(
    State(retention): State<Retention>,
    MayAdminister(who): MayAdminister,
    PathId(id): PathId<ApplicationId>,
    body: Body,
) -> Result<impl IntoResponse, Problem> {
    let Forget { why } = small_json(body).await?;
    let evidence = retention.forget(id, &who, &reason(why.as_deref())?).await?;
    Ok(Json(json!({ "id": id, "evidence_left": evidence == Files::Left })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    state: Option<String>,
    county: Option<String>,
    limit: Option<u32>,
    before: Option<String>,
}

/// A page, newest first; `next` goes into the next request's `before`.
#[derive(Serialize)]
struct Page {
    applications: Vec<Record>,
    next: Option<ApplicationId>,
}

async fn list(
    State(ledger): State<Ledger>,
    State(registry): State<Registry>,
    State(counties): State<Counties>,
    MayLook(who): MayLook,
    StrictQuery(query): StrictQuery<ListQuery>,
) -> Result<impl IntoResponse, Problem> {
    let limit = limit(query.limit)?;
    let state = query
        .state
        .map(|text| text.parse::<submission::State>().map_err(|error| Problem::bad_request(format!("state: {error}"))));
    let (county, before) = (parsed("county", query.county.as_deref())?, parsed("before", query.before.as_deref())?);
    let filter = Filter { state: state.transpose()?, county, limit, before };
    let applications = ledger.list(filter).await?;
    let full = applications.len() >= usize::try_from(limit).unwrap_or(usize::MAX);
    let next = if full { applications.last().map(|last| last.id) } else { None };
    let disclosure = Disclosure::of_application(&who);
    let standing = Standing::read(&ledger, registry, counties, &who).await?;
    let applications = applications.into_iter().map(|record| standing.explained(disclosure.record(record))).collect();
    Ok(Json(Page { applications, next }))
}

/// A page's size within its bounds.
pub(super) fn limit(asked: Option<u32>) -> Result<u32, Problem> {
    let limit = asked.unwrap_or(PAGE);
    if (1..=MAX_LISTED).contains(&limit) {
        Ok(limit)
    } else {
        Err(Problem::bad_request(format!("limit must be 1 to {MAX_LISTED}")))
    }
}

async fn the_schema(_: MayAsk) -> impl IntoResponse {
    Json(schema_for!(submission::Application))
}
