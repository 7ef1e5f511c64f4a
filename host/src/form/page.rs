//! The line to the script in the page: one function per document, sent once, called with a request each time. Knows that
//! documents come and go under a call; never what a request means.
//!
//! A request is one round trip. Where the document turns out not to have the script yet, it is two.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::failure::ActionError;
use super::{Form, Wrong};
use crate::browser::BrowserError;

/// How long a page that a click began to load may take before it counts as not answering. As long as the driver's own bound.
pub(super) const NAVIGATION_BOUND: Duration = Duration::from_secs(30);
/// Longest one call stays in the page: a script that is asked again can be told from a browser that hangs.
pub(super) const SLICE: Duration = Duration::from_secs(8);
/// Pause before a document that went away is looked for again in its successor.
const SUCCESSOR_POLL: Duration = Duration::from_millis(5);
/// What an action waits on a page that came with a server error: it may still be the one that was wanted.
pub(super) const SICK_PAGE_BOUND: Duration = Duration::from_secs(1);

/// Calls the script of this document, if it has one.
const CALL: &str = "const door = document[arguments[0]]; return door ? door.run(arguments[1]) : { missing: true };";

/// Puts the script into the document and calls it. Comments and indentation stay at home.
static INSTALL: LazyLock<String> = LazyLock::new(|| {
    let parts = [
        include_str!("page/text.js"),
        include_str!("page/name.js"),
        include_str!("page/find.js"),
        include_str!("page/ready.js"),
        include_str!("page/submits.js"),
        include_str!("page/hold.js"),
        include_str!("page/list.js"),
        include_str!("page/drag.js"),
        include_str!("page/look.js"),
        include_str!("page/leaving.js"),
        include_str!("page/main.js"),
    ];
    let body: Vec<&str> = parts
        .iter()
        .flat_map(|part| part.lines())
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with("//"))
        .collect();
    format!(
        "const KEY = arguments[0]; if (!document[KEY]) {{ (function () {{ \"use strict\";\n{}\n}})(); }} return document[KEY].run(arguments[1]);",
        body.join("\n")
    )
});

impl Form {
    /// One request to the current frame's document. A document that goes away under it is asked again in its successor.
    pub(super) async fn ask(&mut self, request: Value) -> Result<Value, Wrong> {
        self.ask_within(request, NAVIGATION_BOUND).await
    }

    /// The same, with another bound on waiting for a page that is being left or loaded.
    pub(super) async fn ask_within(&mut self, mut request: Value, bound: Duration) -> Result<Value, Wrong> {
        let end = Instant::now() + bound;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            request["settle"] = json!(millis(left.min(SLICE)));
            request["abandon"] = json!(std::mem::take(&mut self.stays) || left.is_zero() && bound == NAVIGATION_BOUND);
            match self.call(&request).await {
                Ok(answer) if answer["error"] == "stuck" && left.is_zero() => return Err(unanswered(bound).into()),
                Ok(answer) if answer["error"] == "stuck" => {}
                Ok(answer) if answer["error"] == "malformed" => {
                    let reason = answer["reason"].as_str().unwrap_or("the target is malformed");
                    return Err(ActionError::Malformed(reason.to_owned()).into());
                }
                Ok(answer) if answer.is_object() => return Ok(answer),
                // Firefox answers nothing where the document went away under the script.
                Ok(_) if !left.is_zero() => self.wait_for_successor().await,
                Ok(_) => return Err(unanswered(bound).into()),
                Err(error) if went_away(&error) && !left.is_zero() => self.wait_for_successor().await,
                Err(BrowserError::Timeout { .. }) => return Err(unanswered(bound).into()),
                Err(error) => return Err(error.into()),
            }
        }
    }

    async fn wait_for_successor(&mut self) {
        self.expects_new = true;
        tokio::time::sleep(SUCCESSOR_POLL).await;
    }

    async fn call(&mut self, request: &Value) -> Result<Value, BrowserError> {
        if !std::mem::take(&mut self.expects_new) {
            self.commands += 1;
            let answer = self.session.execute(CALL, vec![json!(self.key), request.clone()]).await?;
            if answer["missing"] != true {
                return Ok(answer);
            }
        }
        self.commands += 1;
        let answer = self.session.execute(&INSTALL, vec![json!(self.key), request.clone()]).await?;
        self.fresh = true;
        Ok(answer)
    }
}

/// Whether the document went away while its script ran, as both drivers say it.
fn went_away(error: &BrowserError) -> bool {
    let message = match error {
        BrowserError::Script { message } => message.reveal(),
        BrowserError::Driver { message, .. } => message.reveal(),
        _ => return false,
    };
    [
        "unload",
        "navigat",
        "context was destroyed",
        "context id",
        "detached",
        "Inspected target",
        "AbortError",
        "Actor",
        "browsing context has been discarded",
        "dead object",
    ]
    .iter()
    .any(|sign| message.contains(sign))
}

fn unanswered(bound: Duration) -> ActionError {
    ActionError::Unreachable {
        address: String::new(),
        status: None,
        retry_after_seconds: None,
        reason: format!("the next page did not come within {} seconds", bound.as_secs()),
    }
}

pub(super) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
