//! What each failure becomes: the way an attempt ends, and its message.

use super::*;
use crate::bindings::postrider::county::application::{Field, FieldError, FieldProblem, RuleFailure, RuleProblem};
use crate::bindings::postrider::county::form::Unreachable;

#[track_caller]
fn stop(error: ActionError, wanted: &str, found: &[&str], blame: &Blame) -> Stop {
    let failure = Failure {
        error,
        wanted: wanted.to_owned(),
        found: found.iter().map(|text| (*text).to_owned()).collect(),
        item: None,
        address: "http://a.test/x".into(),
        title: "Step 2".into(),
        hint: String::new(),
    };
    Stop::of(failure, blame, Location::caller())
}

/// What the line of the caller is written as.
#[track_caller]
fn here(text: &str) -> String {
    format!("{text} ({}:{})", file!(), Location::caller().line())
}

fn home() -> Blame {
    Blame::of(&Value::Field(Field::of("home.line1")))
}

fn refused_path(stop: Stop) -> Option<String> {
    match stop {
        Stop::Refused(problems) => problems.into_iter().next().map(|problem| problem.path),
        _ => None,
    }
}

#[test]
fn a_changed_page_is_drift_and_says_what_is_there_instead_and_who_asked() {
    #[track_caller]
    fn check(error: ActionError, wanted: &str, found: &[&str], expect: &str) {
        assert_eq!(stop(error, wanted, found, &Blame::Page), Stop::drifted(wanted, &here(expect)));
    }
    check(
        ActionError::NoMatch,
        "label “Street”",
        &["“Street name”", "“City”"],
        "“Street name”; “City” on “Step 2” (http://a.test/x).",
    );
    check(ActionError::NoMatch, "button “Next”", &[], "nothing like it on “Step 2” (http://a.test/x).");
    check(
        ActionError::TimedOut,
        "the title is “Done”",
        &["the page reads “Sign in”"],
        "none of it in time; instead: the page reads “Sign in” on “Step 2” (http://a.test/x).",
    );
    check(ActionError::TimedOut, "a dialog", &[], "none of it in time on “Step 2” (http://a.test/x).");
    let hidden = ActionError::NotReady(Readiness::Visible);
    check(hidden, "button “Next”", &[], "it is there, but hidden on “Step 2” (http://a.test/x).");
    let covered = || ActionError::NotReady(Readiness::Uncovered);
    check(covered(), "button “Next”", &[], "it is there, but covered on “Step 2” (http://a.test/x).");
    check(covered(), "button “Next”", &["<p>"], "it is there, but covered by <p> on “Step 2” (http://a.test/x).");
    check(ActionError::DialogOpen, "a click", &[], "a dialog on “Step 2” (http://a.test/x).");
    check(ActionError::NoSuchOption(Offered::Whole), "“Single”", &[], "no options on “Step 2” (http://a.test/x).");
    check(ActionError::NothingThere, "a window", &["one"], "nothing of that kind: one on “Step 2” (http://a.test/x).");
}

#[test]
fn a_value_that_does_not_fit_is_refused_on_its_path() {
    let cut = Alteration { kind: AlterationKind::Cut, length: 30 };
    assert_eq!(refused_path(stop(ActionError::Altered(cut), "Street", &[], &home())).as_deref(), Some("home.line1"));
    assert!(matches!(stop(ActionError::Altered(cut), "Search", &[], &Blame::Page), Stop::Drifted(_)));
    let failure = RuleFailure { rule: 0, problem: RuleProblem::NotRepresentable };
    let error = FieldError { path: "home.city".into(), problem: FieldProblem::RuleFailed(failure) };
    let stop = stop(ActionError::Field(error), "", &[], &Blame::Page);
    assert_eq!(refused_path(stop).as_deref(), Some("home.city"));
}

#[test]
fn a_missing_option_is_the_datas_or_the_sites_doing() {
    let town = Blame::of(&Value::Field(Field::of("home.city")));
    let status = Blame::of(&Value::Field(Field::of("applicant.marital_status").choice(&[("single", "Single")])));
    let path = refused_path(stop(ActionError::NoSuchOption(Offered::Whole), "option “X”", &[], &town));
    assert_eq!(path.as_deref(), Some("home.city"));
    assert!(matches!(
        stop(ActionError::NoSuchOption(Offered::Whole), "option “Single”", &[], &status),
        Stop::Drifted(_)
    ));
}

