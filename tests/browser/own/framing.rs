//! Frames, entered and left by what a target says.

use crate::case::cases;
use crate::shorthand::*;

cases! { "Frames", settings;
    "frames.html" frames_are_entered_and_left: "a frame, a frame in a frame, by name, title and selector, and out again";
    "frameset.html" a_frameset: "a frameset whose menu leads the other frame";
    "frames-other.html" a_frame_of_another_origin: "a frame of another origin, taller than the window";
    "frames-tall.html" a_tall_frame: "a frame of the same origin, taller than the window";
    "frames-come.html" a_frame_that_comes_and_goes: "a frame that comes late and is replaced";
    "frames-shadow.html" a_frame_in_a_shadow_root: "a frame inside an open shadow root";
    "frames.html" a_frame_that_is_not_there (quick): "a frame that is not there is said; conditions on it are answered";
}

async fn frames_are_entered_and_left(form: &mut Form) {
    fills(form, framed(&["main"], label("Inside")), "in").await;
    fills(form, framed(&["main", "deep"], label("Deepest")), "deep").await;
    fills(form, label("Outside"), "out").await;
    let by_title = Target { frames: vec![Finder::Label(exact("Main part"))], ..button("Do") };
    click(form, by_title).await;
    done(form.wait(&[Condition::Visible(framed(&["main"], button("Done")))], 2_000).await);
    let by_selector =
        Target { frames: vec![Finder::Css("iframe".into()), Finder::Css("iframe".into())], ..label("Deepest") };
    assert_eq!(value(form, by_selector).await, "deep");
    click(form, framed(&["main"], role("link", "Next part"))).await;
    fills(form, framed(&["main"], label("Second")), "2").await;
    assert_eq!(done(form.current().await).title, "Frames");
}

async fn a_frameset(form: &mut Form) {
    fills(form, framed(&["content"], label("Deepest")), "x").await;
    click(form, framed(&["menu"], role("link", "Second part"))).await;
    fills(form, framed(&["content"], label("Second")), "y").await;
    assert_eq!(done(form.current().await).title, "Frameset");
}

async fn works(form: &mut Form, frame: &str) {
    fills(form, framed(&[frame], label("Near")), "1").await;
    fills(form, framed(&[frame], label("Far")), "2").await;
    click(form, framed(&[frame], button("Do"))).await;
    done(form.wait(&[Condition::Visible(framed(&[frame], button("Done")))], 2_000).await);
    done(choose(form, framed(&[frame], label("List")), "Two").await);
    click(form, framed(&[frame], label("Near"))).await;
}

async fn a_frame_of_another_origin(form: &mut Form) {
    works(form, "other").await;
    assert!(text(form, css("body")).await.contains("Top"));
}

async fn a_tall_frame(form: &mut Form) {
    works(form, "tall").await;
}

async fn a_frame_that_comes_and_goes(form: &mut Form) {
    fills(form, framed(&["late"], label("Deepest")), "1").await;
    click(form, button("Replace")).await;
    fills(form, framed(&["late"], label("Second")), "2").await;
}

async fn a_frame_in_a_shadow_root(form: &mut Form) {
    fills(form, framed(&["inside"], label("Deepest")), "1").await;
}

async fn a_frame_that_is_not_there(form: &mut Form) {
    let gone = failed(fill(form, framed(&["nowhere"], label("Second")), "2").await);
    assert!(matches!(gone, ActionError::NoMatch(_)), "{gone}");
    let there = framed(&["nowhere"], label("X"));
    let conditions = [Condition::Visible(there.clone()), Condition::Hidden(there)];
    assert_eq!(done(form.which(&conditions).await), Some(1));
}
