//! Typing and reading back: nothing that a page does to a value passes for written.

use crate::case::cases;
use crate::shorthand::*;

cases! { "Filling", settings;
    "fill.html" typed_text_replaces_what_was_there: "`fill` replaces what was there and leaves the control: one change event";
    "fill.html" clearing_empties: "`clear` empties a control";
    "fill-kinds.html" every_kind_of_text_control: "text, mail, phone, address, search, password, number, several lines";
    "fill-kinds.html" many_controls_are_filled_together: "`fill-all` fills several, prefilled ones too, and says which item failed";
    "fill-rich.html" rich_text: "contenteditable, one line and several";
    "fill-trusted.html" keys_are_trusted: "typed by keys, as trusted as a person's";
    "fill-controlled.html" a_library_that_keeps_its_own_state: "a control whose library keeps its own state, as React does";
    "fill-scripts.html" letters_of_any_script: "emoji, combining marks, bidi controls, tabs and long texts are kept; what keys cannot carry shows in the trace";
    "fill-special.html" a_colour_and_a_range: "a colour and a range, by script, which shows in the trace";
    "fill-mask.html" masks_that_rewrite (masked): "a mask that rewrites is `altered(reformatted)`, or accepted by `holds`";
    "fill-drops.html" what_a_control_makes_of_a_value (masked): "cut, dropped letters, rejected, replaced: each is `altered`";
    "fill-undone.html" what_is_undone_later (masked): "what the page undoes later is seen before the next click or key";
    "fill-rerendered.html" a_control_that_is_replaced: "a control that the page replaces at focus or when left is found again";
    "fill-look.html" what_the_page_put_there_is_looked_at (quick): "look-only: a value that the page put there is read back, not typed";
    "fill-popup.html" a_popup_that_stays_open: "a popup that the control opened does not stay over what comes next";
    "fill-kinds.html" a_line_break_in_one_line: "a text of several lines for one line is refused before it is typed";
}

async fn typed_text_replaces_what_was_there(form: &mut Form) {
    fills(form, label("Plain"), "new text").await;
    assert_eq!(out(form).await, "1", "one change event, when the control is left");
    fills(form, label("Plain"), "newer").await;
}

async fn clearing_empties(form: &mut Form) {
    done(form.clear(&label("Plain")).await);
    assert_eq!(value(form, label("Plain")).await, "");
    assert_eq!(out(form).await, "1");
    done(form.clear(&label("Plain")).await);
}

async fn every_kind_of_text_control(form: &mut Form) {
    for (name, text) in [
        ("Text", "Ada's \"x\" <b>&amp; 100%"),
        ("Mail", "a.b+c@example.org"),
        ("Phone", "(555) 010-0199"),
        ("Site", "https://example.org/?q=1"),
        ("Find", "food"),
        ("Secret", "pa$$ word"),
        ("Amount", "1234.50"),
        ("Story", "one\ntwo\n\nthree"),
    ] {
        fills(form, label(name), text).await;
    }
}

async fn many_controls_are_filled_together(form: &mut Form) {
    let items = [item(label("Text"), "a"), item(label("Mail"), "b@c.de"), item(label("Story"), "x\ny")];
    done(form.fill_all(&items).await);
    done(form.fill_all(&[item(label("Text"), "again"), item(label("Amount"), "2")]).await);
    assert_eq!(value(form, label("Text")).await, "again");
    let failure = form.fill_all(&[item(label("Text"), "x"), item(label("Amount"), "two")]).await.unwrap_err();
    assert_eq!(failure.item, Some(1), "{failure}");
    let failure = form.fill_all(&[item(label("Text"), "x"), item(label("Nowhere"), "x")]).await.unwrap_err();
    assert_eq!(failure.item, Some(1), "{failure}");
    done(form.fill_all(&[]).await);
}

async fn rich_text(form: &mut Form) {
    fills(form, label("Rich text"), "is  so").await;
    done(fill(form, label("Lines"), "one\ntwo").await);
    let lines = value(form, label("Lines")).await;
    assert_eq!(lines.split('\n').filter(|line| !line.is_empty()).collect::<Vec<_>>(), ["one", "two"]);
    done(form.clear(&label("Rich text")).await);
    assert_eq!(value(form, label("Rich text")).await, "");
}

async fn keys_are_trusted(form: &mut Form) {
    fills(form, label("Trusted"), "kept").await;
    fills(form, label("Keys"), "abc").await;
    assert_eq!(out(form).await, "3");
}

async fn a_library_that_keeps_its_own_state(form: &mut Form) {
    fills(form, label("Controlled"), "kept").await;
    fills(form, label("Controlled"), "Zoë 🐝").await;
    assert_eq!(out(form).await, "Zoë 🐝");
}

