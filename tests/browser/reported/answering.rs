//! What a page takes over or switches off because of a later answer.

use super::county::{County, settings};
use crate::case::cases;
use crate::shorthand::*;
use crate::strain::bound;

cases! { "Later answers", settings;
    "reported/late-handler.html" a_button_that_does_nothing_yet: "a button that does nothing yet: `wait` says in time that nothing came, and what a second click takes over counts as taken";
    "reported/add-resets.html" a_row_that_is_taken_over: "controls of a row that a click takes over into a list, late, and empties for the next: both rows arrive";
    "reported/add-folds.html" a_row_that_folds: "controls that a click takes away and shows as a text: the next ones of the same names are filled, and both arrive";
    "reported/none-of-these.html" none_of_these: "a box that the page switches off because of a later answer of the same group is superseded, and not undone";
    "reported/one-of-boxes.html" one_of_several_boxes: "boxes of which one can be on, and a switch drawn anew that switches others off: the last answer counts";
    "reported/boxes-drawn-anew.html" boxes_that_are_drawn_anew: "boxes drawn anew at each click, of which one does not go off: `altered`, after few clicks; what can be switched is";
    "reported/box-undone.html" a_box_that_a_text_undoes: "a box that goes off at a text, and at no answer of its group: `altered`, as the page undid it";
}

async fn a_button_that_does_nothing_yet(form: &mut Form) {
    let county = County::of(form, "late-handler").await;
    done(fill(form, label("Amount"), "1200").await);
    click(form, button("Add to list")).await;
    let added = [Condition::Count(css("#rows tr"), 1)];
    match form.wait(&added, 1_000).await {
        Ok(_) => {}
        Err(Failure { error: ActionError::TimedOut(_), .. }) => {
            // What it does is attached 1.5 s after the page was loaded.
            let awake = "const done = arguments[0], { loadEventEnd } = performance.getEntriesByType('navigation')[0]; \
                         setTimeout(done, Math.max(0, loadEventEnd + 1700 - performance.now()))";
            form.session().execute_async(awake, vec![], std::time::Duration::from_secs(20)).await.unwrap();
            click(form, button("Add to list")).await;
            done(form.wait(&added, bound(1_000)).await);
        }
        Err(other) => panic!("{other}"),
    }
    county.gets(form, "Continue", &["incomes=1200"]).await;
}

async fn a_row_that_is_taken_over(form: &mut Form) {
    let county = County::of(form, "add-resets").await;
    for (at, (kind, amount, monthly)) in [("Wages", "1200", true), ("Rent", "300", false)].into_iter().enumerate() {
        done(choose(form, label("Kind"), kind).await);
        done(fill(form, label("Amount"), amount).await);
        done(check(form, label("Monthly"), monthly).await);
        click(form, button("Add")).await;
        done(form.wait(&[Condition::Count(css("#list li"), at as u32 + 1)], bound(3_000)).await);
    }
    county.gets(form, "Continue", &["incomes=Wages/1200/m;Rent/300/-;"]).await;
}

async fn a_row_that_folds(form: &mut Form) {
    let county = County::of(form, "add-folds").await;
    for (at, (first, born)) in [("Ann", "1980"), ("Bob", "1990")].into_iter().enumerate() {
        if at > 0 {
            click(form, button("Add another")).await;
        }
        done(form.fill_all(&[item(label("First name"), first), item(label("Born"), born)]).await);
        click(form, button("Save member")).await;
    }
    county.gets(form, "Continue", &["members=Ann/1980;Bob/1990;"]).await;
}

async fn none_of_these(form: &mut Form) {
    let county = County::of(form, "none-of-these").await;
    for name in ["None of these", "Farm waste"] {
        done(check(form, label(name), true).await);
    }
    county.gets(form, "Continue", &["w=farm"]).await;
}

async fn one_of_several_boxes(form: &mut Form) {
    let county = County::of(form, "one-of-boxes").await;
    for name in ["Yes", "No"] {
        done(check(form, label(name), true).await);
    }
    for name in ["Car", "House", "None"] {
        done(check(form, role("checkbox", name), true).await);
    }
    county.gets(form, "Save", &["no=1, assets=None"]).await;
}

async fn a_box_that_a_text_undoes(form: &mut Form) {
    let county = County::of(form, "box-undone").await;
    for name in ["Heat", "Light"] {
        done(check(form, label(name), true).await);
    }
    done(fill(form, label("Company"), "Power Ltd").await);
    altered(form.click(&button("Save"), None).await);
    county.has_nothing(form).await;
}

async fn boxes_that_are_drawn_anew(form: &mut Form) {
    let county = County::of(form, "boxes-drawn-anew").await;
    let limit = std::time::Duration::from_millis(bound(10_000).into());
    let none = tokio::time::timeout(limit, form.choose(&label("Needs"), &[])).await.expect("it clicks on and on");
    assert_eq!(altered(none).1, "Food");
    done(form.choose(&label("Needs"), &[by_text("Food"), by_text("Rent")]).await);
    county.gets(form, "Save", &["needs=Food,Rent"]).await;
}
