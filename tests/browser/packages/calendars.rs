//! Popular calendars, worked by what their pages show: opened, turned month by month, the day clicked, the field read back.

use postrider::form::Calendar;

use crate::case::cases;
use crate::shorthand::*;

cases! { FLATPICKR = "flatpickr 4.6.13", settings;
    "external/flatpickr.html" flatpickr_by_its_calendar: "a read-only field; heading of a list and a field for the year";
    "external/flatpickr-typed.html" flatpickr_typed: "typing allowed; an alternative field that shows another format";
}

cases! { OTHERS = "pikaday 1.8.2, air-datepicker 3.6.0, bootstrap-datepicker 1.10.0", settings;
    "external/pikaday.html" pikaday: "Pikaday by its calendar, and typed into; it does not stay over the next field";
    "external/air-datepicker.html" air_datepicker: "Air Datepicker by its calendar, which opens with a transition";
    "external/bootstrap-datepicker.html" bootstrap: "Bootstrap's datepicker by its calendar, and typed into";
}

cases! { JQUERY = "jquery-ui 1.14.1", settings;
    "external/jquery-ui-datepicker.html" jquery_ui_by_its_calendar: "datepicker, plain, and with lists in its heading, week numbers and days of other months";
    "external/jquery-ui-datepicker.html" jquery_ui_typed: "datepicker typed into: it does not stay over the next field";
}

fn style(opener: Option<Target>, parts: [&str; 4], heading: &str) -> DateStyle {
    let [title, previous, next, days] = parts.map(css);
    let calendar = Calendar { opener, heading: title, heading_format: heading.into(), previous, next, days };
    DateStyle::Calendar(Box::new(calendar), "MM/DD/YYYY".into())
}

async fn picks(form: &mut Form, field: &Target, style: &DateStyle) {
    for (date, expect) in [("2026-08-31", "08/31/2026"), ("2027-02-01", "02/01/2027"), ("2024-02-29", "02/29/2024")] {
        done(form.set_date(field, &Typed::literal(date), style).await);
        assert_eq!(value(form, field.clone()).await, expect);
    }
}

async fn flatpickr_by_its_calendar(form: &mut Form) {
    let parts = [
        ".open .flatpickr-current-month",
        ".open .flatpickr-prev-month",
        ".open .flatpickr-next-month",
        ".open .dayContainer",
    ];
    picks(form, &label("Date"), &style(Some(label("Date")), parts, "MONTH YYYY")).await;
    fills(form, label("Next field"), "x").await;
}

async fn flatpickr_typed(form: &mut Form) {
    fills(form, label("Typed"), "01/02/1980").await;
    click(form, button("Next")).await;
    let parts = [
        ".open .flatpickr-current-month",
        ".open .flatpickr-prev-month",
        ".open .flatpickr-next-month",
        ".open .flatpickr-days",
    ];
    let shown = css("input.form-control");
    let DateStyle::Calendar(calendar, _) = style(Some(shown.clone()), parts, "MONTH YYYY") else { unreachable!() };
    let style = DateStyle::Calendar(calendar, "MONTH D, YYYY".into());
    done(form.set_date(&shown, &Typed::literal("2026-12-25"), &style).await);
    assert_eq!(value(form, name("shown")).await, "2026-12-25");
}

async fn pikaday(form: &mut Form) {
    let parts = [".pika-title", ".pika-prev", ".pika-next", ".pika-table tbody"];
    picks(form, &label("Date"), &style(Some(label("Date")), parts, "MONTH YYYY")).await;
    fills(form, label("Date"), "01/02/1980").await;
    click(form, label("Next field")).await;
    fills(form, label("Next field"), "x").await;
    assert_eq!(value(form, label("Date")).await, "01/02/1980");
}

async fn air_datepicker(form: &mut Form) {
    let parts = [
        ".air-datepicker.-active- .air-datepicker-nav--title",
        ".air-datepicker.-active- [data-action=prev]",
        ".air-datepicker.-active- [data-action=next]",
        ".air-datepicker.-active- .air-datepicker-body--cells.-days-",
    ];
    picks(form, &label("Date"), &style(Some(label("Date")), parts, "MONTH, YYYY")).await;
    fills(form, label("Next field"), "x").await;
}

async fn bootstrap(form: &mut Form) {
    let parts = [
        ".datepicker-days .datepicker-switch",
        ".datepicker-days .prev",
        ".datepicker-days .next",
        ".datepicker-days tbody",
    ];
    picks(form, &label("Date"), &style(Some(label("Date")), parts, "MONTH YYYY")).await;
    fills(form, label("Date"), "01/02/1980").await;
}

async fn jquery_ui_by_its_calendar(form: &mut Form) {
    let parts = [".ui-datepicker-title", ".ui-datepicker-prev", ".ui-datepicker-next", ".ui-datepicker-calendar tbody"];
    for field in ["Date", "With lists"] {
        let heading = if field == "Date" { "MONTH YYYY" } else { "MON YYYY" };
        picks(form, &label(field), &style(Some(label(field)), parts, heading)).await;
    }
}

async fn jquery_ui_typed(form: &mut Form) {
    let items =
        [item(label("Date"), "01/02/1980"), item(label("With lists"), "03/04/1981"), item(label("Next field"), "x")];
    done(form.fill_all(&items).await);
    fills(form, label("Date"), "05/06/1982").await;
    click(form, button("Next")).await;
    assert_eq!(text(form, id("go")).await, "Done");
}
