//! Reading: texts, values, attributes, states, options, tables; masked.

use crate::case::cases;
use crate::shorthand::*;

cases! { "Reading", settings;
    "read.html" texts_and_values: "visible text and what controls hold";
    "read.html" attributes_and_states: "attributes, and whether a control is visible, enabled, editable, checked, required";
    "read.html" options_of_lists: "the options of native lists, radio groups, listboxes and datalists";
    "read-table.html" tables_and_lists: "a table's cells with its headings, one made of roles, and a list";
    "read-table.html" what_is_read_comes_masked (masked): "what the applicant said comes masked; screenshots are kept";
}

async fn texts_and_values(form: &mut Form) {
    assert_eq!(text(form, id("p")).await, "One two\nthree");
    for (name, expect) in
        [("First name", "Ada"), ("Note", "a\nb"), ("State", "Colorado"), ("Box", "true"), ("Married", "true")]
    {
        assert_eq!(value(form, label(name)).await, expect);
    }
}

async fn attributes_and_states(form: &mut Form) {
    let first = label("First name");
    assert_eq!(done(form.read_attribute(&first, "placeholder").await).as_deref(), Some("as on your ID"));
    assert_eq!(done(form.read_attribute(&first, "title").await), None);
    for (name, expect) in [
        ("First name", [true, true, true, false, true]),
        ("Locked", [true, true, false, false, false]),
        ("Off", [true, false, false, false, false]),
        ("Box", [true, true, true, true, false]),
    ] {
        let state = done(form.state(&label(name)).await);
        let is = [state.visible, state.enabled, state.editable, state.checked, state.required];
        assert_eq!(is, expect, "{name}");
    }
    assert!(!done(form.state(&css("p span")).await).visible);
}

async fn options_of_lists(form: &mut Form) {
    let mut options = async |target: Target| -> Vec<(String, String, bool, bool)> {
        let options = done(form.read_options(&target).await);
        options.into_iter().map(|o| (o.text, o.code, o.chosen, o.enabled)).collect()
    };
    let is = |text: &str, code: &str, chosen, enabled| (text.to_owned(), code.to_owned(), chosen, enabled);
    let states =
        [is("California", "CA", false, true), is("Colorado", "CO", true, true), is("Nevada", "NV", false, false)];
    assert_eq!(options(label("State")).await, states);
    assert_eq!(options(label("Status")).await, [is("Single", "1", false, true), is("Married", "2", true, true)]);
    assert_eq!(options(label("Language")).await, [is("English", "en", true, true), is("Spanish", "", false, true)]);
    assert_eq!(options(label("Fruit")).await.len(), 2);
    assert!(matches!(failed(form.read_options(&id("p")).await), ActionError::Malformed(_)));
}

async fn tables_and_lists(form: &mut Form) {
    let table = done(form.read_table(&id("people")).await);
    assert_eq!(table, [["Name", "Relation"], ["Ada Lovelace", "Self"], ["Byron", "Child"]]);
    assert_eq!(done(form.read_table(&id("grid")).await), [["Month", "Amount"], ["May", "$12"]]);
    assert_eq!(done(form.read_table(&id("list")).await), [["One"], ["Two b"]]);
}

async fn what_is_read_comes_masked(form: &mut Form) {
    assert_eq!(done(form.read_table(&id("people")).await)[1], ["••• •••", "Self"]);
    assert!(!text(form, css("body")).await.contains("Lovelace"));
    done(form.screenshot(None).await);
    done(form.screenshot(Some(&id("people"))).await);
    assert!(form.evidence().iter().all(|shot| shot.bytes.starts_with(b"\x89PNG")));
}
