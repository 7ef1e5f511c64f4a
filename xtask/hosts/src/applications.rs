//! As many applications as are wanted, made of the scenarios: each of another person, so that no county takes two of them for one.

use std::path::Path;

use anyhow::{Context as _, Result};
use county_sim::{County, Scenario, load_scenarios};
use serde_json::{Value, json};

/// What the further people of a scenario are called: in letters that every county takes.
const NAMES: [&str; 8] = ["Ann", "Bela", "Katherine", "Oluwaseun", "Jo", "Maria Luisa", "Wei", "Tam"];
/// The days that every month has.
const DAYS: u64 = 28;
/// From one person of a scenario to the next, in days of the month: shares no factor with their number, so that none comes again soon.
const STEP: u64 = 3;

/// In turns of the counties, and of each county's scenarios.
pub(crate) fn different(folder: &Path, count: usize) -> Result<Vec<Scenario>> {
    let all = load_scenarios(folder).context("the scenarios cannot be read")?;
    let of = |county| all.iter().filter(move |scenario: &&Scenario| scenario.county() == Some(county)).collect();
    let counties: Vec<Vec<&Scenario>> = County::ALL.into_iter().map(of).collect();
    (0..count)
        .map(|number| {
            let (turn, county) = (number / counties.len(), &counties[number % counties.len()]);
            anyhow::ensure!(!county.is_empty(), "a county has no scenario");
            let person = u64::try_from(turn / county.len())?;
            another(county[turn % county.len()], number, person)
        })
        .collect()
}

/// The scenario of another person: with a number, a name and a day of birth of their own. The first one is the scenario itself.
fn another(scenario: &Scenario, number: usize, person: u64) -> Result<Scenario> {
    let mut one = scenario.clone();
    if person == 0 {
        return Ok(one);
    }
    one.name = format!("{}-{}", scenario.name, person + 1);
    let born = scenario.expect.v1.get("applicant.birth_date").context("a scenario is of nobody's birth")?;
    let (month, day) = born.rsplit_once('-').context("a birth date has a day")?;
    let day = (day.parse::<u64>().context("a day is a number")? - 1 + STEP * person) % DAYS + 1;
    let first = NAMES[usize::try_from(person)? % NAMES.len()];
    let said = [
        // Of an area that no scenario has, and in which nobody real has a number.
        ("ssn", format!("902{:02}{:04}", 10 + number % 80, 1_000 + number)),
        ("birth_date", format!("{month}-{day:02}")),
    ];
    let applicant = &mut one.request.application["applicant"];
    for (key, value) in said {
        applicant[key] = Value::from(value.as_str());
        one.expect.v1.insert(format!("applicant.{key}"), value);
    }
    applicant["name"]["first"] = json!(first);
    one.expect.v1.insert("applicant.name.first".to_owned(), first.to_owned());
    Ok(one)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_county_has_two_people_of_one_number_or_of_one_name_and_birth() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/support/scenarios");
        let scenarios = different(&folder, 500).unwrap();
        let value = |one: &Scenario, path: &str| one.expect.v1[path].clone();
        let of = |one: &Scenario, paths: &[&str]| {
            (one.request.county.clone(), paths.iter().map(|path| value(one, path)).collect::<Vec<_>>())
        };
        for paths in [&["applicant.ssn"][..], &["applicant.name.last", "applicant.birth_date"][..]] {
            let distinct: BTreeSet<_> = scenarios.iter().map(|one| of(one, paths)).collect();
            assert_eq!(distinct.len(), 500, "{paths:?}");
        }
        let names: BTreeSet<_> = scenarios.iter().map(|one| &one.name).collect();
        assert_eq!(names.len(), 500);
    }
}
