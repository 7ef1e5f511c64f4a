//! Lists made by script: listboxes, popups, comboboxes, typeaheads, chips, and native lists behind a widget.

use crate::case::cases;
use crate::shorthand::*;

cases! { "Lists made by script", settings;
    "list-listbox.html" a_listbox: "an ARIA listbox that stands open, and one that takes several";
    "list-popup.html" a_popup: "a button that opens a listbox (select-only combobox), by text and by code";
    "list-combobox.html" a_combobox: "an ARIA combobox that takes text";
    "list-picked.html" of_a_typeahead_what_was_picked: "a typeahead where only what is picked counts, and the click on it got lost";
    "list-typeahead.html" a_typeahead: "a typeahead without roles: typed, then the item of that text picked";
    "list-datalist.html" a_datalist: "a text field with a datalist";
    "list-chips.html" chosen_beside_the_field: "a list that shows what was chosen beside its empty field, one and several";
    "list-replaced.html" a_native_list_behind_a_widget: "a hidden native list that a widget stands for: worked by the widget, read back from the list";
    "list-emptied.html" a_native_list_that_was_emptied: "a native list that its widget emptied: by text, and by the code that its items bear; what it does not find is no option";
    "list-slots.html" what_comes_in_by_slots: "a list and a radio group that are web components, their options and buttons coming in by slots";
    "list-slides.html" a_list_that_slides_open: "a list that slides open, slowly at first, is picked from when it stands";
    "list-long.html" a_long_popup: "a popup of 2,000 options that scrolls";
    "list-virtual.html" a_virtual_list: "a list of 3,000 of which eight are in the document, in elements that are used again: scrolled until the option comes";
    "list-virtual.html" a_standing_virtual_list: "a standing list that draws what is scrolled to a moment later, in different heights";
    "list-virtual.html" a_list_that_brings_more: "a list that brings more options at its end";
    "list-clipped.html" a_native_list_clipped_by_its_parent: "native lists that are clipped, transparent or off the page with what is around them: worked by the widget";
    "list-left.html" a_list_that_is_left (quick): "after a choice that failed neither its list stays open nor its text in the field";
    "choose-parts.html" what_a_typeahead_offers_instead (quick): "what a typeahead offers for what was typed is said, where nothing of it is the option";
    "choose-parts.html" an_option_after_typing: "typed text, and then the option of another text or with a part of it";
    "list-combobox.html" what_lists_do_not_offer (quick): "an option that a combobox does not offer is said, with what it offers";
}

async fn a_listbox(form: &mut Form) {
    done(choose(form, role("listbox", "Language"), "Vietnamese").await);
    done(choose(form, label("Language"), "English").await);
    assert!(done(form.state(&role("option", "English")).await).checked);
    done(form.choose(&label("Needs"), &[by_text("Food"), by_text("Rent")]).await);
    assert!(done(form.state(&role("option", "Rent")).await).checked);
}

async fn a_popup(form: &mut Form) {
    done(choose(form, label("Relationship"), "Child").await);
    assert_eq!(value(form, id("rel")).await, "Child");
    done(form.choose(&id("rel"), &[by_code("pa")]).await);
    assert_eq!(value(form, id("rel")).await, "Parent");
}

async fn a_combobox(form: &mut Form) {
    for city in ["Alder City", "Birchville"] {
        done(choose(form, label("City"), city).await);
        assert_eq!(value(form, label("City")).await, city);
    }
}

async fn of_a_typeahead_what_was_picked(form: &mut Form) {
    done(choose(form, label("Town"), "Reno").await);
    assert_eq!((out(form).await.as_str(), value(form, label("Town")).await.as_str()), ("Reno", "Reno"));
    open(form, "list-picked.html?lost=2").await;
    let lost = failed(choose(form, label("Town"), "Reno").await);
    assert!(matches!(lost, ActionError::Altered { .. }), "{lost}");
}

async fn a_typeahead(form: &mut Form) {
    for office in ["Birchville", "Alder City"] {
        done(choose(form, label("Office"), office).await);
        assert_eq!(value(form, label("Office")).await, office);
    }
}

async fn a_datalist(form: &mut Form) {
    done(choose(form, label("Fruit"), "Pear").await);
    assert_eq!(value(form, label("Fruit")).await, "Pear");
    not_offered(choose(form, label("Fruit"), "Fig").await);
}

async fn chosen_beside_the_field(form: &mut Form) {
    done(choose(form, label("County"), "Birch").await);
    assert_eq!(text(form, css("#one .chips")).await, "Birch");
    done(form.choose(&label("Needs"), &[by_text("Food"), by_text("Heat")]).await);
    assert_eq!(text(form, css("#many .chips")).await, "FoodHeat");
}

async fn a_native_list_behind_a_widget(form: &mut Form) {
    done(choose(form, label("State"), "Colorado").await);
    assert_eq!(out(form).await, "CO");
    done(form.choose(&label("State"), &[by_code("CA")]).await);
    assert_eq!(out(form).await, "CA");
    assert_eq!(value(form, id("state")).await, "California");
}

