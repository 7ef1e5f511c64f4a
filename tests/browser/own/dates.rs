//! Dates and times: native fields, texts, and several controls for one date.

use crate::case::cases;
use crate::shorthand::*;

cases! { "Dates", settings;
    "date-native.html" a_native_date: "`set-date` into a native date, month and week";
    "date-native.html" times_and_weeks_by_fill: "`fill` of native date, month, week, time and date-time in the format of HTML";
    "date-limits.html" a_native_date_with_limits (quick): "a native date with limits; one that the page rejects is `altered`";
    "date-typed.html" a_date_as_text: "a date as text by a pattern, with a mask, and in three fields";
    "date-lists.html" a_date_in_three_lists: "a date in three lists";
    "date-native.html" what_is_no_date (quick): "a value that is no date, or a control that takes none, is said";
}

pub(super) fn born(date: &str) -> Typed {
    Typed::field("applicant.birth_date", date)
}

async fn a_native_date(form: &mut Form) {
    for (name, date, expect) in [
        ("Date", "1980-01-02", "1980-01-02"),
        ("Date", "2024-02-29", "2024-02-29"),
        ("Month", "1980-12-31", "1980-12"),
        ("Week", "2026-01-01", "2026-W01"),
        ("Week", "2021-01-01", "2020-W53"),
    ] {
        done(form.set_date(&label(name), &born(date), &DateStyle::Native).await);
        assert_eq!(value(form, label(name)).await, expect);
    }
}

async fn times_and_weeks_by_fill(form: &mut Form) {
    for (name, text) in [
        ("Date", "1980-01-02"),
        ("Month", "1980-12"),
        ("Week", "2026-W07"),
        ("Time", "14:30"),
        ("Time", "00:05"),
        ("Time", "12:00"),
        ("Seconds", "08:09:10"),
        ("Both", "2026-03-04T15:06"),
        ("Both", "1999-12-31T00:00"),
    ] {
        fills(form, label(name), text).await;
    }
    done(form.clear(&label("Time")).await);
    assert_eq!(value(form, label("Time")).await, "");
    let items =
        [item(label("Time"), "07:45"), item(label("Date"), "2001-02-03"), item(label("Both"), "2001-02-03T04:05")];
    done(form.fill_all(&items).await);
    assert_eq!(value(form, label("Both")).await, "2001-02-03T04:05");
}

async fn a_native_date_with_limits(form: &mut Form) {
    done(form.set_date(&label("Born"), &born("1931-07-04"), &DateStyle::Native).await);
    assert_eq!(value(form, label("Born")).await, "1931-07-04");
    let rejected = altered(form.set_date(&label("Past"), &born("2026-01-01"), &DateStyle::Native).await);
    assert_eq!(rejected.0, AlterationKind::Emptied);
}

async fn a_date_as_text(form: &mut Form) {
    let date = born("1980-01-02");
    for (pattern, expect) in [("MM/DD/YYYY", "01/02/1980"), ("D.M.YYYY", "2.1.1980"), ("YYYY-MM-DD", "1980-01-02")] {
        done(form.set_date(&label("Typed"), &date, &DateStyle::Typed(pattern.into())).await);
        assert_eq!(value(form, label("Typed")).await, expect);
    }
    done(form.set_date(&label("Masked"), &date, &DateStyle::Typed("MM/DD/YYYY".into())).await);
    for (name, pattern, expect) in [("MM", "MM", "01"), ("DD", "DD", "02"), ("YYYY", "YYYY", "1980")] {
        done(form.set_date(&label(name), &date, &DateStyle::Typed(pattern.into())).await);
        assert_eq!(value(form, label(name)).await, expect);
    }
}

async fn a_date_in_three_lists(form: &mut Form) {
    for (name, text) in [("Month", "December"), ("Day", "07"), ("Year", "1979")] {
        done(choose(form, label(name), text).await);
        assert_eq!(value(form, label(name)).await, text);
    }
}

async fn what_is_no_date(form: &mut Form) {
    for text in ["soon", "2021-02-30", ""] {
        let set = failed(form.set_date(&label("Date"), &Typed::literal(text), &DateStyle::Native).await);
        assert!(matches!(set, ActionError::Malformed(_)), "{text}: {set}");
    }
    let time = failed(form.set_date(&label("Time"), &born("1980-01-02"), &DateStyle::Native).await);
    assert!(matches!(time, ActionError::Malformed(_)), "{time}");
    for (name, text) in [("Date", "01/02/1980"), ("Time", "2 pm"), ("Week", "7"), ("Both", "2026-03-04")] {
        let filled = failed(fill(form, label(name), text).await);
        assert!(matches!(filled, ActionError::Malformed(_)), "{name}: {filled}");
    }
}
