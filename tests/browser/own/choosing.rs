//! Native lists, radio groups, and groups of check boxes.

use crate::case::cases;
use crate::shorthand::*;

cases! { "Choosing", settings;
    "choose-native.html" a_native_list: "a native list by text and by code, read back; one change event";
    "choose-native.html" what_a_native_list_does_not_offer (quick): "an option that is not offered, or is disabled, is said";
    "choose-dependent.html" a_list_that_fills_another: "a list that is filled after another one was chosen from is waited for";
    "choose-many.html" several_of_a_native_list: "a list that takes several holds exactly what was chosen, or nothing";
    "choose-groups.html" options_in_groups (quick): "options in groups; the same text in two groups is distinguished by its code";
    "choose-stubborn.html" a_list_that_puts_back (quick): "a list that puts its own choice back is `altered`";
    "choose-unseen.html" options_that_nobody_sees (quick): "options hidden by style, attribute, visibility or with their group are neither taken nor offered";
    "choose-alike.html" options_of_one_code: "of options that share a code the first that is enabled; of those that share a text the one of a code or number";
    "choose-alike.html" what_cannot_come_any_more: "a list that stands there is not waited for where several options match, or the one is disabled";
    "choose-parts.html" options_by_a_part: "an option by a part of its text, which splits no word and no number";
    "choose-boxes.html" groups_of_check_boxes: "groups of check boxes: exactly those that were chosen are on, by label or code; the others are off";
    "choose-boxes.html" what_boxes_do_not_take (quick): "a box that is not offered, disabled or put back is said";
    "choose-boxes.html" what_can_be_changed (quick): "a list or box that a person can change is editable";
    "choose-radios.html" radio_groups: "radio groups by legend, ARIA group or name; unlabelled ones by the text beside them";
}

async fn a_native_list(form: &mut Form) {
    done(choose(form, label("State"), "california").await);
    assert_eq!(out(form).await, "changes 1");
    done(choose(form, label("State"), "California").await);
    assert_eq!(out(form).await, "changes 1", "it is chosen already");
    done(form.choose(&label("State"), &[by_code("CO")]).await);
    assert_eq!(value(form, label("State")).await, "Colorado");
    done(choose(form, label("State"), "New Mexico").await);
    done(choose(form, label("State"), "Choose").await);
    assert_eq!(out(form).await, "changes 4");
}

async fn what_a_native_list_does_not_offer(form: &mut Form) {
    assert_eq!(not_offered(choose(form, label("State"), "Californa").await).found[0], "California (code CA)");
    not_offered(form.choose(&label("State"), &[by_code("XX")]).await);
    assert_eq!(missing(choose(form, label("State"), "Nevada").await), Readiness::Enabled);
    let two = [by_text("California"), by_text("Colorado")];
    assert!(matches!(failed(form.choose(&label("State"), &two).await), ActionError::Malformed(_)));
    assert_eq!(out(form).await, "", "nothing was chosen");
}

async fn a_list_that_fills_another(form: &mut Form) {
    done(choose(form, label("State"), "California").await);
    done(choose(form, label("County"), "Birch").await);
    done(choose(form, label("State"), "Colorado").await);
    done(choose(form, label("County"), "Denver").await);
    assert_eq!(value(form, label("County")).await, "Denver");
}

async fn several_of_a_native_list(form: &mut Form) {
    done(form.choose(&label("Needs"), &[by_text("Rent"), by_text("Heat")]).await);
    assert_eq!(value(form, label("Needs")).await, "Rent\nHeat");
    done(form.choose(&label("Needs"), &[by_text("Heat"), by_text("Work")]).await);
    assert_eq!(value(form, label("Needs")).await, "Heat\nWork");
    done(form.choose(&label("Needs"), &[]).await);
    assert_eq!(value(form, label("Needs")).await, "");
}

