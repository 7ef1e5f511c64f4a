//! Pages that are not what they were: said before anything is sent, and in the failures that come of it.

use postrider::form::{KnownForms, Watched};
use postrider::submission::OnDrift;
use serde_json::json;

use crate::case::cases;
use crate::shorthand::*;

cases! { "Drift", knowing_before;
    "redesigned.html" a_redesign_is_named (noting): "a page that was redesigned: what changed, and the likely new target";
    "redesigned.html" the_rest_is_looked_for: "a page that was redesigned: what is gone ends no filling, the rest is looked for, and nothing is committed";
    "redesigned.html" a_page_that_is_what_it_was (knowing_as_it_is): "a page that is what it was raises nothing";
    "asks.html" a_question_that_was_turned_round (knowing_it_turned): "a question that was turned round, over radio buttons that no group holds and a box is chosen in: nothing is sent";
    "asks.html" what_a_control_means (masked): "what each control means: question, codes, limits, what it comes with, where its button sends";
}

/// The page as a release is known to work it.
const BEFORE: &str =
    "/redesigned.html\ntextbox\ttext\tStreet Address\t!\t\ntextbox\ttext\tCity\t!\t\nbutton\tbutton\tNext\t\t";
const AS_IT_IS: &str = "/redesigned.html\ntextbox\ttext\tStreet line one\t!\t\ntextbox\ttext\tCity\t!\t\n\
    combobox\tselect\tPreferred contact\t!\tMail|Phone\nbutton\tbutton\tNext\t\t";

fn knowing(pages: &str, on_drift: OnDrift) -> Settings {
    let known = KnownForms::from_lines(&[pages.to_owned()]);
    Settings { watched: Watched { known, on_drift, ..Watched::default() }, ..quick() }
}

fn knowing_before() -> Settings {
    knowing(BEFORE, OnDrift::Hold)
}

fn noting() -> Settings {
    knowing(BEFORE, OnDrift::Note)
}

fn knowing_as_it_is() -> Settings {
    knowing(AS_IT_IS, OnDrift::Hold)
}

const CHANGED: &str = "text box “Street Address” is now “Street line one”; new required list “Preferred contact”, which comes with an answer";

async fn a_redesign_is_named(form: &mut Form) {
    let failure = fill(form, label("Street Address"), "x").await.unwrap_err();
    assert_eq!(
        failure.hint,
        format!(
            "The site changed since this form was accepted: {CHANGED}; likely the new target is “Street line one”."
        )
    );
    assert_eq!(form.drift(true).lines(), [format!("/redesigned.html: {CHANGED}")]);
    assert!(!form.drift(true).forbids_commit(), "it is said, and no more");
    let kinds: Vec<_> = form.trace().iter().map(|line| line.kind.as_str()).collect();
    assert_eq!(kinds, ["drift-suspected", "open", "fill"], "it is said once, at the first sight");
}

async fn the_rest_is_looked_for(form: &mut Form) {
    done(form.fill_all(&[item(label("Street Address"), "1 Oak"), item(label("City"), "Alder")]).await);
    assert_eq!(value(form, label("City")).await, "Alder", "what is there was filled");
    let drift = form.drift(false);
    assert!(drift.forbids_commit());
    let (renamed, new) = CHANGED.split_once("; ").expect("two differences");
    assert_eq!(
        drift.lines(),
        [
            format!("/redesigned.html: {new}; {renamed}"),
            "looked for in vain: the control labelled “street address”".to_owned()
        ],
        "what ends it stands first"
    );
}

async fn a_page_that_is_what_it_was(form: &mut Form) {
    click(form, label("City")).await;
    assert!(form.drift(true).is_empty(), "{:?}", form.drift(true));
}

/// The page's radio buttons as they were, the second pair under another question; nothing else on it counts.
fn knowing_it_turned() -> Settings {
    let radio = |label: &str, question: &str, name: &str, code: &str| json!({ "role": "radio", "kind": "radio", "label": label, "meaning": { "question": question, "name": name, "code": code } });
    let citizens = "Is everyone a citizen?";
    let skeleton = json!([
        radio("Yes", citizens, "citizens", "Y"),
        radio("No", citizens, "citizens", "N"),
        radio("Yes", "Does nobody get wages?", "wages", "1"),
        radio("No", "Does nobody get wages?", "wages", "0"),
    ]);
    let page = json!({ "path": "/asks.html", "skeleton": skeleton, "by": "first_delivery" });
    let known = json!({ "release": "proven", "accepted": [page] }).to_string();
    let ignored =
        ["We speak Spanish at home", "Last name", "Marital status", "Language", "Visit"].map(str::to_owned).into();
    let known = KnownForms::from_text(&known).expect("forms that are known");
    Settings { watched: Watched { known, ignored, ..Watched::default() }, ..quick() }
}

async fn a_question_that_was_turned_round(form: &mut Form) {
    let turned = "“Yes”, “No” stand under “Does anyone get wages?” now, before under “Does nobody get wages?”";
    done(check(form, Target { nth: Some(0), ..role("radio", "No") }, true).await);
    let seen = form.drift(false);
    assert!(!seen.forbids_commit() && seen.lines()[0].contains(turned), "{:?}", seen.lines());
    done(choose(form, id("wages"), "Yes").await);
    let seen = form.drift(false);
    assert!(seen.forbids_commit() && seen.lines()[0].contains(turned), "{:?}", seen.lines());
}

async fn what_a_control_means(form: &mut Form) {
    done(check(form, Target { nth: Some(0), ..role("radio", "No") }, true).await);
    click(form, label("Last name")).await;
    let pages: Vec<String> = form.pages().iter().map(ToString::to_string).collect();
    assert_eq!(
        pages,
        ["/asks.html “Household, case #”\n  \
          check box “We speak Spanish at home”, named “spanish”, sent as “1”\n  \
          radio button “Yes”, under “Is everyone a citizen?”, named “citizens”, sent as “Y”\n  \
          radio button “No”, under “Is everyone a citizen?”, named “citizens”, sent as “N”\n  \
          radio button “Yes”, under “Does anyone get wages?”, named “wages”, sent as “1”\n  \
          radio button “No”, under “Does anyone get wages?”, named “wages”, sent as “0”, comes with an answer\n  \
          required text box “Last name”, under “Head of household”, named “last_name”, like “[A-Za-z ]+”, at most 20 characters\n  \
          list “Marital status”, under “Head of household”, named “marital”: “-- select --” (), “Single” (1), “Married” (2)\n  \
          list “Language”, under “Head of household”, named “language”, comes with an answer: “English” (en), “Spanish” (es)\n  \
          list “Visit”, under “Head of household”, named “visit”, comes with an answer: “Monday” ()\n  \
          button “Save”, sends “POST /asks/save”\n  \
          link “Finish later”, sends “GET /asks/later”"]
    );
}
