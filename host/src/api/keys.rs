//! `/v1/keys`: the master keys that wrap what the ledger keeps, and their rotation. No key is ever in an answer, only its name.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};

use super::access::MayAdminister;
use super::problem::Problem;
use super::state::ApiState;
use crate::ledger::{Ledger, LedgerError};

pub(super) fn routes() -> Router<ApiState> {
    Router::new().route("/keys", get(list)).route("/keys/rotate", post(rotate))
}

async fn list(State(ledger): State<Ledger>, _: MayAdminister) -> Result<impl IntoResponse, Problem> {
    Ok(Json(ledger.master_keys().await.map_err(of_the_key_file)?))
}

/// Wraps a part anew, and says how much is left: asked again, it goes on.
async fn rotate(State(ledger): State<Ledger>, MayAdminister(who): MayAdminister) -> Result<impl IntoResponse, Problem> {
    let rotated = ledger.rotate().await.map_err(of_the_key_file)?;
    tracing::info!(
        key = rotated.key,
        rewrapped = rotated.rewrapped,
        left = rotated.left,
        by = who.name,
        "keys were rotated"
    );
    Ok(Json(rotated))
}

/// What is wrong with the key file is for whoever rotates to mend.
fn of_the_key_file(error: LedgerError) -> Problem {
    let refused =
        |detail: String| Problem::new(StatusCode::CONFLICT, "key-file", "The key file cannot be used").detail(detail);
    match error {
        LedgerError::Key(ref cause) => refused(format!("{error}: {cause}")),
        LedgerError::KeyNotHeld { .. } => refused(error.to_string()),
        other => other.into(),
    }
}
