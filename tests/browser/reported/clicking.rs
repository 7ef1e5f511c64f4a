//! Clicks that pages make miss, swallow or lose.

use postrider::form::CommitOutcome;

use super::county::{County, quick, settings};
use super::sending::application;
use crate::case::cases;
use crate::own::committing::{committed, plainly};
use crate::shorthand::*;

cases! { "Clicks", settings;
    "reported/blur-shift.html" a_button_that_is_pushed_away: "a button that a complaint pushes away while the mouse is down is clicked, once";
    "reported/hover-shrinks.html" a_button_that_goes_as_the_mouse_comes: "a button that goes away for a moment as the mouse arrives is clicked";
    "reported/banner-pushes.html" a_page_that_is_pushed_down: "on a page whose pictures and notices come one by one the button that was meant is clicked, and not its neighbour";
    "reported/rerendered-at-press.html" a_button_drawn_anew_at_the_press: "a button that is drawn anew between press and release is clicked, once";
    "reported/moves-at-focus.html" a_button_that_moves_at_focus: "a button that moves as it gets the focus is clicked, once, and not the one that takes its place";
    "reported/sticky-header.html" a_header_that_comes_by_scrolling: "under a header and a footer that come over the page when it scrolls the button is clicked";
    "reported/slides-over.html" a_banner_that_slides_over: "a banner that slides over the button, at the hover too, does not get its click";
    "reported/label-with-link.html" a_label_with_a_link: "boxes drawn by their labels, with a link and a button in them, are set without following either";
    "reported/scaled-frames.html" frames_that_are_scaled: "in frames that are shrunk by a transform or enlarged by zoom clicks and keys reach what was meant";
    "reported/scaled-moves.html" a_button_that_moves_in_a_scaled_frame: "a button in a shrunk frame that jumps away as the mouse comes is clicked, once";
    "reported/beside-frame.html" a_button_that_takes_the_place_of_a_frame: "where the page moves a frame away under the mouse, what takes its place does not get the click";
    "reported/scaled-nested.html" frames_in_a_turned_frame: "in a shrunk frame in an enlarged box in a frame that is turned, keys arrive, and a click ends as covered: nothing tells where a turned frame has its points, and a click that may miss is none";
    "reported/scaled-page.html" boxes_that_are_scaled: "in zoomed, shrunk, mirrored and tilted boxes of a page, too";
    "reported/scaled-far.html" a_shrunk_frame_of_another_origin: "in a shrunk frame of another origin a click reaches what was meant, or ends as covered; the page around hears of none";
    "reported/never-still.html" a_button_that_never_stands_still: "a button that changes places whenever the mouse comes: covered, and the page heard of no click";
    "reported/never-still.html" a_commit_that_never_stands_still: "the same of a commit: not clicked, nothing was sent, and it is not clicked again";
    "reported/popup-at-focus.html" a_popup_at_the_first_focus (quick): "a popup that opens at the first focus and disables the control: the error says that the control is disabled or covered, and not that it is hidden";
    "reported/busy-at-focus.html" a_busy_sign_at_the_first_focus: "a busy sign that covers and disables the control at the first focus and goes by itself is waited for";
    "reported/popup-after-failure.html" popups_of_what_failed (quick): "a calendar and a list that stay open after a fill and a choice that failed are in nobody's way";
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

/// Clicks it at once, saves, and the county has nothing but that click.
async fn is_clicked(form: &mut Form, page: &str, name: &str, clicks: &str) {
    let county = County::of(form, page).await;
    click(form, button(name)).await;
    county.gets(form, "Save", &[&format!("clicks={clicks};")]).await;
}

async fn a_page_that_is_pushed_down(form: &mut Form) {
    is_clicked(form, "banner-pushes", "Add person", "add").await;
}

async fn a_button_drawn_anew_at_the_press(form: &mut Form) {
    let county = County::of(form, "rerendered-at-press").await;
    done(fill(form, label("Amount"), "5").await);
    click(form, button("Add income")).await;
    county.gets(form, "Save", &["amount=5, added=5;"]).await;
}

async fn a_button_that_moves_at_focus(form: &mut Form) {
    is_clicked(form, "moves-at-focus", "Yes, add", "yes").await;
}

async fn a_header_that_comes_by_scrolling(form: &mut Form) {
    is_clicked(form, "sticky-header", "Add person", "add").await;
}

async fn a_banner_that_slides_over(form: &mut Form) {
    is_clicked(form, "slides-over", "Add person", "add").await;
}

async fn a_label_with_a_link(form: &mut Form) {
    let county = County::of(form, "label-with-link").await;
    done(check(form, id("a"), true).await);
    done(check(form, id("b"), true).await);
    assert_eq!(done(form.current().await).title, "Consent");
    county.gets(form, "Save", &["agree=yes, news=yes"]).await;
}

fn in_frames(frames: &[&str], target: Target) -> Target {
    Target { frames: frames.iter().map(|frame| Finder::Label(exact(frame))).collect(), ..target }
}

async fn frames_that_are_scaled(form: &mut Form) {
    for (frame, truth) in [("Household questions", "truth-a"), ("Income questions", "truth-b")] {
        click(form, in_frames(&[frame], button("7 people"))).await;
        fills(form, in_frames(&[frame], label("Name")), "Ann").await;
        assert_eq!(text(form, id(truth)).await, "7 people; Ann", "{frame}");
    }
}

async fn frames_in_a_turned_frame(form: &mut Form) {
    let frames = ["Outer", "Inner"];
    for name in ["Choice 7", "Choice 19"] {
        assert_eq!(missing(form.click(&in_frames(&frames, button(name)), None).await), Readiness::Uncovered);
    }
    fills(form, in_frames(&frames, label("Name")), "Ann").await;
    assert_eq!(text(form, id("truth")).await, "Ann;");
}

async fn boxes_that_are_scaled(form: &mut Form) {
    for name in ["z7", "s7", "m7", "t7", "z1", "s1", "m1", "t1"] {
        click(form, button(name)).await;
    }
    assert_eq!(text(form, id("truth")).await, "z7;s7;m7;t7;z1;s1;m1;t1;");
}

async fn a_shrunk_frame_of_another_origin(form: &mut Form) {
    let mut arrived = String::from("clicked:");
    for name in ["Inside 2", "Inside 5", "Inside 8"] {
        match form.click(&in_frames(&["Far"], button(name)), None).await {
            Ok(()) => arrived = format!("{arrived} {name}"),
            Err(Failure { error: ActionError::NotReady { missing: Readiness::Uncovered, .. }, .. }) => {}
            Err(other) => panic!("{name}: {other}"),
        }
        assert_eq!(text(form, in_frames(&["Far"], id("out"))).await, arrived, "{name}");
        assert_eq!(text(form, id("truth")).await, "around:", "{name}");
    }
}

/// What the page heard of the mouse.
async fn heard(form: &mut Form) -> serde_json::Value {
    script(form, "return document.getElementById('out').textContent").await
}

async fn a_button_that_never_stands_still(form: &mut Form) {
    assert_eq!(missing(form.click(&button("Yes"), None).await), Readiness::Uncovered);
    assert_eq!(heard(form).await, "");
}

async fn a_commit_that_never_stands_still(form: &mut Form) {
    let county = County::of(form, "never-still").await;
    fills(form, label("Full name"), "Ada").await;
    match committed(form, application()).await {
        CommitOutcome::NotClicked(Failure {
            error: ActionError::NotReady { missing: Readiness::Uncovered, .. },
            ..
        }) => {}
        other => panic!("{other:?}"),
    }
    county.has_nothing(form).await;
    assert_eq!(heard(form).await, "");
    assert!(form.committed());
    assert!(plainly(&failed(form.click(&button("Submit application"), None).await)));
    assert_eq!(failed(form.prepare_commit(application()).await), ActionError::AlreadyCommitted);
    county.has_nothing(form).await;
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

async fn a_busy_sign_at_the_first_focus(form: &mut Form) {
    let county = County::of(form, "busy-at-focus").await;
    done(fill(form, label("Case"), "A-17").await);
    done(fill(form, label("Worker"), "Ann").await);
    county.gets(form, "Save", &["case=A-17, worker=Ann"]).await;
}

async fn popups_of_what_failed(form: &mut Form) {
    let county = County::of(form, "popup-after-failure").await;
    altered(fill(form, label("Born"), "soon").await);
    done(fill(form, label("Name"), "Ann").await);
    not_offered(choose(form, label("City"), "Boise").await);
    done(fill(form, label("Name"), "Anna").await);
    done(choose(form, label("City"), "Albion").await);
    altered(fill(form, label("Born"), "later").await);
    county.gets(form, "Save", &["born=, city=Albion, name=Anna"]).await;
}

async fn a_button_that_moves_in_a_scaled_frame(form: &mut Form) {
    let county = County::of(form, "scaled-moves").await;
    click(form, in_frames(&["Questions"], button("Add person"))).await;
    county.gets(form, "Save", &["clicks=add;"]).await;
}

async fn a_button_that_takes_the_place_of_a_frame(form: &mut Form) {
    let county = County::of(form, "beside-frame").await;
    click(form, in_frames(&["Questions"], button("Add person"))).await;
    county.gets(form, "Save", &["clicks=add;"]).await;
}
