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
    "find-duplicate-ids.html" labels_of_an_id_that_stands_twice: "two labels for one id mean the control that each stands at, or both where nobody can say which";
    "find-duplicate-ids.html" what_a_label_is_not_seen_at (quick): "a label that points elsewhere than where it stands, by a copied or a crossed `for`, is told";
    "find-duplicate-ids.html" names_and_lists_of_an_id_that_stands_twice: "`aria-labelledby` and `aria-controls` mean the element of the id that stands with them";
    "find-twins.html" the_one_that_can_be_seen: "of twins the one that can be seen: transparent, clipped, folded, off the page, hidden, set aside";
    "find-twins.html" twins_are_counted: "`count` and `nth` count what nobody sees, too";
    "find-no-twins.html" what_a_person_sees_too (quick): "what is scrolled away, drawn by its label, folded under a widget or about to show is no twin to leave out";
    "find-no-twins.html" alone_and_unseen: "a single transparent element is what it was; a trap between a text and its field is none";
    "find-button-labels.html" a_button_by_its_label: "a button by its label, and by the text of each element that names it";
    "find-alike.html" the_same_name_under_another_role (quick): "a name that another role has, or none, is told with that role";
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

/// The name attributes and values of what the page's form holds.
async fn held(form: &Form) -> String {
    script(form, "return JSON.stringify(values())").await.as_str().unwrap().to_owned()
}

async fn labels_of_an_id_that_stands_twice(form: &mut Form) {
    for (text, of) in [
        ("SSN of the spouse", "ssn2"),
        ("SSN of the applicant", "ssn1"),
        ("Mortgage", "rent2"),
        ("Rent", "rent1"),
        ("City", "city2"),
        ("ZIP Code", "zip2"),
    ] {
        fills(form, label(text), of).await;
        assert!(held(form).await.contains(&format!("\"{of}\":\"{of}\"")), "{text}: {}", held(form).await);
    }
    done(fill(form, shown("SSN of the spouse"), "again").await);
    assert_eq!(value(form, name("ssn2")).await, "again");
    done(check(form, label("Water"), true).await);
    assert!(held(form).await.contains("\"heat2\"") && !held(form).await.contains("\"heat1\""), "{}", held(form).await);
    for target in [label("First day"), label("Last day"), shown("Last day"), id("rent")] {
        let many = failed(fill(form, target.clone(), "1").await);
        assert!(
            matches!(&many, ActionError::ManyMatches(both) if both.found.len() == 2),
            "{}: {many}",
            target.describe()
        );
    }
    assert_eq!(value(form, id("city")).await, "city2");
}

async fn what_a_label_is_not_seen_at(form: &mut Form) {
    for text in ["Phone of the spouse", "From", "To"] {
        for target in [label(text), shown(text)] {
            let many = failed(fill(form, target, "1").await);
            assert!(matches!(&many, ActionError::ManyMatches(both) if both.found.len() == 2), "{text}: {many}");
        }
    }
    fills(form, label("Phone of the applicant"), "2").await;
}

async fn names_and_lists_of_an_id_that_stands_twice(form: &mut Form) {
    for (text, of) in [("Tips", "tips"), ("Wages", "wages")] {
        fills(form, label(text), of).await;
        assert_eq!(value(form, name(of)).await, of);
    }
    done(choose(form, label("Second county"), "Birch").await);
    done(choose(form, label("First county"), "Alder").await);
    assert_eq!(value(form, label("Second county")).await, "Birch");
}

/// In which ways twins are hidden on their page.
const WAYS: [&str; 13] = [
    "opacity", "faint", "clip", "path", "pixel", "folded", "left", "above", "drawer", "none", "hidden", "aria", "inert",
];

