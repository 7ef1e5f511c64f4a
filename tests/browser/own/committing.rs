//! The final click: refused until everything is placed, made once, and never believed without a sign.

use std::time::{Duration, Instant};

use postrider::form::{AlterationKind, Calendar, CommitOutcome, CommitRequest, Submit};
use postrider::submission::{CommitIntent, Fence};
use tokio::sync::Mutex;

use crate::case::cases;
use crate::shorthand::*;
use crate::suite::suite;

cases! { "Committing", submitting;
    "commit.html" confirmed_with_its_number_and_made_once: "`commit` is confirmed with the county's number, and made once";
    "commit.html" refused: "a refusal is reported with what the page says, masked";
    "commit.html" no_sign: "no sign in time is in doubt";
    "commit.html" no_answer_in_time: "no answer in time is in doubt";
    "commit.html" an_answer_that_is_lost: "an answer that breaks off is in doubt, at once";
    "commit.html" both_signs_at_once: "a confirmation and a refusal at once are in doubt";
    "commit.html" nothing_is_clicked_while_a_field_is_missing: "nothing is clicked while a required field is neither placed nor ruled out";
    "commit.html" a_field_that_was_undone: "a field that the page undid keeps the commit back";
    "commit.html" dialogs_are_answered_as_listed: "a dialog after the click is answered as listed";
    "commit.html" a_dialog_that_is_not_listed: "a dialog that is not listed is in doubt";
    "commit.html" a_plain_click_is_refused: "a plain click, link or key on what submits is refused";
    "commit.html" a_button_by_its_name (by_name): "a button that the manifest names is refused, too";
    "list-submits.html" a_choice_that_submits: "an entry of a menu, a list or a calendar that submits is not chosen";
    "commit.html" not_ready_at_the_last_moment: "what is no longer ready at the last moment is not clicked";
    "commit.html" a_number_without_a_pattern: "a number without a pattern is masked and short; a pattern that finds nothing is refused";
    "commit.html" an_upload_afterwards: "an upload after a confirmed commit works";
    "commit-steps.html" a_step_that_is_left: "what was filled in a step that a click left within the document stays placed";
    "commit-steps.html" a_control_that_vanishes: "a control that the page takes away is not placed any more";
    "commit-steps.html" a_choice_that_vanishes: "a list or a radio group that the page takes away is not placed any more; rendered anew it is";
    "commit-steps.html" a_control_that_goes_later: "what a click left standing and goes later was not left by it";
    "commit.html" filled_anew: "a control that was filled anew holds only the last field";
}

/// Refused before anything was done.
pub(crate) fn plainly(error: &ActionError) -> bool {
    matches!(error, ActionError::Submits { blocked: None, .. })
}

/// What the county took is counted: one commit at a time.
pub(super) static COUNTY: Mutex<()> = Mutex::const_new(());

pub(super) fn submitting() -> Settings {
    Settings {
        submits: vec![Submit::Request("/county/submit".into())],
        required: vec!["applicant.name.first".into(), "home.city".into()],
        action_bound: settings().action_bound,
        ..masked()
    }
}

fn by_name() -> Settings {
    Settings { submits: vec![Submit::Button("Submit  Nothing".into())], ..masked() }
}

pub(crate) fn request(name: &str) -> CommitRequest {
    CommitRequest {
        target: button(name),
        dialogs: Vec::new(),
        confirmed: vec![Condition::Visible(id("number"))],
        refused: vec![Condition::Visible(css("[role=alert]"))],
        number: id("number"),
        number_pattern: Some("CTY-######".into()),
        bound_ms: 20_000,
    }
}

pub(super) fn intent() -> CommitIntent {
    CommitIntent::written(Fence(1))
}

pub(crate) fn field(target: Target, path: &str, text: &str) -> FillItem {
    FillItem { target, value: Typed::field(path, text), look_only: false }
}

pub(super) async fn placed(form: &mut Form, mode: &str) {
    let items = [field(label("Name"), "applicant.name.first", "Ada"), field(label("City"), "home.city", "Alder")];
    done(form.fill_all(&items).await);
    done(choose(form, label("Mode"), mode).await);
}

pub(crate) async fn committed(form: &mut Form, request: CommitRequest) -> CommitOutcome {
    let ready = done(form.prepare_commit(request).await);
    form.commit(ready, intent()).await
}