async fn options_in_groups(form: &mut Form) {
    done(choose(form, label("Office"), "Birch").await);
    assert!(matches!(failed(choose(form, label("Office"), "Main Street").await), ActionError::ManyMatches(_)));
    done(form.choose(&label("Office"), &[by_code("s2")]).await);
    let chosen: Vec<String> = done(form.read_options(&label("Office")).await)
        .into_iter()
        .filter(|option| option.chosen)
        .map(|option| option.code)
        .collect();
    assert_eq!(chosen, ["s2"]);
    assert_eq!(missing(choose(form, label("Office"), "Cedar").await), Readiness::Enabled);
}

async fn a_list_that_puts_back(form: &mut Form) {
    assert_eq!(altered(choose(form, label("Stubborn"), "Some").await).0, AlterationKind::Different);
}

async fn radio_groups(form: &mut Form) {
    done(choose(form, label("Marital status"), "Married").await);
    assert!(done(form.state(&label("Married")).await).checked);
    done(form.choose(&name("ms"), &[by_code("s")]).await);
    assert!(done(form.state(&label("Single")).await).checked);
    done(choose(form, label("Pays rent"), "No").await);
    assert!(done(form.state(&role("radio", "No")).await).checked);
    done(choose(form, name("snack"), "Peas").await);
    assert!(done(form.state(&css("[value=p]")).await).checked);
    not_offered(choose(form, name("snack"), "Eggs").await);
}

async fn codes_of(form: &mut Form, target: Target) -> Vec<String> {
    done(form.read_options(&target).await).into_iter().map(|option| option.code).collect()
}

async fn options_that_nobody_sees(form: &mut Form) {
    done(choose(form, label("Office"), "Main Street").await);
    assert_eq!(script(form, "return document.forms[0].office.value").await, "B1");
    for text in ["Old Mill", "Airport Road", "Station Square", "Market Hall", "Church Lane"] {
        let found = not_offered(choose(form, label("Office"), text).await).found;
        assert_eq!(found.len(), 2, "{text}: {found:?}");
    }
    for code in ["A1", "A2", "A3", "A4", "A5", "C9"] {
        not_offered(form.choose(&label("Office"), &[by_code(code)]).await);
    }
    assert_eq!(codes_of(form, label("Office")).await, ["B1", "B2"]);
    done(form.choose(&label("Needs"), &[by_text("Food")]).await);
    not_offered(form.choose(&label("Needs"), &[by_text("Nothing")]).await);
    done(choose(form, label("Contact"), "Phone").await);
    assert!(done(form.state(&css("[value=p]")).await).checked);
    assert_eq!(codes_of(form, label("Contact")).await, ["p", "m"]);
    done(choose(form, label("Language"), "English").await);
    assert!(done(form.state(&id("l2")).await).checked);
    assert_eq!(codes_of(form, label("Language")).await, ["l2", "l3"]);
}

async fn options_of_one_code(form: &mut Form) {
    done(form.choose(&label("Topic"), &[by_code("AN")]).await);
    assert_eq!(value(form, label("Topic")).await, "Animals");
    done(choose(form, label("Topic"), "Arts and Humanities").await);
    assert_eq!(value(form, label("Topic")).await, "Arts and Humanities");
    done(choose(form, label("Office"), "East Side").await);
    done(form.choose(&label("Office"), &[by_text("Main Street").nth(1)]).await);
    assert_eq!(script(form, "return document.getElementById('office').value").await, "s");
    done(form.choose(&label("Visit"), &[by_code("am")]).await);
    assert!(done(form.state(&label("Morning")).await).checked);
}

async fn what_cannot_come_any_more(form: &mut Form) {
    let begun = std::time::Instant::now();
    let several = form.choose(&label("Office"), &[by_text("Main Street")]).await.unwrap_err();
    // What may still be enabled is waited for longer.
    assert!(begun.elapsed() < std::time::Duration::from_secs(1), "{:?}", begun.elapsed());
    assert!(several.hint.contains("code"), "{several}");
    assert!(
        matches!(&several.error, ActionError::ManyMatches(found) if found.found[1] == "“Main Street” (code s)"),
        "{several}"
    );
    assert_eq!(missing(choose(form, label("Topic"), "Aging").await), Readiness::Enabled);
    let took = begun.elapsed();
    assert!(took < settings().action_bound, "{took:?}");
}

