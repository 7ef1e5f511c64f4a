//! Bodies and queries, read under bounds. What cannot be read becomes a problem that does not quote it.

use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde::de::DeserializeOwned;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::problem::Problem;

/// Largest body of a decision: a reason and a number.
const MAX_SMALL_BYTES: usize = 16 << 10;
/// Most MiB of bodies in memory at a time; further requests wait before theirs is read. Parsing and sealing hold a body about
/// five times over.
const BODIES_MIB: u32 = 192;

/// Most bytes read of a body that is too large.
const MOST_DRAINED: usize = 128 << 20;

static SHARES: Semaphore = Semaphore::const_new(BODIES_MIB as usize);

/// A body of at most `limit` bytes, and its share of the memory for bodies: drop the share after the work.
pub(super) async fn read(body: Body, limit: usize) -> Result<(Bytes, SemaphorePermit<'static>), Problem> {
    let announced = body.size_hint().exact().and_then(|size| usize::try_from(size).ok());
    if announced.is_some_and(|size| size > limit) {
        return Err(drained(body, limit).await);
    }
    let mib = (announced.unwrap_or(limit) >> 20) + 1;
    let share = SHARES.acquire_many(u32::try_from(mib).unwrap_or(BODIES_MIB).min(BODIES_MIB));
    let share = share.await.map_err(|error| Problem::internal(&error))?;
    match Limited::new(body, limit).collect().await {
        Ok(collected) => Ok((collected.to_bytes(), share)),
        // A body without an announced length: the connection ends with it.
        Err(error) if error.is::<LengthLimitError>() => Err(Problem::too_large(limit)),
        Err(_) => Err(Problem::bad_request("the body ended before its announced length")),
    }
}

/// Reads what will not be kept, within a bound: a client that is still writing when the answer comes may never see it.
async fn drained(mut body: Body, limit: usize) -> Problem {
    let mut left = MOST_DRAINED;
    while let Some(Ok(frame)) = body.frame().await {
        left = left.saturating_sub(frame.data_ref().map_or(0, Bytes::len));
        if left == 0 {
            break;
        }
    }
    Problem::too_large(limit)
}

/// A small JSON object without unknown keys; an empty body stands for `{}`.
pub(super) async fn small_json<T: DeserializeOwned>(body: Body) -> Result<T, Problem> {
    let (bytes, _share) = read(body, MAX_SMALL_BYTES).await?;
    let bytes: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
    serde_json::from_slice(bytes).map_err(|error| {
        let text = error.to_string();
        let keys = ["unknown field", "missing field", "duplicate field", "unknown variant"];
        let said = keys.iter().any(|start| text.starts_with(start)).then(|| text.chars().take(200).collect::<String>());
        Problem::bad_request(
            said.unwrap_or_else(|| format!("the body is not the JSON object asked for (line {})", error.line())),
        )
    })
}

/// A query without unknown keys.
pub(super) struct Asked<T>(pub(super) T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        match Query::<T>::try_from_uri(&parts.uri) {
            Ok(Query(asked)) => Ok(Self(asked)),
            Err(error) => Err(Problem::bad_request(error.body_text().chars().take(200).collect::<String>())),
        }
    }
}

/// The one parameter of an address, parsed.
pub(super) struct Named<T>(pub(super) T);

impl<T: std::str::FromStr<Err = crate::submission::InvalidId>, S: Send + Sync> FromRequestParts<S> for Named<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(text) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|_| Problem::missing("the address cannot be read"))?;
        text.parse()
            .map(Self)
            .map_err(|error: crate::submission::InvalidId| Problem::missing(format!("this is not {}", error.expected)))
    }
}

/// Most characters of a reason.
const MAX_WHY: usize = 500;

/// The reason that goes into the history.
pub(super) fn reason(why: Option<&str>) -> Result<String, Problem> {
    let why = why.unwrap_or_default().trim();
    if why.is_empty() || why.chars().count() > MAX_WHY || why.chars().any(char::is_control) {
        return Err(Problem::bad_request(format!(
            "`why` must say in 1 to {MAX_WHY} characters why this is done; it is kept for good, so name no applicant in it"
        )));
    }
    Ok(why.to_owned())
}
