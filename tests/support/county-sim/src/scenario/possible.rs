//! Every expectation can come true: typed into its county's pages by the pages' own rules, it is what the county
//! then holds, in both designs. Also that there are enough of them and no two share an identity.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{Scenario, load};
use crate::county::{County, Layout};
use crate::draft::Draft;
use crate::field::{Field, Kind, Page};
use crate::values::Values;
use crate::{alder, birch, cedar, describe, dogwood, elm};

/// At least this many for each county.
const ENOUGH: usize = 8;

fn scenarios() -> Vec<Scenario> {
    load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios")).unwrap()
}

#[test]
fn what_is_expected_is_what_the_pages_make_of_it() {
    for scenario in scenarios() {
        let county = scenario.county().unwrap();
        for layout in [Layout::V1, Layout::V2] {
            let expected = scenario.held(layout);
            assert_eq!(typed(county, layout, &expected), expected, "{} {layout}", scenario.name);
        }
    }
}

#[test]
fn there_are_enough_and_each_is_itself() {
    let all = scenarios();
    let mut count = BTreeMap::new();
    let mut numbers = BTreeSet::new();
    for scenario in &all {
        *count.entry(scenario.county().unwrap()).or_insert(0) += 1;
        let numbers_here = scenario.expect.v1.iter().filter(|(path, _)| path.ends_with("ssn"));
        for (_, number) in numbers_here {
            assert!(number.starts_with('9') && numbers.insert(number.clone()), "{} repeats an SSN", scenario.name);
        }
        assert!(scenario.expect.v1.contains_key("applicant.ssn"), "{} has no SSN", scenario.name);
        let sent = scenario.request.application["documents"].as_array().map_or(0, Vec::len);
        assert_eq!(sent, scenario.expect_documents.len(), "{}", scenario.name);
    }
    assert!(County::ALL.iter().all(|county| count.get(county).is_some_and(|n| *n >= ENOUGH)), "{count:?}");
}

/// What the county holds after these values were put into its pages.
fn typed(county: County, layout: Layout, wanted: &Values) -> Values {
    let mut draft = Draft::default();
    for page in describe::pages(county, layout) {
        let raw = inputs(page.fields, "", wanted);
        if county == County::Alder {
            assert_eq!(alder::rules::plain(page.fields, &raw), Ok(()));
        }
        let extra = |values: &mut Values| match county {
            County::Alder => alder::rules::addresses(page, values),
            County::Birch => birch::mailing(page, values),
            County::Cedar => cedar::mailing(page, values),
            County::Dogwood => dogwood::addresses::addresses(page, values),
            County::Elm => elm::operations::mailing(page, values),
        };
        assert_eq!(draft.save(page, &raw, extra), Ok(()), "page {}", page.id);
    }
    for n in 0.. {
        let prefix = format!("household[{n}]");
        if !wanted.keys().any(|path| path.starts_with(&prefix)) {
            break;
        }
        let member = describe::member(county, layout);
        assert_eq!(draft.add_member(member, &inputs(member, &prefix, wanted)), Ok(()), "{prefix}");
    }
    let all: &[Page] = describe::pages(county, layout);
    assert!(draft.missing(all).is_empty());
    draft.held()
}

/// What a worker types and picks for these values.
fn inputs(fields: &[Field], prefix: &str, wanted: &Values) -> Values {
    let mut raw = Values::new();
    let mail = wanted.keys().any(|path| path.starts_with("mailing."));
    for field in fields {
        let names = field.inputs();
        if field.path.is_empty() {
            let answer = match field.kind {
                Kind::Check if !field.required && mail => continue,
                Kind::Radio(_) => (if mail { "other" } else { "same" }).to_owned(),
                Kind::LateSelect(choices) => choices[0].1.to_owned(),
                _ => "1".to_owned(),
            };
            raw.insert(names[0].clone(), answer);
        } else if let Some(value) = wanted.get(&crate::field::below(prefix, field.path)) {
            raw.extend(names.into_iter().zip(parts(field.kind, value)));
        }
    }
    raw
}

fn parts(kind: Kind, value: &str) -> Vec<String> {
    let own = |parts: &[&str]| parts.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>();
    match kind {
        Kind::Select(choices)
        | Kind::LateSelect(choices)
        | Kind::Filtered(choices)
        | Kind::Radio(choices)
        | Kind::Listbox(choices) => choices.iter().filter(|c| c.0 == value).map(|c| c.1.to_owned()).collect(),
        Kind::SsnBoxes => own(&[&value[..3], &value[3..5], &value[5..]]),
        Kind::DateLists(_) => own(&[&value[5..7], &value[8..], &value[..4]]),
        Kind::DateText | Kind::DateMask | Kind::DateCalendar => {
            vec![format!("{}/{}/{}", &value[5..7], &value[8..], &value[..4])]
        }
        _ => own(&[value]),
    }
}