/// Commits in a way that leaves it in doubt, and says why.
async fn doubt(form: &mut Form, mode: &str, bound_ms: u32) -> String {
    let _one = COUNTY.lock().await;
    placed(form, mode).await;
    match committed(form, CommitRequest { bound_ms, ..request("Submit application") }).await {
        CommitOutcome::InDoubt(why) => {
            assert!(form.committed());
            why
        }
        other => panic!("{other:?}"),
    }
}

async fn confirmed_with_its_number_and_made_once(form: &mut Form) {
    let _one = COUNTY.lock().await;
    let before = suite().site().taken();
    placed(form, "take").await;
    match committed(form, request("Submit application")).await {
        CommitOutcome::Confirmed(receipt) => {
            assert_eq!(receipt.number, format!("CTY-{}", 100_000 + before));
            assert!(receipt.text.contains("Thank you, ••• •••"), "{}", receipt.text);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(suite().site().taken(), before + 1);
    assert_eq!(suite().site().last()["name"], "Ada");
    open(form, "commit.html").await;
    assert_eq!(failed(form.prepare_commit(request("Submit application")).await), ActionError::AlreadyCommitted);
    let labels: Vec<&str> = form.evidence().iter().map(|shot| shot.label.as_str()).collect();
    assert_eq!(labels, ["before commit", "after commit"]);
    assert_eq!(suite().site().taken(), before + 1);
}

async fn refused(form: &mut Form) {
    let _one = COUNTY.lock().await;
    placed(form, "refuse").await;
    match committed(form, request("Submit application")).await {
        CommitOutcome::Refused(text) => assert!(text.contains("ZIP Code is wrong") && !text.contains("Ada"), "{text}"),
        other => panic!("{other:?}"),
    }
    assert!(form.committed());
}

async fn no_sign(form: &mut Form) {
    let why = doubt(form, "silent", 1_500).await;
    assert!(why.starts_with("in the time for it none of these showed"), "{why}");
}

async fn no_answer_in_time(form: &mut Form) {
    let why = doubt(form, "late", 1_500).await;
    assert!(why.starts_with("in the time for it none of these showed"), "{why}");
}

async fn an_answer_that_is_lost(form: &mut Form) {
    let why = doubt(form, "lose", 20_000).await;
    assert!(why.starts_with("the county's answer was lost, and none of these showed"), "{why}");
}

async fn both_signs_at_once(form: &mut Form) {
    let why = doubt(form, "both", 20_000).await;
    assert!(why.contains("at once"), "{why}");
}

async fn nothing_is_clicked_while_a_field_is_missing(form: &mut Form) {
    let _one = COUNTY.lock().await;
    let before = suite().site().taken();
    done(form.fill(&field(label("Name"), "applicant.name.first", "Ada")).await);
    let missing = failed(form.prepare_commit(request("Submit application")).await);
    assert_eq!(missing, ActionError::Incomplete(vec!["home.city".into()]));
    form.not_applicable("home.city", "there is no box for it");
    let showing = CommitRequest { confirmed: vec![Condition::Visible(label("Name"))], ..request("Submit application") };
    assert!(matches!(failed(form.prepare_commit(showing).await), ActionError::Malformed(_)));
    done(form.prepare_commit(request("Submit application")).await);
    assert_eq!(suite().site().taken(), before);
}

async fn a_field_that_was_undone(form: &mut Form) {
    placed(form, "take").await;
    script(form, "document.getElementById('name').value = 'Eve'").await;
    let altered = failed(form.prepare_commit(request("Submit application")).await);
    assert!(matches!(altered, ActionError::Altered { .. }), "{altered}");
    let missing = failed(form.prepare_commit(request("Submit application")).await);
    assert_eq!(missing, ActionError::Incomplete(vec!["applicant.name.first".into()]));
}

async fn dialogs_are_answered_as_listed(form: &mut Form) {
    let _one = COUNTY.lock().await;
    placed(form, "take").await;
    let with = CommitRequest { dialogs: vec![DialogAnswer::Accept], ..request("Submit with care") };
    let outcome = committed(form, with).await;
    assert!(matches!(outcome, CommitOutcome::Confirmed(_)), "{outcome:?}");
}

async fn a_dialog_that_is_not_listed(form: &mut Form) {
    let _one = COUNTY.lock().await;
    let before = suite().site().taken();
    placed(form, "take").await;
    match committed(form, request("Submit with care")).await {
        CommitOutcome::NotClicked(failure) => {
            assert!(failure.to_string().contains("a dialog stands open"), "{failure}");
        }
        other => panic!("{other:?}"),
    }
    // Whatever the dialog would send now is held back.
    let error = match form.dialog(&DialogAnswer::Accept).await {
        Ok(_) => {
            until_held(form, 0).await;
            failed(form.current().await)
        }
        Err(failure) => failure.error,
    };
    assert!(matches!(error, ActionError::Submits { blocked: Some(_), .. }), "{error}");
    assert_eq!(suite().site().taken(), before);
}

/// Waits until the gate has held back more than that, without an action.
pub(crate) async fn until_held(form: &Form, before: u32) {
    let end = Instant::now() + Duration::from_secs(15);
    while form.session().submit_seen().refused == before {
        assert!(Instant::now() < end, "nothing was held back");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn a_number_without_a_pattern(form: &mut Form) {
    let _one = COUNTY.lock().await;
    placed(form, "take").await;
    for pattern in ["", "Received"] {
        let empty = CommitRequest { number_pattern: Some(pattern.into()), ..request("Submit application") };
        let refused = failed(form.prepare_commit(empty).await);
        assert!(matches!(refused, ActionError::Malformed(_)), "{refused}");
    }
    let without = CommitRequest { number_pattern: None, number: css("body"), ..request("Submit application") };
    match committed(form, without).await {
        CommitOutcome::Confirmed(receipt) => {
            assert!(receipt.number.starts_with("Thank you, ••• •••."), "{}", receipt.number);
            assert!(receipt.number.chars().count() <= 100 && receipt.number.lines().count() == 1, "{}", receipt.number);
        }
        other => panic!("{other:?}"),
    }
}

async fn an_upload_afterwards(form: &mut Form) {
    let _one = COUNTY.lock().await;
    placed(form, "take").await;
    let outcome = committed(form, request("Submit application")).await;
    assert!(matches!(outcome, CommitOutcome::Confirmed(_)), "{outcome:?}");
    open(form, "upload.html").await;
    let folder = Folder::new();
    done(form.upload(&label("Proof"), &[folder.file("proof.pdf")]).await);
    // And a form that is no submission can still be sent.
    open(form, "commit-ways.html").await;
    done(form.click(&button("Save"), None).await);
    done(form.wait(&[Condition::Title(exact("saved"))], 10_000).await);
}

async fn a_step_that_is_left(form: &mut Form) {
    done(form.fill(&field(label("Name"), "applicant.name.first", "Ada")).await);
    done(form.click(&button("Next"), None).await);
    done(form.fill(&field(label("City"), "home.city", "Alder")).await);
    done(form.prepare_commit(request("Submit application")).await);
}

async fn a_control_that_vanishes(form: &mut Form) {
    done(form.fill(&field(label("Name"), "applicant.name.first", "Ada")).await);
    done(form.click(&button("Next"), None).await);
    done(form.fill(&field(label("City"), "home.city", "Alder")).await);
    script(form, "document.getElementById('city').remove()").await;
    let gone = form.prepare_commit(request("Submit application")).await.err().unwrap();
    assert!(matches!(gone.error, ActionError::Altered { kind: AlterationKind::Emptied, .. }), "{gone}");
    assert!(gone.hint.starts_with("It held it when it was filled; a part of the page was drawn anew"), "{gone}");
    let missing = failed(form.prepare_commit(request("Submit application")).await);
    assert_eq!(missing, ActionError::Incomplete(vec!["home.city".into()]));
}

async fn a_choice_that_vanishes(form: &mut Form) {
    form.not_applicable("applicant.name.first", "there is no box for it");
    let choices = [("home", label("Home"), "Rented"), ("language", label("Language"), "Spanish")];
    for (element, target, choice) in choices {
        let choose = [Choice::by_text(Typed::field("home.city", choice))];
        done(form.choose(&target, &choose).await);
        script(form, &format!("anew('{element}')")).await;
        done(form.prepare_commit(request("Submit application")).await);
        script(form, &format!("document.getElementById('{element}').remove()")).await;
        let gone = failed(form.prepare_commit(request("Submit application")).await);
        assert!(matches!(gone, ActionError::Altered { kind: AlterationKind::Emptied, .. }), "{element}: {gone}");
    }
}

async fn a_control_that_goes_later(form: &mut Form) {
    done(form.fill(&field(label("Name"), "applicant.name.first", "Ada")).await);
    done(form.click(&button("Help"), None).await);
    done(form.wait(&[Condition::Title(exact("Helped"))], 10_000).await);
    done(form.fill(&field(label("City"), "home.city", "Alder")).await);
    script(form, "document.getElementById('first').remove()").await;
    let gone = failed(form.prepare_commit(request("Submit application")).await);
    assert!(matches!(gone, ActionError::Altered { kind: AlterationKind::Emptied, .. }), "{gone}");
    let missing = failed(form.prepare_commit(request("Submit application")).await);
    assert_eq!(missing, ActionError::Incomplete(vec!["applicant.name.first".into()]));
}

async fn a_plain_click_is_refused(form: &mut Form) {
    let _one = COUNTY.lock().await;
    let before = suite().site().taken();
    placed(form, "take").await;
    assert!(plainly(&failed(form.click(&button("Submit application"), None).await)));
    assert!(plainly(&failed(form.click(&role("link", "Quick submit"), None).await)));
    assert!(plainly(&failed(form.press(Some(&label("City")), "Enter").await)));
    done(form.press(Some(&label("City")), "End").await);
    assert!(plainly(&failed(form.press(None, "Enter").await)));
    assert_eq!(suite().site().taken(), before);
}

async fn a_button_by_its_name(form: &mut Form) {
    assert!(plainly(&failed(form.click(&button("Submit nothing"), None).await)));
}

async fn a_choice_that_submits(form: &mut Form) {
    let _one = COUNTY.lock().await;
    let before = suite().site().taken();
    assert!(plainly(&failed(choose(form, button("More"), "Send it now").await)));
    assert!(plainly(&failed(choose(form, label("Next"), "Finish").await)));
    let calendar = Calendar {
        opener: None,
        heading: id("head"),
        heading_format: "MONTH YYYY".into(),
        previous: button("‹"),
        next: button("›"),
        days: id("days"),
    };
    let style = DateStyle::Calendar(Box::new(calendar), "MM/DD/YYYY".into());
    assert!(plainly(&failed(
        form.set_date(&label("Picked"), &Typed::field("applicant.birth_date", "2026-05-02"), &style).await
    )));
    assert_eq!(suite().site().taken(), before);
}

async fn not_ready_at_the_last_moment(form: &mut Form) {
    let _one = COUNTY.lock().await;
    let before = suite().site().taken();
    placed(form, "take").await;
    let covered = done(form.prepare_commit(request("Submit application")).await);
    let again = done(form.prepare_commit(request("Submit application")).await);
    let disable = "document.getElementById('go').disabled = arguments[0]";
    form.session().execute(disable, vec![true.into()]).await.unwrap();
    match form.commit(covered, intent()).await {
        CommitOutcome::NotClicked(failure) => {
            assert!(matches!(failure.error, ActionError::NotReady { .. }), "{failure}");
        }
        other => panic!("{other:?}"),
    }
    assert!(!form.committed());
    assert_eq!(suite().site().taken(), before);
    form.session().execute(disable, vec![false.into()]).await.unwrap();
    let twice = done(form.prepare_commit(request("Submit application")).await);
    assert!(matches!(form.commit(again, intent()).await, CommitOutcome::Confirmed(_)));
    match form.commit(twice, intent()).await {
        CommitOutcome::NotClicked(failure) => assert_eq!(failure.error, ActionError::AlreadyCommitted),
        other => panic!("{other:?}"),
    }
    assert_eq!(suite().site().taken(), before + 1);
}

async fn filled_anew(form: &mut Form) {
    done(form.fill(&field(label("Name"), "applicant.name.first", "Ada")).await);
    done(form.fill(&field(label("City"), "home.city", "Alder")).await);
    // Two fields for one control: one of them is meant for another.
    let last = field(label("Name"), "applicant.name.last", "Lovelace");
    assert!(matches!(failed(form.fill(&last).await), ActionError::ManyMatches(_)));
    done(form.prepare_commit(request("Submit application")).await);
    done(form.clear(&label("Name")).await);
    done(form.fill(&last).await);
    let missing = failed(form.prepare_commit(request("Submit application")).await);
    assert_eq!(missing, ActionError::Incomplete(vec!["applicant.name.first".into()]));
    done(form.clear(&label("Name")).await);
    done(form.fill(&field(label("Name"), "applicant.name.first", "Ada")).await);
    done(form.prepare_commit(request("Submit application")).await);
    done(form.clear(&label("City")).await);
    let missing = failed(form.prepare_commit(request("Submit application")).await);
    assert_eq!(missing, ActionError::Incomplete(vec!["home.city".into()]));
}
