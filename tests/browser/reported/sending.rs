//! Commits and other sending where the page's first word is not its last, or it says nothing.

use postrider::form::{CommitOutcome, CommitRequest};

use super::{County, settings};
use crate::case::cases;
use crate::own::committing::{committed, request};
use crate::shorthand::*;

cases! { "Sending", settings;
    "reported/held-by-browser.html" a_question_that_is_new: "a required question that is new, for which the browser itself holds the form back: not sent, and no doubt; the failure names the question";
    "reported/held-by-browser.html" a_pattern_that_does_not_fit: "the same for a value that does not fit a control's pattern";
    "reported/interim-receipt.html" a_page_between: "a page between with a placeholder for the number: the number is that of the receipt after it";
    "reported/interim-receipt.html" a_page_between_for_any_number: "the same without a pattern for the number: that number, or in doubt, as nothing says which text is one";
    "reported/printing-receipt.html" a_receipt_that_prints_itself: "a receipt that prints itself and shows its number after that: confirmed, printed and pictured, and no dialog is left";
    "reported/script-sends.html" a_submission_by_script: "a click whose script submits: the gate holds it back, and `submits` says so at the click or the next action";
}

fn application(bound_ms: u32) -> CommitRequest {
    CommitRequest {
        confirmed: vec![Condition::Text(holding("Your application"))],
        refused: Vec::new(),
        number_pattern: Some("ALD-####-######".into()),
        bound_ms,
        ..request("Submit application")
    }
}

/// Not sent, no doubt, and this control is named.
async fn is_held_back(form: &mut Form, county: &County, named: &str) {
    let words = match form.prepare_commit(application(2_000)).await {
        Err(failure) => failure.to_string(),
        Ok(_) => match committed(form, application(2_000)).await {
            CommitOutcome::NotClicked(failure) => failure.to_string(),
            CommitOutcome::Refused(words) => words,
            other => panic!("{other:?}"),
        },
    };
    assert!(words.contains(named), "{words}");
    assert_eq!(county.has(), [""; 0]);
}

async fn a_question_that_is_new(form: &mut Form) {
    let county = County::of(form, "held-by-browser").await;
    fills(form, label("Full name"), "Ada").await;
    fills(form, label("ZIP Code"), "95820").await;
    is_held_back(form, &county, "Preferred language").await;
}

async fn a_pattern_that_does_not_fit(form: &mut Form) {
    let county = County::of(form, "held-by-browser").await;
    fills(form, label("Full name"), "Ada").await;
    fills(form, label("ZIP Code"), "9582").await;
    done(choose(form, label("Preferred language"), "English").await);
    is_held_back(form, &county, "ZIP Code").await;
}

async fn a_page_between(form: &mut Form) {
    let county = County::of(form, "interim-receipt").await;
    fills(form, label("Full name"), "Ada").await;
    match committed(form, application(20_000)).await {
        CommitOutcome::Confirmed(receipt) => assert_eq!(receipt.number, county.number()),
        other => panic!("{other:?}"),
    }
    assert_eq!(county.has(), ["name=Ada"]);
}

async fn a_page_between_for_any_number(form: &mut Form) {
    let county = County::of(form, "interim-receipt").await;
    fills(form, label("Full name"), "Ada").await;
    match committed(form, CommitRequest { number_pattern: None, ..application(20_000) }).await {
        CommitOutcome::Confirmed(receipt) => assert_eq!(receipt.number, county.number()),
        CommitOutcome::InDoubt(_) => {}
        other => panic!("{other:?}"),
    }
    assert_eq!(county.has(), ["name=Ada"]);
}

async fn a_receipt_that_prints_itself(form: &mut Form) {
    let county = County::of(form, "printing-receipt").await;
    fills(form, label("Full name"), "Ada").await;
    match committed(form, application(20_000)).await {
        CommitOutcome::Confirmed(receipt) => assert_eq!(receipt.number, county.number()),
        other => panic!("{other:?}"),
    }
    done(form.print_pdf().await);
    done(form.screenshot(None).await);
    assert_eq!(form.session().dialog_text().await, Ok(None));
}

async fn a_submission_by_script(form: &mut Form) {
    let county = County::of(form, "script-sends").await;
    let mut said = form.click(&button("Next"), None).await;
    if said.is_ok() {
        said = form.wait(&[Condition::Visible(shown("Thank you"))], 3_000).await.map(drop);
    }
    match failed(said) {
        ActionError::Submits { blocked, .. } => assert_eq!(blocked.unwrap(), "POST /office/commit"),
        other => panic!("{other}"),
    }
    assert_eq!(form.trace().last().unwrap().result, "submits");
    assert_eq!(county.has(), [""; 0]);
}