async fn letters_of_any_script(form: &mut Form) {
    for text in ["Zoë 🐝 e\u{301}", "a\tb", &"long ".repeat(400)] {
        fills(form, label("Story"), text).await;
        assert_eq!(form.trace().iter().rev().nth(1).unwrap().kind, "fill (script)");
    }
    for text in ["שלום \u{202e}x\u{202c}", "e\u{301}o\u{308}", "\u{200f}مرحبا", "李小龍", "Nguyễn"] {
        fills(form, label("Plain"), text).await;
    }
    fills(form, label("Plain"), "👩‍👩‍👧").await;
    let (kind, _) = altered(fill(form, label("Short"), "🐝🐝🐝🐝🐝🐝").await);
    assert_eq!(kind, AlterationKind::Cut);
}

async fn a_colour_and_a_range(form: &mut Form) {
    for (name, text) in [("Colour", "#336699"), ("Hours", "40")] {
        fills(form, label(name), text).await;
        assert_eq!(form.trace().iter().rev().nth(1).unwrap().kind, "fill (script)");
    }
    assert_eq!(out(form).await, "40");
    let (kind, actual) = altered(fill(form, label("Hours"), "90").await);
    assert_eq!((kind, actual.as_str()), (AlterationKind::Different, "60"));
}

async fn masks_that_rewrite(form: &mut Form) {
    let masked = |name: &str, text: &str, holds: &str| FillItem {
        target: label(name),
        value: Typed { text: Personal::new(text), holds: Some(Personal::new(holds)), source: Source::Literal },
        look_only: false,
    };
    let (kind, actual) = altered(fill(form, label("SSN"), "900123456").await);
    assert_eq!((kind, actual.as_str()), (AlterationKind::Reformatted, "•••"));
    done(form.fill(&masked("Later", "555", "(555)")).await);
    for again in 0..2 {
        done(form.fill(&masked("SSN", "900123456", "900-12-3456")).await);
        done(form.fill(&masked("Template", "01021980", "01/02/1980")).await);
        assert_eq!(value(form, label("Template")).await, "01/02/1980", "{again}");
    }
    assert_eq!(altered(fill(form, label("Upper"), "O'Neil").await).0, AlterationKind::Reformatted);
}

async fn what_a_control_makes_of_a_value(form: &mut Form) {
    let cut = altered(fill(form, label("Short"), "1200 Oak Avenue").await);
    assert_eq!(cut, (AlterationKind::Cut, "1200 Oak".into()));
    assert_eq!(altered(fill(form, label("Digits"), "12a34").await).0, AlterationKind::Different);
    assert_eq!(altered(fill(form, label("Picky"), "x1").await).0, AlterationKind::Emptied);
    let guessed = altered(fill(form, label("Guess"), "Shelbyville").await);
    assert_eq!(guessed, (AlterationKind::Different, "Springfield".into()));
    assert_eq!(altered(fill(form, label("Whole"), "12.5").await).0, AlterationKind::Different);
}

async fn what_is_undone_later(form: &mut Form) {
    done(fill(form, label("Wiped"), "Ada").await);
    click(form, button("Wipe")).await;
    assert_eq!(altered(form.click(&button("Next"), None).await).0, AlterationKind::Emptied);
    assert_eq!(out(form).await, "", "nothing was clicked");
    done(fill(form, label("Wiped"), "Ada").await);
    done(fill(form, label("Swapped"), "Bob").await);
    click(form, button("Swap")).await;
    assert_eq!(altered(form.press(Some(&button("Next")), "Enter").await).0, AlterationKind::Emptied);
    done(fill(form, label("Swapped"), "Bob").await);
    click(form, button("Next")).await;
    assert_eq!(out(form).await, "clicked");
}

async fn a_control_that_is_replaced(form: &mut Form) {
    fills(form, label("Focus"), "kept").await;
    fills(form, label("Blur"), "kept").await;
}

async fn what_the_page_put_there_is_looked_at(form: &mut Form) {
    let looked = |text: &str| FillItem { look_only: true, ..item(label("Read only"), text) };
    done(form.fill(&looked("fixed")).await);
    done(form.fill_all(&[looked("fixed")]).await);
    assert_eq!(altered(form.fill(&looked("other")).await).0, AlterationKind::Different);
    let wrong = form.fill_all(&[looked("fixed"), looked("other")]).await.unwrap_err();
    assert_eq!(wrong.item, Some(1));
}

async fn a_popup_that_stays_open(form: &mut Form) {
    fills(form, label("First"), "one").await;
    fills(form, label("Second"), "two").await;
    done(fill(form, label("First"), "three").await);
    click(form, button("Next")).await;
    assert_eq!(out(form).await, "clicked");
}

async fn a_line_break_in_one_line(form: &mut Form) {
    assert!(matches!(failed(fill(form, label("Text"), "a\nb").await), ActionError::Malformed(_)));
    assert_eq!(value(form, label("Text")).await, "");
}
