//! Targets that are something else, or have twins that nobody sees.

use super::county::{County, quick, settings};
use super::uploading::proof;
use crate::case::cases;
use crate::shorthand::*;
use crate::strain::bound;

cases! { "Names and twins", settings;
    "reported/tab-alike.html" the_same_name_under_another_role (quick): "a name that another role has: the error is `no-match`, as there is no such link or button, and names the tab";
    "reported/named-alike.html" names_of_other_roles (quick): "the same for an entry of a menu, a check box, a link and a heading";
    "reported/named-otherwise.html" names_beside_other_roles (quick): "the same for a link and a switch that are named by an attribute, an entry of a tree and a radio button";
    "reported/twins.html" a_field_with_twins: "of fields of one label the one that can be seen is filled, and not those off the page, transparent, clipped, shrunk to nothing or without height";
    "reported/twins.html" a_list_with_twins: "the same of lists";
    "reported/twins.html" a_box_with_twins: "the same of boxes";
    "reported/twins.html" buttons_with_twins: "the same of buttons and links";
    "reported/drawn-by-label.html" what_stands_for_the_unseen: "boxes, radio buttons and a file control that are not seen, and for which their labels stand, are no twins: they are found and set";
}

async fn the_same_name_under_another_role(form: &mut Form) {
    for wanted in ["link", "button"] {
        is_named(form, wanted, "Past month", "tab").await;
    }
    click(form, role("tab", "Past month")).await;
}

/// Nothing has this role and name; the error names what has another role.
async fn is_named(form: &mut Form, wanted: &str, name: &str, other: &str) {
    let failure = form.click(&role(wanted, name), None).await.unwrap_err();
    assert!(matches!(failure.error, ActionError::NoMatch(_)), "{failure}");
    // Without the page's address.
    let words = format!("{} {}", failure.error, failure.hint);
    assert!(words.contains(other) && words.matches(name).count() > 1, "{words}");
}

async fn names_of_other_roles(form: &mut Form) {
    is_named(form, "button", "Apply", "menuitem").await;
    is_named(form, "link", "Agree", "checkbox").await;
    is_named(form, "button", "Continue", "link").await;
    is_named(form, "link", "Benefits", "heading").await;
}

async fn names_beside_other_roles(form: &mut Form) {
    is_named(form, "button", "Print form", "link").await;
    is_named(form, "checkbox", "Send alerts", "switch").await;
    is_named(form, "link", "Documents", "treeitem").await;
    is_named(form, "button", "Weekly", "radio").await;
}

/// Saves, and the county has nothing of a twin.
async fn only_what_is_seen(form: &mut Form, county: &County, expect: &str) {
    click(form, button("Save")).await;
    done(form.wait(&[Condition::Visible(id("number"))], bound(5_000)).await);
    let has = county.has().join(" and ");
    let said: Vec<&str> = has.split(", ").filter(|field| !field.ends_with('=')).collect();
    assert_eq!(said, [expect]);
}

async fn a_field_with_twins(form: &mut Form) {
    let county = County::of(form, "twins").await;
    done(fill(form, label("Email"), "ada@example.org").await);
    only_what_is_seen(form, &county, "email=ada@example.org").await;
}

async fn a_list_with_twins(form: &mut Form) {
    let county = County::of(form, "twins").await;
    done(choose(form, label("Need"), "Food").await);
    only_what_is_seen(form, &county, "need=Food").await;
}

async fn a_box_with_twins(form: &mut Form) {
    let county = County::of(form, "twins").await;
    done(check(form, label("I agree"), true).await);
    only_what_is_seen(form, &county, "agree=seen").await;
}

async fn buttons_with_twins(form: &mut Form) {
    let county = County::of(form, "twins").await;
    click(form, button("Continue")).await;
    click(form, role("link", "More")).await;
    only_what_is_seen(form, &county, "clicks=seen;link;").await;
}

async fn what_stands_for_the_unseen(form: &mut Form) {
    let county = County::of(form, "drawn-by-label").await;
    for name in ["Works", "Pays rent"] {
        done(check(form, label(name), true).await);
    }
    done(choose(form, label("Home"), "Rent").await);
    done(proof(form, label("Proof of rent"), &["a.pdf"]).await);
    county.gets(form, "Save", &["x=on, z=on, home=rent, proof=a.pdf"]).await;
}
