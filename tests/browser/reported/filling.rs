//! Values that pages move, keep or repeat.

use super::county::{County, quick, settings};
use crate::case::cases;
use crate::shorthand::*;

cases! { "Values", settings;
    "reported/duplicate-ids.html" one_id_for_two_labels: "two labels for one id: each value is in its own control, or `fill` says that there are several";
    "reported/duplicate-ids-table.html" ids_that_repeat_by_row: "a table's rows with the same ids and labels, by row: each value and box is its own row's, or the error says that there are several";
    "reported/second-labels.html" a_label_of_another_control: "a label that names another control's id: the value is in the control beside it, or `fill` says that there are several";
    "reported/auto-advance.html" boxes_that_send_the_cursor_on: "boxes that send the cursor on when they are full hold what was meant for each; a text for all in the first one is `altered`, as the page moved the rest";
    "reported/moved-at-blur.html" texts_that_are_moved: "a text that the page moves to other controls when it is left is `altered`, as its own control does not hold it";
    "reported/prefilled.html" prefilled_controls: "prefilled controls hold what was typed, with one change each";
    "reported/prefilled.html" prefilled_controls_together: "the same by `fill-all`, as the first keys of a tab, like those below";
    "reported/prefilled-limited.html" a_full_control: "a prefilled control that is full";
    "reported/prefilled-limited.html" a_full_control_together: "the same by `fill-all`";
    "reported/prefilled-picky.html" a_picky_control: "a prefilled control that puts back what it cannot read";
    "reported/prefilled-picky.html" a_picky_control_together: "the same by `fill-all`";
    "reported/prefilled-autosave.html" a_control_that_saves_itself: "a prefilled control whose first change is sent at once";
    "reported/prefilled-autosave.html" a_control_that_saves_itself_together: "the same by `fill-all`";
    "reported/prefilled-focus.html" what_is_selected_at_the_first_key: "at the first key a prefilled control has all selected";
    "reported/prefilled-masked.html" a_masked_control_that_saves_itself: "a prefilled control with a mask, whose changes are saved: one change, to what was said before";
    "reported/prefilled-masked.html" a_masked_control_that_saves_itself_together: "the same by `fill-all`";
    "reported/prefilled-frame.html" prefilled_in_frames: "a prefilled control and a rich text in frames that save themselves: one change each";
    "reported/own-masks.html" amounts_that_become_others (quick): "masks that make a hundredth, a hundredfold, whole or a part of an amount: `altered`, whatever `holds` says, as it is another amount";
    "reported/other-masks.html" amounts_that_are_reckoned (quick): "controls that multiply, round, cap or cut an amount: the same";
    "reported/own-masks.html" amounts_written_otherwise: "an amount that is written with its thousands and cents is accepted where `holds` says so";
    "reported/one-box.html" values_as_rules_shaped_them (quick): "values that may not be read come back masked as rules shaped them, from the control and where the page repeats them";
    "reported/repeats-values.html" values_the_page_repeats (quick): "a page that repeats values in its title, headings, attributes, joined and in capitals: they come masked";
}

async fn one_id_for_two_labels(form: &mut Form) {
    let county = County::of(form, "duplicate-ids").await;
    for (whose, ssn) in [("applicant", "111-22-3333"), ("spouse", "444-55-6666")] {
        let target = label(&format!("Social Security number of the {whose}"));
        if !one_of_several(fill(form, target, ssn).await) {
            return county.has_nothing(form).await;
        }
    }
    county.gets(form, "Save", &["ssn1=111-22-3333, ssn2=444-55-6666"]).await;
}

/// Whether it was done; else it said that there are several.
fn one_of_several(done: Result<(), Failure>) -> bool {
    match done {
        Ok(()) => true,
        Err(Failure { error: ActionError::ManyMatches(_), .. }) => false,
        Err(other) => panic!("{other}"),
    }
}

async fn ids_that_repeat_by_row(form: &mut Form) {
    let county = County::of(form, "duplicate-ids-table").await;
    for (person, amount) in [("Ann", "100"), ("Bob", "200")] {
        let income = within(row(&[person]), label("Income"));
        if !one_of_several(fill(form, income, amount).await) {
            return county.has_nothing(form).await;
        }
    }
    if one_of_several(check(form, label("Bob works"), true).await) {
        county.gets(form, "Save", &["pay1=100, pay2=200, works=bob"]).await;
    }
}

