//! What a click, a key or a script may send: the gate holds back, tells of it, and is the witness of what left.

use std::time::Duration;

use postrider::form::{CommitOutcome, CommitRequest, Submit};

use super::committing::{COUNTY, committed, placed, plainly, request, submitting, until_held};
use crate::case::cases;
use crate::shorthand::*;
use crate::suite::suite;

cases! { "Sending", free;
    "commit.html" keys_in_disguise (submitting): "Enter with other keys, and a driver's code for it, are refused, too";
    "commit-ways.html" in_a_frame_and_by_a_check: "Enter in a frame that was not entered, and a check of a button that submits, are refused, too";
    "send-around.html" around_a_path: "what would receive a drag, a key or a click is asked whether it submits, not what was named";
    "send-around.html" around_a_name (by_its_name): "the same where only the button's name is declared";
    "commit-ways.html" what_is_held_back: "a request that submits by script is held back, and reported by the action that caused it, or the next";
    "commit-ways.html" a_commit_by_what_is_not_declared: "a commit by what the manifest does not declare is refused, and what is declared named";
    "commit-ways.html" a_commit_by_script: "a commit whose page sends by script is confirmed where the gate saw it";
    "commit-ways.html" a_page_that_only_says_so (by_any_name): "a page that confirms although nothing left is in doubt";
    "commit-ways.html" sent_by_a_query: "a page that may have sent it by a query is no proof that nothing left";
    "commit-ways.html" nothing_left: "no sign, and proof that nothing left: not sent, and nothing can be sent later";
}

fn free() -> Settings {
    Settings { required: Vec::new(), ..submitting() }
}

fn by_its_name() -> Settings {
    Settings { submits: vec![Submit::Button("Submit application".into())], ..free() }
}

fn by_any_name() -> Settings {
    Settings { submits: vec![Submit::Button("Claim it".into())], ..free() }
}

/// The action on this button fails with the request that it caused, or the one after it does.
async fn is_reported(form: &mut Form, target: Target) {
    let name = target.describe();
    let before = form.session().submit_seen().refused;
    let failure = match form.click(&target, None).await {
        Err(failure) => failure,
        Ok(()) => {
            until_held(form, before).await;
            form.current().await.unwrap_err()
        }
    };
    let words = failure.to_string();
    let blocked = matches!(&failure.error, ActionError::Submits { blocked: Some(request), .. } if request == "POST /county/submit");
    assert!(blocked && words.contains("Make what sends this by `commit`"), "{name}: {words}");
    assert_eq!(form.trace().last().unwrap().result, "submits", "{name}");
    // Reported once.
    open(form, "commit-ways.html").await;
}

async fn what_is_held_back(form: &mut Form) {
    let _one = COUNTY.lock().await;
    let before = suite().site().taken();
    for name in ["Next", "Later", "Beacon", "Form"] {
        is_reported(form, button(name)).await;
    }
    is_reported(form, role("link", "Continue")).await;
    // Between the last action and the end.
    let refused = form.session().submit_seen().refused;
    script(form, "document.getElementById('later').click()").await;
    until_held(form, refused).await;
    form.end();
    let last = form.trace().last().unwrap();
    assert_eq!((last.kind.as_str(), last.result.as_str()), ("end", "submits"));
    assert!(form.last_failure().unwrap().contains("POST /county/submit"));
    assert_eq!(suite().site().taken(), before);
}

async fn keys_in_disguise(form: &mut Form) {
    let _one = COUNTY.lock().await;
    let before = (suite().site().taken(), form.session().submit_seen().refused);
    placed(form, "take").await;
    for key in ["Shift+Enter", "Control+Enter", "Alt+Shift+Enter"] {
        assert!(plainly(&failed(form.press(Some(&label("City")), key).await)), "{key}");
        let words = failed(form.press(None, key).await);
        assert!(plainly(&words), "{key}: {words:?}");
    }
    for key in ["\u{E006}", "\u{E007}", "Shift+\u{E006}"] {
        let refused = failed(form.press(Some(&label("City")), key).await);
        assert!(matches!(refused, ActionError::Malformed(_)), "{refused}");
    }
    assert!(plainly(&failed(form.press(Some(&button("Submit application")), "Shift+Space").await)));
    let ssn = "912345678".repeat(1_000);
    assert!(matches!(failed(form.press(None, &ssn).await), ActionError::Malformed(_)));
    let traced = format!("{:?}", form.trace());
    assert!(!traced.contains("912345678"), "{traced}");
    assert_eq!((suite().site().taken(), form.session().submit_seen().refused), before);
}

