//! Clicks that pages make miss, swallow or lose.

use super::{County, quick, settings};
use crate::case::cases;
use crate::shorthand::*;

cases! { "Clicking", settings;
    "reported/late-handler.html" a_button_that_does_nothing_yet: "a button that does nothing yet: `wait` says in time that nothing came, and what a second click takes over counts as taken";
    "reported/blur-shift.html" a_button_that_is_pushed_away: "a button that a complaint pushes away while the mouse is down is clicked, once";
    "reported/hover-shrinks.html" a_button_that_goes_as_the_mouse_comes: "a button that goes away for a moment as the mouse arrives is clicked";
    "reported/scaled-frames.html" frames_that_are_scaled: "in frames that are shrunk by a transform or enlarged by zoom clicks and keys reach what was meant";
    "reported/popup-at-focus.html" a_popup_at_the_first_focus (quick): "a popup that opens at the first focus and disables the control: the error says that the control is disabled or covered, and not that it is hidden";
    "reported/none-of-these.html" none_of_these: "a box that the page switches off because of a later answer of the same group is superseded, and not undone";
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
            let awake = "const done = arguments[0]; setTimeout(done, Math.max(0, 1700 - performance.now()))";
            form.session().execute_async(awake, vec![], std::time::Duration::from_secs(5)).await.unwrap();
            click(form, button("Add to list")).await;
            done(form.wait(&added, 1_000).await);
        }
        Err(other) => panic!("{other}"),
    }
    click(form, button("Continue")).await;
    county.confirms(form, &["incomes=1200"]).await;
}

async fn a_button_that_is_pushed_away(form: &mut Form) {
    click(form, button("Add household member")).await;
    done(fill(form, label("Name of member 1"), "Ann").await);
    assert_eq!(text(form, id("truth")).await, "1");
}

async fn a_button_that_goes_as_the_mouse_comes(form: &mut Form) {
    click(form, button("Like")).await;
    assert_eq!(out(form).await, "liked");
}

async fn frames_that_are_scaled(form: &mut Form) {
    for (frame, truth) in [("Household questions", "truth-a"), ("Income questions", "truth-b")] {
        let inside = |target| Target { frames: vec![Finder::Label(exact(frame))], ..target };
        click(form, inside(button("7 people"))).await;
        fills(form, inside(label("Name")), "Ann").await;
        assert_eq!(text(form, id(truth)).await, "7 people; Ann", "{frame}");
    }
}

async fn a_popup_at_the_first_focus(form: &mut Form) {
    let failure = fill(form, label("Username"), "ada").await.unwrap_err();
    match &failure.error {
        ActionError::NotReady { missing: Readiness::Enabled, .. } => {}
        ActionError::NotReady { missing: Readiness::Uncovered, covered_by, .. } => {
            assert!(covered_by.as_ref().unwrap().contains("about to time out"), "{failure}");
        }
        other => panic!("{other}"),
    }
    click(form, button("Cancel")).await;
    fills(form, label("Username"), "ada").await;
    fills(form, label("Password"), "secret").await;
}

async fn none_of_these(form: &mut Form) {
    let county = County::of(form, "none-of-these").await;
    for name in ["None of these", "Farm waste"] {
        done(check(form, label(name), true).await);
    }
    click(form, button("Continue")).await;
    county.confirms(form, &["w=farm"]).await;
}
