//! The host's HTTP interface as the demo and the tests use it.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde::Deserialize;
use serde_json::Value;

/// What the host said no to: status and problem document.
#[derive(Debug)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// RFC 9457 problem document.
    pub problem: Value,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the host refused it: {} {}", self.status, self.problem)
    }
}

impl std::error::Error for Refusal {}

/// An application as the host tells it.
#[derive(Debug, Clone, Deserialize)]
pub struct Application {
    /// Its id.
    pub id: String,
    /// Its county's FIPS code.
    pub county: String,
    /// Where it is.
    pub state: String,
    /// Why it is there.
    #[serde(default)]
    pub reason: Option<String>,
    /// Everything else.
    #[serde(flatten)]
    pub rest: serde_json::Map<String, Value>,
}

/// A client with a bearer token.
#[derive(Debug, Clone)]
pub struct Client {
    base: String,
    token: String,
    http: reqwest::Client,
}

impl Client {
    /// For a host at an address.
    pub fn new(base: &str, token: &str) -> Self {
        let http = reqwest::Client::builder().timeout(Duration::from_secs(60)).build().unwrap_or_default();
        Self { base: base.to_owned(), token: token.to_owned(), http }
    }

    /// Hands an application in. An outer error means that the host did not answer: hand it in again under the same key. Under
    /// another key, or none, it is another application: suites hand the same scenario in more than once.
    pub async fn submit(&self, request: &Value, key: Option<&str>) -> Result<Result<Application, Refusal>> {
        let key = key.map_or_else(|| format!("harness-{:032x}", rand::random::<u128>()), str::to_owned);
        let call = self.call(Method::POST, "/v1/applications?allow_duplicate=true").header("Idempotency-Key", key);
        let given = answer(call.json(request)).await?;
        given.map(|json| application(with_county(json, request))).map_or_else(|refusal| Ok(Err(refusal)), |a| a.map(Ok))
    }

    /// One application's whole story.
    pub async fn application(&self, id: &str) -> Result<Value> {
        self.get(&format!("/v1/applications/{id}")).await
    }

    /// Every application, in whatever state.
    pub async fn applications(&self, query: &str) -> Result<Vec<Application>> {
        let json = self.get(&format!("/v1/applications?limit=500&{query}")).await?;
        let list = json.get("applications").unwrap_or(&json).clone();
        serde_json::from_value(list).context("the list of applications cannot be read")
    }

    /// Installs a component from a file.
    pub async fn install(&self, file: &Path) -> Result<Value> {
        let bytes = tokio::fs::read(file).await.with_context(|| format!("cannot read {}", file.display()))?;
        match self.install_bytes(bytes).await? {
            Ok(installed) => Ok(installed),
            Err(refusal) => Err(refusal.into()),
        }
    }

    /// Installs a component.
    pub async fn install_bytes(&self, bytes: Vec<u8>) -> Result<Result<Value, Refusal>> {
        answer(self.call(Method::POST, "/v1/plugins").header("content-type", "application/wasm").body(bytes)).await
    }

    /// Any GET whose answer is JSON.
    pub async fn get(&self, path: &str) -> Result<Value> {
        match answer(self.call(Method::GET, path)).await? {
            Ok(json) => Ok(json),
            Err(refusal) => Err(refusal).with_context(|| format!("GET {path}")),
        }
    }

    /// Any POST of JSON.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Result<Value, Refusal>> {
        answer(self.call(Method::POST, path).json(body)).await
    }

    /// A page of text: `/metrics`.
    pub async fn text(&self, path: &str) -> Result<String> {
        Ok(self.call(Method::GET, path).send().await?.error_for_status()?.text().await?)
    }

    /// Any request, for what the other calls are too polite for.
    pub fn call(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base)).bearer_auth(&self.token)
    }
}

/// Sends a request and takes its JSON.
async fn answer(call: RequestBuilder) -> Result<Result<Value, Refusal>> {
    let response = call.send().await.context("the host did not answer")?;
    let status = response.status();
    let text = response.text().await.context("the host's answer broke off")?;
    let json = match serde_json::from_str(&text) {
        Ok(json) => json,
        Err(_) if status == StatusCode::NO_CONTENT => Value::Null,
        Err(_) => Value::String(text),
    };
    Ok(if status.is_success() { Ok(json) } else { Err(Refusal { status: status.as_u16(), problem: json }) })
}

fn with_county(mut json: Value, request: &Value) -> Value {
    if let Some(object) = json.as_object_mut() {
        object.entry("county").or_insert_with(|| request["county"].clone());
    }
    json
}

fn application(json: Value) -> Result<Application> {
    serde_json::from_value(json).context("the host's answer is no application")
}
