//! `/v1/applications/{id}/evidence/{digest}`: what an attempt did and saw. A picture shows what the applicant said, so it
//! goes to those who decide in review and to nobody else, and who looked is logged.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::response::IntoResponse;
use axum::routing::get;

use super::access::MayDecide;
use super::problem::Problem;
use super::state::ApiState;
use crate::evidence::{Evidence, EvidenceError, Kind};
use crate::ledger::Ledger;
use crate::submission::{ApplicationId, InvalidId};

pub(super) fn routes() -> Router<ApiState> {
    Router::new().route("/applications/{id}/evidence/{digest}", get(one))
}

async fn one(
    State(ledger): State<Ledger>,
    State(evidence): State<Evidence>,
    MayDecide(who): MayDecide,
    Path((id, digest)): Path<(String, String)>,
) -> Result<impl IntoResponse, Problem> {
    let id: ApplicationId =
        id.parse().map_err(|error: InvalidId| Problem::missing(format!("this is not {}", error.expected)))?;
    let key = ledger.application_key(id).await?;
    let attempts = ledger.attempts(id).await?;
    let kept = attempts.iter().flat_map(|attempt| &attempt.evidence).find(|kept| kept.digest == digest);
    let kept = kept.ok_or_else(|| Problem::missing(format!("application {id} has no such evidence")))?;
    let bytes = evidence.read(&key, kept).await?;
    tracing::info!(application = %id, kind = kept.kind.into_str(), label = kept.label, who = %who.name, "evidence was shown");
    let headers =
        [(CONTENT_TYPE, media_type(kept.kind)), (CACHE_CONTROL, "no-store"), (X_CONTENT_TYPE_OPTIONS, "nosniff")];
    Ok((headers, bytes))
}

/// A county's markup is shown as text: it must not run here.
fn media_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Screenshot => "image/png",
        Kind::Trace => "application/jsonl",
        Kind::Source | Kind::Receipt => "text/plain; charset=utf-8",
        Kind::Pdf => "application/pdf",
    }
}

impl From<EvidenceError> for Problem {
    fn from(error: EvidenceError) -> Self {
        match error {
            EvidenceError::Missing { .. } => Self::missing(error.to_string()),
            EvidenceError::Files(_) => {
                tracing::error!(%error, "evidence cannot be read");
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "evidence-not-read", "The evidence cannot be read now")
                    .detail("where the host keeps it does not give it; the host's log says why")
            }
            _ => Self::internal(&error),
        }
    }
}