async fn a_native_list_that_was_emptied(form: &mut Form) {
    done(choose(form, label("County"), "Birch County").await);
    assert_eq!(out(form).await, "18");
    done(form.choose(&label("County"), &[by_code("17")]).await);
    assert_eq!(out(form).await, "17");
    not_offered(choose(form, label("County"), "Elm County").await);
}

async fn what_comes_in_by_slots(form: &mut Form) {
    done(choose(form, label("County"), "Birch").await);
    assert_eq!(out(form).await, "BI");
    done(form.choose(&id("county"), &[by_code("AL")]).await);
    assert_eq!(out(form).await, "AL");
    done(choose(form, label("Marital status"), "Married").await);
    assert_eq!(out(form).await, "m");
    done(form.choose(&label("Marital status"), &[by_code("s")]).await);
    assert_eq!(out(form).await, "s");
}

async fn a_list_that_slides_open(form: &mut Form) {
    for relation in ["Parent", "Spouse"] {
        done(choose(form, label("Relationship"), relation).await);
        assert_eq!(value(form, id("rel")).await, relation);
    }
}

async fn a_long_popup(form: &mut Form) {
    done(choose(form, label("ZIP Code"), "91987").await);
    assert_eq!(value(form, css("button")).await, "91987");
}

async fn what_lists_do_not_offer(form: &mut Form) {
    assert_eq!(not_offered(choose(form, label("City"), "Elm").await).wanted, "“Elm”");
}

async fn a_virtual_list(form: &mut Form) {
    done(choose(form, label("Agency"), "Agency 1839").await);
    assert_eq!((out(form).await.as_str(), value(form, id("b")).await.as_str()), ("G2002", "Agency 1839"));
    done(choose(form, label("Agency"), "Agency 1").await);
    assert_eq!(out(form).await, "G0");
    let mismatch = not_offered(choose(form, label("Agency"), "Agency 9999").await);
    assert!(!mismatch.partial && mismatch.more, "all of it was seen, and not all is said: {mismatch:?}");
    assert_eq!(mismatch.found.len(), 100, "{mismatch:?}");
    assert_eq!(value(form, id("b")).await, "Agency 1");
}

async fn a_standing_virtual_list(form: &mut Form) {
    for school in ["School 373", "School 37", "School 400", "School 1"] {
        done(choose(form, label("School"), school).await);
        assert_eq!(out(form).await, school);
    }
    not_offered(choose(form, label("School"), "School 401").await);
}

async fn a_list_that_brings_more(form: &mut Form) {
    done(choose(form, label("Street"), "Street 77").await);
    assert_eq!(out(form).await, "Street 77");
    not_offered(choose(form, label("Street"), "Street 91").await);
}

async fn a_native_list_clipped_by_its_parent(form: &mut Form) {
    for way in ["Nothing", "Clip", "Clear", "Away", "Path", "Before"] {
        done(choose(form, label(way), "5 ft 10 in").await);
        assert_eq!(value(form, id(way)).await, "5 ft 10 in", "{way}");
        done(choose(form, label(way), "6 ft").await);
        assert_eq!(value(form, id(way)).await, "6 ft", "{way}");
    }
    done(choose(form, label("Over"), "Two").await);
    assert_eq!(text(form, css(".over span")).await, "Two");
}

async fn a_list_that_is_left(form: &mut Form) {
    not_offered(choose(form, label("Area"), "West").await);
    fills(form, label("Town"), "Salem").await;
    for field in ["Town", "Plain"] {
        not_offered(choose(form, label(field), "Re").await);
        assert_eq!(value(form, label(field)).await, "", "{field}");
    }
    fills(form, label("Next"), "on").await;
    click(form, button("Go")).await;
    comes_out(form, "went").await;
}

async fn what_a_typeahead_offers_instead(form: &mut Form) {
    for (typed, offers) in
        [("HKY", vec!["Hickory, NC (HKY)"]), ("MBS", vec!["Midland, MI (MBS)", "Bay City, MI (MBS)"])]
    {
        assert_eq!(not_offered(choose(form, label("From"), typed).await).found, offers);
        assert_eq!(value(form, label("From")).await, "");
    }
}

async fn an_option_after_typing(form: &mut Form) {
    done(form.choose(&label("From"), &[by_text("Midland, MI (MBS)").typing(Typed::literal("MBS"))]).await);
    assert_eq!(value(form, label("From")).await, "Midland, MI (MBS)");
    done(form.choose(&label("From"), &[by_part("HKY")]).await);
    assert_eq!(value(form, label("From")).await, "Hickory, NC (HKY)");
    assert!(matches!(failed(form.choose(&label("From"), &[by_part("MBS")]).await), ActionError::ManyMatches(_)));
    done(form.choose(&label("From"), &[by_part("MBS").nth(1)]).await);
    assert_eq!(value(form, label("From")).await, "Midland, MI (MBS)");
}
