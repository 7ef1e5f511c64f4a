//! The final click: refused until everything is placed, made once, and never believed without a sign.

use postrider::form::{CommitOutcome, CommitRequest, Condition, DialogAnswer, FillItem, Submit};
use postrider::submission::{CommitIntent, Fence};

use super::*;

/// Tests of the commit count what the county took: one at a time.
static COUNTY: Mutex<()> = Mutex::new(());

fn submitting() -> Settings {
    Settings {
        submits: vec![Submit::Path("/county/submit".into())],
        required: vec!["applicant.name.first".into(), "home.city".into()],
        ..masked()
    }
}

fn request(name: &str) -> CommitRequest {
    CommitRequest {
        target: button(name),
        dialogs: Vec::new(),
        confirmed: vec![Condition::Visible(css("#number"))],
        refused: vec![Condition::Visible(css("[role=alert]"))],
        number: css("#number"),
        number_pattern: Some("CTY-######".into()),
        bound_ms: 20_000,
    }
}

fn intent() -> CommitIntent {
    CommitIntent::written(Fence(1))
}

async fn placed(form: &mut Form, mode: &str) {
    open(form, "commit.html").await;
    let items = [
        FillItem { target: label("Name"), value: Typed::field("applicant.name.first", "Ada"), look_only: false },
        FillItem { target: label("City"), value: Typed::field("home.city", "Alder"), look_only: false },
    ];
    form.fill_all(&items).await.unwrap();
    form.choose(&label("Mode"), &[postrider::form::Choice::ByText(Typed::literal(mode))]).await.unwrap();
}

async fn committed(form: &mut Form, request: CommitRequest) -> CommitOutcome {
    let ready = form.prepare_commit(request).await.unwrap_or_else(|failure| panic!("{failure}"));
    form.commit(ready, intent()).await
}

