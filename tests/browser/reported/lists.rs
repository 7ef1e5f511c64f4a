//! Lists that hide, clip, keep or lend their options.

use super::county::{County, quick, settings};
use crate::case::cases;
use crate::shorthand::*;
use crate::strain::bound;

cases! { "Lists", settings;
    "reported/hidden-options.html" options_nobody_can_see: "of two options with one text the one that can be seen is chosen; a hidden one is no option, by text and by code, and `read-options` does not offer it";
    "reported/hidden-groups.html" groups_nobody_can_see (quick): "the same where groups of options are hidden or switched off, and options invisible";
    "reported/hidden-entries.html" entries_nobody_can_see: "the same of a list made by script and of a radio group with hidden twins";
    "reported/virtual-list.html" options_out_of_view: "a list of 3,000 of which eight are in the document is scrolled to the option";
    "reported/virtual-list.html" an_option_that_is_not_there (patient): "an option that such a list does not have is `no-such-option`, and what is said to be offered is not said to be all";
    "reported/virtual-groups.html" options_under_headings: "a list of 1,200 options under headings that are drawn late as it scrolls";
    "reported/list-by-pages.html" options_that_are_asked_for (patient): "a list that asks for more options when its end comes near; an option that it never has is `no-such-option`";
    "reported/clipped-list.html" a_list_clipped_by_its_parent: "a native list clipped by its parent is chosen from by the widget that stands for it";
    "reported/clipped-lists.html" lists_clipped_otherwise: "native lists that are clipped, one pixel wide, off the page, transparent or shrunk to nothing, too";
    "reported/covered-list.html" a_list_over_its_face: "a transparent native list over a face that only shows what was chosen is chosen from itself";
    "reported/two-questions.html" a_text_of_two_questions (quick): "a text that two questions of a box have, and a part of two answers without a value: neither is taken for the other";
    "reported/closes-at-escape.html" a_choice_that_failed_presses_no_key (quick): "a choice that failed in a native list or of radio buttons presses no key on the page";
    "reported/typeahead-parts.html" a_part_of_what_is_offered (quick): "a typeahead that shows other texts than what was typed: the error is `no-such-option`, as no option has this text, and names those that are shown";
    "reported/list-nothing-found.html" what_says_nothing_was_found (quick): "a typeahead that says that nothing was found: `no-such-option`, as a heading or a notice is no option, and what comes next can be worked";
    "reported/list-nothing-like-it.html" what_a_widget_says_instead (quick): "the same of a typeahead without roles";
    "reported/shared-code.html" a_code_of_two_options (quick): "a code that two options share: the county gets it";
    "reported/shared-codes.html" codes_that_repeat (quick): "a code in two groups, options that are the same in all, radio buttons of one value: the county gets it";
    "reported/shared-code-entries.html" codes_of_entries (quick): "the same of a list made by script";
}

/// A list of thousands is scrolled through to its end.
fn patient() -> Settings {
    Settings { action_bound: std::time::Duration::from_millis(bound(20_000).into()), ..settings() }
}

async fn options_nobody_can_see(form: &mut Form) {
    let county = County::of(form, "hidden-options").await;
    done(choose(form, label("Office"), "Main Street").await);
    not_offered(choose(form, label("Office"), "Old Mill").await);
    not_offered(form.choose(&label("Office"), &[by_code("A2")]).await);
    let offered = done(form.read_options(&label("Office")).await);
    for hidden in ["A1", "A2", "C9"] {
        assert!(!offered.iter().any(|option| option.code == hidden && option.enabled), "{offered:?}");
    }
    county.gets(form, "Save", &["office=B1"]).await;
}

async fn groups_nobody_can_see(form: &mut Form) {
    let county = County::of(form, "hidden-groups").await;
    done(choose(form, label("Office"), "Main Street").await);
    for hidden in ["N1", "W1", "E0"] {
        not_offered(form.choose(&label("Office"), &[by_code(hidden)]).await);
    }
    assert_eq!(missing(choose(form, label("Office"), "Harbor").await), Readiness::Enabled);
    county.gets(form, "Save", &["office=E1"]).await;
}

async fn entries_nobody_can_see(form: &mut Form) {
    let county = County::of(form, "hidden-entries").await;
    done(choose(form, label("Benefit"), "Food").await);
    done(choose(form, label("Language"), "Spanish").await);
    county.gets(form, "Save", &["lang=es, benefit=5"]).await;
}

/// The button that opens the list says what is chosen, too.
fn agency() -> Target {
    Target::by(Finder::Role { role: "button".into(), name: Some(holding("Agency")) })
}

/// Chooses and saves: what the county then has.
async fn sends(form: &mut Form, page: &str, list: Target, option: &str, sent: &str) {
    let county = County::of(form, page).await;
    done(choose(form, list, option).await);
    county.gets(form, "Save", &[sent]).await;
}

async fn options_out_of_view(form: &mut Form) {
    sends(form, "virtual-list", agency(), "Agency 1839", "agency=G2002").await;
    sends(form, "virtual-list", agency(), "Agency 1", "agency=G0").await;
}

