//! Receipts whose first word is not their last, that print themselves or ask.

use postrider::form::{CommitOutcome, CommitRequest};

use super::county::{County, settings};
use super::sending::application;
use crate::case::cases;
use crate::own::committing::committed;
use crate::shorthand::*;

cases! { "Receipts", settings;
    "reported/interim-receipt.html" a_page_between: "a page between with a placeholder for the number: the number is that of the receipt after it";
    "reported/interim-receipt.html" a_page_between_for_any_number: "the same without a pattern for the number: that number, or in doubt, as nothing says which text is one";
    "reported/refresh-twice.html" two_pages_between: "two pages between, with a place in line and zeros for the number: the number is that of the receipt after them";
    "reported/refresh-twice.html" two_pages_between_for_any_number: "the same without a pattern: that number, or in doubt";
    "reported/number-later.html" a_number_that_is_asked_for: "a receipt that asks for its number until it has one: that number";
    "reported/number-later.html" any_number_that_is_asked_for: "the same without a pattern: that number, or in doubt";
    "reported/number-changes.html" a_number_that_changes: "a temporary number, with a request under way that brings the final one: the final one";
    "reported/number-changes.html" any_number_that_changes: "the same without a pattern: the final one, or in doubt";
    "reported/number-in-steps.html" a_number_after_steps: "a page that counts its steps where the number will stand: that number";
    "reported/number-in-steps.html" any_number_after_steps: "the same without a pattern: that number, or in doubt";
    "reported/refused-later.html" a_refusal_after_a_number: "a page with a number that goes on to a refusal without one: not confirmed";
    "reported/refused-at-once.html" a_refusal_by_number: "a page that thanks and soon goes on to a refusal by the number: not confirmed";
    "reported/printing-receipt.html" a_receipt_that_prints_itself: "a receipt that prints itself and shows its number after that: confirmed, printed and pictured, and no dialog is left";
    "reported/printing-page.html" what_goes_on_after_printing: "a page and a receipt that print a frame too, and a number that comes when it was printed: the same, or unread, where the browser tells no `afterprint`";
    "reported/alerting-receipt.html" a_receipt_that_asks: "a receipt that asks by a dialog to be printed: confirmed where the dialog is listed";
}

/// Commits, and the receipt's number is the county's last one, or where it may be so the commit is in doubt.
async fn is_confirmed(form: &mut Form, page: &str, request: CommitRequest) {
    is_taken(form, page, request, false).await;
}

/// The same, or unread where that may be so and the page shows no number.
async fn is_taken(form: &mut Form, page: &str, request: CommitRequest, may_be_unread: bool) {
    let county = County::of(form, page).await;
    fills(form, label("Full name"), "Ada").await;
    let doubtful = request.number_pattern.is_none();
    match committed(form, request).await {
        CommitOutcome::Confirmed(receipt) => assert_eq!(receipt.number, county.number()),
        CommitOutcome::InDoubt(_) | CommitOutcome::Unread(_) if doubtful => {}
        CommitOutcome::Unread(_) if may_be_unread => {
            assert_eq!(script(form, "return document.getElementById('number').textContent").await, "");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(county.has(), ["name=Ada"]);
}

/// Without a pattern for the number.
fn any_number() -> CommitRequest {
    CommitRequest { number_pattern: None, ..application() }
}

async fn a_page_between(form: &mut Form) {
    is_confirmed(form, "interim-receipt", application()).await;
}

async fn a_page_between_for_any_number(form: &mut Form) {
    is_confirmed(form, "interim-receipt", any_number()).await;
}

async fn two_pages_between(form: &mut Form) {
    is_confirmed(form, "refresh-twice", application()).await;
}

async fn two_pages_between_for_any_number(form: &mut Form) {
    is_confirmed(form, "refresh-twice", any_number()).await;
}

async fn a_number_that_is_asked_for(form: &mut Form) {
    is_confirmed(form, "number-later", application()).await;
}

async fn any_number_that_is_asked_for(form: &mut Form) {
    is_confirmed(form, "number-later", any_number()).await;
}

async fn a_number_that_changes(form: &mut Form) {
    is_confirmed(form, "number-changes", application()).await;
}

async fn any_number_that_changes(form: &mut Form) {
    is_confirmed(form, "number-changes", any_number()).await;
}

async fn a_number_after_steps(form: &mut Form) {
    is_confirmed(form, "number-in-steps", application()).await;
}

async fn any_number_after_steps(form: &mut Form) {
    is_confirmed(form, "number-in-steps", any_number()).await;
}

/// The receipt can be kept, and nothing stands open.
async fn is_kept(form: &mut Form) {
    done(form.print_pdf().await);
    done(form.screenshot(None).await);
    assert_eq!(form.session().dialog_text().await, Ok(None));
}

async fn a_receipt_that_prints_itself(form: &mut Form) {
    is_confirmed(form, "printing-receipt", application()).await;
    is_kept(form).await;
}

async fn what_goes_on_after_printing(form: &mut Form) {
    open(form, "reported/printing-page.html").await;
    click(form, button("Print summary")).await;
    assert_eq!(out(form).await, "printed");
    // Printing is switched off, and Firefox then tells no `afterprint`: a person looks.
    is_taken(form, "printing-page", application(), true).await;
    is_kept(form).await;
}

async fn a_receipt_that_asks(form: &mut Form) {
    is_confirmed(form, "alerting-receipt", CommitRequest { dialogs: vec![DialogAnswer::Accept], ..application() })
        .await;
    is_kept(form).await;
}

/// Commits, and the county refuses in the end: that is said, or the commit is in doubt.
async fn is_not_confirmed(form: &mut Form, page: &str) {
    let county = County::of(form, page).await;
    fills(form, label("Full name"), "Ada").await;
    let refused = vec![Condition::Text(holding("could not accept"))];
    match committed(form, CommitRequest { refused, ..application() }).await {
        CommitOutcome::InDoubt(_) | CommitOutcome::Refused(_) => {}
        other => panic!("{other:?}"),
    }
    assert_eq!(county.has(), ["name=Ada"]);
}

async fn a_refusal_after_a_number(form: &mut Form) {
    is_not_confirmed(form, "refused-later").await;
}

async fn a_refusal_by_number(form: &mut Form) {
    is_not_confirmed(form, "refused-at-once").await;
}
