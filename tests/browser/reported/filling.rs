//! Values that pages take, move or lose on their way.

use postrider::form::Disclosure;
use postrider::submission::PiecesPresent;

use super::{County, quick, settings};
use crate::case::cases;
use crate::own::committing::field;
use crate::shorthand::*;

cases! { "Filling", settings;
    "reported/postback.html" a_field_that_reloads_the_page: "a field whose change sends the page away and draws it anew, by `fill` and by `fill-all`: what is typed next is there, and no page was sent empty";
    "reported/late-leave.html" a_page_that_leaves_late: "a click that leaves late, to a page with the same label: the first page is not sent with what was meant for the next";
    "reported/duplicate-ids.html" one_id_for_two_labels: "two labels for one id: each value is in its own control, or `fill` says that there are several";
    "reported/prefilled.html" prefilled_controls: "prefilled controls hold what was typed, with one change each, by `fill` and by `fill-all`";
    "reported/prefilled-limited.html" a_full_control: "a prefilled control that is full";
    "reported/prefilled-picky.html" a_picky_control: "a prefilled control that puts back what it cannot read";
    "reported/prefilled-autosave.html" a_control_that_saves_itself: "a prefilled control whose first change is sent at once";
    "reported/prefilled-focus.html" what_is_selected_at_the_first_key: "at the first key a prefilled control has all selected";
    "reported/one-box.html" values_as_rules_shaped_them (quick): "values that may not be read come back masked as rules shaped them, from the control and where the page repeats them";
}

async fn a_field_that_reloads_the_page(form: &mut Form) {
    for together in [false, true] {
        let county = County::of(form, "postback").await;
        let items = [item(label("ZIP Code"), "95820"), item(label("Phone"), "916-555-0100")];
        if together {
            done(form.fill_all(&items).await);
        } else {
            for item in &items {
                done(form.fill(item).await);
            }
        }
        click(form, button("Save")).await;
        let expect = "zip=95820, county=Sacramento, phone=916-555-0100, postbacks=1, trail=|95820";
        county.confirms(form, &[expect]).await;
    }
}

async fn a_page_that_leaves_late(form: &mut Form) {
    let county = County::of(form, "late-leave").await;
    done(form.fill(&field(label("Last name"), "applicant.name.last", "Alvarez")).await);
    click(form, button("Next")).await;
    match form.fill(&field(label("Last name"), "household[0].name.last", "Brown")).await {
        Ok(()) => {
            click(form, button("Finish")).await;
            county.confirms(form, &["step=1, last=Alvarez", "step=2, last=Brown"]).await;
        }
        Err(failure) => {
            done(form.wait(&[Condition::Title(holding("Step 2"))], 10_000).await);
            assert_eq!(county.has(), ["step=1, last=Alvarez"], "{failure}");
        }
    }
}

async fn one_id_for_two_labels(form: &mut Form) {
    let county = County::of(form, "duplicate-ids").await;
    for (whose, ssn) in [("applicant", "111-22-3333"), ("spouse", "444-55-6666")] {
        let target = label(&format!("Social Security number of the {whose}"));
        match fill(form, target, ssn).await {
            Ok(()) => {}
            Err(Failure { error: ActionError::ManyMatches(_), .. }) => return assert_eq!(county.has(), [""; 0]),
            Err(other) => panic!("{other}"),
        }
    }
    click(form, button("Save")).await;
    county.confirms(form, &["ssn1=111-22-3333, ssn2=444-55-6666"]).await;
}

/// The changes that the page saw of a control.
async fn changes(form: &mut Form, control: &str) -> Vec<String> {
    let seen = text(form, id("ev")).await;
    let of = format!("{control}.change=");
    seen.split(' ').filter_map(|event| event.strip_prefix(&of)).map(str::to_owned).collect()
}

async fn prefilled_controls(form: &mut Form) {
    for together in [false, true] {
        open(form, "reported/prefilled.html").await;
        let items = ["Plain", "Limited", "Picky", "Many lines"].map(|name| item(label(name), "FFFFFF"));
        if together {
            done(form.fill_all(&items).await);
        } else {
            for item in &items {
                done(form.fill(item).await);
            }
        }
        for control in ["a", "b", "c", "d"] {
            assert_eq!(changes(form, control).await, ["FFFFFF"], "{control}, together: {together}");
        }
    }
}

/// By `fill`, and on the page anew by `fill_all`.
async fn code(form: &mut Form, page: &str, together: bool) {
    open(form, &format!("reported/{page}.html")).await;
    if together {
        done(form.fill_all(&[item(label("Code"), "FFFFFF")]).await);
    } else {
        done(fill(form, label("Code"), "FFFFFF").await);
    }
    assert_eq!(value(form, label("Code")).await, "FFFFFF");
}

async fn a_full_control(form: &mut Form) {
    for together in [false, true] {
        code(form, "prefilled-limited", together).await;
    }
}

async fn a_picky_control(form: &mut Form) {
    for together in [false, true] {
        code(form, "prefilled-picky", together).await;
    }
}

async fn a_control_that_saves_itself(form: &mut Form) {
    for together in [false, true] {
        code(form, "prefilled-autosave", together).await;
        assert_eq!(text(form, id("sent")).await, "sent to the county: FFFFFF");
    }
}

async fn what_is_selected_at_the_first_key(form: &mut Form) {
    code(form, "prefilled-focus", false).await;
    let seen = text(form, id("s")).await;
    let first = seen.split(' ').find(|event| event.starts_with("key.F")).unwrap();
    assert_eq!(first, "key.F:focus=true,vis=visible,sel=0-6", "{seen}");
}

async fn values_as_rules_shaped_them(form: &mut Form) {
    for (path, text) in [
        ("applicant.birth_date", "03/09/1987"),
        ("applicant.ssn", "912"),
        ("applicant.ssn", "5678"),
        ("applicant.ssn", "34"),
        ("applicant.phone", "0123"),
        ("applicant.name.last", "Núñez"),
        ("home.zip", "55401"),
        ("applicant.name.last", "O'Br1en-Núñez"),
    ] {
        open(form, "reported/one-box.html").await;
        let rules = vec!["part".to_owned()];
        let source = Source::Field {
            path: path.to_owned(),
            rules,
            pieces: PiecesPresent::WHOLE,
            disclosure: Disclosure::Hidden,
        };
        let value = Typed { text: Personal::new(text), holds: None, source };
        done(form.fill(&FillItem { target: label("Box"), value, look_only: false }).await);
        assert_eq!(self::value(form, label("Box")).await, "•••", "{path}");
        // What is shorter may stand anywhere by chance.
        if text.chars().count() > 2 {
            let repeated = out(form).await;
            assert!(!repeated.contains(text), "{path}: {repeated}");
        }
    }
}
