//! Requests that an answer began and that are still under way when the next one is given, or the form is sent.

use postrider::form::CommitOutcome;

use super::county::{County, settings};
use super::sending::application;
use crate::case::cases;
use crate::own::committing::committed;
use crate::shorthand::*;

cases! { "Requests under way", settings;
    "reported/stale-list.html" a_list_that_is_stale: "a list that still shows what belongs to another choice: the option that comes is chosen, or the next action says `altered`";
    "reported/stale-in-two-steps.html" lists_that_are_stale_in_turn: "three lists, each filled anew by a request of its own after the one before, all with options of one text: those that come are chosen, or an action says `altered`";
    "reported/looked-up-city.html" a_text_that_is_looked_up: "a text that the answer to another one is put over: the county gets what was typed, or an action says `altered`";
    "reported/checked-at-commit.html" what_is_looked_up_before_the_commit: "a commit while the page still asks: it waits, and the county gets what came";
}

/// The county has this, or an action said `altered` and it has nothing.
async fn sent_or_altered(form: &mut Form, county: &County, mut went: Result<(), Failure>, expect: &str) {
    if went.is_ok() {
        went = form.click(&button("Save"), None).await;
    }
    match went {
        Ok(()) => county.confirms(form, &[expect]).await,
        Err(Failure { error: ActionError::Altered { .. }, .. }) => county.has_nothing(form).await,
        Err(other) => panic!("{other}"),
    }
}

async fn choose_each(form: &mut Form, choices: &[(&str, &str)]) -> Result<(), Failure> {
    for (list, option) in choices {
        choose(form, label(list), option).await?;
    }
    Ok(())
}

async fn a_list_that_is_stale(form: &mut Form) {
    let county = County::of(form, "stale-list").await;
    let went = choose_each(form, &[("County", "Brook"), ("City", "Franklin")]).await;
    sent_or_altered(form, &county, went, "county=BR, city=BR-2").await;
}

async fn lists_that_are_stale_in_turn(form: &mut Form) {
    let county = County::of(form, "stale-in-two-steps").await;
    let went = choose_each(form, &[("State", "Brea"), ("County", "Harbor"), ("Office", "Harbor")]).await;
    sent_or_altered(form, &county, went, "state=B, county=B-1, office=B-1-1").await;
}

async fn a_text_that_is_looked_up(form: &mut Form) {
    for together in [false, true] {
        let county = County::of(form, "looked-up-city").await;
        let items = [item(label("ZIP Code"), "95691"), item(label("City"), "Sacramento")];
        let went = fill_each(form, &items, together).await;
        sent_or_altered(form, &county, went, "zip=95691, city=Sacramento").await;
    }
}

async fn what_is_looked_up_before_the_commit(form: &mut Form) {
    let county = County::of(form, "checked-at-commit").await;
    done(fill(form, label("Full name"), "Ada").await);
    let outcome = committed(form, application()).await;
    assert!(matches!(outcome, CommitOutcome::Confirmed(_)), "{outcome:?}");
    assert_eq!(county.has(), ["name=Ada, looked=found"]);
}
