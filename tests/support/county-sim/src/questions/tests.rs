//! Each small change differs from the first layout in just what it is, and what somebody who knows the first layout only then
//! makes the county hold.

use std::collections::BTreeSet;

use super::{changes, form};
use crate::change::{Change, Design};
use crate::county::{County, Layout};
use crate::field::{Choice, Field, Kind};
use crate::form::Form;
use crate::typed::held;
use crate::values::Values;

fn known(county: County) -> Form {
    form(county, Design::plain(Layout::V1))
}

fn changed(county: County, change: Change) -> Form {
    form(county, Design::changed([change]))
}

#[test]
fn every_county_has_every_change_once() {
    for county in County::ALL {
        let here: Vec<_> = changes(county).iter().map(|here| here.change).collect();
        assert_eq!(here, Change::ALL, "{county}");
    }
}

/// What two forms ask otherwise: what only the first asks, and what only the second does.
fn difference<'f>(old: &'f Form, new: &'f Form) -> (Vec<&'f Field>, Vec<&'f Field>) {
    fn all(form: &Form) -> Vec<&Field> {
        form.pages.iter().flat_map(|page| page.fields.iter()).chain(form.member.iter()).collect()
    }
    let only = |of: &Form, other: &Form| -> BTreeSet<usize> {
        let others = all(other);
        (0..).zip(all(of)).filter(|(_, field)| !others.contains(field)).map(|(at, _)| at).collect()
    };
    let (gone, come) = (only(old, new), only(new, old));
    let pick = |of: &'f Form, at: &BTreeSet<usize>| at.iter().map(|at| all(of)[*at]).collect();
    (pick(old, &gone), pick(new, &come))
}

fn choices(field: &Field) -> &'static [Choice] {
    match field.kind {
        Kind::Select(choices) | Kind::Radio(choices) | Kind::Listbox(choices) => choices,
        _ => panic!("{} is no list", field.name),
    }
}

/// Case, spaces and a colon at the end say nothing.
fn folded(label: &str) -> String {
    label.to_lowercase().trim_end_matches(':').split_whitespace().collect::<Vec<_>>().join(" ")
}

fn ids(form: &Form) -> Vec<&str> {
    form.pages.iter().map(|page| page.id).collect()
}

#[test]
fn a_form_differs_from_the_first_layout_in_just_its_change() {
    for county in County::ALL {
        let old = known(county);
        for change in Change::ALL {
            let new = changed(county, change);
            let (gone, come) = difference(&old, &new);
            let case = format!("{county} {change}");
            let same_pages = ids(&old) == ids(&new);
            match (change, &gone[..], &come[..]) {
                (Change::QuestionTurnedRound, [was], [is]) => {
                    assert_eq!((was.name, was.path), (is.name, is.path), "{case}");
                    assert_ne!(was.label, is.label, "{case}");
                    let meant = |field| choices(field).iter().map(|c| (c.1, c.0)).collect::<Vec<_>>();
                    let [(a, yes), (b, no)] = meant(was)[..] else { panic!("{case}: no two answers") };
                    assert_eq!(meant(is), [(a, no), (b, yes)], "{case}");
                }
                (Change::OptionsRecoded, [was], [is]) => {
                    let read = |field| choices(field).iter().map(|c| (c.0, c.2)).collect::<Vec<_>>();
                    assert_eq!((was.label, read(was)), (is.label, read(is)), "{case}");
                    let codes = choices(was).iter().zip(choices(is));
                    assert!(codes.clone().all(|(was, is)| was.1 != is.1), "{case}");
                }
                (Change::OptionsSwapped, [was], [is]) => {
                    let pairs: Vec<_> = choices(was).iter().zip(choices(is)).collect();
                    assert!(pairs.iter().all(|(was, is)| was.1 == is.1), "{case}: the codes stay");
                    assert_eq!(pairs.iter().filter(|(was, is)| was.2 != is.2 && was.0 != is.0).count(), 2, "{case}");
                    assert!(choices(is).iter().all(|is| choices(was).iter().any(|was| (was.0, was.2) == (is.0, is.2))));
                }
                (Change::PresetRequired, [], [is]) => assert!(is.required && is.preset.is_some(), "{case}"),
                (Change::OptionalAdded, [], [is]) => assert!(!is.required && is.preset.is_none(), "{case}"),
                (Change::BoxSplit, [was], [first, second]) => {
                    assert_eq!((was.name, was.label, was.path), (first.name, first.label, first.path), "{case}");
                    assert!(second.path == was.path && !second.required, "{case}");
                }
                (Change::BoxMerged, [first, second], [is]) => {
                    assert_eq!((first.name, first.path), (is.name, is.path), "{case}");
                    assert!(!second.required && is.max > first.max, "{case}");
                }
                (Change::ShorterMaxlength, [was], [is]) => {
                    assert!(is.max < was.max, "{case}");
                    assert_eq!(Field { max: None, note: "", ..**was }, Field { max: None, note: "", ..**is }, "{case}");
                }
                (Change::Wording, [was], [is]) => {
                    assert_ne!(was.label, is.label, "{case}");
                    assert_eq!(folded(was.label), folded(is.label), "{case}");
                    assert_eq!(Field { label: "", note: "", ..**was }, Field { label: "", note: "", ..**is }, "{case}");
                }
                (Change::PageMoved, [], []) => {
                    assert!(!same_pages && old.pages.len() == new.pages.len(), "{case}");
                    let asked = |form: &Form| form.pages.iter().map(|page| page.title).collect::<BTreeSet<_>>();
                    assert_eq!(asked(&old), asked(&new), "{case}");
                }
                (Change::NoticeInserted, [], []) => {
                    let rest: Vec<_> = new.pages.iter().filter(|page| page.notice.is_none()).cloned().collect();
                    assert_eq!((&rest, new.pages.len()), (&old.pages, old.pages.len() + 1), "{case}");
                }
                (Change::SecondConfirmation | Change::NumberFormat | Change::SubmitPath, [], []) => {
                    assert!(same_pages, "{case}: the form is the same");
                }
                _ => panic!("{case}: {gone:?} became {come:?}"),
            }
            if !matches!(change, Change::PageMoved | Change::NoticeInserted) {
                assert!(same_pages, "{case}: {:?}", ids(&new));
            }
        }
    }
}

