//! Waiting for any of several conditions, and saying which.

use crate::case::cases;
use crate::shorthand::*;

cases! { "Waiting", settings;
    "wait.html" the_first_of_several: "`wait` says which of several conditions came true, the lowest of those that are true";
    "wait.html" every_condition_is_waited_for: "visible, hidden, enabled, holds, count, text, address, title";
    "wait.html" which_is_true_now: "`which` says what is true now and does not wait";
    "windows.html" windows_and_dialogs_are_conditions: "a number of windows, and an open dialog";
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
    let begun = std::time::Instant::now();
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

async fn a_bound_that_is_reached(form: &mut Form) {
    let begun = std::time::Instant::now();
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
