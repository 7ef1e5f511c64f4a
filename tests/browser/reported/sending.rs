//! Commits that the browser holds back, and what scripts send without one.

use postrider::form::{CommitOutcome, CommitRequest};

use super::county::{County, settings};
use super::uploading::proof;
use crate::case::cases;
use crate::own::committing::{committed, request, until_held};
use crate::shorthand::*;
use crate::strain::bound;

cases! { "Commits", settings;
    "reported/held-by-browser.html" a_question_that_is_new: "a required question that is new, for which the browser itself holds the form back: not sent, and no doubt; the failure names the question";
    "reported/held-by-browser.html" a_pattern_that_does_not_fit: "the same for a value that does not fit a control's pattern";
    "reported/held-by-script.html" what_the_page_calls_invalid: "the same for a control that the page itself calls invalid, in a form whose button stands outside of it";
    "reported/held-by-limits.html" what_is_folded_away: "the same for a number beyond its limit and a required date that is folded away";
    "reported/not-held.html" what_holds_nothing_back: "invalid controls of another form, switched off, or of a button that asks for no check hold nothing back: confirmed";
    "reported/not-held-by-script.html" a_form_that_is_not_checked: "nor do those of a form that is not to be checked and is sent by a script";
    "reported/script-sends.html" a_submission_by_script: "a click whose script submits: the gate holds it back, and `submits` says so at the click or the next action";
    "reported/list-sends.html" submissions_by_answers: "a choice, a text and a check whose scripts submit, by other methods, a hidden frame and a beacon: the same";
    "reported/answers-send.html" submissions_by_other_answers: "a text that is sent a while later, a document that is sent at once, and a radio button that sends its form: the same";
}

pub(super) fn application() -> CommitRequest {
    CommitRequest {
        confirmed: vec![Condition::Text(holding("Your application"))],
        refused: Vec::new(),
        number_pattern: Some("ALD-####-######".into()),
        bound_ms: bound(10_000),
        ..request("Submit application")
    }
}

/// Not sent, no doubt, and these controls are named.
async fn is_held_back(form: &mut Form, county: &County, named: &[&str]) {
    let words = match form.prepare_commit(application()).await {
        Err(failure) => failure.to_string(),
        Ok(_) => match committed(form, CommitRequest { bound_ms: bound(2_000), ..application() }).await {
            CommitOutcome::NotClicked(failure) => failure.to_string(),
            CommitOutcome::Refused(words) => words,
            other => panic!("{other:?}"),
        },
    };
    assert!(named.iter().all(|name| words.contains(name)), "{words}");
    county.has_nothing(form).await;
}

async fn a_question_that_is_new(form: &mut Form) {
    let county = County::of(form, "held-by-browser").await;
    fills(form, label("Full name"), "Ada").await;
    fills(form, label("ZIP Code"), "95820").await;
    is_held_back(form, &county, &["Preferred language"]).await;
}

async fn a_pattern_that_does_not_fit(form: &mut Form) {
    let county = County::of(form, "held-by-browser").await;
    fills(form, label("Full name"), "Ada").await;
    fills(form, label("ZIP Code"), "9582").await;
    done(choose(form, label("Preferred language"), "English").await);
    is_held_back(form, &county, &["ZIP Code"]).await;
}

async fn what_the_page_calls_invalid(form: &mut Form) {
    let county = County::of(form, "held-by-script").await;
    fills(form, label("From"), "2020").await;
    fills(form, label("To"), "2010").await;
    is_held_back(form, &county, &["“To”"]).await;
}

async fn what_is_folded_away(form: &mut Form) {
    let county = County::of(form, "held-by-limits").await;
    fills(form, label("Name"), "Ada").await;
    fills(form, label("Hours a week"), "80").await;
    click(form, shown("More")).await;
    is_held_back(form, &county, &["Hours a week", "Start date"]).await;
}

/// Confirmed, and the county has it.
async fn is_sent(form: &mut Form, county: &County, expect: &str) {
    match committed(form, application()).await {
        CommitOutcome::Confirmed(receipt) => assert_eq!(receipt.number, county.number()),
        other => panic!("{other:?}"),
    }
    assert_eq!(county.has(), [expect]);
}

async fn what_holds_nothing_back(form: &mut Form) {
    let county = County::of(form, "not-held").await;
    fills(form, label("Name"), "Ada").await;
    is_sent(form, &county, "name=Ada, middle=").await;
}

async fn a_form_that_is_not_checked(form: &mut Form) {
    let county = County::of(form, "not-held-by-script").await;
    fills(form, label("Name"), "Ada").await;
    fills(form, label("Phone"), "none").await;
    is_sent(form, &county, "name=Ada, phone=none").await;
}

/// The gate held back what an answer caused, and the answer or the action after it says so.
async fn is_told(form: &mut Form, before: u32, mut said: Result<(), Failure>) {
    if said.is_ok() {
        until_held(form, before).await;
        said = form.click(&button("Other"), None).await;
    }
    match failed(said) {
        ActionError::Submits { blocked, .. } => assert!(blocked.unwrap().ends_with(" /office/commit")),
        other => panic!("{other}"),
    }
    assert_eq!(form.trace().last().unwrap().result, "submits");
}

async fn a_submission_by_script(form: &mut Form) {
    let county = County::of(form, "script-sends").await;
    let before = form.session().submit_seen().refused;
    let said = form.click(&button("Next"), None).await;
    is_told(form, before, said).await;
    county.has_nothing(form).await;
}

async fn submissions_by_answers(form: &mut Form) {
    for way in 0..3 {
        let county = County::of(form, "list-sends").await;
        let before = form.session().submit_seen().refused;
        let said = match way {
            0 => choose(form, label("Speed"), "Express").await,
            1 => fill(form, label("Note"), "soon").await,
            _ => check(form, label("Final"), true).await,
        };
        is_told(form, before, said).await;
        county.has_nothing(form).await;
    }
}

async fn submissions_by_other_answers(form: &mut Form) {
    for way in 0..3 {
        let county = County::of(form, "answers-send").await;
        let before = form.session().submit_seen().refused;
        let said = match way {
            0 => fill(form, label("Remarks"), "soon").await,
            1 => proof(form, label("Letter"), &["a.pdf"]).await,
            _ => choose(form, label("Pace"), "Express").await,
        };
        is_told(form, before, said).await;
        county.has_nothing(form).await;
    }
}
