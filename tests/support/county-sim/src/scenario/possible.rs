//! Every expectation can come true: typed into its county's pages by the pages' own rules, it is what the county
//! then holds, in both designs. Also that there are enough of them and no two share an identity.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{Scenario, load};
use crate::change::Design;
use crate::county::{County, Layout};
use crate::questions;
use crate::typed::held;

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
            let form = questions::form(county, Design::plain(layout));
            assert_eq!(held(county, &form, &form, &expected), expected, "{} {layout}", scenario.name);
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
