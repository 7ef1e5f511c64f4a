//! Days: every page looks otherwise from visit to visit, asks what it asked, and takes what it took.

use county_sim::{Accepted, Config, County, Fault, Outage, Plan, Sim};

use crate::dogwood::{CERTIFY, Worker, up_to_certify};
use crate::walker::Walker;
use crate::{alder, cedar};

/// A page of each county that is the same whenever it is visited.
const SAME: [(County, &str); 5] = [
    (County::Alder, "/login"),
    (County::Birch, "/"),
    (County::Cedar, "/login"),
    (County::Dogwood, "/Login.aspx"),
    (County::Elm, "/"),
];

/// The names of inputs in their order.
fn names(page: &str) -> Vec<&str> {
    page.split(" name=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[tokio::test]
async fn two_visits_differ_while_a_day_is_set_and_without_one_not_a_byte_does() {
    let sim = Sim::start(Config::http()).await.unwrap();
    let control = sim.control();
    for (county, path) in SAME {
        let walker = Walker::new(&sim, county);
        let plain = walker.get(path).await.text;
        assert_eq!(walker.get(path).await.text, plain, "{county}");
        control.set_day(county, Some(3)).await.unwrap();
        let (one, two) = (walker.get(path).await.text, walker.get(path).await.text);
        assert!(one != plain && two != plain && one != two, "{county}");
        assert!(one.contains("Español") && one.contains("data-variant=\""), "{county}: {one}");
        assert_eq!((names(&one), names(&two)), (names(&plain), names(&plain)), "{county}");
        control.set_day(county, Some(4)).await.unwrap();
        assert_ne!(walker.get(path).await.text, one, "{county}: another day begins with another look");
        control.set_day(county, Some(3)).await.unwrap();
        assert_eq!(walker.get(path).await.text, one, "{county}: a day that is set again begins as it began");
        control.set_day(county, None).await.unwrap();
        assert_eq!(walker.get(path).await.text, plain, "{county}");
    }
}

#[tokio::test]
async fn only_pages_change() {
    let sim = Sim::start(Config::http()).await.unwrap();
    let (walker, control) = (Walker::new(&sim, County::Birch), sim.control());
    let files = ["/static/app.js", "/static/birch.css", "/api/session"];
    let mut plain = Vec::new();
    for file in files {
        plain.push(walker.get(file).await.text);
    }
    control.set_day(County::Birch, Some(1)).await.unwrap();
    for (file, plain) in files.into_iter().zip(plain) {
        assert_eq!(walker.get(file).await.text, plain, "{file}");
    }
    control.set_fault(County::Birch, &Plan::once(Fault::Offline { how: Outage::BadGateway })).await.unwrap();
    let failed = walker.get("/").await;
    assert_eq!(failed.status, 502);
    failed.shows("did not answer").shows("Español");
}

/// Five applications, one after the other: without a day, and on four days.
async fn taken(county: County, fill: impl AsyncFn(&Sim)) -> Vec<Accepted> {
    let sim = Sim::start(Config::http()).await.unwrap();
    for day in [None, Some(0), Some(1), Some(2), Some(26)] {
        sim.control().set_day(county, day).await.unwrap();
        fill(&sim).await;
    }
    sim.control().truth_of(county).await.unwrap()
}

fn all_the_same(taken: &[Accepted]) {
    assert_eq!(taken.len(), 5);
    for one in &taken[1..] {
        assert_eq!((&one.values, one.documents.len()), (&taken[0].values, taken[0].documents.len()));
    }
}

#[tokio::test]
async fn what_is_sent_arrives_as_without_a_day() {
    let at_alder = async |sim: &Sim| {
        let walker = Walker::new(sim, County::Alder);
        alder::up_to_review(&walker).await.shows("Check each answer");
        alder::submit(&walker).await.shows("Application received");
    };
    all_the_same(&taken(County::Alder, at_alder).await);
    let at_cedar = async |sim: &Sim| {
        let walker = Walker::new(sim, County::Cedar);
        cedar::up_to_sign(&walker).await.shows("DATE SIGNED");
        let token = walker.get("/main/documents").await.hidden("TOKEN");
        walker.upload("/main/documents/upload", &token, "RES", "lease.jpg", b"\xFF\xD8\xFF\xE0rest".to_vec()).await;
        walker.fill("/main/sign", "/main/submit", "TOKEN", &[("SIGNED", "11/20/2026")]).await.shows("RECEIPT");
    };
    all_the_same(&taken(County::Cedar, at_cedar).await);
    let at_dogwood = async |sim: &Sim| {
        let worker = Worker::new(sim, "Main").await;
        let last = up_to_certify(&worker).await;
        worker.step(&last, "btnSubmit", CERTIFY).await.shows("Application Received");
    };
    all_the_same(&taken(County::Dogwood, at_dogwood).await);
}
