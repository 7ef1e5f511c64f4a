//! The widgets of the U.S. Web Design System, which many of the counties' sites are made of.

use postrider::form::Calendar;

use crate::case::cases;
use crate::shorthand::*;

cases! { "@uswds/uswds 3.14.0", settings;
    "external/uswds-date-picker.html" date_picker_by_its_calendar: "date picker: turned month by month, and typed into";
    "external/uswds-combo-box.html" combo_box: "combo box: chosen by text and by code, and what it does not offer";
    "external/uswds-file-input.html" file_input: "file input: one document, and several";
    "external/uswds-memorable-date.html" memorable_date: "memorable date: a list and two fields in a fieldset";
    "external/uswds-character-count.html" character_count: "character count: a text that is too long is taken, and complained about";
    "external/uswds-time-picker.html" time_picker: "time picker: a time of its list";
    "external/uswds-checks.html" checks: "check boxes, tiles and radio buttons drawn by their labels";
    "external/uswds-input-mask.html" input_mask: "input mask: what it makes of digits and letters";
}

async fn date_picker_by_its_calendar(form: &mut Form) {
    let calendar = Calendar {
        opener: Some(button("Toggle calendar")),
        heading: css(".usa-date-picker__calendar__month-label"),
        heading_format: "MONTH YYYY".into(),
        previous: role("button", "Navigate back one month"),
        next: css(".usa-date-picker__calendar__next-month"),
        days: css(".usa-date-picker__calendar__table tbody"),
    };
    let style = DateStyle::Calendar(Box::new(calendar), "MM/DD/YYYY".into());
    let field = label("Appointment date");
    done(fill(form, field.clone(), "11/15/2026").await);
    for (date, expect) in [("2026-09-30", "09/30/2026"), ("2027-01-02", "01/02/2027")] {
        done(form.set_date(&field, &Typed::literal(date), &style).await);
        assert_eq!(value(form, field.clone()).await, expect);
    }
    done(form.set_date(&field, &Typed::literal("1980-01-02"), &DateStyle::Typed("MM/DD/YYYY".into())).await);
    fills(form, label("Next field"), "x").await;
    assert_eq!(value(form, css(".usa-date-picker__internal-input")).await, "1980-01-02");
}

async fn combo_box(form: &mut Form) {
    for fruit in ["Blackberry", "Apple"] {
        done(choose(form, label("Select a fruit"), fruit).await);
        assert_eq!(value(form, label("Select a fruit")).await, fruit);
    }
    done(form.choose(&name("fruit"), &[by_code("pineapple")]).await);
    assert_eq!(value(form, label("Select a fruit")).await, "Pineapple");
    not_offered(choose(form, label("Select a fruit"), "Pear").await);
}

async fn file_input(form: &mut Form) {
    let folder = Folder::new();
    done(form.upload(&label("Input accepts a single file"), &[folder.file("id.pdf")]).await);
    done(form.wait(&[Condition::Text(exact("id.pdf"))], 3_000).await);
    done(form.upload(&label("Input accepts multiple files"), &[folder.file("a.pdf"), folder.file("b.pdf")]).await);
    done(form.wait(&[Condition::Text(exact("b.pdf"))], 3_000).await);
}

async fn memorable_date(form: &mut Form) {
    let born = |target: Target| within(section("Date of Birth"), target);
    done(choose(form, born(label("Month")), "December").await);
    done(form.fill_all(&[item(born(label("Day")), "7"), item(born(label("Year")), "1979")]).await);
    assert_eq!(value(form, born(label("Year"))).await, "1979");
    let long = altered(fill(form, born(label("Day")), "311").await);
    assert_eq!(long, (AlterationKind::Cut, "31".into()));
}

async fn character_count(form: &mut Form) {
    fills(form, label("Text input"), "short enough").await;
    done(form.wait(&[Condition::Text(holding("13 characters left"))], 3_000).await);
    fills(form, label("Text input"), "a text of more than twenty-five characters").await;
    done(form.wait(&[Condition::Text(holding("characters over limit"))], 3_000).await);
}

async fn time_picker(form: &mut Form) {
    done(choose(form, label("Appointment time"), "2:30pm").await);
    assert_eq!(value(form, label("Appointment time")).await, "2:30pm");
}

async fn checks(form: &mut Form) {
    for name in ["Sojourner Truth", "Frederick Douglass"] {
        done(check(form, label(name), true).await);
        assert!(done(form.state(&label(name)).await).checked);
    }
    done(choose(form, label("One of them"), "George Washington Carver").await);
    done(check(form, label("Booker T. Washington"), true).await);
}

async fn input_mask(form: &mut Form) {
    let field = label("Social Security Number");
    let holds = FillItem {
        value: Typed { holds: Some(Personal::new("123 45 6789")), ..Typed::literal("123456789") },
        ..item(field.clone(), "")
    };
    done(form.fill(&holds).await);
    assert_eq!(value(form, field.clone()).await, "123 45 6789");
    let (kind, _) = altered(fill(form, field, "12a456789").await);
    assert_ne!(kind, AlterationKind::Reformatted);
}
