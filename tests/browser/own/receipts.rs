//! The county's number: read until it is one, past whatever stands in its place before.

use postrider::form::{CommitOutcome, CommitRequest};

use super::committing::{COUNTY, committed, placed, request, submitting};
use crate::case::cases;
use crate::shorthand::*;
use crate::suite::suite;

cases! { "Receiving", submitting;
    "commit.html" a_page_between_that_goes_on: "a page between with a placeholder for the number: the number is that of the page after it";
    "commit.html" a_page_between_that_moves: "the same where a script goes on";
    "commit.html" a_page_between_by_its_header: "the same where its `Refresh` header says so";
    "commit.html" a_page_between_for_a_pattern: "the same with a pattern for the number";
    "commit.html" a_number_that_comes_late: "a number that is drawn late is waited for";
    "commit.html" a_number_that_is_counted_down_to: "a countdown in the number's place is no number";
    "commit.html" a_number_in_place_of_another: "a number that a script puts in the place of another is the one that stays";
    "commit.html" a_receipt_that_leaves: "a receipt that soon goes home gives the number that it showed";
    "commit.html" a_text_that_is_no_number: "a text without a digit is no number, and in doubt";
}

fn by_any_number() -> CommitRequest {
    CommitRequest { number_pattern: None, ..request("Submit application") }
}

/// Each of these ends in the number of a receipt, and is sent once.
async fn ends_in_its_number(form: &mut Form, mode: &str, request: CommitRequest) {
    let _one = COUNTY.lock().await;
    let before = suite().site().taken();
    placed(form, mode).await;
    match committed(form, request).await {
        CommitOutcome::Confirmed(receipt) => {
            assert_eq!(receipt.number, "CTY-100777", "{mode}");
            assert!(receipt.text.contains("Thank you"), "{mode}: {}", receipt.text);
        }
        other => panic!("{mode}: {other:?}"),
    }
    assert_eq!(suite().site().taken(), before + 1, "{mode}");
}

async fn a_page_between_that_goes_on(form: &mut Form) {
    ends_in_its_number(form, "between", by_any_number()).await;
}

async fn a_page_between_that_moves(form: &mut Form) {
    ends_in_its_number(form, "moves", by_any_number()).await;
}

async fn a_page_between_by_its_header(form: &mut Form) {
    ends_in_its_number(form, "header", by_any_number()).await;
}

async fn a_page_between_for_a_pattern(form: &mut Form) {
    ends_in_its_number(form, "between", request("Submit application")).await;
}

async fn a_number_that_comes_late(form: &mut Form) {
    ends_in_its_number(form, "late-number", by_any_number()).await;
}

async fn a_number_that_is_counted_down_to(form: &mut Form) {
    ends_in_its_number(form, "counts", by_any_number()).await;
}

async fn a_number_in_place_of_another(form: &mut Form) {
    ends_in_its_number(form, "draft", by_any_number()).await;
}

async fn a_receipt_that_leaves(form: &mut Form) {
    ends_in_its_number(form, "leaves", request("Submit application")).await;
}

async fn a_text_that_is_no_number(form: &mut Form) {
    let _one = COUNTY.lock().await;
    let before = suite().site().taken();
    placed(form, "pending").await;
    match committed(form, by_any_number()).await {
        CommitOutcome::Unread(why) => assert!(why.contains("shows “PENDING”, not a text with a digit"), "{why}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(suite().site().taken(), before + 1);
}