async fn a_label_of_another_control(form: &mut Form) {
    let county = County::of(form, "second-labels").await;
    for (name, phone) in [("Home phone", "555-0101"), ("Cell phone", "555-0102"), ("Message phone", "555-0103")] {
        if !one_of_several(fill(form, label(name), phone).await) {
            return county.has_nothing(form).await;
        }
    }
    county.gets(form, "Save", &["home=555-0101, cell=555-0102, message=555-0103"]).await;
}

async fn boxes_that_send_the_cursor_on(form: &mut Form) {
    let items = [("Area", "916"), ("Prefix", "555"), ("Line", "0100")].map(|(name, text)| item(label(name), text));
    for together in [false, true] {
        let county = County::of(form, "auto-advance").await;
        done(fill_each(form, &items, together).await);
        county.gets(form, "Save", &["a=916, b=555, c=0100"]).await;
    }
    open(form, "reported/auto-advance.html").await;
    altered(fill(form, label("Area"), "9165550100").await);
}

async fn texts_that_are_moved(form: &mut Form) {
    open(form, "reported/moved-at-blur.html").await;
    altered(fill(form, label("Address"), "1 Oak Street, Sacramento").await);
    altered(fill(form, label("Last name"), "Alvarez, Ann").await);
    open(form, "reported/moved-at-blur.html").await;
    let items = [item(label("Last name"), "Alvarez, Ann"), item(label("Address"), "1 Oak Street, Sacramento")];
    let failure = form.fill_all(&items).await.unwrap_err();
    assert!(matches!(failure.error, ActionError::Altered { .. }) && failure.item == Some(0), "{failure}");
}

/// The changes that the page saw of a control.
async fn changes(form: &mut Form, control: &str) -> Vec<String> {
    let seen = text(form, id("ev")).await;
    let of = format!("{control}.change=");
    seen.split(' ').filter_map(|event| event.strip_prefix(&of)).map(str::to_owned).collect()
}

/// The page's controls, in a tab that nothing was typed into before.
async fn prefilled(form: &mut Form, together: bool) {
    let items = ["Plain", "Limited", "Picky", "Many lines"].map(|name| item(label(name), "FFFFFF"));
    done(fill_each(form, &items, together).await);
    for control in ["a", "b", "c", "d"] {
        assert_eq!(changes(form, control).await, ["FFFFFF"], "{control}");
    }
}

async fn prefilled_controls(form: &mut Form) {
    prefilled(form, false).await;
}

async fn prefilled_controls_together(form: &mut Form) {
    prefilled(form, true).await;
}

/// The same of the control of a page.
async fn code(form: &mut Form, together: bool) {
    done(fill_each(form, &[item(label("Code"), "FFFFFF")], together).await);
    assert_eq!(value(form, label("Code")).await, "FFFFFF");
}

async fn a_full_control(form: &mut Form) {
    code(form, false).await;
}

async fn a_full_control_together(form: &mut Form) {
    code(form, true).await;
}

async fn a_picky_control(form: &mut Form) {
    code(form, false).await;
}

async fn a_picky_control_together(form: &mut Form) {
    code(form, true).await;
}

async fn a_control_that_saves_itself(form: &mut Form) {
    code(form, false).await;
    assert_eq!(text(form, id("sent")).await, "sent to the county: FFFFFF");
}

async fn a_control_that_saves_itself_together(form: &mut Form) {
    code(form, true).await;
    assert_eq!(text(form, id("sent")).await, "sent to the county: FFFFFF");
}

async fn what_is_selected_at_the_first_key(form: &mut Form) {
    code(form, false).await;
    let seen = text(form, id("s")).await;
    let first = seen.split(' ').find(|event| event.starts_with("key.F")).unwrap();
    assert_eq!(first, "key.F:focus=true,vis=visible,sel=0-6", "{seen}");
}