#[test]
fn a_part_of_a_list_says_nothing_of_the_rest() {
    let town = Blame::of(&Value::Field(Field::of("home.city")));
    let seen = stop(ActionError::NoSuchOption(Offered::Part), "the option", &["Ash", "Elm"], &town);
    let found = "in what was seen of the list, only the options Ash; Elm on “Step 2” (http://a.test/x).";
    assert!(matches!(seen, Stop::Drifted(drift) if drift.found.starts_with(found)));
}

#[test]
fn what_the_last_action_failed_by_can_be_matched_on() {
    let missing = stop(ActionError::NoMatch, "button “Not now”", &[], &Blame::Page);
    assert_eq!(missing.failure(), Some(ActionError::NoMatch));
    let cut = ActionError::Altered(Alteration { kind: AlterationKind::Cut, length: 30 });
    let refused = stop(cut.clone(), "Street", &[], &home());
    assert_eq!((refused.failure(), missing.failure()), (Some(cut), None));
    assert_eq!(Stop::unavailable("away").failure(), None, "what the plugin says of its own");
}

#[test]
fn the_county_being_away_keeps_its_retry_after() {
    let site = Unreachable { status: Some(503), retry_after_seconds: Some(600) };
    assert_eq!(
        stop(ActionError::Unreachable(site), "http://a.test", &["maintenance"], &Blame::Page),
        Stop::Unavailable(Unavailability { reason: "HTTP 503: maintenance".into(), retry_after_seconds: Some(600) })
    );
}

#[test]
fn a_credential_is_named() {
    let worker = Blame::Credential("worker".into());
    assert_eq!(stop(ActionError::Credential, "not leased", &[], &worker), Stop::credential("worker", "not leased"));
}

#[test]
fn mistakes_of_the_plugin_say_what_where_and_the_remedy() {
    #[track_caller]
    fn check(error: ActionError, wanted: &str, found: &[&str], expect: &str) {
        assert_eq!(stop(error, wanted, found, &Blame::Page), Stop::Fault(here(expect)));
    }
    let field = |problem| ActionError::Field(FieldError { path: "home.city".into(), problem });
    check(
        ActionError::Submits,
        "the button named “Send”",
        &[],
        "a plain action on the button named “Send”, which submits: use `page.commit`",
    );
    check(
        ActionError::Submits,
        "the link named “Next”",
        &["POST /send"],
        "at or before a plain action on the link named “Next” the page sent POST /send, which submits.",
    );
    check(
        ActionError::AlreadyCommitted,
        "",
        &[],
        "a second commit: an attempt has one, and the first one's word stands",
    );
    check(
        ActionError::Incomplete,
        "",
        &["home.city", "notes"],
        "commit before these were placed: home.city; notes: place each, a document by `upload`, or say by `rule_out` that the form has no place for it",
    );
    check(ActionError::Limit, "one to 16 conditions", &[], "limit reached: one to 16 conditions.");
    check(ActionError::Malformed, "no selector", &[], "malformed: no selector.");
    check(ActionError::UnknownDocument(7), "", &[], "there is no such document: take one of `documents::all()`");
    check(field(FieldProblem::UnknownPath), "", &[], "an application has no field `home.city`.");
    check(
        field(FieldProblem::NotGranted),
        "",
        &[],
        "the plugin may not use `home.city` here: it has to be in the manifest's `fields.fill`, and what tells a value in `fields.read`",
    );
}

#[test]
fn a_question_that_nobody_was_asked_says_why() {
    let asked = |error| Stop::unanswered("Which code came?", &error);
    assert_eq!(asked(AskError::NoAnswer), Stop::NeedsPerson("Which code came?".into()));
    let why = AskError::Unsupported("not while the session is open".into());
    assert_eq!(asked(why), Stop::NeedsPerson("Which code came?: not while the session is open".into()));
}
