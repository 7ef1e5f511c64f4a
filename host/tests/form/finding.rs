//! Targets: every way to find, strictness, scopes, shadow roots, and what is said when nothing or too much is found.

use postrider::form::Condition;

use super::*;

async fn clicked(form: &mut Form, target: Target, expect: &str) {
    let words = target.describe();
    form.click(&target, None).await.unwrap_or_else(|failure| panic!("{words}: {failure}"));
    assert_eq!(out(form).await, expect, "{words}");
}

#[test]
fn every_finder_finds_its_element() {
    in_both(settings(), async |form| {
        open(form, "find.html").await;
        clicked(form, label("First name"), "a").await;
        clicked(form, label("last name"), "b").await;
        clicked(form, label("Middle initial"), "c").await;
        clicked(form, label("Suffix"), "d").await;
        clicked(form, Target::by(Finder::Label(Text::Contains("first".into()))), "a").await;
        clicked(form, Target::by(Finder::Placeholder(exact("as on your ID"))), "a").await;
        clicked(form, Target::by(Finder::Name("first".into())), "a").await;
        clicked(form, Target::by(Finder::Id("b".into())), "b").await;
        clicked(form, Target::by(Finder::TestId("t-first".into())), "a").await;
        clicked(form, css("p input"), "e").await;
        clicked(form, Target::by(Finder::XPath("//p/input".into())), "e").await;
        clicked(form, Target::by(Finder::AfterText(Text::Contains("no labels".into()))), "e").await;
        clicked(form, button("Save now"), "save").await;
        clicked(form, role("textbox", "Suffix"), "d").await;
        clicked(form, label("Case worker"), "s").await;
        clicked(form, button("Inside"), "sb").await;
        form.hover(&button("Send it")).await.unwrap();
        form.hover(&role("link", "Look again")).await.unwrap();
        form.hover(&role("heading", "Home")).await.unwrap();
    });
}

#[test]
fn scopes_narrow_and_nth_picks() {
    in_both(settings(), async |form| {
        open(form, "find.html").await;
        let section = |name: &str| Finder::Section(exact(name));
        clicked(form, within(section("Home"), label("Street")), "home-street").await;
        clicked(form, within(section("Mailing"), label("Street")), "mail-street").await;
        clicked(form, within(section("Rent"), label("Amount")), "rent").await;
        clicked(form, within(section("Plain heading"), label("Note")), "note1").await;
        clicked(form, within(section("Other heading"), label("Note")), "note2").await;
        clicked(form, within(Finder::Row(vec![exact("Ada Lovelace")]), button("Change")), "r1").await;
        let row = Finder::Row(vec![Text::Contains("Lovelace".into()), exact("Child")]);
        clicked(form, within(row, button("Change")), "r2").await;
        let value = Finder::Row(vec![Text::ValueOf(Personal::new("BYRON lovelace"))]);
        clicked(form, within(value, button("Change")), "r2").await;
        clicked(form, within(Finder::Id("people".into()), Target { nth: Some(1), ..button("Change") }), "r2").await;
        let many = failed(
            form.click(&within(Finder::Row(vec![Text::Contains("Lovelace".into())]), button("Change")), None).await,
        );
        assert!(matches!(many, ActionError::ManyMatches(_)), "{many}");
    });
}

#[test]
fn rows_and_sections_are_elements_too() {
    in_both(settings(), async |form| {
        open(form, "find.html").await;
        let row =
            |texts: &[&str]| Target::by(Finder::Row(texts.iter().map(|text| Text::Contains((*text).into())).collect()));
        assert_eq!(form.read_text(&row(&["byron", "child"])).await.unwrap().split_whitespace().next(), Some("Byron"));
        let counted = Condition::Count(row(&["Lovelace"]), 2);
        assert_eq!(form.which(&[Condition::Visible(row(&["Nobody"])), counted]).await.unwrap(), Some(1));
        assert!(form.read_text(&Target::by(Finder::Section(exact("Income")))).await.unwrap().contains("Amount"));
    });
}

#[test]
fn a_page_of_fifty_thousand_elements_is_searched_in_time() {
    in_both(settings(), async |form| {
        open(form, "find.html").await;
        let grow = "const box = document.createElement('div'); for (let i = 0; i < 25000; i++) { const p = document.createElement('p'); \
                    p.innerHTML = '<span>line ' + i + '</span>'; box.append(p); } document.body.append(box);";
        form.session().execute(grow, vec![]).await.unwrap();
        fill(form, label("Suffix"), "Jr").await.unwrap();
        form.click(&Target::by(Finder::Text(exact("line 24999"))), None).await.unwrap();
        form.click(&button("Save now"), None).await.unwrap();
        for line in form.trace() {
            eprintln!("{} {} ms", line.kind, line.duration.as_millis());
        }
    });
}

#[test]
fn a_target_that_matches_none_or_many_says_what_there_is() {
    in_both(masked(), async |form| {
        open(form, "find.html").await;
        let none = form.click(&label("Frist name"), None).await.unwrap_err();
        let many = form.click(&button("Edit"), None).await.unwrap_err();
        let scope = form.click(&within(Finder::Section(exact("Pets")), label("Name")), None).await.unwrap_err();
        let wrong = form.click(&css("p >"), None).await.unwrap_err();
        let texts = [none, many, scope, wrong].map(|failure| failure.to_string()).join("\n");
        insta::assert_snapshot!("a_target_that_matches_none_or_many", texts);
    });
}