async fn masked_control(form: &mut Form, together: bool) {
    let phone = Typed { holds: Some(Personal::new("(555) 019-9876")), ..Typed::literal("5550199876") };
    let item = FillItem { target: label("Phone"), value: phone, look_only: false };
    done(fill_each(form, &[item], together).await);
    assert_eq!(text(form, id("sent")).await, "[(555) 019-9876]");
}

async fn a_masked_control_that_saves_itself(form: &mut Form) {
    masked_control(form, false).await;
}

async fn a_masked_control_that_saves_itself_together(form: &mut Form) {
    masked_control(form, true).await;
}

async fn prefilled_in_frames(form: &mut Form) {
    done(fill(form, framed(&["code"], label("Code")), "FFFFFF").await);
    assert_eq!(text(form, framed(&["code"], id("sent"))).await, "sent to the county: FFFFFF");
    done(fill(form, framed(&["rich"], label("Notes")), "new").await);
    assert_eq!(text(form, framed(&["rich"], id("sent"))).await, "nothing sent [new]");
}

/// An amount of the applicant's, and what its control is said to make of it.
pub(super) fn amount(name: &str, text: &str, holds: Option<&str>) -> FillItem {
    let value = Typed { holds: holds.map(Personal::new), ..Typed::field("income[0].amount", text) };
    FillItem { target: label(name), value, look_only: false }
}

/// The control makes this of it, which is another amount.
async fn becomes_another(form: &mut Form, name: &str, text: &str, becomes: &str) {
    altered(form.fill(&amount(name, text, None)).await);
    altered(form.fill(&amount(name, text, Some(becomes))).await);
}

async fn amounts_that_become_others(form: &mut Form) {
    for (name, text, becomes) in [
        ("Cents", "1200", "12.00"),
        ("Tenfold", "12.00", "1200"),
        ("Whole", "1200.50", "1201"),
        ("Percent", "5", "0.05"),
    ] {
        becomes_another(form, name, text, becomes).await;
    }
}

async fn amounts_that_are_reckoned(form: &mut Form) {
    for (name, text, becomes) in [
        ("Yearly", "1200", "14400.00"),
        ("Rounded", "1234", "1200"),
        ("Capped", "12000", "9999"),
        ("Short", "12000", "1200"),
    ] {
        becomes_another(form, name, text, becomes).await;
    }
}

async fn amounts_written_otherwise(form: &mut Form) {
    done(form.fill(&amount("Grouped", "1200", Some("1,200.00"))).await);
    done(form.fill(&amount("Cents", "1200.00", Some("1200.00"))).await);
    assert_eq!(value(form, label("Grouped")).await, "1,200.00");
}

async fn put(form: &mut Form, name: &str, value: Typed) {
    done(form.fill(&FillItem { target: label(name), value, look_only: false }).await);
}

async fn values_as_rules_shaped_them(form: &mut Form) {
    for (path, text) in [
        ("applicant.birth_date", "03/09/1987"),
        ("applicant.ssn", "912"),
        ("applicant.ssn", "5678"),
        ("applicant.ssn", "34"),
        ("applicant.phone", "0123"),
        ("applicant.name.last", "Núñez"),
        ("home.zip", "55401"),
        ("applicant.name.last", "O'Br1en-Núñez"),
    ] {
        open(form, "reported/one-box.html").await;
        put(form, "Box", unread(path, text)).await;
        assert_eq!(value(form, label("Box")).await, "•••", "{path}");
        // What is shorter may stand anywhere by chance.
        if text.chars().count() > 2 {
            let repeated = out(form).await;
            assert!(repeated.contains("•••") && !repeated.contains(text), "{path}: {repeated}");
        }
    }
}

async fn values_the_page_repeats(form: &mut Form) {
    put(form, "First", unread("applicant.name.last", "Núñez")).await;
    put(form, "Second", unread("applicant.ssn", "5678")).await;
    let joined = done(form.read_attribute(&id("out"), "data-all").await).unwrap();
    let seen = [done(form.current().await).title, text(form, id("h")).await, out(form).await, joined].join(" | ");
    assert!(seen.contains("Application of •••") && seen.contains("You said •••"), "{seen}");
    for hidden in ["Núñez", "NÚÑEZ", "5678"] {
        assert!(!seen.contains(hidden), "{seen}");
    }
}
