//! Pages that are not what they were: said before anything is sent, and in the failures that come of it.

use postrider::form::{KnownForms, Watched};
use postrider::submission::OnDrift;

use crate::case::cases;
use crate::shorthand::*;

cases! { "Drift", knowing_before;
    "redesigned.html" a_redesign_is_named (noting): "a page that was redesigned: what changed, and the likely new target";
    "redesigned.html" the_rest_is_looked_for: "a page that was redesigned: what is gone ends no filling, the rest is looked for, and nothing is committed";
    "redesigned.html" a_page_that_is_what_it_was (knowing_as_it_is): "a page that is what it was raises nothing";
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
    assert_eq!(
        drift.lines(),
        [
            format!("/redesigned.html: {CHANGED}"),
            "looked for in vain: the control labelled “street address”".to_owned()
        ]
    );
}

async fn a_page_that_is_what_it_was(form: &mut Form) {
    click(form, label("City")).await;
    assert!(form.drift(true).is_empty(), "{:?}", form.drift(true));
}

async fn what_a_control_means(form: &mut Form) {
    done(check(form, Target { nth: Some(0), ..role("radio", "No") }, true).await);
    click(form, label("Last name")).await;
    let pages: Vec<String> = form.pages().iter().map(ToString::to_string).collect();
    assert_eq!(
        pages,
        ["/asks.html “Household, case #”\n  \
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
