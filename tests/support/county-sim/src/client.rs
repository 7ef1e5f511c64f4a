//! The control port's typed client, for the demo and the tests.

use std::collections::BTreeSet;

use reqwest::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::change::Change;
use crate::control::{ChangesBody, DayBody, FaultsBody, LayoutBody, SessionsBody, TruthBody};
use crate::county::{County, Layout};
use crate::fault::Plan;
use crate::ready::Ready;
use crate::session::LiveSession;
use crate::truth::Accepted;

/// Why a call to the control port failed.
#[derive(Debug, thiserror::Error)]
pub enum ControlError {
    /// It could not be reached, or its answer could not be read.
    #[error("the control port could not be asked")]
    Http(#[from] reqwest::Error),
    /// It refused.
    #[error("the control port answered {status}: {text}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// What it said.
        text: String,
    },
}

/// A handle on a running simulation.
#[derive(Debug, Clone)]
pub struct Control {
    base: String,
    token: String,
    http: reqwest::Client,
}

impl Control {
    /// For the simulation that printed this line.
    pub fn new(ready: &Ready) -> Self {
        Self { base: ready.control.clone(), token: ready.control_token.clone(), http: reqwest::Client::new() }
    }

    /// Everything accepted so far, by all counties.
    pub async fn truth(&self) -> Result<Vec<Accepted>, ControlError> {
        Ok(self.get::<TruthBody>("/truth").await?.accepted)
    }

    /// Everything one county accepted so far.
    pub async fn truth_of(&self, county: County) -> Result<Vec<Accepted>, ControlError> {
        Ok(self.get::<TruthBody>(&format!("/truth/{county}")).await?.accepted)
    }

    /// The design a county serves.
    pub async fn layout(&self, county: County) -> Result<Layout, ControlError> {
        Ok(self.get::<LayoutBody>(&format!("/{county}/layout")).await?.layout)
    }

    /// Switches a county's design, and takes its small changes back.
    pub async fn set_layout(&self, county: County, layout: Layout) -> Result<(), ControlError> {
        self.send(Method::PUT, &format!("/{county}/layout"), Some(&LayoutBody { layout })).await.map(drop)
    }

    /// The small changes that are in force at a county.
    pub async fn changes(&self, county: County) -> Result<BTreeSet<Change>, ControlError> {
        Ok(self.get::<ChangesBody>(&format!("/{county}/changes")).await?.changes)
    }

    /// Puts these small changes in force at a county, and takes all others back.
    pub async fn set_changes(
        &self,
        county: County,
        changes: impl IntoIterator<Item = Change>,
    ) -> Result<(), ControlError> {
        let body = ChangesBody { changes: changes.into_iter().collect() };
        self.send(Method::PUT, &format!("/{county}/changes"), Some(&body)).await.map(drop)
    }

    /// The day that is set at a county.
    pub async fn day(&self, county: County) -> Result<Option<u32>, ControlError> {
        Ok(self.get::<DayBody>(&format!("/{county}/day")).await?.day)
    }

    /// Has every page of a county look as on this day, each visit a little different; with none, as they are written.
    pub async fn set_day(&self, county: County, day: Option<u32>) -> Result<(), ControlError> {
        self.send(Method::PUT, &format!("/{county}/day"), Some(&DayBody { day })).await.map(drop)
    }

    /// Sets a fault; one of the same kind (and page) is replaced.
    pub async fn set_fault(&self, county: County, plan: &Plan) -> Result<(), ControlError> {
        self.send(Method::PUT, &format!("/{county}/faults"), Some(plan)).await.map(drop)
    }

    /// The faults that still wait at a county.
    pub async fn faults(&self, county: County) -> Result<Vec<Plan>, ControlError> {
        Ok(self.get::<FaultsBody>(&format!("/{county}/faults")).await?.plans)
    }

    /// Takes all of a county's faults back.
    pub async fn clear_faults(&self, county: County) -> Result<(), ControlError> {
        self.send(Method::DELETE, &format!("/{county}/faults"), None::<&()>).await.map(drop)
    }

    /// Who is signed in.
    pub async fn sessions(&self, county: County) -> Result<Vec<LiveSession>, ControlError> {
        Ok(self.get::<SessionsBody>(&format!("/{county}/sessions")).await?.sessions)
    }

    /// Back to the beginning: design v1 without changes, no day set, no faults, nobody signed in, nothing accepted.
    pub async fn reset(&self) -> Result<(), ControlError> {
        self.send(Method::POST, "/reset", None::<&()>).await.map(drop)
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ControlError> {
        Ok(self.send(Method::GET, path, None::<&()>).await?.json().await?)
    }

    async fn send<B: Serialize>(
        &self,
        method: Method,
        path: &str,
        body: Option<&B>,
    ) -> Result<reqwest::Response, ControlError> {
        let mut request = self.http.request(method, format!("{}{path}", self.base)).bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await?;
        if response.status().is_success() {
            return Ok(response);
        }
        Err(ControlError::Refused { status: response.status().as_u16(), text: response.text().await? })
    }
}
