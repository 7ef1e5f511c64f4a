//! What is a difference of the site's, and what only another applicant, step or answer.

use super::*;
use crate::form::drift::change::describe_all;
use crate::form::drift::watch::DriftWatch;

const HOME: &str = "textbox\ttext\tStreet\t!\t\ncombobox\tselect\tCity\t!\t\nbutton\tsubmit\tNext\t\t";
const MAILING: &str = "textbox\ttext\tMailing street address\t!\t\ntextbox\ttext\tMailing ZIP\t!\t";
const PERSON: &str = "textbox\ttext\tFirst name\t!\t\ntextbox\ttext\tLast name\t!\t\nbutton\tsubmit\tAdd person\t\t\n\
    button\tsubmit\tNext\t\t";
const SEARCH: &str = "textbox\ttext\tConfirmation number\t!\t\nbutton\tsubmit\tLook up\t\t";

fn known(forms: &[&str]) -> KnownPages {
    KnownPages::from_texts(&forms.iter().map(|form| format!("/\n{form}")).collect::<Vec<_>>())
}

fn page(form: &str) -> SeenPage {
    SeenPage { path: "/".into(), skeleton: Skeleton::from_text(form) }
}

#[track_caller]
fn check(delivered: &[&str], now: &str, expect: &str) {
    let changes = known(delivered).differences(&page(now));
    assert_eq!(describe_all(&changes.unwrap_or_default()), expect, "{now}");
}

fn cities(options: &str) -> String {
    format!("combobox\tselect\tCity\t!\t{options}\nbutton\tsubmit\tNext\t\t")
}

#[test]
fn another_applicants_values_are_no_difference() {
    let before = cities("••• Creek|Fort •••|Weed");
    check(&[&before], &cities("Dogwood Creek|Fort Bragg|•••"), "");
    check(&[&cities("•••|Weed")], &cities("Eureka|•••"), "");
    // The household's members are listed.
    check(&[&cities("•••|•••")], &cities("•••|•••|•••"), "");
    check(
        &[&before],
        &cities("Dogwood Creek|•••|Arcata"),
        "list “City” has other options; new: “Arcata”; gone: “Weed”",
    );
    check(
        &[&before],
        &cities("Dogwood Creek|Camp Bragg|Weed"),
        "list “City” has other options; new: “Camp Bragg”; gone: “Fort •••”",
    );
    let radios =
        |eureka, weed| format!("radio\tradio\t{eureka}\t\t\nradio\tradio\t{weed}\t\t\nbutton\tsubmit\tNext\t\t");
    check(&[&radios("•••", "Weed")], &radios("Eureka", "•••"), "");
    check(&[&radios("•••", "Weed")], &radios("Eureka", "Arcata"), "radio button “Weed” is now “Arcata”");
    let own_path = SeenPage { path: "/•••/apply".into(), skeleton: Skeleton::from_text(HOME) };
    assert_eq!(
        KnownPages::from_texts(&[format!("/dogwood/apply\n{HOME}")]).kept(&own_path).map(|kept| kept.path),
        Some("/dogwood/apply".to_owned())
    );
}

#[test]
fn another_step_of_one_path_is_no_difference() {
    let steps = [HOME, PERSON];
    check(&steps, SEARCH, "");
    check(&steps, "button\tsubmit\tBack\t\t\nbutton\tsubmit\tNext\t\t", "");
    check(&steps, PERSON, "");
    check(&steps, &PERSON.replace("Last name", "Family name"), "text box “Last name” is now “Family name”");
    check(&steps, &PERSON.replace("button\tsubmit\tAdd person\t\t\n", ""), "button “Add person” is gone");
    // Where a path has one form, another one there is a redesign.
    check(
        &[PERSON],
        SEARCH,
        "text box “First name” is now “Confirmation number”; text box “Last name” is gone; button “Add person” is gone; \
         button “Next” is gone; new button “Look up”",
    );
}

#[test]
fn a_page_that_moved_is_compared_with_the_one_that_it_was() {
    let pages =
        [("/home", HOME), ("/person", PERSON), ("/search", SEARCH)].map(|(path, form)| format!("{path}\n{form}"));
    let moved = PERSON.replace("First", "Given").replace("Last", "Family").replace("Add person", "Add this person");
    let changes = KnownPages::from_texts(&pages).differences(&page(&moved)).unwrap();
    assert_eq!(
        describe_all(&changes),
        "text box “First name” is now “Given name”; text box “Last name” is now “Family name”; \
         button “Add person” is now “Add this person”"
    );
}

#[test]
fn what_a_delivery_has_shown_is_no_difference() {
    let (mailing, phone) = (format!("{HOME}\n{MAILING}"), format!("{HOME}\ntextbox\ttel\tPhone\t\t"));
    let seen = [HOME, &mailing, &phone];
    check(&seen, &format!("{HOME}\n{MAILING}\ntextbox\ttel\tPhone\t\t"), "");
    check(&seen[1..], HOME, "");
    check(
        &seen,
        &mailing.replace("Mailing ZIP", "Mailing postal code"),
        "text box “Mailing ZIP” is now “Mailing postal code”",
    );
    // Which cities there are depends on another list.
    check(&[&cities(""), &cities("Weed|Arcata")], &cities("Eureka|Ferndale"), "");
    check(
        &[&cities("Weed|Arcata")],
        &cities("Weed|Eureka"),
        "list “City” has other options; new: “Eureka”; gone: “Arcata”",
    );
}

#[test]
fn what_an_answer_brings_first_is_no_difference() {
    let mut watch = DriftWatch::new(known(&[HOME]));
    assert_eq!(watch.see(page(HOME)), None);
    assert_eq!(watch.see(page(&format!("{HOME}\n{MAILING}"))), None, "nobody was asked for it before");
    let mut watch = DriftWatch::new(known(&[HOME, &format!("{HOME}\n{MAILING}")]));
    assert_eq!(watch.see(page(HOME)), None);
    let redesigned = format!("{HOME}\n{}", MAILING.replace("ZIP", "postal code"));
    let changes = watch.see(page(&redesigned));
    assert_eq!(changes.as_deref(), Some("text box “Mailing ZIP” is now “Mailing postal code”"));
    let mut watch = DriftWatch::new(known(&[HOME]));
    let changes = watch.see(page(&format!("{HOME}\n{MAILING}")));
    assert!(changes.is_some(), "a page that has them from its beginning is another");
}

#[test]
fn a_form_is_kept_once_for_all_applicants() {
    let kept = cities("••• Creek|Weed");
    let mut watch = DriftWatch::new(known(&[&kept]));
    watch.see(page(&cities("Dogwood Creek|•••")));
    let (pages, _) = watch.take();
    assert_eq!(pages, [page(&kept)]);
}
