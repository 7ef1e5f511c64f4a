//! The forecast as a client sees it.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::scheduler::Forecaster;
use crate::scheduler::forecast::{
    Arrivals, ArrivalsBasis, CountyNow, Kind, Open, Service, Standing, Waiting, World, forecast,
};
use crate::submission::ApplicationId;
use tokio_util::sync::CancellationToken;

/// Two counties with a login each; of the first, two applications that have ten minutes, at five each.
fn world() -> World {
    let now: Timestamp = "2026-03-02T20:00:00Z".parse().unwrap();
    let cutoff = now + SignedDuration::from_mins(10);
    let waiting = |_| Waiting {
        id: ApplicationId::generate(),
        deadline: cutoff,
        not_before: None,
        setbacks: 0,
        kind: Kind::Queued,
    };
    let county = |code: &str, waits: usize| CountyNow {
        code: code.parse().unwrap(),
        concurrency: 1,
        sessions: Some(1),
        benched: None,
        spacing: Duration::ZERO,
        last_start: None,
        submitting: Service::assumed(),
        asking: Service::assumed(),
        outage: 0.0,
        standing: Standing::Works,
        paused_until: None,
        open: vec![Open { from: now, until: Timestamp::MAX }],
        arrivals: Arrivals { basis: ArrivalsBasis::None, cutoff, quarters: Vec::new() },
        waiting: (0..waits).map(waiting).collect(),
        at_work: Vec::new(),
    };
    World { now, browsers: 4, share: 3, counties: vec![county("99001", 4), county("99003", 1)] }
}

#[tokio::test]
async fn the_forecast_is_everybodys_who_may_look_and_names_no_more_than_ids() {
    let surface = Surface::new().await;
    let none = surface.call(Method::GET, "/v1/forecast", VIEWER, "").await.body;
    assert_eq!((&none["at"], &none["counties"], &none["will_miss"]), (&Value::Null, &json!([]), &json!(0)));
    surface.forecasts.publish(forecast(&world()));
    let all = surface.call(Method::GET, "/v1/forecast", VIEWER, "").await.body;
    assert_eq!((all["browsers"].as_u64(), all["counties"].as_array().unwrap().len()), (Some(4), 2), "{all}");
    let first = &all["counties"][0];
    assert_eq!((&first["county"], &first["binds"], first["of"].is_null()), (&json!("99001"), &json!("sessions"), true));
    assert_eq!(first["service"]["basis"], "assumed");
    assert!(
        first["helps"][0]["how"].as_str().unwrap().ends_with("for county 99001, with `concurrency = 4`"),
        "{first}"
    );
    let one = surface.call(Method::GET, "/v1/forecast?county=99001", VIEWER, "").await.body;
    let of = one["counties"][0]["of"].as_array().unwrap();
    assert_eq!((of.len(), &of[0]["class"], &of[3]["class"]), (4, &json!("will_miss"), &json!("in_time")), "{one}");
    assert_eq!(
        one["will_miss"].as_u64().unwrap() + one["at_risk"].as_u64().unwrap() + one["in_time"].as_u64().unwrap(),
        4
    );
    let missing = surface.call(Method::GET, "/v1/forecast?county=12345", VIEWER, "").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert_eq!(surface.call(Method::GET, "/v1/forecast?shoes=1", VIEWER, "").await.status, StatusCode::BAD_REQUEST);
}

/// From the ledger to the client: nothing was measured, and no release serves the county.
#[tokio::test]
async fn what_waits_is_forecast_while_the_host_runs() {
    let surface = Surface::new().await;
    let taken = surface.call(Method::POST, "/v1/applications", CLIENT, sample().to_string()).await.body;
    let TestIntake { ledger, registry, counties, clock, tracker, .. } = &surface.host;
    let forecaster = Forecaster {
        ledger: ledger.clone(),
        releases: registry.clone(),
        counties: counties.clone(),
        clock: clock.clone(),
        host: "test".to_owned(),
        sessions: 5,
        forecasts: surface.forecasts.clone(),
    };
    let stop = CancellationToken::new();
    let running = tracker.spawn(forecaster.run(stop.clone()));
    while surface.forecasts.latest().is_none() {
        tokio::task::yield_now().await;
    }
    stop.cancel();
    running.await.unwrap();
    let forecast = surface.call(Method::GET, "/v1/forecast?county=99001", VIEWER, "").await.body;
    let row = &forecast["counties"][0];
    assert_eq!(
        (&forecast["browsers"], &row["binds"], &row["will_miss"]),
        (&json!(5), &json!("unserved"), &json!(1)),
        "{forecast}"
    );
    assert_eq!((&row["of"][0]["id"], &row["of"][0]["finish"]), (&taken["id"], &Value::Null));
    assert_eq!((&row["service"]["basis"], &row["arrivals"]), (&json!("assumed"), &json!("none")));
    assert_eq!(row["cutoff"], "2026-11-24T01:00:00Z");
}