async fn options_by_a_part(form: &mut Form) {
    done(form.choose(&label("Sex"), &[by_part("female")]).await);
    assert_eq!(value(form, label("Sex")).await, "Female (F)");
    for part in ["male", "emale", "Fem x"] {
        not_offered(form.choose(&label("Sex"), &[by_part(part)]).await);
    }
    done(form.choose(&label("Sex"), &[by_part("(X)")]).await);
    assert_eq!(value(form, label("Sex")).await, "Other (X)");
    for (part, size) in [("15", "15 people"), ("5 people", "1 to 5 people"), ("2,150", "2,150 people")] {
        done(form.choose(&label("Size"), &[by_part(part)]).await);
        assert_eq!(value(form, label("Size")).await, size);
    }
    not_offered(form.choose(&label("Size"), &[by_part("150")]).await);
    assert!(matches!(failed(form.choose(&label("Center"), &[by_part("Alder")]).await), ActionError::ManyMatches(_)));
    done(form.choose(&label("Center"), &[by_part("Alder").nth(1)]).await);
    assert_eq!(value(form, label("Center")).await, "Alder South office");
}

async fn on_in(form: &mut Form, target: Target) -> Vec<String> {
    let options = done(form.read_options(&target).await);
    options.into_iter().filter(|option| option.chosen).map(|option| option.text).collect()
}

async fn groups_of_check_boxes(form: &mut Form) {
    done(form.choose(&label("Needs"), &[by_text("Heat"), by_text("Rent")]).await);
    assert_eq!(on_in(form, label("Needs")).await, ["Rent", "Heat"]);
    done(form.choose(&label("Needs"), &[by_text("None of these")]).await);
    assert_eq!(on_in(form, label("Needs")).await, ["None of these"]);
    done(form.choose(&label("Needs"), &[by_text("Food")]).await);
    assert_eq!(on_in(form, label("Needs")).await, ["Food"]);
    done(form.choose(&label("Needs"), &[]).await);
    assert!(on_in(form, label("Needs")).await.is_empty());
    done(form.choose(&name("days[]"), &[by_code("tu")]).await);
    assert_eq!(on_in(form, name("days[]")).await, ["Tuesday"]);
    done(form.choose(&label("Languages"), &[by_text("English"), by_text("Spanish")]).await);
    done(form.choose(&label("Languages"), &[by_text("Spanish")]).await);
    assert_eq!(on_in(form, label("Languages")).await, ["Spanish"]);
}

async fn what_boxes_do_not_take(form: &mut Form) {
    let found = not_offered(form.choose(&label("Needs"), &[by_text("Pets")]).await).found;
    assert_eq!(found.len(), 4, "{found:?}");
    assert_eq!(on_in(form, label("Needs")).await, ["Food"], "nothing was switched");
    assert_eq!(missing(form.choose(&name("days[]"), &[by_text("Wednesday")]).await), Readiness::Enabled);
    assert_eq!(altered(form.choose(&label("Stubborn"), &[by_text("Agree")]).await).0, AlterationKind::Emptied);
}

async fn what_can_be_changed(form: &mut Form) {
    for (target, editable) in
        [(css("[name=food]"), true), (label("Needs"), true), (css("[value=we]"), false), (label("Other"), true)]
    {
        assert_eq!(done(form.state(&target).await).editable, editable, "{}", target.describe());
    }
    open(form, "choose-native.html").await;
    assert!(done(form.state(&label("State")).await).editable);
    open(form, "list-popup.html").await;
    assert!(done(form.state(&id("rel")).await).editable);
}
