//! Talks to a running host: one request at a time, with a bound, and every failure in a sentence.

mod failure;
mod paging;

use std::fmt;
use std::time::Duration;

use reqwest::header::RETRY_AFTER;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::Value;

use failure::paragraph;
use paging::LARGEST_PAGE;

pub(super) use failure::Failure;
pub(super) use paging::{Paging, Reach};

/// Longest wait for an answer; a little more than the host itself takes at most: 120 s for a body, 180 s to compile a component.
const LONGEST_WAIT: Duration = Duration::from_secs(330);
/// How often something that is safe to repeat is sent before the command gives up.
const MOST_TRIES: u32 = 5;
/// The pause before the second try; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// Longest pause, whatever the host asks for.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// Where a host is by default.
const DEFAULT_URL: &str = "http://127.0.0.1:8470";

/// Where the host is and what opens it.
#[derive(clap::Args)]
pub(super) struct Connection {
    /// The host's address.
    #[arg(long, global = true, env = "POSTRIDER_URL", default_value = DEFAULT_URL, value_name = "URL")]
    url: String,
    /// A token of the host's configuration.
    #[arg(long, global = true, env = "POSTRIDER_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    token: Option<String>,
}

/// A host to talk to.
pub(super) struct Client {
    base: String,
    token: Option<String>,
    http: reqwest::Client,
    first_pause: Duration,
}

impl Connection {
    /// Runs one conversation with the host.
    pub(super) fn with(self, talk: impl AsyncFnOnce(&Client) -> Result<(), Failure>) -> Result<(), Failure> {
        let failed = |error: &dyn fmt::Display| Failure::Failed(format!("this program cannot start: {error}"));
        if !self.url.starts_with("http://") {
            return Err(Failure::Failed(format!("--url must begin with http://; `{}` does not", self.url)));
        }
        let http = reqwest::Client::builder().timeout(LONGEST_WAIT).build().map_err(|error| failed(&error))?;
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| failed(&error))?;
        let base = self.url.trim_end_matches('/').to_owned();
        let client = Client { base, token: self.token, http, first_pause: FIRST_PAUSE };
        runtime.block_on(talk(&client))
    }
}

impl Client {
    pub(super) async fn get(&self, path: &str, query: &[(&str, String)]) -> Result<Value, Failure> {
        self.send(self.request(Method::GET, path).query(query)).await
    }

    /// The applications of a list: a page and where the next begins, or with `All` every one of them.
    pub(super) async fn list(
        &self,
        path: &str,
        cursor: &str,
        mut query: Vec<(&str, String)>,
        reach: Reach,
    ) -> Result<(Vec<Value>, Option<String>), Failure> {
        let limit = match reach {
            Reach::Page(limit) => limit,
            Reach::All => LARGEST_PAGE,
        };
        query.push(("limit", limit.to_string()));
        let mut applications = Vec::new();
        let mut next: Option<String> = None;
        loop {
            let mut asked = query.clone();
            asked.extend(next.map(|last| (cursor, last)));
            let mut page = self.get(path, &asked).await?;
            next = page["next"].as_str().map(str::to_owned);
            if let Value::Array(mut found) = page["applications"].take() {
                applications.append(&mut found);
            }
            if next.is_none() || matches!(reach, Reach::Page(_)) {
                return Ok((applications, next));
            }
        }
    }

    /// Asks for a change that is not safe to repeat. `look` is the command that shows whether it was done.
    pub(super) async fn change(&self, request: RequestBuilder, look: &str) -> Result<Value, Failure> {
        self.send(request).await.map_err(|failure| match failure {
            Failure::Lost(message) => Failure::Lost(format!(
                "{message}\n  it may have been done, or still go on: see `postrider {look}` before you ask for it again"
            )),
            other => other,
        })
    }

    pub(super) async fn post(&self, path: &str, body: &Value, look: &str) -> Result<Value, Failure> {
        self.change(self.request(Method::POST, path).json(body), look).await
    }

    pub(super) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Whatever the host sends, as it is.
    pub(super) async fn bytes(&self, path: &str) -> Result<Vec<u8>, Failure> {
        self.answered(self.request(Method::GET, path)).await
    }

    pub(super) async fn send(&self, request: RequestBuilder) -> Result<Value, Failure> {
        let body = self.answered(request).await?;
        serde_json::from_slice(&body)
            .map_err(|_| Failure::Failed(format!("what answers at {} is not a postrider host", self.base)))
    }

    /// Sends what is safe to repeat until it is answered, a bounded number of times. A host that was never reached is not waited for.
    /// It ends as `Lost` where any of the tries may have arrived, however the last one ended.
    pub(super) async fn send_until_answered(&self, request: impl Fn() -> RequestBuilder) -> Result<Value, Failure> {
        let (mut pause, mut tries, mut lost) = (self.first_pause, 1, false);
        loop {
            let failure = match self.send(request()).await {
                Err(failure) => failure,
                answer => return answer,
            };
            lost |= matches!(failure, Failure::Lost(_));
            let wait = match &failure {
                Failure::Lost(_) => Some(pause),
                Failure::Busy(_, after) => Some(after.unwrap_or(pause).min(LONGEST_PAUSE)),
                // It is being started again, perhaps.
                Failure::Failed(_) if tries > 1 => Some(pause),
                _ => None,
            };
            let Some(wait) = wait.filter(|_| tries < MOST_TRIES) else {
                return Err(match failure {
                    Failure::Failed(message) | Failure::Busy(message, _) if lost => Failure::Lost(message),
                    other => other,
                });
            };
            tokio::time::sleep(wait).await;
            pause *= 2;
            tries += 1;
        }
    }

    async fn answered(&self, request: RequestBuilder) -> Result<Vec<u8>, Failure> {
        let unanswered = |error: reqwest::Error| {
            let base = &self.base;
            if error.is_connect() {
                Failure::Failed(format!(
                    "the host at {base} cannot be reached: nothing listens there. Is `postrider serve` running, and is --url right?"
                ))
            } else if error.is_timeout() {
                Failure::Lost(format!(
                    "the host at {base} was reached and did not answer in {} s",
                    LONGEST_WAIT.as_secs()
                ))
            } else {
                Failure::Lost(format!("the host at {base} was reached, and the connection broke off before the answer"))
            }
        };
        let response = request.send().await.map_err(&unanswered)?;
        let status = response.status();
        let after = response.headers().get(RETRY_AFTER).and_then(|after| after.to_str().ok()?.parse().ok());
        let body = response.bytes().await.map_err(unanswered)?;
        if status.is_success() {
            return Ok(body.into());
        }
        let mut message = match serde_json::from_slice(&body) {
            Ok(problem) => paragraph(&problem),
            Err(_) => format!("the host answered {status}"),
        };
        if status == StatusCode::UNAUTHORIZED {
            message.push_str("\n  give it by --token, or in POSTRIDER_TOKEN");
        }
        Err(match status {
            StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                Failure::Busy(message, after.map(Duration::from_secs))
            }
            _ if status.is_client_error() => Failure::Refused(message),
            _ if status.is_server_error() => Failure::Lost(message),
            _ => Failure::Failed(message),
        })
    }
}

#[cfg(test)]
pub(super) mod tests;
