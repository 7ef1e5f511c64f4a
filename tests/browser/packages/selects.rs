//! Libraries that put a widget of their own in place of a native list. Chosen as a person would, read back from the list.

use crate::case::cases;
use crate::shorthand::*;

cases! { "tom-select 2.4.3, choices.js 11.1.0, select2 4.0.13, selectize 0.15.2, slim-select 2.9.2, chosen-js 1.8.7, accessible-autocomplete 3.0.1, jquery-ui 1.14.1", settings;
    "external/tom-select.html" tom_select: "Tom Select: one and several, by text and by code";
    "external/choices.html" choices: "Choices.js: one and several, by text and by code";
    "external/select2.html" select2: "Select2: one, with its search field, and several";
    "external/selectize.html" selectize: "Selectize: one and several, by text and by code";
    "external/slim-select.html" slim_select: "Slim Select: one and several, by text and by code";
    "external/chosen.html" chosen: "Chosen: one and several, by text and by code";
    "external/accessible-autocomplete.html" accessible_autocomplete: "the accessible autocomplete: one, and another after it";
    "external/jquery-ui-select.html" jquery_ui: "jQuery UI: selectmenu and autocomplete";
}

async fn one_and_several(form: &mut Form) {
    for (county, code) in [("Birch County", "BI"), ("Alder County", "AL")] {
        done(choose(form, label("County"), county).await);
        assert_eq!(out(form).await, code);
    }
    done(form.choose(&id("county"), &[by_code("CE")]).await);
    assert_eq!(out(form).await, "CE");
    assert_eq!(value(form, id("county")).await, "Cedar County");
    done(form.choose(&id("needs"), &[by_text("Food"), by_text("Heat")]).await);
    assert_eq!(value(form, id("needs")).await, "Food\nHeat");
    not_offered(choose(form, label("County"), "Elm County").await);
}

async fn tom_select(form: &mut Form) {
    one_and_several(form).await;
}

async fn choices(form: &mut Form) {
    one_and_several(form).await;
}

async fn select2(form: &mut Form) {
    one_and_several(form).await;
}

async fn selectize(form: &mut Form) {
    one_and_several(form).await;
}

async fn slim_select(form: &mut Form) {
    one_and_several(form).await;
}

async fn chosen(form: &mut Form) {
    one_and_several(form).await;
}

async fn accessible_autocomplete(form: &mut Form) {
    for county in ["Birch County", "Alder County"] {
        done(choose(form, label("County"), county).await);
        assert_eq!(value(form, label("County")).await, county);
    }
}

async fn jquery_ui(form: &mut Form) {
    done(choose(form, label("Select a speed"), "Fast").await);
    assert_eq!(out(form).await, "Fast");
    done(choose(form, label("Tags"), "JavaScript").await);
    assert_eq!(value(form, label("Tags")).await, "JavaScript");
}
