//! The bound against what is known by hand, what the queue does, and the best of all that can be done.

mod best;
mod worlds;

use proptest::prelude::*;

use super::*;
use crate::queue::{Order, missed};
use best::{flow, most_on_time};
use worlds::{CUTOFF, constant, job, next_cutoff, one_lane, world};

/// Bins so narrow that nothing is rounded.
const SECONDS: Widths = Widths { fine: 1, coarse: 1, near: 0 };

fn check(jobs: &[Job], resources: &Resources, expect: f64) {
    assert!((fewest_missed(jobs, resources) - expect).abs() < 1e-9, "{} of {jobs:?}", fewest_missed(jobs, resources));
}

/// Where work goes on in a lane that is none any more: each county's lanes, held over by the longest of its works.
fn going_on(jobs: &[Job], resources: &Resources) -> Resources {
    let longest = |county| jobs.iter().filter(|job| job.county == county).map(|job| job.seconds).max().unwrap_or(0);
    let held = resources.counties.iter().enumerate().map(|(county, lanes)| lanes.held_over(longest(county)));
    Resources { counties: held.collect(), browsers: resources.browsers.clone() }
}

#[test]
fn nothing_is_missed_of_nothing() {
    check(&[], &Resources::default(), 0.0);
}

#[test]
fn one_lane_does_what_fits_into_it_the_shortest_first() {
    let day = Resources { counties: vec![constant(0, 1_000, 1)], browsers: constant(0, 1_000, 9) };
    let jobs: Vec<_> = [400, 300, 500, 300].map(|seconds| job(0, 0, 1_000, seconds)).into();
    check(&jobs, &day, 1.0);
    check(&jobs[..3], &day, 1.0);
    check(&jobs[..2], &day, 0.0);
}

#[test]
fn what_has_no_time_of_its_own_is_missed_whatever_there_is() {
    let day = Resources { counties: vec![constant(500, 1_000, 9)], browsers: constant(0, 2_000, 9) };
    check(&[job(0, 0, 1_000, 501), job(0, 800, 1_000, 201), job(0, 800, 1_000, 200)], &day, 2.0);
    check(&[job(0, 1_000, 3_000, 1), job(7, 0, 3_000, 1)], &day, 2.0);
}

#[test]
fn several_lanes_do_no_more_than_there_are_works() {
    let day = Resources { counties: vec![constant(0, 1_000, 3)], browsers: constant(0, 1_000, 9) };
    // Together 1,800 seconds; but until 700 one works at most.
    let jobs = [job(0, 0, 1_000, 900), job(0, 700, 1_000, 300), job(0, 700, 1_000, 300), job(0, 700, 1_000, 300)];
    check(&jobs, &day, 1.0);
}

#[test]
fn browsers_that_are_short_bind_all_counties_together() {
    let counties = vec![constant(0, 3_600, 2), constant(0, 3_600, 2), constant(0, 7_200, 1)];
    let day = Resources { counties, browsers: constant(0, 7_200, 1) };
    let mut jobs: Vec<_> = (0..4).map(|place| job(place % 2, 0, 3_600, 1_200)).collect();
    check(&jobs, &day, 1.0);
    // What has time afterwards makes way.
    jobs.push(job(2, 0, 7_200, 3_600));
    check(&jobs, &day, 1.0);
    jobs.push(job(2, 0, 7_200, 60));
    check(&jobs, &day, 2.0);
}

#[test]
fn each_day_is_a_whole_number_of_its_own() {
    // Each day half of a job would fit more: in ten days that is five jobs, of which not one could be done.
    let days = (0..10).map(|day| day * 86_400);
    let jobs: Vec<_> = days.flat_map(|day| (0..2).map(move |county| job(county, day, day + 900, 600))).collect();
    let day = Resources { counties: vec![constant(0, 864_000, 1); 2], browsers: constant(0, 864_000, 1) };
    check(&jobs, &day, 10.0);
}

