//! Why a command failed: what it says, and its exit code.

use std::fmt;
use std::process::ExitCode;
use std::time::Duration;

use serde_json::Value;

use crate::submission::visible;

/// What went wrong; a command ends with it.
#[derive(Debug)]
pub(in crate::cli) enum Failure {
    /// It could not be done; why.
    Failed(String),
    /// Sent, perhaps, and not answered, or ended by a fault of the host's: nobody knows whether it was done.
    Lost(String),
    /// The host cannot do it now; when to come back, where it says so.
    Busy(String, Option<Duration>),
    /// The host said no.
    Refused(String),
    /// Everything is said already.
    Said,
}

impl Failure {
    pub(in crate::cli) fn is_silent(&self) -> bool {
        matches!(self, Self::Said)
    }

    pub(in crate::cli) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Failed(_) | Self::Lost(_) | Self::Busy(..) | Self::Said => 1,
            Self::Refused(_) => 3,
        })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(message) | Self::Lost(message) | Self::Busy(message, _) | Self::Refused(message) => {
                f.write_str(message)
            }
            Self::Said => Ok(()),
        }
    }
}

/// A problem document as a paragraph.
pub(in crate::cli) fn paragraph(problem: &Value) -> String {
    let text = |value: &Value| visible(value.as_str().unwrap_or_default());
    let (title, detail) = (text(&problem["title"]), text(&problem["detail"]));
    // A detail that says the title again stands for both.
    let repeated = detail.to_lowercase().contains(title.to_lowercase().trim_start_matches("the "));
    let mut shown = match (title.is_empty(), detail.is_empty()) {
        (false, false) if !repeated => format!("{title}: {detail}"),
        (false, true) => title,
        _ => detail.clone(),
    };
    for one in problem["problems"].as_array().into_iter().flatten() {
        let (field, message) = (text(&one["field"]), text(&one["message"]));
        // A detail that is the one problem needs no saying twice.
        if detail != message {
            shown.push_str(&if field.is_empty() {
                format!("\n  {message}")
            } else {
                format!("\n  {field}: {message}")
            });
        }
    }
    shown
}
