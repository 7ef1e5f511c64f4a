//! Targets: every way to find, strictly; scopes, shadow roots, wrappers, and pages that make finding hard.

use crate::case::cases;
use crate::shorthand::*;

cases! { "Finding", settings;
    "find-label.html" by_label: "a control by its label: for, wrapping, aria-label, aria-labelledby, several labels";
    "find-role.html" by_role_and_name: "by role, said or implied, and accessible name; hidden twins and hidden parts of names aside";
    "find-text.html" by_text: "the innermost element with a visible text";
    "find-attributes.html" by_attributes: "by placeholder, name, id, test id, CSS and XPath";
    "find-after-text.html" after_a_text: "the first control after a text, for pages without labels";
    "find-scopes.html" in_a_section_row_or_fieldset: "scoped by section, fieldset legend, heading, group, row; nth";
    "find-scopes.html" rows_and_sections_are_elements_too: "rows and sections are elements to read and count";
    "find-shadow.html" through_shadow_roots: "through open shadow roots, one in the other";
    "find-wrapper.html" from_a_wrapper_to_its_control: "a label or a wrapper named in place of its one control";
    "find-clobbered.html" on_a_page_that_shadows_properties: "on a form whose field names shadow the properties of elements";
    "find-extended.html" on_a_page_that_extends_every_object: "on a page whose library gives every object properties of its own";
}

async fn clicked(form: &mut Form, target: Target, expect: &str) {
    let words = target.describe();
    click(form, target).await;
    assert_eq!(out(form).await, expect, "{words}");
}

async fn by_label(form: &mut Form) {
    for (text, expect) in [
        ("First name", "a"),
        ("first NAME *", "a"),
        ("last name", "b"),
        ("Middle initial", "c"),
        ("Suffix", "d"),
        ("Age", "e"),
        ("Outer and inner", "f"),
        ("One", "g"),
        ("Two", "g"),
    ] {
        clicked(form, label(text), expect).await;
    }
    clicked(form, Target::by(Finder::Label(holding("first"))), "a").await;
}

async fn by_role_and_name(form: &mut Form) {
    for (kind, name, expect) in [
        ("button", "Save now", "save"),
        ("button", "Send it", "send"),
        ("link", "Look again", "again"),
        ("button", "Close", "close"),
        ("button", "Apply", "busy"),
        ("button", "Two lines", "lines"),
        ("tab", "Income", "tab"),
        ("textbox", "Suffix", "suffix"),
        ("searchbox", "Find", "search"),
        ("heading", "Home", "home"),
        ("button", "Go on", "div"),
    ] {
        clicked(form, role(kind, name), expect).await;
    }
    clicked(form, Target::by(Finder::Role { role: "tab".into(), name: None }), "tab").await;
}

async fn by_text(form: &mut Form) {
    for (text, expect) in [
        ("food assistance", "one"),
        ("Rent and heat", "two"),
        ("Apply", "three"),
        ("County Office", "four"),
        ("A line that breaks", "five"),
        ("Scripted", "six"),
        ("Programs", "seven"),
    ] {
        clicked(form, shown(text), expect).await;
    }
    clicked(form, Target::by(Finder::Text(holding("nd hea"))), "two").await;
    for text in ["Hidden words", "Closed away", "received"] {
        assert!(matches!(failed(form.hover(&shown(text)).await), ActionError::NoMatch(_)), "{text}");
    }
}

async fn by_attributes(form: &mut Form) {
    clicked(form, Target::by(Finder::Placeholder(exact("as on your ID"))), "a").await;
    clicked(form, name("applicant[first]"), "a").await;
    clicked(form, name("quote\"d"), "b:1.2").await;
    clicked(form, id("b:1.2"), "b:1.2").await;
    clicked(form, Target::by(Finder::TestId("t-first".into())), "a").await;
    clicked(form, css("p > input"), "b:1.2").await;
    clicked(form, Target::by(Finder::XPath("//p/input".into())), "b:1.2").await;
}