/// An application in which every change shows.
fn application(county: County) -> Values {
    let mut all: Vec<(&str, &str)> = vec![
        ("applicant.name.first", "Maria Isabel"),
        ("applicant.name.last", "Garcia Lopez"),
        ("applicant.birth_date", "1980-02-09"),
        ("applicant.language", "es"),
        ("home.city", "Eureka"),
        ("home.state", "CA"),
        ("home.zip", "95501"),
        ("mailing.city", "Eureka"),
        ("mailing.state", "CA"),
        ("mailing.zip", "95502"),
        ("household[0].name.first", "Ana"),
        ("household[0].name.last", "Garcia"),
        ("household[0].birth_date", "2015-12-31"),
        ("household[0].relationship", "child"),
        ("finances.monthly_income", "1234.50"),
        ("finances.cash_on_hand", "0.00"),
        ("finances.monthly_rent", "800.00"),
        ("signature.signed_on", "2026-11-20"),
    ];
    if county != County::Cedar {
        all.extend([("applicant.name.middle", "Elena"), ("applicant.marital_status", "single")]);
    }
    all.extend(match county {
        County::Alder => [
            ("home.kind", "street"),
            ("home.number", "1200"),
            ("home.street", "Martin Luther King Blvd"),
            ("mailing.kind", "po_box"),
            ("mailing.box", "12"),
            ("finances.pays_utilities", "true"),
        ]
        .to_vec(),
        County::Birch | County::Elm => [
            ("home.line", "1200 Martin Luther King Blvd"),
            ("mailing.line", "PO Box 12"),
            ("contact_preference", "phone"),
        ]
        .to_vec(),
        County::Cedar | County::Dogwood => [
            ("home.line1", "1200 Martin Luther King Blvd"),
            ("home.line2", "Apt 4"),
            ("mailing.line1", "PO Box 12"),
            ("finances.pays_utilities", "true"),
        ]
        .to_vec(),
    });
    all.into_iter().map(|(path, value)| (path.to_owned(), value.to_owned())).collect()
}

/// What the county then holds that was not said, and what it holds no more: path and value.
fn held_otherwise(county: County, change: Change) -> Vec<(&'static str, Option<&'static str>)> {
    match (change, county) {
        (Change::QuestionTurnedRound, County::Birch | County::Elm) => {
            vec![("mailing.city", None), ("mailing.line", None), ("mailing.state", None), ("mailing.zip", None)]
        }
        (Change::QuestionTurnedRound, _) => vec![("finances.pays_utilities", Some("false"))],
        (Change::OptionsRecoded, _) => vec![("applicant.language", Some("en"))],
        (Change::OptionsSwapped, County::Birch) => vec![("contact_preference", Some("mail"))],
        (Change::OptionsSwapped, County::Cedar) => vec![("household[0].relationship", Some("spouse"))],
        (Change::OptionsSwapped, _) => vec![("applicant.marital_status", Some("married"))],
        (Change::PresetRequired, _) => vec![("answers.interview", Some("phone"))],
        (Change::BoxSplit, _) => vec![("applicant.name.last", Some("Garcia"))],
        (Change::BoxMerged, County::Cedar) => vec![("home.line2", None)],
        (Change::BoxMerged, _) => vec![("applicant.name.middle", None)],
        (Change::ShorterMaxlength, County::Alder) => vec![("home.street", Some("Martin Luther K"))],
        (Change::ShorterMaxlength, County::Birch) => vec![("home.line", Some("1200 Martin Lut"))],
        (Change::ShorterMaxlength, County::Cedar) => vec![("applicant.name.first", Some("Maria Is"))],
        (Change::ShorterMaxlength, County::Dogwood) => vec![("home.line1", Some("1200 Marti"))],
        (Change::ShorterMaxlength, County::Elm) => vec![("home.line", Some("1200 Marti"))],
        (
            Change::OptionalAdded
            | Change::PageMoved
            | Change::NoticeInserted
            | Change::SecondConfirmation
            | Change::NumberFormat
            | Change::SubmitPath
            | Change::Wording,
            _,
        ) => vec![],
    }
}

#[test]
fn who_posts_as_before_makes_the_county_hold_something_else() {
    for county in County::ALL {
        let said = application(county);
        assert_eq!(held(county, &known(county), &known(county), &said), said, "{county}");
        for change in Change::ALL {
            let holds = held(county, &changed(county, change), &known(county), &said);
            let paths: BTreeSet<_> = said.keys().chain(holds.keys()).collect();
            let otherwise: Vec<_> = paths
                .into_iter()
                .filter(|path| said.get(*path) != holds.get(*path))
                .map(|path| (path.as_str(), holds.get(path).map(String::as_str)))
                .collect();
            assert_eq!(otherwise, held_otherwise(county, change), "{county} {change}");
        }
    }
}

#[test]
fn who_knows_the_change_makes_the_county_hold_what_was_said() {
    for county in County::ALL {
        for change in [Change::QuestionTurnedRound, Change::OptionsRecoded, Change::OptionsSwapped] {
            let new = changed(county, change);
            let said = application(county);
            assert_eq!(held(county, &new, &new, &said), said, "{county} {change}");
        }
    }
}
