//! What can go wrong at a county. A plan says which fault, how often, and how many chances to let pass.
//! Never decides by chance: a test that sets a plan knows which request it hits.

use std::sync::Mutex;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::lock::lock;

/// Retry-After, in seconds, where a fault does not say.
const DEFAULT_RETRY_AFTER: u32 = 30;
/// Retry-After of maintenance, in seconds, where a fault does not say.
const DEFAULT_MAINTENANCE: u32 = 1800;
/// The code that a county asks for under `one_time_code`.
pub const ONE_TIME_CODE: &str = "246810";

/// A way a county fails.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Fault {
    /// Every request is cut off, or answered 502.
    Offline {
        /// Cut off by default.
        #[serde(default)]
        how: Outage,
    },
    /// Every answer comes this much later.
    Slow {
        /// Milliseconds.
        millis: u64,
    },
    /// 500 at this page.
    Error {
        /// The page's id, or its number from 1.
        page: String,
    },
    /// No answer at this page, for as long as the county runs.
    Hang {
        /// The page's id, or its number from 1.
        page: String,
    },
    /// The county has the application; its answer never arrives.
    AcceptedButAnswerLost {
        /// Cut off by default.
        #[serde(default)]
        how: Lost,
    },
    /// The county has an application that its own search does not show yet.
    NotFoundYet,
    /// The county works on what it took for this long, and its own search does not show it before.
    ShownLate {
        /// Milliseconds.
        millis: u64,
    },
    /// A second application of somebody is refused, with the number of the first. Alder alone does.
    DuplicateRefused,
    /// The session is ended before the request is looked at, so it lands on the login page.
    SessionEvicted,
    /// The right password is not enough: the login asks for a code.
    OneTimeCode,
    /// Too many requests.
    Throttled {
        /// 429 by default (503 is the other that counties use).
        #[serde(default = "too_many")]
        status: u16,
        /// Seconds.
        #[serde(default = "retry_after")]
        retry_after: u32,
    },
    /// 503 with Retry-After on every request.
    Maintenance {
        /// Seconds.
        #[serde(default = "maintenance")]
        retry_after: u32,
    },
}

/// How a county is away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outage {
    /// The connection is closed before a byte of the answer.
    #[default]
    Drop,
    /// A gateway answers 502 for it.
    BadGateway,
}

/// How an answer gets lost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lost {
    /// The connection is closed before a byte of the answer.
    #[default]
    Drop,
    /// The answer never comes and the connection stays open.
    Hang,
    /// A gateway answers 502 for it.
    BadGateway,
}

/// A fault, and when it strikes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// What happens.
    pub fault: Fault,
    /// How often it still happens; without limit if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// How many more chances pass first.
    #[serde(default)]
    pub after: u32,
}

impl Plan {
    /// At the next chance, once.
    pub fn once(fault: Fault) -> Self {
        Self { fault, times: Some(1), after: 0 }
    }

    /// At every chance, until cleared.
    pub fn always(fault: Fault) -> Self {
        Self { fault, times: None, after: 0 }
    }

    /// Lets `chances` pass first.
    #[must_use]
    pub fn after(mut self, chances: u32) -> Self {
        self.after = chances;
        self
    }
}

/// The plans that wait at one county.
#[derive(Default)]
pub(crate) struct Faults {
    plans: Mutex<Vec<Plan>>,
}

impl Faults {
    /// Sets a plan; a fault of the same kind (and page) is replaced.
    pub(crate) fn set(&self, plan: Plan) {
        let mut plans = lock(&self.plans);
        plans.retain(|p| !same_place(&p.fault, &plan.fault));
        plans.push(plan);
    }

    pub(crate) fn clear(&self) {
        lock(&self.plans).clear();
    }

    pub(crate) fn list(&self) -> Vec<Plan> {
        lock(&self.plans).clone()
    }

    /// Offers a chance to the plans that `wanted` picks; the first that strikes is returned and counted.
    pub(crate) fn strike(&self, wanted: impl Fn(&Fault) -> bool) -> Option<Fault> {
        let mut plans = lock(&self.plans);
        let mut struck = None;
        for plan in plans.iter_mut().filter(|p| wanted(&p.fault)) {
            if plan.after > 0 {
                plan.after -= 1;
            } else if struck.is_none() && plan.times != Some(0) {
                plan.times = plan.times.map(|n| n - 1);
                struck = Some(plan.fault.clone());
            }
        }
        plans.retain(|p| p.times != Some(0));
        struck
    }

    pub(crate) fn answer_lost(&self) -> Option<Lost> {
        match self.strike(|f| matches!(f, Fault::AcceptedButAnswerLost { .. })) {
            Some(Fault::AcceptedButAnswerLost { how }) => Some(how),
            _ => None,
        }
    }

    /// For how long what was taken is not shown.
    pub(crate) fn shown_late(&self) -> Duration {
        match self.strike(|f| matches!(f, Fault::ShownLate { .. })) {
            Some(Fault::ShownLate { millis }) => Duration::from_millis(millis),
            _ => Duration::ZERO,
        }
    }

    pub(crate) fn asks_code(&self) -> bool {
        self.strike(|f| matches!(f, Fault::OneTimeCode)).is_some()
    }
}

fn same_place(a: &Fault, b: &Fault) -> bool {
    match (a, b) {
        (Fault::Error { page: a }, Fault::Error { page: b }) | (Fault::Hang { page: a }, Fault::Hang { page: b }) => {
            a == b
        }
        _ => std::mem::discriminant(a) == std::mem::discriminant(b),
    }
}

fn too_many() -> u16 {
    429
}

fn retry_after() -> u32 {
    DEFAULT_RETRY_AFTER
}

fn maintenance() -> u32 {
    DEFAULT_MAINTENANCE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_skips_strikes_and_ends() {
        let faults = Faults::default();
        faults.set(Plan::once(Fault::SessionEvicted).after(2));
        let strikes: Vec<_> = (0..5).map(|_| faults.strike(|f| *f == Fault::SessionEvicted).is_some()).collect();
        assert_eq!(strikes, [false, false, true, false, false]);
        assert!(faults.list().is_empty());
    }

    #[test]
    fn plans_read_as_documented() {
        let plan: Plan = serde_json::from_str(r#"{"fault":{"kind":"error","page":"3"},"times":2,"after":1}"#).unwrap();
        assert_eq!(plan, Plan { fault: Fault::Error { page: "3".into() }, times: Some(2), after: 1 });
        let lost: Fault = serde_json::from_str(r#"{"kind":"accepted_but_answer_lost"}"#).unwrap();
        assert_eq!(lost, Fault::AcceptedButAnswerLost { how: Lost::Drop });
        assert!(serde_json::from_str::<Fault>(r#"{"kind":"slow"}"#).is_err());
    }
}
