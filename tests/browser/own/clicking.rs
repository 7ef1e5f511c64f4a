//! Clicking, hovering, dragging, pressing keys, setting boxes; and waiting until it can be done.

use postrider::form::{Modifiers, MouseButton};

use crate::case::cases;
use crate::shorthand::*;

cases! { "Clicking", settings;
    "click-ways.html" every_way_to_click: "single, double, right, middle, with modifiers, held down";
    "click-far.html" what_is_far_away_is_scrolled_to: "what is down the page, in a box or under a fixed header is scrolled to";
    "click-becomes-ready.html" what_becomes_ready_is_waited_for: "an action waits until its element is attached, enabled, still and not covered";
    "click-frame-inside.html" a_box_around_a_frame: "a click on a box around a frame goes to the document inside";
    "hover.html" hovering_opens_a_menu: "`hover` opens a menu; its item is clicked";
    "drag-pointer.html" dragging_by_pointer: "`drag` by the pointer's own events";
    "drag-native.html" dragging_by_the_browser: "`drag` by the browser's own drag and drop (draggable), with its data";
    "drag-frames.html" dragging_from_frame_to_frame: "`drag` out of one frame into another";
    "press.html" keys_are_pressed_where_the_focus_is: "`press` keys and chords, in a control or where the focus is";
    "check.html" boxes_are_set_and_read_back: "`check` boxes, switches, radio buttons, also those drawn by their label";
    "check.html" a_box_that_does_not_change (quick): "a box that does not take the click is `altered`; a radio button is not switched off";
}

async fn every_way_to_click(form: &mut Form) {
    let plain = ClickOptions::default();
    let with = |modifiers: Modifiers| ClickOptions { modifiers, ..plain };
    let no = Modifiers::default();
    let ways = [
        (plain, "single"),
        (ClickOptions { count: 2, ..plain }, "double"),
        (ClickOptions { button: MouseButton::Secondary, ..plain }, "menu"),
        (ClickOptions { button: MouseButton::Middle, ..plain }, "middle"),
        (with(Modifiers { shift: true, ..no }), "shift"),
        (with(Modifiers { control: true, ..no }), "ctrl"),
        (with(Modifiers { alt: true, shift: true, ..no }), "shift+alt"),
        (with(Modifiers { meta: true, ..no }), "meta"),
        (ClickOptions { hold_ms: 300, ..plain }, "held"),
        (plain, "single"),
        // The longest: it is released after all that a click is waited for.
        (ClickOptions { hold_ms: 5_000, ..plain }, "held"),
    ];
    for (options, expect) in ways {
        done(form.click(&button("Many ways"), Some(options)).await);
        assert_eq!(out(form).await, expect);
    }
    let wrong = ClickOptions { count: 3, ..plain };
    assert!(matches!(failed(form.click(&button("Many ways"), Some(wrong)).await), ActionError::Malformed(_)));
    let long = ClickOptions { hold_ms: 5_001, ..plain };
    assert!(matches!(failed(form.click(&button("Many ways"), Some(long)).await), ActionError::Limit(_)));
}

async fn a_box_around_a_frame(form: &mut Form) {
    click(form, button("Not a robot")).await;
    assert_eq!(out(form).await, "inside");
}

async fn what_is_far_away_is_scrolled_to(form: &mut Form) {
    for (name, expect) in [("Far down", "far"), ("In the box", "box"), ("Far down", "far")] {
        click(form, button(name)).await;
        assert_eq!(out(form).await, expect);
    }
}

async fn what_becomes_ready_is_waited_for(form: &mut Form) {
    for (name, expect) in [
        ("Late one", "late"),
        ("Off one", "on"),
        ("Moving one", "moved"),
        ("Covered one", "under"),
        ("Sliding one", "slid"),
        ("Fading one", "faded"),
    ] {
        open(form, "click-becomes-ready.html").await;
        click(form, button("Start")).await;
        click(form, button(name)).await;
        assert_eq!(out(form).await, expect);
    }
}

async fn hovering_opens_a_menu(form: &mut Form) {
    done(form.hover(&shown("Services")).await);
    // The pointer may have rested there before, so that the menu stood open all along.
    done(form.hover(&shown("Services")).await);
    click(form, button("Food")).await;
    assert_eq!(out(form).await, "food");
}

async fn dragging_by_pointer(form: &mut Form) {
    done(form.drag(&id("from"), &id("to")).await);
    assert_eq!(out(form).await, "dropped");
}

async fn dragging_by_the_browser(form: &mut Form) {
    done(form.drag(&id("from"), &id("to")).await);
    comes_out(form, "dropped card 7").await;
}

async fn dragging_from_frame_to_frame(form: &mut Form) {
    done(form.drag(&framed(&["left"], id("item")), &framed(&["right"], id("case"))).await);
    assert_eq!(text(form, framed(&["right"], id("in"))).await, "Pay stub");
}

async fn keys_are_pressed_where_the_focus_is(form: &mut Form) {
    done(form.press(Some(&label("Plain")), "End").await);
    done(form.press(None, "Shift+Home").await);
    done(form.press(None, "x").await);
    assert_eq!(value(form, label("Plain")).await, "x");
    done(form.press(Some(&label("Plain")), "Control+a").await);
    done(form.press(None, "Delete").await);
    assert_eq!(value(form, label("Plain")).await, "");
    for (key, expect) in
        [("Enter", "Enter"), ("Escape", "Escape"), ("ArrowDown", "ArrowDown"), ("F2", "F2"), ("Tab", "Tab")]
    {
        done(form.press(Some(&label("Plain")), key).await);
        assert_eq!(out(form).await, expect);
    }
    done(form.press(None, "y").await);
    assert_eq!(value(form, label("Next")).await, "y", "Tab went on");
    assert!(matches!(failed(form.press(None, "Return").await), ActionError::Malformed(_)));
}

async fn boxes_are_set_and_read_back(form: &mut Form) {
    for name in ["Pays utilities", "Styled box", "Hidden box", "Text me"] {
        for on in [true, true, false, false] {
            done(check(form, label(name), on).await);
            assert_eq!(done(form.state(&label(name)).await).checked, on, "{name}");
        }
    }
    for name in ["Married", "Single"] {
        done(check(form, label(name), true).await);
        assert!(done(form.state(&label(name)).await).checked, "{name}");
    }
    assert!(!done(form.state(&label("Married")).await).checked);
}

async fn a_box_that_does_not_change(form: &mut Form) {
    assert_eq!(altered(check(form, label("Stubborn"), true).await).1, "false");
    done(check(form, label("Married"), true).await);
    assert!(matches!(failed(check(form, label("Married"), false).await), ActionError::Malformed(_)));
}
