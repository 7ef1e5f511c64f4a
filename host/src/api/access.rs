//! Who asks, and what they may do. A token is compared by digest, every one of them every time, so that an answer's time
//! says nothing of how much was right.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use sha2::{Digest as _, Sha256};
use tokio::sync::Semaphore;

use super::config::{Config, ConfigError, Role};
use super::problem::Problem;
use crate::ledger::{ActorRole, Who};

/// The tokens that open the surface, as digests. Cheap to clone.
#[derive(Clone)]
pub struct Tokens(Arc<[TokenEntry]>);

struct TokenEntry {
    digest: [u8; 32],
    name: String,
    role: Role,
    /// Room for its requests.
    requests: Arc<Semaphore>,
}

/// Most requests of one token at a time. Fewer than there are connections, so that others are heard.
const MOST_REQUESTS: usize = 128;
/// When a client should come again that has as many under way.
const COME_AGAIN: Duration = Duration::from_secs(1);

impl Tokens {
    /// Reads and checks the configured tokens.
    pub fn load(config: &Config) -> Result<Self, ConfigError> {
        let secrets = config.secrets()?;
        let entry = |(name, role, secret): (String, Role, crate::submission::Personal)| TokenEntry {
            digest: Sha256::digest(secret.reveal()).into(),
            name,
            role,
            requests: Arc::new(Semaphore::new(MOST_REQUESTS)),
        };
        Ok(Self(secrets.into_iter().map(entry).collect()))
    }

    fn caller(&self, headers: &HeaderMap) -> Option<(Caller, &Arc<Semaphore>)> {
        let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return None;
        }
        let given: [u8; 32] = Sha256::digest(token.trim()).into();
        let mut found = None;
        for entry in self.0.iter() {
            let difference = entry.digest.iter().zip(&given).fold(0, |all, (a, b)| all | (a ^ b));
            if std::hint::black_box(difference) == 0 {
                found = Some((Caller { name: entry.name.clone(), role: entry.role }, &entry.requests));
            }
        }
        found
    }
}

#[derive(Clone)]
pub(super) struct Caller {
    name: String,
    role: Role,
}

/// Lets nobody past without a token.
pub(super) async fn authenticate(State(tokens): State<Tokens>, mut request: Request, next: Next) -> Response {
    let Some((caller, requests)) = tokens.caller(request.headers()) else {
        let problem = Problem::new(StatusCode::UNAUTHORIZED, "unauthorized", "A token is needed").detail(
            "send `Authorization: Bearer` with one of the tokens under [[api.tokens]] of the host's configuration",
        );
        let mut response = problem.into_response();
        response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        return response;
    };
    let Ok(_turn) = requests.try_acquire() else {
        return Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-much-at-once", "This token sends too much at once")
            .detail(format!("{MOST_REQUESTS} requests of one token may be under way at a time; send this one again"))
            .come_again(COME_AGAIN)
            .into_response();
    };
    let (name, role) = (caller.name.clone(), caller.role);
    request.extensions_mut().insert(caller);
    let mut response = next.run(request).await;
    response.extensions_mut().insert(Caller { name, role });
    response
}

impl Caller {
    /// Its token's name, for the log of accesses.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    fn who(&self) -> Who {
        let role = match self.role {
            Role::Client => ActorRole::Client,
            Role::Viewer => ActorRole::Viewer,
            Role::Reviewer => ActorRole::Reviewer,
            Role::Deployer => ActorRole::Deployer,
            Role::Admin => ActorRole::Admin,
        };
        Who::new(role, &self.name)
    }
}

/// One extractor a right. It runs before a body is read.
macro_rules! rights {
    ($($(#[$meta:meta])* $name:ident: $($role:ident)|+;)+) => { $(
        $(#[$meta])*
        pub(super) struct $name(#[allow(dead_code, reason = "where only the right matters")] pub(super) Who);

        impl<S: Sync> FromRequestParts<S> for $name {
            type Rejection = Problem;

            async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
                match parts.extensions.get::<Caller>() {
                    Some(caller) if matches!(caller.role, $(Role::$role)|+) => Ok(Self(caller.who())),
                    _ => {
                        let may: Vec<&str> = vec![$(Role::$role.into()),+];
                        Err(Problem::new(StatusCode::FORBIDDEN, "forbidden", "This token's role may not do this")
                            .detail(format!("it takes the role {}", either(&may))))
                    }
                }
            }
        }
    )+ };
}

rights! {
    /// May send applications.
    MaySubmit: Client | Admin;
    /// May ask after one application, knowing its id.
    MayAsk: Client | Viewer | Reviewer | Deployer | Admin;
    /// May look at everything.
    MayLook: Viewer | Reviewer | Deployer | Admin;
    /// May decide what waits in review.
    MayDecide: Reviewer | Admin;
    /// May change what serves.
    MayDeploy: Deployer | Admin;
    /// May forget applications and rotate keys.
    MayAdminister: Admin;
}

/// `a, b or c`.
fn either(names: &[&str]) -> String {
    match names {
        [names @ .., last] if !names.is_empty() => format!("{} or {last}", names.join(", ")),
        _ => names.join(""),
    }
}
