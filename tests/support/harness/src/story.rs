//! What the host answers, as far as tests look at it: an application and its story, counties, releases. What they do not look at
//! by name is kept as it came.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Where an application is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the contract's states, which the host explains")]
pub enum State {
    Received,
    Queued,
    Attempting,
    Committing,
    InDoubt,
    Review,
    Delivered,
    DeliveredByHand,
    Cancelled,
}

impl State {
    /// Nothing happens to it any more without a person.
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Delivered | Self::Review | Self::DeliveredByHand | Self::Cancelled)
    }

    /// As the host writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Queued => "queued",
            Self::Attempting => "attempting",
            Self::Committing => "committing",
            Self::InDoubt => "in_doubt",
            Self::Review => "review",
            Self::Delivered => "delivered",
            Self::DeliveredByHand => "delivered_by_hand",
            Self::Cancelled => "cancelled",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What the host answers to whoever hands an application in.
#[derive(Debug, Clone, Deserialize)]
pub struct Submitted {
    /// The application's id.
    pub id: String,
    /// Whether its county's plugin has looked at it.
    pub checked: bool,
}

/// A line of the list of applications.
#[derive(Debug, Clone, Deserialize)]
pub struct Application {
    /// Its id.
    pub id: String,
    /// Its county's FIPS code.
    pub county: String,
    /// Where it is.
    pub state: State,
    /// Why it is there.
    pub reason: Option<String>,
}

/// An application's whole story.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Story {
    /// Where it is.
    pub state: State,
    /// Why it is there.
    pub reason: Option<String>,
    /// The county's word.
    pub receipt: Option<Receipt>,
    /// How it came there.
    pub history: Vec<Transition>,
    /// What was done for it.
    pub attempts: Vec<Attempt>,
    #[serde(flatten)]
    others: Map<String, Value>,
}

/// A county's word that it has an application.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Receipt {
    /// The county's number for it.
    pub number: String,
}

/// One step of a history.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Transition {
    /// The state that it led to.
    pub to: State,
    /// Why.
    pub why: String,
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub who: Who,
    /// The attempt that it belongs to, where it does.
    pub attempt: Option<u32>,
    #[serde(flatten)]
    others: Map<String, Value>,
}

/// Who did something: a host, a client, a person.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Who {
    /// By what name: a host's, a token's.
    pub name: String,
    #[serde(flatten)]
    others: Map<String, Value>,
}

/// One piece of work on an application.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Attempt {
    /// Which attempt; a question about a doubt has the number of the attempt that it asks about.
    pub number: u32,
    /// `submit` or `reconcile`.
    pub work: String,
    /// The digest of the release that worked.
    pub plugin: String,
    /// When it began.
    pub started_at: Timestamp,
    /// When its end was written.
    pub ended_at: Option<Timestamp>,
    /// What was kept of it.
    pub evidence: Vec<Evidence>,
    /// What else its end says.
    pub details: Option<Value>,
    #[serde(flatten)]
    others: Map<String, Value>,
}

/// One piece of evidence.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Evidence {
    /// `trace`, `screenshot` and the like.
    pub kind: String,
    /// By which it is asked for.
    pub digest: String,
    #[serde(flatten)]
    others: Map<String, Value>,
}

impl Story {
    /// The states that it went through, in their order.
    pub fn states(&self) -> Vec<State> {
        self.history.iter().map(|step| step.to).collect()
    }

    /// Whether it ever was in that state.
    pub fn was(&self, state: State) -> bool {
        self.history.iter().any(|step| step.to == state)
    }

    /// How often a plugin began to fill the form for it.
    pub fn submissions(&self) -> usize {
        self.attempts.iter().filter(|attempt| attempt.work == "submit").count()
    }

    /// The county's number for it.
    pub fn receipt_number(&self) -> Option<&str> {
        self.receipt.as_ref().map(|receipt| receipt.number.as_str())
    }

    /// Why it is where it is, or nothing.
    pub fn reason(&self) -> &str {
        self.reason.as_deref().unwrap_or_default()
    }

    /// All that the host says, as JSON, to look for words in.
    pub fn text(&self) -> String {
        json(self)
    }

    /// All that its history says.
    pub fn history_text(&self) -> String {
        json(&self.history)
    }

    /// All that its attempts say.
    pub fn attempts_text(&self) -> String {
        json(&self.attempts)
    }
}

impl Attempt {
    /// The trace of its actions.
    pub fn trace(&self) -> Option<&Evidence> {
        self.evidence.iter().find(|kept| kept.kind == "trace")
    }

    /// What the county or its plugin will not take: field and message.
    pub fn problems(&self) -> Vec<(&str, &str)> {
        let problems = self.details.as_ref().and_then(|details| details.get("problems")?.as_array());
        let pair = |problem| (text_at(problem, "field"), text_at(problem, "message"));
        problems.into_iter().flatten().map(pair).collect()
    }
}

fn text_at<'a>(of: &'a Value, key: &str) -> &'a str {
    of.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn json(of: &impl Serialize) -> String {
    serde_json::to_string(of).unwrap_or_else(|error| format!("no JSON: {error}"))
}

/// A county, as the host stands to it.
#[derive(Debug, Clone, Deserialize)]
pub struct County {
    /// Its FIPS code.
    pub code: String,
    /// Why its work waits.
    pub hold: Option<Hold>,
    /// Why no release serves it.
    pub unserved: Option<Hold>,
    /// The release that serves it.
    pub release: Option<Release>,
    /// Why its site is thought to be another one.
    pub drift_suspected: Option<Hold>,
    /// How many applications are in which state.
    pub applications: BTreeMap<String, u64>,
}

/// Why something waits.
#[derive(Debug, Clone, Deserialize)]
pub struct Hold {
    /// The reason.
    pub why: String,
}

/// A release of a county's plugin.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Release {
    /// Its county's FIPS code.
    pub county: String,
    /// Its version.
    pub version: String,
    /// By which it is named in histories.
    pub digest: String,
    /// Its county's work waits for it to be compiled.
    #[serde(default)]
    pub compiling: bool,
    /// Everything else that is said of it.
    #[serde(flatten)]
    pub others: BTreeMap<String, Value>,
}
