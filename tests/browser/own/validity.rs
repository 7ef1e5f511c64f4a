//! Forms that the browser itself holds back: what it holds invalid is told before anything is clicked.

use postrider::form::CommitOutcome;

use super::committing::{COUNTY, intent, request, submitting};
use super::hiding::ssn;
use crate::case::cases;
use crate::shorthand::*;
use crate::suite::suite;

cases! { "Validity", free;
    "commit-invalid.html" what_the_browser_holds_back: "controls for which the browser holds the form back are named, and nothing is clicked";
    "commit-invalid.html" what_the_browser_does_not_ask: "`novalidate` and `formnovalidate` are heeded; a hidden control and a script's message are named, and no value that may not be read";
}

fn free() -> Settings {
    Settings { required: Vec::new(), ..submitting() }
}

/// What is said of the controls that keep this from being sent.
async fn held(form: &mut Form, name: &str) -> String {
    let failure = form.prepare_commit(request(name)).await.unwrap_err();
    let words = failure.to_string();
    match failure.error {
        ActionError::Invalid(held) => held.found.join("\n"),
        _ => panic!("{name}: {words}"),
    }
}

async fn what_the_browser_holds_back(form: &mut Form) {
    let _one = COUNTY.lock().await;
    let before = suite().site().taken();
    done(fill(form, label("ZIP"), "9582").await);
    for name in ["Submit application", "Submit from outside"] {
        let words = held(form, name).await;
        for control in ["“Name”", "“ZIP”", "“English”", "“Phone”"] {
            assert!(words.contains(control), "{name}: {words}");
        }
        assert!(words.lines().count() == 4 && words.lines().all(|line| line.contains(": ")), "{words}");
    }
    for (control, text) in [("Name", "Ada"), ("ZIP", "95820"), ("Phone", "1")] {
        done(fill(form, label(control), text).await);
    }
    done(check(form, label("English"), true).await);
    let ready = done(form.prepare_commit(request("Submit application")).await);
    // At the last moment.
    script(form, "document.querySelector('[name=phone]').pattern = '[0-9]{3}'").await;
    match form.commit(ready, intent()).await {
        CommitOutcome::NotClicked(failure) => assert!(failure.to_string().contains("“Phone”"), "{failure}"),
        other => panic!("{other:?}"),
    }
    assert!(!form.committed());
    assert_eq!(suite().site().taken(), before);
}

async fn what_the_browser_does_not_ask(form: &mut Form) {
    for name in ["Submit unasked", "Submit freely"] {
        done(form.prepare_commit(request(name)).await);
    }
    assert!(held(form, "Submit unseen").await.contains("“Unseen”"));
    assert!(held(form, "Submit a code").await.contains("“Code”: This code is not known."));
    done(form.fill(&FillItem { target: label("E-mail"), value: ssn("zqvxw"), look_only: false }).await);
    let words = held(form, "Submit application").await;
    assert!(words.contains("“E-mail”: it does not take what it holds") && !words.contains("zqvxw"), "{words}");
}