async fn the_one_that_can_be_seen(form: &mut Form) {
    for way in WAYS {
        let inside = |target: Target| within(Finder::Id(way.to_owned()), target);
        for target in [label("Name"), Target::by(Finder::Placeholder(exact("Mail")))] {
            done(fill(form, inside(target), "x").await);
        }
        done(check(form, inside(label("Agree")), true).await);
        done(choose(form, inside(label("Kind")), "two").await);
        let folder = Folder::new();
        done(form.upload(&inside(label("Proof")), &[folder.file("id.pdf")]).await);
        let held = script(form, &format!("return holding('{way}')")).await;
        assert_eq!(held, "real.name real.mail real.agree real.kind real.proof", "{way}");
        for target in [button("Save"), role("link", "More"), shown("Words"), css("button"), name("mail")] {
            script(form, "document.getElementById('out').textContent = ''").await;
            click(form, inside(target.clone())).await;
            assert_eq!(out(form).await, "real", "{way}: {}", target.describe());
        }
    }
}

/// What is set aside for whoever cannot see the page is seen by all others.
fn hidden(way: &str) -> Option<u32> {
    (!["aria", "inert"].contains(&way)).then_some(0)
}

async fn twins_are_counted(form: &mut Form) {
    for way in WAYS {
        let inside = |target: Target| within(Finder::Id(way.to_owned()), target);
        assert_eq!(done(form.which(&[Condition::Count(inside(css("button")), 2)]).await), Some(0), "{way}");
        assert_eq!(done(form.which(&[Condition::Visible(inside(css("button")))]).await), Some(0), "{way}");
        script(form, &format!("document.querySelector('#{way} [data-is=real]').remove()")).await;
        assert_eq!(done(form.which(&[Condition::Hidden(inside(css("span, a")))]).await), hidden(way), "{way}");
        let first = Target { nth: Some(0), ..css("[data-is]") };
        assert_eq!(done(form.read_attribute(&inside(first), "data-is").await).as_deref(), Some("twin"), "{way}");
    }
}

async fn what_a_person_sees_too(form: &mut Form) {
    for (scope, target) in [
        ("list", button("Edit")),
        ("boxes", label("Box")),
        ("boxes", name("box")),
        ("folded", label("State")),
        ("fades", button("Next")),
        ("none", button("Back")),
    ] {
        let target = within(Finder::Id(scope.to_owned()), target);
        let many = failed(form.hover(&target).await);
        assert!(matches!(many, ActionError::ManyMatches(_)), "{}: {many}", target.describe());
    }
}

async fn alone_and_unseen(form: &mut Form) {
    click(form, button("Send")).await;
    assert_eq!(text(form, within(Finder::Id("one".to_owned()), css("button"))).await, "Sent");
    for (text, of) in [("Family name", "real"), ("Birthday", "over")] {
        done(fill(form, Target::by(Finder::AfterText(holding(text))), "x").await);
        assert_eq!(value(form, name(of)).await, "x", "{text}");
    }
}

async fn a_button_by_its_label(form: &mut Form) {
    clicked(form, label("Upload a file"), "pick").await;
    clicked(form, Target::by(Finder::Label(holding("upload"))), "pick").await;
    clicked(form, label("Second document"), "more").await;
    let folder = Folder::new();
    for (text, of) in [("Upload a file", "pick"), ("Second document", "more")] {
        done(form.upload(&label(text), &[folder.file("id.pdf")]).await);
        assert_eq!(out(form).await, format!("{of} id.pdf"));
    }
    let none = fill(form, label("Upload a file"), "x").await.unwrap_err();
    assert!(matches!(none.error, ActionError::NoMatch(_)) && !none.hint.contains("labels nothing"), "{none}");
}

async fn the_same_name_under_another_role(form: &mut Form) {
    for (kind, found) in [("link", "tab “Past month”"), ("button", "tab “Past month”")] {
        let none = form.click(&role(kind, "Past month"), None).await.unwrap_err();
        let ActionError::NoMatch(mismatch) = &none.error else { panic!("{none}") };
        assert_eq!(mismatch.found[0], found);
        assert_eq!(none.hint, "Another role has this name: use role(\"tab\", ...).");
    }
    let none = form.click(&button("Go on"), None).await.unwrap_err();
    assert_eq!(none.hint, "The text stands there and has no such role: use `text`.");
}
