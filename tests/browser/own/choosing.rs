//! Native lists and radio groups.

use crate::case::cases;
use crate::shorthand::*;

cases! { "Choosing", settings;
    "choose-native.html" a_native_list: "a native list by text and by code, read back; one change event";
    "choose-native.html" what_a_native_list_does_not_offer (quick): "an option that is not offered, or is disabled, is said";
    "choose-dependent.html" a_list_that_fills_another: "a list that is filled after another one was chosen from is waited for";
    "choose-many.html" several_of_a_native_list: "a list that takes several holds exactly what was chosen, or nothing";
    "choose-groups.html" options_in_groups (quick): "options in groups; the same text in two groups is distinguished by its code";
    "choose-stubborn.html" a_list_that_puts_back (quick): "a list that puts its own choice back is `altered`";
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
    match failed(choose(form, label("State"), "Californa").await) {
        ActionError::NoSuchOption(mismatch) => assert_eq!(mismatch.found[0], "California"),
        other => panic!("{other}"),
    }
    assert!(matches!(failed(form.choose(&label("State"), &[by_code("XX")]).await), ActionError::NoSuchOption(_)));
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
    assert!(matches!(failed(choose(form, name("snack"), "Eggs").await), ActionError::NoSuchOption(_)));
}