#[test]
fn what_has_begun_ends_although_its_site_has_closed() {
    let day = Resources { counties: vec![constant(0, 300, 1)], browsers: constant(0, 900, 9) };
    let jobs = [job(0, 0, 900, 290), job(0, 0, 900, 290), job(0, 0, 900, 300)];
    assert_eq!(missed(&jobs, &day, Order::Arrival, &|_, deadline| deadline + 900).applications, 1);
    // The longest is 300 seconds: 600 in all.
    check(&jobs, &going_on(&jobs, &day), 1.0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_order_misses_fewer((jobs, resources) in world(24, 60, 4)) {
        let held = going_on(&jobs, &resources);
        let bound = fewest_missed(&jobs, &held);
        let narrow = missed_at_least(&jobs, &held, &SECONDS);
        for order in [Order::Arrival, Order::Deadline] {
            let missed = missed(&jobs, &resources, order, &next_cutoff);
            prop_assert!(bound <= missed.applications as f64, "{bound} {order:?} {missed:?}");
            prop_assert!(narrow as u64 <= missed.applications, "{narrow} {order:?} {missed:?}");
            prop_assert!(missed.applications <= missed.cutoffs);
        }
    }

    #[test]
    fn one_lane_is_bound_by_the_best_that_it_can_do((jobs, resources) in one_lane()) {
        let on_time = most_on_time(&jobs, &resources);
        check(&jobs, &resources, (jobs.len() - on_time) as f64);
    }

    #[test]
    fn nobody_misses_fewer((jobs, resources) in world(5, 12, 2)) {
        let on_time = most_on_time(&jobs, &resources);
        prop_assert!(missed_at_least(&jobs, &resources, &SECONDS) <= jobs.len() - on_time);
        prop_assert!(fewest_missed(&jobs, &resources) <= (jobs.len() - on_time) as f64);
    }

    /// Of each set of shortest works as much flows as in a plain flow of their own, although none enters with more than lanes alone allow.
    #[test]
    fn the_greedy_flow_is_the_most_that_can_flow((jobs, resources) in world(8, 24, 3)) {
        let mut chains = Chains::of(&jobs, &resources).chains;
        for chain in &mut chains {
            alone::judge(chain, &resources.counties[chain.county]);
        }
        let edges = grid::edges(&chains, &SECONDS);
        let mut network = Network::new(&chains, edges, &resources.counties, &resources.browsers);
        // Where the times of two deadlines overlap, the plain flow does not limit lanes by what has come for each.
        let is_shared = chains.iter().enumerate().any(|(place, chain)| {
            chains[..place].iter().any(|other| other.county == chain.county && other.deadline > chain.works[0].release)
        });
        let (mut flows, mut added) = (0, 0);
        for step in fill(&mut network, &chains) {
            flows += step.more.iter().map(|(_, seconds)| seconds).sum::<Second>();
            added += step.works.iter().map(|(.., alone)| alone).sum::<Second>();
            let longest = step.works.last().map_or(0, |(_, seconds, _)| *seconds);
            let most = flow(&chains, longest, &resources);
            prop_assert!(flows == most || is_shared && flows < most, "{} {}", flows, most);
        }
        // Who is not short of browsers, nor of lanes for two deadlines, does what the lanes alone allow.
        if network.short_of_browsers().iter().all(Option::is_none) {
            prop_assert_eq!(flows, added);
        }
    }

    /// Without a lack of browsers, and with one deadline, the flow is as good as the lanes alone.
    #[test]
    fn lanes_alone_say_what_the_flow_says((jobs, mut resources) in world(12, 60, 3)) {
        resources.browsers = constant(0, 1_000, 1_000);
        let jobs: Vec<_> = jobs.into_iter().map(|job| Job { deadline: CUTOFF, ..job }).collect();
        let mut chains = Chains::of(&jobs, &resources).chains;
        for chain in &mut chains {
            alone::judge(chain, &resources.counties[chain.county]);
        }
        let edges = grid::edges(&chains, &SECONDS);
        for chain in &chains {
            let most = flow(std::slice::from_ref(chain), Second::MAX, &resources);
            prop_assert_eq!(most, chain.works.iter().map(|work| work.alone).sum::<Second>());
        }
        let mut network = Network::new(&chains, edges, &resources.counties, &resources.browsers);
        fill(&mut network, &chains);
        prop_assert!(network.short_of_browsers().iter().all(Option::is_none));
    }
}
