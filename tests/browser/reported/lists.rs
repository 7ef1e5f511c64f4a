//! Lists that hide, keep or lend their options.

use super::{County, quick, settings};
use crate::case::cases;
use crate::shorthand::*;

cases! { "Lists", settings;
    "reported/hidden-options.html" options_nobody_can_see: "of two options with one text the one that can be seen is chosen; a hidden one is no option, by text and by code, and `read-options` does not offer it";
    "reported/stale-list.html" a_list_that_is_stale: "a list that still shows what belongs to another choice: the option that comes is chosen, or the next action says `altered`";
    "reported/virtual-list.html" options_out_of_view: "a list of 3,000 of which eight are in the document is scrolled to the option";
    "reported/virtual-list.html" an_option_that_is_not_there (patient): "an option that such a list does not have is `no-such-option`, and what is said to be offered is not said to be all";
    "reported/clipped-list.html" a_list_clipped_by_its_parent: "a native list clipped by its parent is chosen from by the widget that stands for it";
    "reported/typeahead-parts.html" a_part_of_what_is_offered (quick): "a typeahead that shows other texts than what was typed: the error is `no-such-option`, as no option has this text, and names those that are shown";
    "reported/shared-code.html" a_code_of_two_options (quick): "a code that two options share: the county gets it, or the error says at once to choose by text";
}

/// A list of thousands is scrolled through to its end.
fn patient() -> Settings {
    Settings { action_bound: std::time::Duration::from_secs(20), ..settings() }
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

async fn a_list_that_is_stale(form: &mut Form) {
    let county = County::of(form, "stale-list").await;
    done(choose(form, label("County"), "Brook").await);
    done(choose(form, label("City"), "Franklin").await);
    match form.click(&button("Save"), None).await {
        Ok(()) => county.confirms(form, &["county=BR, city=BR-2"]).await,
        Err(Failure { error: ActionError::Altered { .. }, .. }) => assert_eq!(county.has(), [""; 0]),
        Err(other) => panic!("{other}"),
    }
}

/// The button that opens the list says what is chosen, too.
fn agency() -> Target {
    Target::by(Finder::Role { role: "button".into(), name: Some(holding("Agency")) })
}

async fn options_out_of_view(form: &mut Form) {
    for (agency, sent) in [("Agency 1839", "agency=G2002"), ("Agency 1", "agency=G0")] {
        let county = County::of(form, "virtual-list").await;
        done(choose(form, self::agency(), agency).await);
        click(form, button("Save")).await;
        county.confirms(form, &[sent]).await;
    }
}

async fn an_option_that_is_not_there(form: &mut Form) {
    let county = County::of(form, "virtual-list").await;
    let words = not_offered(choose(form, agency(), "Agency 9999").await).to_string();
    assert!(!words.contains("only the options") && !words.contains("the list has “"), "{words}");
    click(form, button("Save")).await;
    county.confirms(form, &["agency="]).await;
}

async fn a_list_clipped_by_its_parent(form: &mut Form) {
    let county = County::of(form, "clipped-list").await;
    done(choose(form, label("Height"), "5 ft 10 in").await);
    assert_eq!(value(form, id("h")).await, "5 ft 10 in");
    click(form, button("Save")).await;
    county.confirms(form, &["height=5 ft 10 in"]).await;
}

async fn a_part_of_what_is_offered(form: &mut Form) {
    let from = Target::by(Finder::Placeholder(exact("From:")));
    for (typed, shown) in [("HKY", &["Hickory, NC (HKY)"][..]), ("MBS", &["Midland, MI (MBS)", "Bay City, MI (MBS)"])] {
        match not_offered(choose(form, from.clone(), typed).await).error {
            ActionError::NoSuchOption(mismatch) => assert_eq!(mismatch.found, shown),
            other => panic!("{other}"),
        }
    }
}

async fn a_code_of_two_options(form: &mut Form) {
    let county = County::of(form, "shared-code").await;
    match form.choose(&label("Topic"), &[by_code("AN")]).await {
        Ok(()) => {
            click(form, button("Save")).await;
            county.confirms(form, &["topic=AN"]).await;
        }
        Err(failure) => {
            assert!(matches!(failure.error, ActionError::ManyMatches(_)), "{failure}");
            assert!(failure.hint.contains("by its text"), "{failure}");
        }
    }
}