async fn an_option_that_is_not_there(form: &mut Form) {
    let county = County::of(form, "virtual-list").await;
    let mismatch = not_offered(choose(form, agency(), "Agency 9999").await);
    assert!(mismatch.found.iter().all(|text| text.starts_with("Agency ")), "{mismatch:?}");
    // All of it was scrolled through, and these are the nearest; or it was not.
    assert!(mismatch.more || mismatch.partial, "{mismatch:?}");
    county.gets(form, "Save", &["agency="]).await;
}

async fn options_under_headings(form: &mut Form) {
    let school = || role("combobox", "School");
    sends(form, "virtual-groups", school(), "School 700", "school=S999").await;
    sends(form, "virtual-groups", school(), "School 1", "school=S0").await;
}

async fn options_that_are_asked_for(form: &mut Form) {
    let employer = || button("Choose an employer");
    sends(form, "list-by-pages", employer(), "Employer 55", "employer=E55").await;
    let county = County::of(form, "list-by-pages").await;
    not_offered(choose(form, employer(), "Employer 500").await);
    county.gets(form, "Save", &["employer="]).await;
}

async fn a_list_clipped_by_its_parent(form: &mut Form) {
    let county = County::of(form, "clipped-list").await;
    done(choose(form, label("Height"), "5 ft 10 in").await);
    assert_eq!(value(form, id("h")).await, "5 ft 10 in");
    county.gets(form, "Save", &["height=5 ft 10 in"]).await;
}

async fn lists_clipped_otherwise(form: &mut Form) {
    let county = County::of(form, "clipped-lists").await;
    for name in ["Pets", "Rooms", "Cars", "Jobs", "Debts", "Loans"] {
        if let Err(failure) = choose(form, label(name), "One").await {
            panic!("{name}: {failure}");
        }
    }
    county.gets(form, "Save", &["path=1, thin=1, away=1, clear=1, rect=1, zero=1"]).await;
}

async fn a_list_over_its_face(form: &mut Form) {
    sends(form, "covered-list", label("Housing"), "Own", "housing=o").await;
}

async fn a_part_of_what_is_offered(form: &mut Form) {
    let from = Target::by(Finder::Placeholder(exact("From:")));
    for (typed, shown) in [("HKY", &["Hickory, NC (HKY)"][..]), ("MBS", &["Bay City, MI (MBS)", "Midland, MI (MBS)"])] {
        let mut found = not_offered(choose(form, from.clone(), typed).await).found;
        found.sort();
        assert_eq!(found, shown);
    }
}

async fn what_says_nothing_was_found(form: &mut Form) {
    for (city, notice) in [("Cairo", "No city of this name. Try again."), ("Al", "Cities")] {
        let found = not_offered(choose(form, label("City"), city).await).found;
        assert!(!found.iter().any(|shown| shown == notice), "{found:?}");
    }
    done(choose(form, label("City"), "Albion").await);
    assert_eq!(value(form, label("City")).await, "Albion");
    click(form, button("Go on")).await;
    assert_eq!(done(form.current().await).title, "went on");
}

async fn a_code_of_two_options(form: &mut Form) {
    let county = County::of(form, "shared-code").await;
    done(form.choose(&label("Topic"), &[by_code("AN")]).await);
    county.gets(form, "Save", &["topic=AN"]).await;
}

/// Chooses, of a page with all of these codes, and saves.
async fn sends_code(form: &mut Form, page: &str, list: &str, choice: Choice, sent: &str) {
    let county = County::of(form, page).await;
    done(form.choose(&label(list), &[choice]).await);
    county.gets(form, "Save", &[sent]).await;
}

async fn codes_that_repeat(form: &mut Form) {
    sends_code(form, "shared-codes", "Relation", by_code("C"), "relation=C").await;
    sends_code(form, "shared-codes", "Relation", by_text("Parent"), "relation=P").await;
    sends_code(form, "shared-codes", "Status", by_code("S"), "relation=, status=S").await;
}

async fn codes_of_entries(form: &mut Form) {
    sends_code(form, "shared-code-entries", "Program", by_code("M"), "program=M").await;
}

async fn what_a_widget_says_instead(form: &mut Form) {
    let found = not_offered(choose(form, label("Employer"), "Zenith").await).found;
    assert!(!found.iter().any(|shown| shown.contains("Nothing like this")), "{found:?}");
    done(choose(form, label("Employer"), "Acme Mills").await);
    assert_eq!(value(form, label("Employer")).await, "Acme Mills");
    click(form, button("Go on")).await;
    assert_eq!(done(form.current().await).title, "went on");
}

async fn a_text_of_two_questions(form: &mut Form) {
    let county = County::of(form, "two-questions").await;
    for (box_of, choice) in [("Household", by_text("Yes")), ("Help", by_part("Yes"))] {
        let several = failed(form.choose(&label(box_of), &[choice]).await);
        assert!(matches!(several, ActionError::ManyMatches(_)), "{box_of}: {several}");
    }
    done(form.choose(&name("blind"), &[by_text("Yes")]).await);
    county.gets(form, "Save", &["blind=yes, page=2"]).await;
}

async fn a_choice_that_failed_presses_no_key(form: &mut Form) {
    let county = County::of(form, "closes-at-escape").await;
    done(fill(form, label("Full name"), "Ada").await);
    not_offered(choose(form, label("State"), "Calif").await);
    not_offered(choose(form, label("Contact"), "Fax").await);
    done(choose(form, label("State"), "Oregon").await);
    county.gets(form, "Save", &["name=Ada, state=Oregon, keys="]).await;
}