async fn in_a_frame_and_by_a_check(form: &mut Form) {
    let _one = COUNTY.lock().await;
    let before = (suite().site().taken(), form.session().submit_seen().refused);
    done(form.wait(&[Condition::Visible(framed(&["inner"], id("inside")))], 10_000).await);
    done(form.wait(&[Condition::Visible(button("Agree"))], 10_000).await);
    script(form, "document.getElementById('inner').contentDocument.getElementById('inside').focus()").await;
    assert!(plainly(&failed(form.press(None, "Enter").await)));
    assert!(plainly(&failed(check(form, button("Agree"), true).await)));
    assert_eq!((suite().site().taken(), form.session().submit_seen().refused), before);
}

/// Nothing but the refusal on the page stands in the way of these: of a button the gate knows nothing.
async fn around(form: &mut Form) {
    let _one = COUNTY.lock().await;
    let before = (suite().site().taken(), form.session().submit_seen().refused);
    let (go, heading) = (button("Submit application"), role("heading", "Review"));
    for (from, onto) in [(&go, &go), (&heading, &go), (&go, &heading), (&shown("Moved"), &go)] {
        assert!(plainly(&failed(form.drag(from, onto).await)), "{} onto {}", from.describe(), onto.describe());
    }
    script(form, "document.getElementById('go').focus()").await;
    for key in ["Enter", "Space", "Shift+Enter"] {
        assert!(plainly(&failed(form.press(Some(&heading), key).await)), "{key}");
    }
    for key in ["Alt+s", "Alt+Shift+s"] {
        for refused in [form.press(Some(&heading), key).await, form.press(None, key).await] {
            let words = failed(refused);
            assert!(plainly(&words), "{key}: {words}");
        }
    }
    done(form.press(Some(&heading), "End").await);
    for options in [ClickOptions::default(), ClickOptions { count: 2, ..ClickOptions::default() }] {
        assert!(plainly(&failed(form.click(&css("form"), Some(options)).await)));
    }
    assert_eq!(done(form.current().await).title, "Around");
    assert_eq!((suite().site().taken(), form.session().submit_seen().refused), before);
}

async fn around_a_path(form: &mut Form) {
    around(form).await;
}

async fn around_a_name(form: &mut Form) {
    around(form).await;
}

async fn a_commit_by_what_is_not_declared(form: &mut Form) {
    let _one = COUNTY.lock().await;
    let before = suite().site().taken();
    match failed(form.prepare_commit(request("Save")).await) {
        ActionError::Malformed(words) => {
            for said in ["the button named “Save”", "sends POST /slow/saved", "the path /county/submit"] {
                assert!(words.contains(said), "{words}");
            }
        }
        other => panic!("{other}"),
    }
    assert!(!form.committed());
    assert_eq!(done(form.current().await).title, "Ways");
    assert_eq!(suite().site().taken(), before);
}

async fn a_commit_by_script(form: &mut Form) {
    let _one = COUNTY.lock().await;
    let before = suite().site().taken();
    let outcome = committed(form, request("Send by script")).await;
    assert!(matches!(outcome, CommitOutcome::Confirmed(_)), "{outcome:?}");
    assert_eq!(suite().site().taken(), before + 1);
    let line = form.trace().last().unwrap();
    assert_eq!(line.result, "confirmed");
    assert!(line.value.as_deref().unwrap().starts_with("requests that submit: 1, answered with status 200"));
}

async fn a_page_that_only_says_so(form: &mut Form) {
    match committed(form, request("Claim it")).await {
        CommitOutcome::InDoubt(why) => {
            for said in ["nothing that submits was seen to leave", "requests that submit: 0", "the button “Claim it”"]
            {
                assert!(why.contains(said), "{why}");
            }
        }
        other => panic!("{other:?}"),
    }
}

async fn sent_by_a_query(form: &mut Form) {
    match committed(form, CommitRequest { bound_ms: 1_000, ..request("Send by a query") }).await {
        CommitOutcome::InDoubt(why) => assert!(why.contains("reads that could have submitted it: 1"), "{why}"),
        other => panic!("{other:?}"),
    }
}

async fn nothing_left(form: &mut Form) {
    let _one = COUNTY.lock().await;
    let before = suite().site().taken();
    match committed(form, CommitRequest { bound_ms: 1_000, ..request("Send nothing") }).await {
        CommitOutcome::NotClicked(failure) => {
            assert!(failure.to_string().contains("nothing was sent, says the gate"), "{failure}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(failed(form.prepare_commit(request("Send nothing")).await), ActionError::AlreadyCommitted);
    // What the page sends now, declared or not, would make it untrue.
    for path in ["/county/submit", "/slow/saved"] {
        let late = format!(
            "const done = arguments[0]; fetch('{path}', {{ method: 'POST' }}).then((answer) => done(answer.status))"
        );
        let status = form.session().execute_async(&late, vec![], Duration::from_secs(10)).await.unwrap();
        assert_eq!(status, 403, "{path}");
    }
    assert_eq!(suite().site().taken(), before);
}
