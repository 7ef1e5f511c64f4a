//! Talks to a running host: one request at a time, with a bound, and every failure in a sentence.

use std::fmt;
use std::process::ExitCode;
use std::time::Duration;

use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::Value;

/// Longest wait for an answer; a little more than the host itself allows.
const LONGEST_WAIT: Duration = Duration::from_secs(130);
/// Where a host is unless told otherwise.
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

/// What went wrong; a command ends with it.
#[derive(Debug)]
pub(super) enum Failure {
    /// In words.
    Failed(String),
    /// The host said no.
    Refused(String),
    /// Everything is said already.
    Said,
}

impl Failure {
    pub(super) fn is_silent(&self) -> bool {
        matches!(self, Self::Said)
    }

    pub(super) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Failed(_) | Self::Said => 1,
            Self::Refused(_) => 3,
        })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(words) | Self::Refused(words) => f.write_str(words),
            Self::Said => Ok(()),
        }
    }
}

/// A host to talk to.
pub(super) struct Client {
    base: String,
    token: Option<String>,
    http: reqwest::Client,
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
        let client = Client { base: self.url.trim_end_matches('/').to_owned(), token: self.token, http };
        runtime.block_on(talk(&client))
    }
}

impl Client {
    pub(super) async fn get(&self, path: &str, query: &[(&str, String)]) -> Result<Value, Failure> {
        self.send(self.request(Method::GET, path).query(query)).await
    }

    pub(super) async fn post(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        self.send(self.request(Method::POST, path).json(body)).await
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

    async fn answered(&self, request: RequestBuilder) -> Result<Vec<u8>, Failure> {
        let unanswered = |error: reqwest::Error| {
            let why = if error.is_timeout() {
                "it did not answer in time".to_owned()
            } else if error.is_connect() {
                "nothing listens there".to_owned()
            } else {
                error.without_url().to_string()
            };
            Failure::Failed(format!(
                "the host at {} cannot be reached: {why}. Is `postrider serve` running, and is --url right?",
                self.base
            ))
        };
        let response = request.send().await.map_err(unanswered)?;
        let status = response.status();
        let body = response.bytes().await.map_err(unanswered)?;
        if status.is_success() {
            return Ok(body.into());
        }
        let mut words = match serde_json::from_slice(&body) {
            Ok(problem) => in_words(&problem),
            Err(_) => format!("the host answered {status}"),
        };
        if status == StatusCode::UNAUTHORIZED {
            words.push_str("\n  give it by --token, or in POSTRIDER_TOKEN");
        }
        Err(if status.is_client_error() { Failure::Refused(words) } else { Failure::Failed(words) })
    }
}

/// A problem document as a paragraph.
fn in_words(problem: &Value) -> String {
    let text = |key: &str| problem[key].as_str().unwrap_or_default();
    let mut words = text("title").to_owned();
    if !text("detail").is_empty() {
        words.push_str(": ");
        words.push_str(text("detail"));
    }
    for one in problem["problems"].as_array().into_iter().flatten() {
        let (field, message) = (one["field"].as_str().unwrap_or_default(), one["message"].as_str().unwrap_or_default());
        // A detail that is the one problem needs no saying twice.
        if text("detail") != message {
            words.push_str(&if field.is_empty() {
                format!("\n  {message}")
            } else {
                format!("\n  {field}: {message}")
            });
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_reads_as_a_paragraph() {
        let problem = serde_json::json!({
            "title": "The application cannot be taken as it is", "detail": "2 things cannot be taken",
            "problems": [{"field": "applicant.ssn", "message": "must be nine digits"}, {"field": "", "message": "all of it"}]
        });
        let expect = "The application cannot be taken as it is: 2 things cannot be taken\n  applicant.ssn: must be nine digits\n  all of it";
        assert_eq!(in_words(&problem), expect);
    }
}