#[test]
fn a_commit_is_confirmed_with_its_number_and_made_once() {
    let _one = COUNTY.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    in_both(submitting(), async |form| {
        let before = house().server.taken();
        placed(form, "take").await;
        match committed(form, request("Submit application")).await {
            CommitOutcome::Confirmed(receipt) => {
                assert_eq!(receipt.number, format!("CTY-{}", 100_000 + before));
                assert!(receipt.text.contains("Thank you, ••• •••"), "{}", receipt.text);
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(house().server.taken(), before + 1);
        assert_eq!(house().server.last()["name"], "Ada");
        open(form, "commit.html").await;
        assert_eq!(failed(form.prepare_commit(request("Submit application")).await), ActionError::AlreadyCommitted);
        let labels: Vec<&str> = form.evidence().iter().map(|shot| shot.label.as_str()).collect();
        assert_eq!(labels, ["before commit", "after commit"]);
        assert_eq!(house().server.taken(), before + 1);
    });
}

#[test]
fn what_the_county_refuses_or_leaves_open_is_said() {
    let _one = COUNTY.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    for mode in ["refuse", "silent", "late", "lose", "both"] {
        in_both(submitting(), async |form| {
            placed(form, mode).await;
            // Only silence is waited for to its end.
            let bound_ms = if matches!(mode, "silent" | "late") { 2_000 } else { 20_000 };
            let outcome = committed(form, CommitRequest { bound_ms, ..request("Submit application") }).await;
            match (mode, &outcome) {
                ("refuse", CommitOutcome::Refused(text)) => {
                    assert!(text.contains("ZIP Code is wrong") && !text.contains("Ada"), "{text}");
                }
                ("silent" | "late", CommitOutcome::InDoubt(why)) => {
                    assert!(why.starts_with("in the time for it none of these showed"), "{why}");
                }
                ("lose", CommitOutcome::InDoubt(why)) => {
                    assert!(why.starts_with("the county's answer was lost, and none of these showed"), "{why}");
                }
                ("both", CommitOutcome::InDoubt(why)) => assert!(why.contains("at once"), "{why}"),
                _ => panic!("{mode}: {outcome:?}"),
            }
            assert!(form.committed());
        });
    }
}

#[test]
fn nothing_is_clicked_while_a_required_field_is_missing() {
    let _one = COUNTY.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    in_both(submitting(), async |form| {
        let before = house().server.taken();
        open(form, "commit.html").await;
        form.fill(&FillItem {
            target: label("Name"),
            value: Typed::field("applicant.name.first", "Ada"),
            look_only: false,
        })
        .await
        .unwrap();
        assert_eq!(
            failed(form.prepare_commit(request("Submit application")).await),
            ActionError::Incomplete(vec!["home.city".into()])
        );
        form.not_applicable("home.city", "there is no box for it");
        let showing =
            CommitRequest { confirmed: vec![Condition::Visible(label("Name"))], ..request("Submit application") };
        assert!(matches!(failed(form.prepare_commit(showing).await), ActionError::Malformed(_)));
        form.prepare_commit(request("Submit application")).await.unwrap();
        assert_eq!(house().server.taken(), before);
    });
}

#[test]
fn a_field_that_was_undone_keeps_the_commit_back() {
    let _one = COUNTY.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    in_both(submitting(), async |form| {
        placed(form, "take").await;
        form.session().execute("document.getElementById('name').value = 'Eve'", vec![]).await.unwrap();
        assert!(matches!(
            failed(form.prepare_commit(request("Submit application")).await),
            ActionError::Altered { .. }
        ));
        assert_eq!(
            failed(form.prepare_commit(request("Submit application")).await),
            ActionError::Incomplete(vec!["applicant.name.first".into()])
        );
    });
}

#[test]
fn dialogs_after_the_click_are_answered_only_as_listed() {
    let _one = COUNTY.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    in_both(submitting(), async |form| {
        placed(form, "take").await;
        let with = CommitRequest { dialogs: vec![DialogAnswer::Accept], ..request("Submit with care") };
        let outcome = committed(form, with).await;
        assert!(matches!(outcome, CommitOutcome::Confirmed(_)), "{outcome:?}");
    });
    in_both(submitting(), async |form| {
        let before = house().server.taken();
        placed(form, "take").await;
        match committed(form, request("Submit with care")).await {
            CommitOutcome::InDoubt(why) => assert!(why.contains("a dialog stands open"), "{why}"),
            other => panic!("{other:?}"),
        }
        form.dialog(&DialogAnswer::Dismiss).await.unwrap();
        assert_eq!(house().server.taken(), before);
    });
}

#[test]
fn a_plain_click_on_what_submits_is_refused() {
    let _one = COUNTY.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    in_both(submitting(), async |form| {
        let before = house().server.taken();
        placed(form, "take").await;
        assert_eq!(failed(form.click(&button("Submit application"), None).await), ActionError::Submits);
        assert_eq!(failed(form.click(&role("link", "Quick submit"), None).await), ActionError::Submits);
        assert_eq!(failed(form.press(Some(&label("City")), "Enter").await), ActionError::Submits);
        form.press(Some(&label("City")), "End").await.unwrap();
        assert_eq!(failed(form.press(None, "Enter").await), ActionError::Submits);
        assert_eq!(house().server.taken(), before);
    });
    let by_name = Settings { submits: vec![Submit::Button("Submit  Nothing".into())], ..masked() };
    in_both(by_name, async |form| {
        open(form, "commit.html").await;
        assert_eq!(failed(form.click(&button("Submit nothing"), None).await), ActionError::Submits);
    });
}

#[test]
fn what_is_no_longer_ready_at_the_last_moment_is_not_clicked() {
    let _one = COUNTY.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    in_both(submitting(), async |form| {
        let before = house().server.taken();
        placed(form, "take").await;
        let covered = form.prepare_commit(request("Submit application")).await.unwrap();
        let again = form.prepare_commit(request("Submit application")).await.unwrap();
        let disable = "document.getElementById('go').disabled = arguments[0]";
        form.session().execute(disable, vec![true.into()]).await.unwrap();
        match form.commit(covered, intent()).await {
            CommitOutcome::NotClicked(failure) => {
                assert!(matches!(failure.error, ActionError::NotReady { .. }), "{failure}");
            }
            other => panic!("{other:?}"),
        }
        assert!(!form.committed());
        assert_eq!(house().server.taken(), before);
        form.session().execute(disable, vec![false.into()]).await.unwrap();
        let twice = form.prepare_commit(request("Submit application")).await.unwrap();
        assert!(matches!(form.commit(again, intent()).await, CommitOutcome::Confirmed(_)));
        match form.commit(twice, intent()).await {
            CommitOutcome::NotClicked(failure) => assert_eq!(failure.error, ActionError::AlreadyCommitted),
            other => panic!("{other:?}"),
        }
        assert_eq!(house().server.taken(), before + 1);
    });
}

#[test]
fn a_control_that_was_filled_anew_holds_only_the_last() {
    in_both(submitting(), async |form| {
        open(form, "commit.html").await;
        let put = |label: Target, path: &str, text: &str| FillItem {
            target: label,
            value: Typed::field(path, text),
            look_only: false,
        };
        form.fill(&put(label("Name"), "applicant.name.first", "Ada")).await.unwrap();
        form.fill(&put(label("City"), "home.city", "Alder")).await.unwrap();
        form.fill(&put(label("Name"), "applicant.name.last", "Lovelace")).await.unwrap();
        let missing = failed(form.prepare_commit(request("Submit application")).await);
        assert_eq!(missing, ActionError::Incomplete(vec!["applicant.name.first".into()]));
        form.fill(&put(label("Name"), "applicant.name.first", "Ada")).await.unwrap();
        form.prepare_commit(request("Submit application")).await.unwrap();
        form.clear(&label("City")).await.unwrap();
        let missing = failed(form.prepare_commit(request("Submit application")).await);
        assert_eq!(missing, ActionError::Incomplete(vec!["home.city".into()]));
    });
}
