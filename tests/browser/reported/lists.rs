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
    "reported/typeahead-parts.html" a_part_of_what_is_offered (quick): "a typeahead that shows other texts than what was typed: the error is `no-such-option`, as no option has this text, and names those that are shown";
    "reported/list-nothing-found.html" what_says_nothing_was_found (quick): "a typeahead that says that nothing was found: `no-such-option`, as a heading or a notice is no option, and what comes next can be worked";
    "reported/shared-code.html" a_code_of_two_options (quick): "a code that two options share: the county gets it, or the error says at once to choose by text";
    "reported/shared-codes.html" codes_that_repeat (quick): "a code in two groups, options that are the same in all, radio buttons of one value: the county gets it, or the error says at once to choose by text";
}

/// A list of thousands is scrolled through to its end.
fn patient() -> Settings {
    Settings { action_bound: std::time::Duration::from_millis(bound(20_000).into()), ..settings() }
}

#[track_caller]
fn not_offered(done: Result<(), Failure>) -> Failure {
    match done {
        Err(failure) if matches!(failure.error, ActionError::NoSuchOption(_)) => failure,
        other => panic!("not no-such-option: {other:?}"),
    }
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
    click(form, button("Save")).await;
    county.confirms(form, &["office=B1"]).await;
}

async fn groups_nobody_can_see(form: &mut Form) {
    let county = County::of(form, "hidden-groups").await;
    done(choose(form, label("Office"), "Main Street").await);
    for hidden in ["N1", "W1", "E0"] {
        not_offered(form.choose(&label("Office"), &[by_code(hidden)]).await);
    }
    assert_eq!(missing(choose(form, label("Office"), "Harbor").await), Readiness::Enabled);
    click(form, button("Save")).await;
    county.confirms(form, &["office=E1"]).await;
}

async fn entries_nobody_can_see(form: &mut Form) {
    let county = County::of(form, "hidden-entries").await;
    done(choose(form, label("Benefit"), "Food").await);
    done(choose(form, label("Language"), "Spanish").await);
    click(form, button("Save")).await;
    county.confirms(form, &["lang=es, benefit=5"]).await;
}

/// The button that opens the list says what is chosen, too.
fn agency() -> Target {
    Target::by(Finder::Role { role: "button".into(), name: Some(holding("Agency")) })
}

/// Chooses and saves: what the county then has.
async fn sends(form: &mut Form, page: &str, list: Target, option: &str, sent: &str) {
    let county = County::of(form, page).await;
    done(choose(form, list, option).await);
    click(form, button("Save")).await;
    county.confirms(form, &[sent]).await;
}

async fn options_out_of_view(form: &mut Form) {
    sends(form, "virtual-list", agency(), "Agency 1839", "agency=G2002").await;
    sends(form, "virtual-list", agency(), "Agency 1", "agency=G0").await;
}

async fn an_option_that_is_not_there(form: &mut Form) {
    let county = County::of(form, "virtual-list").await;
    // All of it was scrolled through, or the error says that it was not.
    let failure = not_offered(choose(form, agency(), "Agency 9999").await);
    let ActionError::NoSuchOption(mismatch) = &failure.error else { panic!("{failure}") };
    assert!(mismatch.found.iter().all(|text| text.starts_with("Agency ")), "{failure}");
    assert!(!mismatch.partial || failure.to_string().contains("shows only a part"), "{failure}");
    click(form, button("Save")).await;
    county.confirms(form, &["agency="]).await;
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
    click(form, button("Save")).await;
    county.confirms(form, &["employer="]).await;
}

async fn a_list_clipped_by_its_parent(form: &mut Form) {
    let county = County::of(form, "clipped-list").await;
    done(choose(form, label("Height"), "5 ft 10 in").await);
    assert_eq!(value(form, id("h")).await, "5 ft 10 in");
    click(form, button("Save")).await;
    county.confirms(form, &["height=5 ft 10 in"]).await;
}

async fn lists_clipped_otherwise(form: &mut Form) {
    let county = County::of(form, "clipped-lists").await;
    for name in ["Pets", "Rooms", "Cars", "Jobs", "Debts", "Loans"] {
        if let Err(failure) = choose(form, label(name), "One").await {
            panic!("{name}: {failure}");
        }
    }
    click(form, button("Save")).await;
    county.confirms(form, &["path=1, thin=1, away=1, clear=1, rect=1, zero=1"]).await;
}

async fn a_list_over_its_face(form: &mut Form) {
    sends(form, "covered-list", label("Housing"), "Own", "housing=o").await;
}

async fn a_part_of_what_is_offered(form: &mut Form) {
    let from = Target::by(Finder::Placeholder(exact("From:")));
    for (typed, shown) in [("HKY", &["Hickory, NC (HKY)"][..]), ("MBS", &["Bay City, MI (MBS)", "Midland, MI (MBS)"])] {
        match not_offered(choose(form, from.clone(), typed).await).error {
            ActionError::NoSuchOption(mut mismatch) => {
                mismatch.found.sort();
                assert_eq!(mismatch.found, shown);
            }
            other => panic!("{other}"),
        }
    }
}

async fn what_says_nothing_was_found(form: &mut Form) {
    for (city, notice) in [("Cairo", "No city of this name. Try again."), ("Al", "Cities")] {
        match not_offered(choose(form, label("City"), city).await).error {
            ActionError::NoSuchOption(mismatch) => {
                assert!(!mismatch.found.iter().any(|shown| shown == notice), "{:?}", mismatch.found);
            }
            other => panic!("{other}"),
        }
    }
    done(choose(form, label("City"), "Albion").await);
    assert_eq!(value(form, label("City")).await, "Albion");
    click(form, button("Go on")).await;
    assert_eq!(done(form.current().await).title, "went on");
}

/// Whether it was chosen; else the error says at once how it can be.
fn chosen_or_advised(done: Result<(), Failure>) -> bool {
    let Err(failure) = done else { return true };
    assert!(matches!(failure.error, ActionError::ManyMatches(_)), "{failure}");
    assert!(failure.hint.contains("text"), "{failure}");
    false
}

async fn a_code_of_two_options(form: &mut Form) {
    let county = County::of(form, "shared-code").await;
    if chosen_or_advised(form.choose(&label("Topic"), &[by_code("AN")]).await) {
        click(form, button("Save")).await;
        county.confirms(form, &["topic=AN"]).await;
    }
}

async fn codes_that_repeat(form: &mut Form) {
    let relation = label("Relation");
    let choices = [(&relation, by_code("C"), "relation=C"), (&relation, by_text("Parent"), "relation=P")];
    for (list, choice, sent) in choices {
        let county = County::of(form, "shared-codes").await;
        if chosen_or_advised(form.choose(list, &[choice]).await) {
            click(form, button("Save")).await;
            county.confirms(form, &[sent]).await;
        }
    }
    let county = County::of(form, "shared-codes").await;
    if chosen_or_advised(form.choose(&label("Status"), &[by_code("S")]).await) {
        click(form, button("Save")).await;
        county.confirms(form, &["relation=, status=S"]).await;
    }
}
