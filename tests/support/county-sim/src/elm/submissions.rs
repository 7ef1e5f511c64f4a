//! What Elm says of a submission: at first that it is being worked on, a moment later its number. The county has it from the
//! first moment on.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use crate::lock::lock;

/// How long a submission is "being worked on".
pub(super) const WORKED_ON: Duration = Duration::from_millis(400);

/// Numbers by reference, and from when on they are said.
#[derive(Default)]
pub(super) struct Submissions(Mutex<BTreeMap<String, (String, Instant)>>);

impl Submissions {
    /// Gives out a reference for a number.
    pub(super) fn register(&self, number: &str) -> String {
        let reference = crate::session::secret();
        lock(&self.0).insert(reference.clone(), (number.to_owned(), Instant::now() + WORKED_ON));
        reference
    }

    /// What is said of a reference now; nothing of one that was never given out.
    pub(super) fn status(&self, reference: &str) -> Option<Value> {
        let all = lock(&self.0);
        let (number, from) = all.get(reference)?;
        let said = Instant::now() >= *from;
        let (status, number) = if said { ("RECEIVED", Some(number)) } else { ("PROCESSING", None) };
        Some(json!({ "reference": reference, "status": status, "confirmationNumber": number }))
    }
}
