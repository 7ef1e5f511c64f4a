//! Waiting until an element can be acted on, and the ways to act.

use postrider::form::{ClickOptions, Modifiers, MouseButton, Readiness, Source};

use super::*;

#[track_caller]
fn missing(error: &ActionError) -> Readiness {
    match error {
        ActionError::NotReady { missing, .. } => *missing,
        other => panic!("not a missing state: {other}"),
    }
}

#[test]
fn what_is_not_ready_is_named() {
    let quick = Settings { action_bound: std::time::Duration::from_millis(400), ..settings() };
    in_both(quick, async |form| {
        open(form, "ready.html").await;
        assert_eq!(missing(&failed(form.click(&css("#hidden"), None).await)), Readiness::Visible);
        assert_eq!(missing(&failed(form.click(&css("#off"), None).await)), Readiness::Enabled);
        assert_eq!(missing(&failed(form.click(&css("#mover"), None).await)), Readiness::Still);
        assert_eq!(missing(&failed(fill(form, label("Read only"), "x").await)), Readiness::Editable);
        let covered = failed(form.click(&css("#under"), None).await);
        assert_eq!(missing(&covered), Readiness::Uncovered);
        assert!(covered.to_string().contains("Please wait"), "{covered}");
    });
}

#[test]
fn what_becomes_ready_is_waited_for() {
    in_both(settings(), async |form| {
        open(form, "ready.html").await;
        form.click(&button("Start"), None).await.unwrap();
        form.click(&button("Late one"), None).await.unwrap();
        assert_eq!(out(form).await, "late");
        for (id, expect) in [("#off", "on"), ("#mover", "moved"), ("#under", "under")] {
            open(form, "ready.html").await;
            form.click(&button("Start"), None).await.unwrap();
            form.click(&css(id), None).await.unwrap();
            assert_eq!(out(form).await, expect);
        }
    });
}

#[test]
fn every_way_to_click_arrives() {
    in_both(settings(), async |form| {
        open(form, "ready.html").await;
        let ways = [
            (ClickOptions { count: 2, ..ClickOptions::default() }, "double"),
            (ClickOptions { button: MouseButton::Secondary, ..ClickOptions::default() }, "menu"),
            (
                ClickOptions {
                    modifiers: Modifiers { shift: true, ..Modifiers::default() },
                    ..ClickOptions::default()
                },
                "shift",
            ),
        ];
        for (options, expect) in ways {
            form.click(&button("Many ways"), Some(options)).await.unwrap();
            assert_eq!(out(form).await, expect);
        }
        form.click(&button("Hold me"), Some(ClickOptions { hold_ms: 300, ..ClickOptions::default() })).await.unwrap();
        assert_eq!(out(form).await, "held true");
        form.hover(&css("#hov")).await.unwrap();
        assert_eq!(out(form).await, "hovered");
        form.drag(&css("#drag"), &css("#drop")).await.unwrap();
        assert_eq!(out(form).await, "dropped");
        form.click(&button("Far down"), None).await.unwrap();
        assert_eq!(out(form).await, "far");
        form.check(&label("Styled box"), true, &Source::Literal).await.unwrap();
        assert!(form.state(&label("Styled box")).await.unwrap().checked);
    });
}

#[test]
fn keys_are_pressed_where_the_focus_is() {
    in_both(settings(), async |form| {
        open(form, "fields.html").await;
        form.press(Some(&label("Plain")), "End").await.unwrap();
        form.press(None, "Shift+Home").await.unwrap();
        form.press(None, "x").await.unwrap();
        assert_eq!(form.read_value(&label("Plain")).await.unwrap(), "x");
        form.press(Some(&label("Plain")), "Control+a").await.unwrap();
        form.press(None, "Delete").await.unwrap();
        assert_eq!(form.read_value(&label("Plain")).await.unwrap(), "");
    });
}
