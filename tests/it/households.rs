//! Households of every shape on sites that nobody changed but for what means nothing, another notice every few seconds: none of them is taken
//! for a redesign.
//!
//! `HOUSEHOLDS=500 cargo test -p it --test it -- households` tries more of them than a test run has time for (docs/measured.md).

use std::time::Duration;

use anyhow::Result;
use county_sim::{County, Scenario};
use harness::{Harness, Settings, State};
use serde_json::{Value, json};

use crate::applications;

/// How many of them where `HOUSEHOLDS` does not say.
const FEW: usize = 20;
/// How long one may take.
const EACH: Duration = Duration::from_secs(20);
/// How long a day of the sites lasts.
const DAY: Duration = Duration::from_secs(5);

#[tokio::test]
async fn no_household_is_taken_for_a_redesign() -> Result<()> {
    #[expect(clippy::disallowed_methods, reason = "how many is for whoever runs the tests to say")]
    let count = std::env::var("HOUSEHOLDS").map_or(Ok(FEW), |count| count.parse())?;
    let harness = Harness::start(Settings::default()).await?;
    let client = harness.host.client();
    let scenarios = applications::all()?;
    let households: Vec<Value> = (0..count).map(|number| household(&scenarios, number)).collect();
    let mut ids = Vec::new();
    for (number, household) in households.iter().enumerate() {
        ids.push(client.submit(household, Some(&format!("household-{number}"))).await??.id);
    }
    let bound = EACH * u32::try_from(count)?;
    let settled = tokio::select! {
        settled = client.until_all_are(&ids, &[State::Delivered], bound) => settled,
        stopped = days_pass(&harness) => stopped,
    };
    for county in County::ALL {
        let status = client.county(county.fips()).await?;
        assert!(status.hold.is_none(), "{county} is held: {:?}", status.hold);
    }
    settled
}

/// Lets one day follow the other at all sites, for ever.
async fn days_pass(harness: &Harness) -> Result<()> {
    for day in 0.. {
        for county in County::ALL {
            harness.control.set_day(county, Some(day)).await?;
        }
        tokio::time::sleep(DAY).await;
    }
    Ok(())
}

/// Numbers as if drawn, the same ones at every run.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % end
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        let at = self.below(of.len());
        &of[at]
    }

    fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }
}

/// One that lives where an application of the scenarios' does, and is otherwise made up: who, how many, what they earn and leave out.
fn household(scenarios: &[Scenario], number: usize) -> Value {
    const FIRST: [&str; 8] = ["Ann", "Bo", "Maria Luisa", "Lee", "Oluwaseun", "Jo", "Katherine", "Wei"];
    const LAST: [&str; 8] = ["Ng", "Smith", "De la Cruz", "Okafor", "Li", "Brown", "Van der Berg", "Tran"];
    const SUFFIX: [&str; 3] = ["Jr", "Sr", "III"];
    const MARRIED: [&str; 5] = ["single", "married", "divorced", "separated", "widowed"];
    const KIN: [&str; 5] = ["spouse", "child", "parent", "sibling", "other_relative"];
    let mut draw = Draw(number as u64 + 1);
    let scenario = &scenarios[number % scenarios.len()];
    let mut request = json!(scenario.request);
    let application = &mut request["application"];
    let birth = |draw: &mut Draw, from: usize| {
        format!("{}-{:02}-{:02}", from + draw.below(40), 1 + draw.below(12), 1 + draw.below(28))
    };
    let applicant = &mut application["applicant"];
    applicant["name"] = json!({ "first": draw.one(&FIRST), "last": draw.one(&LAST) });
    if draw.once_in(3) {
        applicant["name"]["middle"] = json!(draw.one(&FIRST));
    }
    if draw.once_in(4) {
        applicant["name"]["suffix"] = json!(draw.one(&SUFFIX));
    }
    applicant["birth_date"] = json!(birth(&mut draw, 1950));
    applicant["ssn"] = json!(format!("900{:02}{:04}", 10 + number % 80, 1_000 + number));
    applicant["marital_status"] = json!(draw.one(&MARRIED));
    for optional in ["phone", "email"] {
        if draw.once_in(3)
            && let Some(applicant) = applicant.as_object_mut()
        {
            applicant.remove(optional);
        }
    }
    let members: Vec<Value> = (0..draw.below(5))
        .map(|member| {
            let mut one = json!({
                "name": { "first": draw.one(&FIRST), "last": draw.one(&LAST) },
                "birth_date": birth(&mut draw, 1970),
                "relationship": draw.one(&KIN),
            });
            if draw.once_in(2) {
                one["ssn"] = json!(format!("901{:02}{:04}", 10 + member, 1_000 + number));
            }
            if draw.once_in(2) {
                one["monthly_income"] = json!(format!("{}.00", 100 * draw.below(30)));
            }
            one
        })
        .collect();
    application["household"] = json!(members);
    for amount in ["monthly_income", "cash_on_hand", "monthly_rent"] {
        application["finances"][amount] = json!(format!("{}.{:02}", draw.below(4_000), draw.below(100)));
    }
    if draw.once_in(2) {
        application["notes"] = json!("Please call after six.");
    }
    request
}
