//! What a plugin returns: cut to a bound, with its control characters made visible, for it is shown to people.

use super::bindings::exports::postrider::county::submitter as wit;
use crate::form::without_what_to_return;
use crate::submission::{Doubt, Drift, Finding, Hindrance, Outcome, Problem, Receipt, Unavailability, visible_lines};

/// Problems taken from one call.
const MAX_PROBLEMS: usize = 100;
/// Characters taken of any text that a plugin returns.
const MAX_TEXT: usize = 2_000;
/// Characters taken of the name of a field that a plugin returns.
const MAX_NAME: usize = 200;

/// How a submission ended, of a plugin to which these credentials were leased.
pub(super) fn outcome<'a>(outcome: wit::Outcome, leased: impl Iterator<Item = &'a str>) -> wasmtime::Result<Outcome> {
    Ok(match outcome {
        wit::Outcome::Delivered(receipt) => Outcome::Delivered { receipt: receipt_of(&receipt) },
        wit::Outcome::Refused(found) => Outcome::Refused { problems: problems(found) },
        wit::Outcome::Unavailable(found) => Outcome::Unavailable(unavailability(&found)),
        wit::Outcome::Drifted(found) => Outcome::Drifted(drift(&found)),
        wit::Outcome::Credential(found) => {
            Outcome::Credential { name: leased_name(leased, &found)?, problem: clip(&found.problem) }
        }
        wit::Outcome::NeedsPerson(question) => Outcome::NeedsPerson { question: clip(&question) },
        wit::Outcome::InDoubt(reason) => Outcome::InDoubt(Doubt { reason: clip(&reason) }),
    })
}

/// What the county said when it was asked by a plugin to which these credentials were leased.
pub(super) fn finding<'a>(finding: wit::Finding, leased: impl Iterator<Item = &'a str>) -> wasmtime::Result<Finding> {
    let later =
        |what, reason: &str, retry_after_seconds| Finding::Later { what, reason: clip(reason), retry_after_seconds };
    Ok(match finding {
        wit::Finding::Found(receipt) => Finding::Found(receipt_of(&receipt)),
        wit::Finding::None => Finding::None,
        wit::Finding::Unavailable(found) => later(Hindrance::Site, &found.reason, found.retry_after_seconds),
        wit::Finding::Drifted(found) => {
            let reason = format!("the search drifted: expected {}, found {}", found.expected, found.found);
            later(Hindrance::Search, &reason, None)
        }
        wit::Finding::Credential(found) => {
            let name = leased_name(leased, &found)?;
            let reason = format!("credential {name}: {}", found.problem);
            later(Hindrance::Credential { name }, &reason, None)
        }
        wit::Finding::Undecided(reason) => Finding::Undecided { reason: clip(&reason) },
    })
}

/// The name of a credential that does not work, which is left alone for a while. One that was not leased would leave all of them in
/// use, and the next attempt would begin at once: naming it is a mistake of the plugin's, and is not quoted.
fn leased_name<'a>(leased: impl Iterator<Item = &'a str>, found: &wit::CredentialProblem) -> wasmtime::Result<String> {
    let leased: Vec<&str> = leased.collect();
    if leased.contains(&found.name.as_str()) {
        return Ok(found.name.clone());
    }
    let names = if leased.is_empty() { "none at all".to_owned() } else { leased.join(", ") };
    Err(wasmtime::Error::msg(format!("it reports a credential that its manifest does not have; it has {names}")))
}

/// The first problems; how many more there were is said, not lost.
pub(super) fn problems(found: Vec<wit::Problem>) -> Vec<Problem> {
    let more = found.len().saturating_sub(MAX_PROBLEMS);
    let problem =
        |problem: wit::Problem| Problem { field: clipped(&problem.path, MAX_NAME), message: clip(&problem.message) };
    let mut taken: Vec<Problem> = found.into_iter().take(MAX_PROBLEMS).map(problem).collect();
    if more > 0 {
        taken.push(Problem { field: String::new(), message: format!("The plugin names {more} further problems.") });
    }
    taken
}

fn receipt_of(receipt: &wit::Receipt) -> Receipt {
    Receipt { number: clip(&receipt.number), text: clip(&receipt.text) }
}

fn unavailability(found: &wit::Unavailability) -> Unavailability {
    Unavailability { reason: clip(&found.reason), retry_after_seconds: found.retry_after_seconds }
}

fn drift(found: &wit::Drift) -> Drift {
    Drift { expected: clip(&found.expected), found: clip(&found.found) }
}

fn clip(text: &str) -> String {
    clipped(text, MAX_TEXT)
}

/// Cut, with its control characters made visible, and without what a hint told the plugin to return: it is shown to people.
fn clipped(text: &str, most: usize) -> String {
    visible_lines(&without_what_to_return(text).chars().take(most).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_that_was_not_leased_is_a_fault_and_not_quoted() {
        let says = |name: &str, leased: &[&str]| {
            let found = wit::CredentialProblem { name: name.into(), problem: "wrong password".into() };
            leased_name(leased.iter().copied(), &found).map_err(|error| error.to_string())
        };
        assert_eq!(says("worker", &["office", "worker"]), Ok("worker".to_owned()));
        let mistake = "it reports a credential that its manifest does not have; it has office, worker";
        assert_eq!(says("Worker", &["office", "worker"]), Err(mistake.to_owned()));
        assert!(says("", &[]).unwrap_err().ends_with("none at all"));
    }

    #[test]
    fn a_hint_that_the_plugin_quotes_does_not_tell_people_what_to_return() {
        let error = crate::form::ActionError::Drifted("/apply: button “Next” is gone".to_owned());
        let found =
            format!("/apply: button “Next” is gone on “Apply” (http://a.test). {} (src/lib.rs:7)", error.hint());
        let expected = "the site that this release is known to fit".to_owned();
        let Outcome::Drifted(drift) =
            outcome(wit::Outcome::Drifted(wit::Drift { expected, found }), std::iter::empty()).unwrap()
        else {
            panic!("it drifted")
        };
        assert_eq!(drift.found, "/apply: button “Next” is gone on “Apply” (http://a.test). (src/lib.rs:7)");
    }

    #[test]
    fn of_many_problems_the_first_are_taken_and_the_others_counted() {
        let one = wit::Problem { path: "home.zip\u{1b}".to_owned(), message: "x".repeat(MAX_TEXT + 1) };
        let taken = problems(vec![one.clone(); MAX_PROBLEMS]);
        assert_eq!(taken.len(), MAX_PROBLEMS);
        assert_eq!((taken[0].field.as_str(), taken[0].message.len()), ("home.zip\\u{1b}", MAX_TEXT));
        let taken = problems(vec![one; 10_000]);
        assert_eq!((taken.len(), taken[100].message.as_str()), (101, "The plugin names 9900 further problems."));
    }
}
