//! The host's HTTP interface as the demo and the tests use it.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use county_sim::Scenario;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::story::{Application, Attempt, County, Evidence, Release, State, Story, Submitted};
use crate::wait::until;

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
    pub async fn submit(&self, request: &Value, key: Option<&str>) -> Result<Result<Submitted, Refusal>> {
        let key = key.map_or_else(|| format!("harness-{:032x}", rand::random::<u128>()), str::to_owned);
        let call = self.call(Method::POST, "/v1/applications?allow_duplicate=true").header("Idempotency-Key", key);
        typed(answer(call.json(request)).await?)
    }

    /// Hands all in under keys of their own, and gives their ids.
    pub async fn submit_all(&self, scenarios: &[Scenario]) -> Result<Vec<String>> {
        let mut ids = Vec::new();
        for scenario in scenarios {
            let submitted = self.submit(&json!(scenario.request), Some(&scenario.name)).await?;
            ids.push(submitted.with_context(|| scenario.name.clone())?.id);
        }
        Ok(ids)
    }

    /// One application's whole story.
    pub async fn application(&self, id: &str) -> Result<Story> {
        self.get(&format!("/v1/applications/{id}")).await
    }

    /// Every application, or those that a query asks for.
    pub async fn applications(&self, query: &str) -> Result<Vec<Application>> {
        #[derive(Deserialize)]
        struct Page {
            applications: Vec<Application>,
        }
        let page: Page = self.get(&format!("/v1/applications?limit=500&{query}")).await?;
        Ok(page.applications)
    }

    /// Waits until every one of these is in one of the states, and says where they are if that never comes.
    pub async fn until_all_are(&self, ids: &[String], states: &[State], bound: Duration) -> Result<()> {
        let names = states.iter().map(|state| state.name()).collect::<Vec<_>>().join(" or ");
        let settled = until(&format!("{} applications to be {names}", ids.len()), bound, || async {
            let list = self.applications("").await?;
            let of = |id: &String| list.iter().find(|application| application.id == *id);
            Ok(ids.iter().all(|id| of(id).is_some_and(|one| states.contains(&one.state))).then_some(()))
        })
        .await;
        if let Err(error) = settled {
            let list = self.applications("").await?;
            let lines: Vec<_> = list.iter().map(|a| format!("{} {} {:?}", a.county, a.state, a.reason)).collect();
            bail!("{error}; they are:\n{}", lines.join("\n"));
        }
        Ok(())
    }

    /// A piece of evidence of an application, opened.
    pub async fn evidence(&self, id: &str, piece: &Evidence) -> Result<Vec<u8>> {
        let call = self.call(Method::GET, &format!("/v1/applications/{id}/evidence/{}", piece.digest));
        Ok(call.send().await?.error_for_status()?.bytes().await?.into())
    }

    /// The traces of all attempts at an application.
    pub async fn traces(&self, id: &str, story: &Story) -> Result<String> {
        let mut traces = String::new();
        for trace in story.attempts.iter().filter_map(Attempt::trace) {
            traces += &String::from_utf8_lossy(&self.evidence(id, trace).await?);
        }
        Ok(traces)
    }

    /// Every county.
    pub async fn counties(&self) -> Result<Vec<County>> {
        self.get("/v1/counties").await
    }

    /// One county, by its FIPS code.
    pub async fn county(&self, code: &str) -> Result<County> {
        let found = self.counties().await?.into_iter().find(|county| county.code == code);
        found.with_context(|| format!("the host knows no county {code}"))
    }

    /// The release that serves each county.
    pub async fn releases(&self) -> Result<Vec<Release>> {
        self.get("/v1/plugins").await
    }

    /// Brings a county's release before the present one back.
    pub async fn roll_back(&self, county: &str) -> Result<Result<Release, Refusal>> {
        typed(self.post(&format!("/v1/plugins/{county}/rollback"), &json!({ "why": "a test" })).await?)
    }

    /// Installs a component from a file.
    pub async fn install(&self, file: &Path) -> Result<Release> {
        let bytes = tokio::fs::read(file).await.with_context(|| format!("cannot read {}", file.display()))?;
        Ok(self.install_bytes(bytes).await??)
    }

    /// Installs a component, and lets all of its county's work go on at once: most tests are not about the one that goes first.
    pub async fn install_bytes(&self, bytes: Vec<u8>) -> Result<Result<Release, Refusal>> {
        let call = self.call(Method::POST, "/v1/plugins").header("content-type", "application/wasm");
        let installed: Result<Release, Refusal> = typed(answer(call.body(bytes)).await?)?;
        if let Ok(release) = &installed {
            let path = format!("/v1/counties/{}/resume", release.county);
            self.post(&path, &json!({ "why": "a test", "all_at_once": true })).await??;
        }
        Ok(installed)
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        let json = answer(self.call(Method::GET, path)).await?.with_context(|| format!("GET {path}"))?;
        serde_json::from_value(json).with_context(|| format!("GET {path} was not answered as expected"))
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

fn typed<T: DeserializeOwned>(answer: Result<Value, Refusal>) -> Result<Result<T, Refusal>> {
    match answer {
        Ok(json) => serde_json::from_value(json).map(Ok).context("the host's answer is not what was expected"),
        Err(refusal) => Ok(Err(refusal)),
    }
}
