//! Worlds that chance makes, by seed: what holds of every one of them.

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use super::*;

/// Any world, of a few counties that share browsers.
fn any(seed: u64) -> World {
    let mut rng = StdRng::seed_from_u64(seed);
    let counties: Vec<CountyNow> = (0..rng.random_range(1..5))
        .map(|place: u32| {
            let cutoff = at(rng.random_range(60..300));
            let mut of = county(&format!("9900{place}"), 0);
            of.waiting = (0..rng.random_range(0..40))
                .map(|_| Waiting {
                    not_before: rng.random_bool(0.2).then(|| at(rng.random_range(0..60))),
                    setbacks: rng.random_range(0..3),
                    kind: if rng.random_bool(0.1) { Kind::Doubt } else { Kind::Queued },
                    ..queued(if rng.random_bool(0.9) { cutoff } else { cutoff + SignedDuration::from_hours(24) })
                })
                .collect();
            of.concurrency = rng.random_range(0..5);
            of.sessions = rng.random_bool(0.7).then(|| rng.random_range(0..4));
            of.spacing = Duration::from_secs(rng.random_range(0..90));
            of.submitting = exactly(rng.random_range(20..900));
            of.submitting.ends = rng.random_range(0.1..1.0);
            of.outage = rng.random_range(0.0..0.5);
            of.arrivals.quarters = (0..8).map(|quarter| (at(15 * quarter), rng.random_range(0.0..3.0))).collect();
            of.arrivals.cutoff = cutoff;
            of
        })
        .collect();
    world(rng.random_range(0..9), counties)
}

#[test]
fn the_same_world_is_always_answered_alike_and_nobody_is_left_out() {
    for seed in 0..200 {
        let world = any(seed);
        let once = forecast(&world);
        assert_eq!(once, forecast(&world), "seed {seed}");
        let mut foreseen: Vec<_> = once.counties.iter().flat_map(|row| &row.of).map(|one| one.id).collect();
        let mut there: Vec<_> = world.counties.iter().flat_map(|county| &county.waiting).map(|one| one.id).collect();
        foreseen.sort_unstable();
        there.sort_unstable();
        assert_eq!(foreseen, there, "seed {seed}");
        let said: u32 = once.counties.iter().map(|row| row.applications).sum();
        let Counts { in_time, at_risk, will_miss } = once.counts;
        assert_eq!(said, in_time + at_risk + will_miss, "seed {seed}");
    }
}

/// With a county's work in its own order, of one length: no more of it misses the cutoff for one lane more, or one browser, where its own lanes
/// are what is short. What other counties lose to it is another matter: `Help::elsewhere` says it.
#[test]
fn more_of_what_a_county_lacks_never_makes_it_miss_more() {
    for seed in 0..300 {
        let mut before = any(seed);
        before.counties.truncate(1);
        let county = &mut before.counties[0];
        county.asking = county.submitting;
        before.browsers += 20;
        before.share = before.browsers - 1;
        let missed = |world: &World| forecast(world).counts.will_miss;
        let first = missed(&before);
        let mut more = before.clone();
        more.counties[0].concurrency += 1;
        more.counties[0].sessions = more.counties[0].sessions.map(|sessions| sessions + 1);
        assert!(missed(&more) <= first, "seed {seed}: one lane more");
        let mut more = before.clone();
        more.browsers += 1;
        assert!(missed(&more) <= first, "seed {seed}: one browser more");
    }
}

/// No county is worked for beyond its lanes, no more browsers are used than there are, and two starts keep their distance.
#[test]
fn no_forecast_uses_more_than_there_is() {
    for seed in 0..200 {
        let world = any(seed);
        let plan = plan::Plan::of(&world);
        let ran = run::run(&plan, &run::Change::None);
        let mut all = Vec::new();
        for ((county, of), done) in world.counties.iter().zip(&plan.counties).zip(&ran.0) {
            let work = of.jobs.iter().zip(&done.jobs).filter(|(_, end)| end.at != run::NEVER);
            let mut spans: Vec<(i64, i64)> = work.map(|(job, end)| (end.at - job.takes, end.at)).collect();
            spans.sort_unstable();
            assert!(most_at_once(&spans) <= county.lanes(), "seed {seed}");
            assert!(spans.windows(2).all(|two| two[1].0 - two[0].0 >= of.spacing), "seed {seed}");
            all.extend(spans);
        }
        assert!(most_at_once(&all) <= world.browsers, "seed {seed}");
    }
}

fn most_at_once(spans: &[(i64, i64)]) -> u32 {
    let mut moments: Vec<(i64, i32)> = spans.iter().flat_map(|(from, to)| [(*from, 1), (*to, -1)]).collect();
    // What ends at a moment is over before what begins then.
    moments.sort_unstable();
    let (mut now, mut most) = (0, 0);
    for (_, change) in moments {
        now += change;
        most = most.max(now);
    }
    u32::try_from(most).unwrap()
}
