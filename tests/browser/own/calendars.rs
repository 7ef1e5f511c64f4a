//! Calendar widgets of our own, each with a difficulty of its kind.

use postrider::form::Calendar;

use super::dates::born;
use crate::case::cases;
use crate::shorthand::*;

cases! { "Calendars", settings;
    "calendar.html" a_calendar_is_turned: "a calendar is turned to the month, back and on over years, and the day clicked";
    "calendar-weeks.html" week_numbers_and_closed_days (quick): "week numbers and days of other months are no days; a closed day is said";
    "calendar-slides.html" a_calendar_that_slides: "a calendar that slides and is late with its heading";
    "calendar-lists.html" a_heading_of_controls: "a heading made of a list of months and a field for the year";
}

fn style(heading: &str) -> DateStyle {
    let calendar = Calendar {
        opener: Some(button("Open calendar")),
        heading: id("head"),
        heading_format: heading.into(),
        previous: button("‹"),
        next: button("›"),
        days: id("days"),
    };
    DateStyle::Calendar(Box::new(calendar), "MM/DD/YYYY".into())
}

async fn picks(form: &mut Form, heading: &str, dates: &[(&str, &str)]) {
    for (date, shows) in dates {
        done(form.set_date(&label("Picked"), &born(date), &style(heading)).await);
        assert_eq!(value(form, label("Picked")).await, *shows);
    }
}

async fn a_calendar_is_turned(form: &mut Form) {
    let dates = [("2020-01-31", "01/31/2020"), ("2020-02-01", "02/01/2020"), ("2026-12-30", "12/30/2026")];
    picks(form, "MONTH YYYY", &dates).await;
    let wrong = failed(form.set_date(&label("Picked"), &born("1980-01-31"), &style("M/YYYY")).await);
    assert!(matches!(wrong, ActionError::Malformed(_)), "{wrong}");
    let far = failed(form.set_date(&label("Picked"), &born("1800-01-31"), &style("MONTH YYYY")).await);
    assert!(matches!(far, ActionError::Limit(_)), "{far}");
}

async fn week_numbers_and_closed_days(form: &mut Form) {
    let dates = [("2026-09-01", "09/01/2026"), ("2026-10-05", "10/05/2026"), ("2026-10-31", "10/31/2026")];
    picks(form, "M/YYYY", &dates).await;
    assert_eq!(
        missing(form.set_date(&label("Picked"), &born("2026-09-03"), &style("M/YYYY")).await),
        Readiness::Enabled
    );
    assert_eq!(value(form, label("Picked")).await, "10/31/2026");
}

async fn a_calendar_that_slides(form: &mut Form) {
    picks(form, "MONTH YYYY", &[("2026-04-30", "04/30/2026"), ("2026-08-09", "08/09/2026")]).await;
}

async fn a_heading_of_controls(form: &mut Form) {
    picks(form, "MONTH YYYY", &[("1999-02-28", "02/28/1999"), ("2001-05-12", "05/12/2001")]).await;
}
