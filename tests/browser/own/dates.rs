//! Dates and times: native fields, texts, and several controls for one date.

use postrider::form::{DateParts, Submit};

use super::committing::request;
use crate::case::cases;
use crate::shorthand::*;

cases! { "Dates", settings;
    "date-native.html" a_native_date: "`set-date` into a native date, month and week";
    "date-native.html" times_and_weeks_by_fill: "`fill` of native date, month, week, time and date-time in the format of HTML";
    "date-limits.html" a_native_date_with_limits (quick): "a native date with limits; one that the page rejects is `altered`";
    "date-typed.html" a_date_as_text: "a date as text by a pattern, with a mask, and in three fields";
    "date-lists.html" a_date_in_three_lists: "a date in three lists";
    "date-parts.html" a_date_in_three_controls: "`set-date` in three controls: found in their group by what they are called, text boxes and lists, months by name and number";
    "date-parts.html" three_controls_by_name: "`set-date` in three controls that the plugin names";
    "date-parts.html" three_controls_are_the_whole_date (required): "a date in three controls is placed whole, and not before";
    "date-parts.html" which_is_which (quick): "a group that does not say which control is which, and a list without the year, are said";
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

fn in_group(group: Finder) -> Target {
    Target::by(group)
}

fn required() -> Settings {
    Settings {
        submits: vec![Submit::Request("/county/submit".into())],
        required: vec!["applicant.birth_date".into()],
        ..settings()
    }
}

async fn a_date_in_three_controls(form: &mut Form) {
    let labelled = |name: &str| Finder::Label(exact(name));
    let group = |name: &str| Finder::Role { role: "group".into(), name: Some(exact(name)) };
    for (found, date, [year, month, day], expect) in [
        (section("Date of birth"), "1980-12-02", ["y", "m", "d"], ["1980", "December", "02"]),
        (labelled("Date of birth"), "1931-07-14", ["y", "m", "d"], ["1931", "July", "14"]),
        (
            labelled("When did you move in?"),
            "2007-03-27",
            ["moved-year", "moved-month", "moved-day"],
            ["2007", "03", "27"],
        ),
        (section("Signed on"), "2024-02-29", ["signed_yyyy", "signed_mm", "signed_dd"], ["2024", "02", "29"]),
        (section("Signed on"), "1999-12-31", ["signed_yyyy", "signed_mm", "signed_dd"], ["1999", "12", "31"]),
        (group("Issued"), "2001-02-03", ["iy", "im", "id"], ["2001", "2", "3"]),
        (section("Fecha de nacimiento"), "1975-09-08", ["ano", "mes", "dia"], ["1975", "09 - septiembre", "08"]),
    ] {
        done(form.set_date(&in_group(found), &born(date), &DateStyle::Parts(None)).await);
        for (control, expect) in [year, month, day].into_iter().zip(expect) {
            assert_eq!(value(form, id(control)).await, expect, "{control} of {date}");
        }
    }
    done(form.set_date(&in_group(group("Expires on")), &born("2031-05-06"), &DateStyle::Parts(None)).await);
    for (control, expect) in [("MM", "05"), ("DD", "06"), ("YY", "31")] {
        assert_eq!(value(form, Target::by(Finder::Placeholder(exact(control)))).await, expect);
    }
    done(form.set_date(&in_group(section("Arrived")), &born("1990-10-20"), &DateStyle::Parts(None)).await);
    assert_eq!(text(form, id("am")).await, "October");
    assert_eq!((value(form, id("ad")).await, value(form, id("ay")).await), ("20".into(), "1990".into()));
}

async fn three_controls_by_name(form: &mut Form) {
    let parts = DateParts { year: id("u3"), month: id("u1"), day: id("u2") };
    let style = DateStyle::Parts(Some(Box::new(parts)));
    done(form.set_date(&in_group(section("Unsaid")), &born("1980-01-02"), &style).await);
    for (control, expect) in [("u1", "01"), ("u2", "02"), ("u3", "1980")] {
        assert_eq!(value(form, id(control)).await, expect);
    }
    let parts = DateParts { year: id("signed_yyyy"), month: id("mes"), day: id("ad") };
    let style = DateStyle::Parts(Some(Box::new(parts)));
    done(form.set_date(&id("born"), &born("1980-01-02"), &style).await);
    assert_eq!(value(form, id("mes")).await, "01 - enero");
}

async fn three_controls_are_the_whole_date(form: &mut Form) {
    let incomplete = |failure: ActionError| match failure {
        ActionError::Incomplete(paths) => assert_eq!(paths, ["applicant.birth_date"]),
        other => panic!("{other}"),
    };
    incomplete(failed(form.prepare_commit(request("Submit application")).await));
    // The day alone is no date.
    done(form.set_date(&id("ld"), &born("1980-01-02"), &DateStyle::Typed("DD".into())).await);
    incomplete(failed(form.prepare_commit(request("Submit application")).await));
    done(form.set_date(&in_group(section("Date of birth")), &born("1980-01-02"), &DateStyle::Parts(None)).await);
    done(form.prepare_commit(request("Submit application")).await);
}

async fn which_is_which(form: &mut Form) {
    let set = async |form: &mut Form, name: &str, date: &str| {
        failed(form.set_date(&in_group(section(name)), &born(date), &DateStyle::Parts(None)).await)
    };
    let unsaid = set(form, "Unsaid", "1980-01-02").await;
    assert!(matches!(&unsaid, ActionError::NoMatch(none) if none.wanted.contains("for the year")), "{unsaid}");
    let several = set(form, "From and to", "1980-01-02").await;
    assert!(matches!(&several, ActionError::ManyMatches(_)), "{several}");
    assert_eq!(value(form, id("f1")).await, "", "nothing was typed");
    let year = set(form, "Lately", "1980-01-02").await;
    assert!(matches!(&year, ActionError::NoSuchOption(none) if none.found == ["2025", "2026"]), "{year}");
    let nowhere = set(form, "Nowhere", "1980-01-02").await;
    assert!(matches!(&nowhere, ActionError::NoMatch(_)), "{nowhere}");
    let soon = set(form, "Lately", "soon").await;
    assert!(matches!(soon, ActionError::Malformed(_)), "{soon}");
}