async fn after_a_text(form: &mut Form) {
    for (text, expect) in [("Family name", "a"), ("Given name", "b"), ("Old portal, no labels", "c")] {
        clicked(form, Target::by(Finder::AfterText(exact(text))), expect).await;
    }
    let list = Target::by(Finder::AfterText(holding("birth state")));
    done(choose(form, list.clone(), "CO").await);
    assert_eq!(value(form, list).await, "CO");
}

async fn in_a_section_row_or_fieldset(form: &mut Form) {
    for (scope, target, expect) in [
        ("Home", "Street", "home-street"),
        ("Mailing", "Street", "mail-street"),
        ("Rent", "Amount", "rent"),
        ("Assets", "Amount", "assets"),
        ("Plain heading", "Note", "note1"),
        ("Other heading", "Note", "note2"),
    ] {
        clicked(form, within(section(scope), label(target)), expect).await;
    }
    clicked(form, within(Finder::Row(vec![exact("Ada Lovelace")]), button("Change")), "r1").await;
    clicked(form, within(Finder::Row(vec![holding("Lovelace"), exact("Child")]), button("Change")), "r2").await;
    let value = Finder::Row(vec![Text::ValueOf(Personal::new("BYRON lovelace"))]);
    clicked(form, within(value, button("Change")), "r2").await;
    clicked(form, within(Finder::Id("people".into()), Target { nth: Some(1), ..button("Change") }), "r2").await;
    let many = failed(form.click(&within(row(&["Lovelace"]), button("Change")), None).await);
    assert!(matches!(many, ActionError::ManyMatches(_)), "{many}");
}

async fn rows_and_sections_are_elements_too(form: &mut Form) {
    let rows = |texts: &[&str]| Target::by(row(texts));
    assert!(text(form, rows(&["byron", "child"])).await.starts_with("Byron"));
    let counted = Condition::Count(rows(&["Lovelace"]), 2);
    assert_eq!(done(form.which(&[Condition::Visible(rows(&["Nobody"])), counted]).await), Some(1));
    assert!(text(form, Target::by(section("Income"))).await.contains("Amount"));
}

async fn through_shadow_roots(form: &mut Form) {
    clicked(form, label("Case worker"), "s").await;
    clicked(form, button("Inside"), "sb").await;
    clicked(form, shown("Deep text"), "p").await;
    clicked(form, css("#u"), "u").await;
    for text in ["7", "12"] {
        fills(form, label("Unit"), text).await;
    }
    done(choose(form, label("Office"), "Birch").await);
    assert_eq!(value(form, label("Office")).await, "Birch");
}

async fn from_a_wrapper_to_its_control(form: &mut Form) {
    done(fill(form, id("l"), "Bob").await);
    assert_eq!(value(form, id("a")).await, "Bob");
    done(fill(form, css(".field"), "Alder").await);
    assert_eq!(value(form, id("b")).await, "Alder");
    done(fill(form, id("c"), "in there").await);
    assert_eq!(value(form, label("Inner")).await, "in there");
}

async fn on_a_page_that_shadows_properties(form: &mut Form) {
    for name in ["Children", "Id", "Name", "Action", "Method"] {
        fills(form, label(name), "2").await;
    }
    done(form.hover(&shown("How many?")).await);
    click(form, button("Do")).await;
    assert_eq!(text(form, button("Done")).await, "Done");
    let many = failed(form.click(&css("form, form input"), None).await);
    assert!(matches!(many, ActionError::ManyMatches(_)), "{many}");
}

async fn on_a_page_that_extends_every_object(form: &mut Form) {
    fills(form, label("Name"), "Ada").await;
    done(choose(form, label("Kind"), "two").await);
    assert_eq!(value(form, label("Name")).await, "Ada");
    click(form, button("Do")).await;
    assert_eq!(text(form, button("Done")).await, "Done");
    let none = failed(form.click(&button("Send"), None).await);
    assert!(matches!(none, ActionError::NoMatch(_)), "{none}");
}
