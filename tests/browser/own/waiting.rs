//! Waiting for any of several conditions, and saying which.

use std::time::{Duration, Instant};

use postrider::browser::Patience;

use crate::case::cases;
use crate::shorthand::*;
use crate::strain::bound;

cases! { "Waiting", settings;
    "wait.html" the_first_of_several: "`wait` says which of several conditions came true, the lowest of those that are true";
    "wait.html" every_condition_is_waited_for: "visible, hidden, enabled, holds, count, text, address, title";
    "wait.html" which_is_true_now: "`which` says what is true now and does not wait";
    "windows.html" windows_and_dialogs_are_conditions: "a number of windows, and an open dialog";
    "requests.html" the_page_was_left: "another document than the one that was acted in, and no page that only draws itself anew";
    "requests.html" the_network_is_quiet: "no request is under way, also where the page waits a little before it asks";
    "requests.html" what_an_action_began_is_waited_for: "an action waits for the requests that the one before it began, and those that these lead to";
    "requests.html" a_value_that_an_answer_brings: "what an answer puts into a control is there before the next action";
    "requests.html" what_never_ends_costs_once: "a request that never ends is waited for once";
    "requests.html" what_is_asked_without_end_costs_once: "a page that asks again and again is waited for once";
    "still.html" what_the_page_shows_to_be_coming_is_waited_for (patient): "an element that comes late is waited for while the page asks, is animated, says that it is busy, or counts down";
    "still.html" a_page_that_stands_still_is_not_waited_for (patient): "what is not there, covered, or not offered fails after three seconds in which nothing moved and nothing was asked for";
    "wait-in-vain.html" a_bound_that_is_reached (masked): "a wait beyond its bound ends in time, and says what stands there instead";
}

async fn the_first_of_several(form: &mut Form) {
    let (never, late) = (Condition::Title(exact("x")), Condition::Visible(button("Late one")));
    click(form, button("Start")).await;
    assert_eq!(done(form.wait(&[never, late.clone(), late], 5_000).await), 1);
}

async fn every_condition_is_waited_for(form: &mut Form) {
    for condition in [
        Condition::Visible(button("Late one")),
        Condition::Hidden(id("veil")),
        Condition::Enabled(id("off")),
        Condition::Holds(label("Held"), Typed::literal("here")),
        Condition::Count(css("#rows li"), 2),
        Condition::Text(exact("Late one")),
        Condition::Text(holding("late o")),
        Condition::Address("#ready".into()),
        Condition::Title(holding("read")),
    ] {
        open(form, "wait.html").await;
        assert_eq!(done(form.which(std::slice::from_ref(&condition)).await), None, "{}", condition.describe());
        click(form, button("Start")).await;
        assert_eq!(done(form.wait(&[condition], 5_000).await), 0);
    }
}

async fn which_is_true_now(form: &mut Form) {
    let begun = Instant::now();
    let conditions =
        [Condition::Visible(button("Late one")), Condition::Hidden(id("nowhere")), Condition::Visible(id("veil"))];
    assert_eq!(done(form.which(&conditions).await), Some(1));
    assert_eq!(done(form.which(&conditions[..1]).await), None);
    assert!(begun.elapsed().as_secs() < 2);
}

async fn windows_and_dialogs_are_conditions(form: &mut Form) {
    assert_eq!(done(form.which(&[Condition::Dialog, Condition::Windows(1)]).await), Some(1));
    click(form, button("Add member")).await;
    assert_eq!(done(form.wait(&[Condition::Dialog, Condition::Windows(2)], 5_000).await), 1);
    done(form.switch_window(&Window::Newest).await);
    done(form.close_window().await);
    open(form, "dialogs.html").await;
    click(form, button("Surprise")).await;
    assert_eq!(done(form.wait(&[Condition::Dialog], 2_000).await), 0);
    done(form.dialog(&DialogAnswer::Accept).await);
}

async fn the_page_was_left(form: &mut Form) {
    let left = [Condition::PageLeft];
    click(form, button("Draw anew")).await;
    assert_eq!(text(form, id("out")).await, "drawn");
    assert_eq!(done(form.which(&left).await), None);
    assert!(form.wait(&left, 300).await.unwrap_err().to_string().contains("the same page is there"));
    // A frame's document is not the page's.
    click(form, framed(&["inside"], shown("Next within"))).await;
    done(form.wait(&[Condition::Visible(framed(&["inside"], label("One")))], 10_000).await);
    assert_eq!(done(form.which(&left).await), None);
    click(form, shown("Next page")).await;
    assert_eq!(done(form.wait(&left, 10_000).await), 0);
    assert_eq!(done(form.current().await).title, "next");
    assert_eq!(done(form.which(&left).await), Some(0));
    done(fill(form, label("One"), "1").await);
    assert_eq!(done(form.which(&left).await), None);
    done(form.back().await);
    assert_eq!(done(form.which(&left).await), Some(0));
}

