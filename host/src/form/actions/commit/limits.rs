//! What a commit may be asked for with. Pure.

use crate::form::actions::wait::MAX_CONDITIONS;
use crate::form::types::{ActionError, CommitRequest, RawFailure};

/// Longest wait for an outcome, in milliseconds.
const MAX_COMMIT_WAIT_MS: u32 = 120_000;
/// Dialogs that may follow the click.
const MAX_DIALOGS: usize = 8;

pub(super) fn within_limits(request: &CommitRequest) -> Result<(), RawFailure> {
    if request.number_pattern.as_deref().is_some_and(|pattern| !pattern.contains(['#', '@', '*'])) {
        let reason = "a number's pattern has at least one of `#` (a digit), `@` (a letter) and `*` (either)";
        return Err(ActionError::Malformed(reason.to_owned()).into());
    }
    if request.confirmed.is_empty() || request.confirmed.len() + request.refused.len() > MAX_CONDITIONS {
        return Err(ActionError::Limit(format!(
            "`commit` takes one to {MAX_CONDITIONS} signs, one of them `confirmed`"
        ))
        .into());
    }
    if let Some(sign) = request.confirmed.iter().chain(&request.refused).find(|sign| !sign.tells_an_outcome()) {
        let reason =
            format!("“{}” is no sign of the county's: it says nothing of what became of the commit", sign.describe());
        return Err(ActionError::Malformed(reason).into());
    }
    if request.bound_ms > MAX_COMMIT_WAIT_MS {
        return Err(ActionError::Limit(format!("an outcome is waited for at most {MAX_COMMIT_WAIT_MS} ms")).into());
    }
    if request.dialogs.len() > MAX_DIALOGS {
        return Err(ActionError::Limit(format!("`commit` answers at most {MAX_DIALOGS} dialogs")).into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::types::{Condition, Finder, Target};

    #[test]
    fn what_says_nothing_of_the_countys_is_no_sign() {
        let request = |confirmed| CommitRequest {
            target: Target::by(Finder::Id("send".into())),
            dialogs: Vec::new(),
            confirmed: vec![Condition::Address("/done".into()), confirmed],
            refused: Vec::new(),
            number: Target::by(Finder::Id("number".into())),
            number_pattern: None,
            bound_ms: 1_000,
        };
        for (sign, fits) in [(Condition::PageLeft, false), (Condition::NetworkQuiet, false), (Condition::Dialog, true)]
        {
            assert_eq!(within_limits(&request(sign.clone())).is_ok(), fits, "{sign:?}");
        }
    }

    #[test]
    fn a_pattern_that_finds_nothing_is_refused_beforehand() {
        let request = |pattern: Option<&str>| CommitRequest {
            target: Target::by(Finder::Id("send".into())),
            dialogs: Vec::new(),
            confirmed: vec![Condition::Address("/done".into())],
            refused: Vec::new(),
            number: Target::by(Finder::Id("number".into())),
            number_pattern: pattern.map(str::to_owned),
            bound_ms: 1_000,
        };
        for (pattern, fits) in [(None, true), (Some("A-##"), true), (Some(""), false), (Some("Received"), false)] {
            assert_eq!(within_limits(&request(pattern)).is_ok(), fits, "{pattern:?}");
        }
    }
}
