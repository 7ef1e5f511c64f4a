//! Pages that are not what they were: said before anything is sent, and in the failures that come of it.

use postrider::form::{KnownForms, Watched};

use crate::case::cases;
use crate::shorthand::*;

cases! { "Drift", knowing_before;
    "redesigned.html" a_redesign_is_named: "a page that was redesigned: what changed, and the likely new target";
    "redesigned.html" a_page_that_is_what_it_was (knowing_as_it_is): "a page that is what it was raises nothing";
}

/// The page as an application was delivered by it.
const BEFORE: &str =
    "/redesigned.html\ntextbox\ttext\tStreet Address\t!\t\ntextbox\ttext\tCity\t!\t\nbutton\tbutton\tNext\t\t";
const AS_IT_IS: &str = "/redesigned.html\ntextbox\ttext\tStreet line one\t!\t\ntextbox\ttext\tCity\t!\t\n\
    combobox\tselect\tPreferred contact\t!\tMail|Phone\nbutton\tbutton\tNext\t\t";

fn knowing(pages: &str) -> Settings {
    let known = KnownForms::from_lines(&[pages.to_owned()]);
    Settings { watched: Watched { known, ..Watched::default() }, ..quick() }
}

fn knowing_before() -> Settings {
    knowing(BEFORE)
}

fn knowing_as_it_is() -> Settings {
    knowing(AS_IT_IS)
}

async fn a_redesign_is_named(form: &mut Form) {
    let failure = fill(form, label("Street Address"), "x").await.unwrap_err();
    assert_eq!(
        failure.hint,
        "The site changed since the last delivery: text box “Street Address” is now “Street line one”; \
         new required list “Preferred contact”; likely the new target is “Street line one”."
    );
    let (_, suspicions) = form.take_pages();
    assert_eq!(
        suspicions,
        ["/redesigned.html: text box “Street Address” is now “Street line one”; new required list “Preferred contact”"]
    );
    let kinds: Vec<_> = form.trace().iter().map(|line| line.kind.as_str()).collect();
    assert_eq!(kinds, ["drift-suspected", "open", "fill"], "it is said once, at the first sight");
}

async fn a_page_that_is_what_it_was(form: &mut Form) {
    click(form, label("City")).await;
    let (pages, suspicions) = form.take_pages();
    assert_eq!(suspicions, Vec::<String>::new());
    assert_eq!(pages.iter().map(|page| page.to_text()).collect::<Vec<_>>(), [AS_IT_IS], "it is kept as it is known");
}
