//! Lists, boxes, dates and files.

use postrider::form::{AlterationKind, Calendar, Choice, DateStyle, Source, UploadFile};

use super::*;

async fn choose(form: &mut Form, target: Target, text: &str) -> Result<(), Failure> {
    form.choose(&target, &[Choice::ByText(Typed::literal(text))]).await
}

async fn value(form: &mut Form, target: Target) -> String {
    form.read_value(&target).await.unwrap()
}

#[test]
fn native_lists_offer_what_they_offer() {
    in_both(settings(), async |form| {
        open(form, "lists.html").await;
        choose(form, label("State"), "california").await.unwrap();
        assert_eq!(form.read_text(&css("#log")).await.unwrap(), "changes 1", "one change event");
        choose(form, label("County"), "Birch").await.unwrap();
        assert_eq!(value(form, label("County")).await, "Birch");
        form.choose(&label("State"), &[Choice::ByCode(Typed::literal("CO"))]).await.unwrap();
        assert_eq!(value(form, label("State")).await, "Colorado");
        choose(form, label("County"), "Denver").await.unwrap();
        match failed(choose(form, label("State"), "Californa").await) {
            ActionError::NoSuchOption(mismatch) => assert_eq!(mismatch.found[0], "California"),
            other => panic!("{other}"),
        }
        assert!(matches!(failed(choose(form, label("State"), "Nevada").await), ActionError::NotReady { .. }));
        let stubborn = failed(choose(form, label("Stubborn"), "Some").await);
        assert!(matches!(stubborn, ActionError::Altered { kind: AlterationKind::Different, .. }), "{stubborn}");
        let both = [Choice::ByText(Typed::literal("Rent")), Choice::ByText(Typed::literal("Heat"))];
        form.choose(&label("Needs"), &both).await.unwrap();
        assert_eq!(value(form, label("Needs")).await, "Rent\nHeat");
        let options = form.read_options(&label("State")).await.unwrap();
        assert_eq!((options.len(), options[2].chosen, options[3].enabled), (4, true, false));
    });
}

#[test]
fn groups_and_boxes_are_set_and_read_back() {
    in_both(settings(), async |form| {
        open(form, "lists.html").await;
        choose(form, label("Marital status"), "Married").await.unwrap();
        assert!(form.state(&label("Married")).await.unwrap().checked);
        form.choose(&Target::by(Finder::Name("ms".into())), &[Choice::ByCode(Typed::literal("s"))]).await.unwrap();
        assert!(form.state(&label("Single")).await.unwrap().checked);
        for name in ["Pays utilities", "Text me"] {
            form.check(&label(name), true, &Source::Literal).await.unwrap();
            form.check(&label(name), true, &Source::Literal).await.unwrap();
            assert!(form.state(&label(name)).await.unwrap().checked, "{name}");
            form.check(&label(name), false, &Source::Literal).await.unwrap();
            assert!(!form.state(&label(name)).await.unwrap().checked, "{name}");
        }
        form.check(&label("Married"), true, &Source::Literal).await.unwrap();
        assert!(matches!(
            failed(form.check(&label("Married"), false, &Source::Literal).await),
            ActionError::Malformed(_)
        ));
    });
}

#[test]
fn script_made_lists_are_worked_by_clicks() {
    in_both(settings(), async |form| {
        open(form, "lists.html").await;
        choose(form, role("listbox", "Language"), "Vietnamese").await.unwrap();
        choose(form, label("Relationship"), "Child").await.unwrap();
        assert_eq!(value(form, css("#rel")).await, "Child");
        choose(form, label("City"), "Alder City").await.unwrap();
        assert_eq!(value(form, label("City")).await, "Alder City");
        choose(form, label("Office"), "Birchville").await.unwrap();
        assert_eq!(value(form, label("Office")).await, "Birchville");
        choose(form, label("Fruit"), "Pear").await.unwrap();
        assert_eq!(value(form, label("Fruit")).await, "Pear");
        assert!(matches!(failed(choose(form, label("City"), "Elm").await), ActionError::NoSuchOption(_)));
    });
}

#[test]
fn dates_go_into_every_kind_of_control() {
    in_both(settings(), async |form| {
        open(form, "dates.html").await;
        let date = Typed::field("applicant.birth_date", "1980-01-02");
        form.set_date(&label("Native"), &date, &DateStyle::Native).await.unwrap();
        assert_eq!(value(form, label("Native")).await, "1980-01-02");
        form.set_date(&label("Typed"), &date, &DateStyle::Typed("MM/DD/YYYY".into())).await.unwrap();
        assert_eq!(value(form, label("Typed")).await, "01/02/1980");
        choose(form, label("Month"), "December").await.unwrap();
        choose(form, label("Day"), "07").await.unwrap();
        choose(form, label("Year"), "1979").await.unwrap();
        let calendar = |day: &str| {
            let calendar = Calendar {
                opener: Some(button("Open calendar")),
                heading: css("#head"),
                heading_format: "MONTH YYYY".into(),
                previous: button("‹"),
                next: button("›"),
                days: css("#days"),
            };
            (Typed::field("applicant.birth_date", day), DateStyle::Calendar(Box::new(calendar), "MM/DD/YYYY".into()))
        };
        for (day, shows) in [("1980-01-31", "01/31/1980"), ("1980-02-01", "02/01/1980"), ("2026-12-30", "12/30/2026")] {
            let (date, style) = calendar(day);
            form.set_date(&label("Picked"), &date, &style).await.unwrap();
            assert_eq!(value(form, label("Picked")).await, shows);
        }
    });
}

#[test]
fn documents_are_handed_over_and_their_names_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, b"%PDF-1.4").unwrap();
        UploadFile { path, field: None }
    };
    let (one, two) = (file("id.pdf"), file("pay stub.jpg"));
    in_both(settings(), async |form| {
        open(form, "files.html").await;
        form.upload(&label("Proof"), std::slice::from_ref(&one)).await.unwrap();
        form.upload(&button("Add documents"), &[one.clone(), two.clone()]).await.unwrap();
        assert!(matches!(
            failed(form.upload(&label("Proof"), &[one.clone(), two.clone()]).await),
            ActionError::Malformed(_)
        ));
        let refused = failed(form.upload(&label("Strict"), std::slice::from_ref(&two)).await);
        assert!(matches!(refused, ActionError::Altered { kind: AlterationKind::Emptied, .. }), "{refused}");
        form.session().execute("document.getElementById('one').value = ''", vec![]).await.unwrap();
        let dropped = failed(form.click(&label("Proof"), None).await);
        assert!(matches!(dropped, ActionError::Altered { kind: AlterationKind::Emptied, .. }), "{dropped}");
    });
}
