//! Typing and reading back: nothing that a page does to a value passes for written.

use postrider::form::{AlterationKind, FillItem, Source};
use postrider::submission::Personal;

use super::*;

#[track_caller]
fn altered(error: ActionError) -> (AlterationKind, String) {
    match error {
        ActionError::Altered { kind, actual, .. } => (kind, actual),
        other => panic!("not an alteration: {other}"),
    }
}

#[test]
fn typed_text_replaces_what_was_there() {
    in_both(settings(), async |form| {
        open(form, "fields.html").await;
        fill(form, label("Plain"), "new text").await.unwrap();
        assert_eq!(form.read_value(&label("Plain")).await.unwrap(), "new text");
        assert_eq!(form.read_text(&css("#changes")).await.unwrap(), "1", "one change event, when the control is left");
        fill(form, label("Plain"), "newer").await.unwrap();
        assert_eq!(form.read_value(&label("Plain")).await.unwrap(), "newer");
        form.clear(&label("Plain")).await.unwrap();
        assert_eq!(form.read_value(&label("Plain")).await.unwrap(), "");
        fill(form, label("Story"), "one\ntwo").await.unwrap();
        fill(form, label("Amount"), "1234.50").await.unwrap();
        fill(form, label("Rich text"), "is").await.unwrap();
        fill(form, label("Trusted"), "kept").await.unwrap();
        assert_eq!(form.read_value(&label("Rich text")).await.unwrap(), "is");
        assert!(matches!(failed(fill(form, label("Plain"), "a\nb").await), ActionError::Malformed(_)));
    });
}

#[test]
fn what_keys_cannot_carry_is_inserted_and_shows_in_the_trace() {
    in_both(settings(), async |form| {
        open(form, "fields.html").await;
        for text in ["Zoë 🐝 e\u{301}", "a\tb", &"long ".repeat(400)] {
            fill(form, label("Story"), text).await.unwrap();
            let line = form.trace().last().unwrap();
            assert_eq!(line.kind, "fill (script)");
            assert_eq!(form.read_value(&label("Story")).await.unwrap(), text);
        }
        fill(form, label("Plain"), "שלום \u{202e}x").await.unwrap();
        assert_eq!(form.read_value(&label("Plain")).await.unwrap(), "שלום \u{202e}x");
        let (kind, _) = altered(failed(fill(form, label("Short"), "🐝🐝🐝🐝🐝🐝").await));
        assert_eq!(kind, AlterationKind::Cut);
        assert!(matches!(failed(fill(form, label("Story"), &"x".repeat(10_000_000)).await), ActionError::Limit(_)));
    });
}

#[test]
fn what_a_control_makes_of_a_value_is_told() {
    in_both(masked(), async |form| {
        open(form, "fields.html").await;
        assert_eq!(
            altered(failed(fill(form, label("Short"), "1200 Oak Avenue").await)),
            (AlterationKind::Cut, "1200 Oak".into())
        );
        let ssn = |holds: Option<&str>| FillItem {
            target: label("SSN"),
            value: Typed { text: Personal::new("900123456"), holds: holds.map(Personal::new), source: Source::Literal },
            look_only: false,
        };
        assert_eq!(altered(failed(form.fill(&ssn(None)).await)), (AlterationKind::Reformatted, "•••".into()));
        form.fill(&ssn(Some("900-12-3456"))).await.unwrap();
        assert_eq!(altered(failed(fill(form, label("Upper"), "O'Neil").await)).0, AlterationKind::Reformatted);
        assert_eq!(altered(failed(fill(form, label("Digits"), "12a34").await)).0, AlterationKind::Different);
        assert_eq!(altered(failed(fill(form, label("Picky"), "x1").await)).0, AlterationKind::Emptied);
    });
}

#[test]
fn what_is_undone_later_is_seen_before_the_next_click() {
    in_both(settings(), async |form| {
        open(form, "fields.html").await;
        fill(form, label("Wiped"), "Ada").await.unwrap();
        fill(form, label("Plain"), "stays").await.unwrap();
        form.click(&button("Wipe"), None).await.unwrap();
        assert_eq!(altered(failed(form.click(&button("Next"), None).await)).0, AlterationKind::Emptied);
        assert_eq!(out(form).await, "", "nothing was clicked");
        fill(form, label("Wiped"), "Ada").await.unwrap();
        fill(form, label("Swapped"), "Bob").await.unwrap();
        form.click(&button("Swap"), None).await.unwrap();
        assert_eq!(altered(failed(form.press(Some(&button("Next")), "Enter").await)).0, AlterationKind::Emptied);
        fill(form, label("Swapped"), "Bob").await.unwrap();
        form.click(&button("Next"), None).await.unwrap();
        assert_eq!(out(form).await, "clicked");
    });
}

#[test]
fn what_the_page_put_there_itself_is_looked_at_and_not_typed() {
    in_both(settings(), async |form| {
        open(form, "ready.html").await;
        let looked = |text: &str| FillItem { target: label("Read only"), value: Typed::literal(text), look_only: true };
        form.fill(&looked("fixed")).await.unwrap();
        form.fill_all(&[looked("fixed")]).await.unwrap();
        assert_eq!(altered(failed(form.fill(&looked("other")).await)).0, AlterationKind::Different);
        let wrong = form.fill_all(&[looked("fixed"), looked("other")]).await.unwrap_err();
        assert_eq!(wrong.item, Some(1));
    });
}

#[test]
fn many_controls_are_filled_together() {
    in_both(settings(), async |form| {
        open(form, "fields.html").await;
        let item =
            |name: &str, text: &str| FillItem { target: label(name), value: Typed::literal(text), look_only: false };
        let before = form.commands();
        form.fill_all(&[item("Short", "abc"), item("Digits", "123"), item("Story", "x\ny"), item("Amount", "1.5")])
            .await
            .unwrap();
        assert_eq!(form.commands() - before, 4 + 2, "one trip to find, one each to type, one to read back");
        form.fill_all(&[item("Plain", "pre-filled"), item("Trusted", "t")]).await.unwrap();
        assert_eq!(form.read_value(&label("Plain")).await.unwrap(), "pre-filled");
        let failure = form
            .fill_all(&[item("Upper", "OK"), item("Short", "much too long"), item("Story", "z")])
            .await
            .unwrap_err();
        assert_eq!(failure.item, Some(1), "{failure}");
        let failure = form.fill_all(&[item("Upper", "OK"), item("Nowhere", "x")]).await.unwrap_err();
        assert_eq!(failure.item, Some(1), "{failure}");
    });
}

#[test]
fn an_action_costs_few_round_trips() {
    in_both(settings(), async |form| {
        open(form, "fields.html").await;
        let before = form.commands();
        fill(form, label("Plain"), "x").await.unwrap();
        assert_eq!(form.commands() - before, 3, "fill");
        let before = form.commands();
        form.click(&button("Next"), None).await.unwrap();
        assert_eq!(form.commands() - before, 2, "click");
    });
}