async fn the_network_is_quiet(form: &mut Form) {
    let quiet = [Condition::NetworkQuiet];
    for (name, out) in [("Ask twice", "twice"), ("Ask later", "later")] {
        click(form, button(name)).await;
        assert_eq!(done(form.wait(&quiet, 10_000).await), 0);
        assert_eq!(text(form, id("out")).await, out);
    }
    click(form, button("Never ends")).await;
    assert_eq!(done(form.which(&quiet).await), None);
    let words = form.wait(&quiet, 1_000).await.unwrap_err().to_string();
    assert!(words.contains("1 request is under way"), "{words}");
}

async fn what_an_action_began_is_waited_for(form: &mut Form) {
    done(choose(form, label("State"), "Birch").await);
    done(choose(form, label("City"), "Franklin").await);
    assert_eq!(script(form, "return document.getElementById('city').value").await, "new");
}

async fn a_value_that_an_answer_brings(form: &mut Form) {
    done(fill(form, label("ZIP"), "95820").await);
    assert_eq!(value(form, label("Town")).await, "Franklin");
    done(fill(form, label("ZIP"), "95821").await);
    fills(form, label("Town"), "Dover").await;
}

/// An action waits for what never stops, those after it do not.
async fn costs_once(form: &mut Form, name: &str) {
    // More than one, as a browser without a processor asks again so late that an action takes it for quiet.
    const MOST_THAT_WAIT: usize = 40;
    click(form, button(name)).await;
    let mut waited = 0;
    while something_is_awaited(form).await {
        assert!(waited < MOST_THAT_WAIT, "each action waits");
        assert_eq!(text(form, id("out")).await, "nothing");
        waited += 1;
    }
    assert!(waited > 0, "nothing was asked for");
}

/// Whether an action would wait, now or when the page has asked again.
async fn something_is_awaited(form: &Form) -> bool {
    let end = Instant::now() + Duration::from_secs(2);
    while !form.session().awaits_requests(Patience::Action) {
        if Instant::now() >= end {
            return false;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    true
}

async fn what_never_ends_costs_once(form: &mut Form) {
    costs_once(form, "Never ends").await;
}

async fn what_is_asked_without_end_costs_once(form: &mut Form) {
    costs_once(form, "Polls").await;
}

/// With the time that an attempt's actions have.
fn patient() -> Settings {
    Settings { action_bound: Duration::from_millis(bound(10_000).into()), ..masked() }
}

async fn what_the_page_shows_to_be_coming_is_waited_for(form: &mut Form) {
    for name in ["Requests", "Animation", "Mark", "Countdown"] {
        open(form, "still.html").await;
        click(form, button(name)).await;
        click(form, button("Late")).await;
    }
}

async fn a_page_that_stands_still_is_not_waited_for(form: &mut Form) {
    let begun = Instant::now();
    assert!(matches!(failed(form.click(&button("Late"), None).await), ActionError::NoMatch(_)));
    assert_eq!(missing(form.click(&button("Below"), None).await), Readiness::Uncovered);
    assert!(matches!(failed(choose(form, label("State"), "Birch").await), ActionError::NoSuchOption(_)));
    assert!(matches!(failed(form.read_text(&id("nothing")).await), ActionError::NoMatch(_)));
    let took = begun.elapsed();
    assert!(took < 2 * patient().action_bound, "{took:?}");
}

async fn a_bound_that_is_reached(form: &mut Form) {
    let begun = Instant::now();
    let conditions = [
        Condition::Visible(button("Continue")),
        Condition::Visible(button("Delete")),
        Condition::Enabled(button("Save")),
        Condition::Holds(label("First name"), Typed::literal("Bob")),
        Condition::Hidden(button("Save")),
        Condition::Count(css("button"), 5),
        Condition::Text(exact("Thank you")),
        Condition::Address("/done".into()),
        Condition::Title(exact("Done")),
        Condition::Windows(2),
    ];
    let failure = form.wait(&conditions, 400).await.unwrap_err();
    assert!(begun.elapsed().as_secs() < 5);
    insta::assert_snapshot!("a_bound_that_is_reached", over_http(&failure.to_string()).replace("; ", ";\n"));
    assert!(matches!(failed(form.wait(&conditions, 60_001).await), ActionError::Limit(_)));
    assert!(matches!(failed(form.wait(&[], 10).await), ActionError::Limit(_)));
}
