//! The control port: its token, its dislike of browsers, its reset.

use std::collections::BTreeSet;

use county_sim::{Change, Config, Control, ControlError, County, Fault, Layout, Plan, Ready, Sim};

#[tokio::test]
async fn refuses_without_the_token_and_whatever_looks_like_a_browser() {
    let sim = Sim::start(Config::http()).await.unwrap();
    let ready = sim.ready().clone();
    let stranger = Control::new(&Ready { control_token: "guess".into(), ..ready.clone() });
    let refused = stranger.truth().await.unwrap_err();
    assert!(matches!(refused, ControlError::Refused { status: 401, .. }), "{refused}");
    let http = reqwest::Client::new();
    for (header, value) in
        [("origin", "http://alder.test"), ("sec-fetch-mode", "cors"), ("user-agent", "Mozilla/5.0 X")]
    {
        let request = http.get(format!("{}/truth", ready.control)).bearer_auth(&ready.control_token);
        assert_eq!(request.header(header, value).send().await.unwrap().status(), 403, "{header}");
    }
    let site = http.get(format!("{}/truth", ready.alder)).bearer_auth(&ready.control_token);
    assert_eq!(site.send().await.unwrap().status(), 404, "a county's own port has no truth");
}

#[tokio::test]
async fn reset_is_the_first_day_again() {
    let sim = Sim::start(Config::http()).await.unwrap();
    let control = sim.control();
    control.set_layout(County::Cedar, Layout::V2).await.unwrap();
    let plan = Plan::always(Fault::Slow { millis: 1 });
    control.set_fault(County::Cedar, &plan).await.unwrap();
    assert_eq!(control.faults(County::Cedar).await.unwrap(), [plan]);
    assert_eq!(control.layout(County::Cedar).await.unwrap(), Layout::V2);
    control.reset().await.unwrap();
    assert!(control.faults(County::Cedar).await.unwrap().is_empty());
    assert_eq!(control.layout(County::Cedar).await.unwrap(), Layout::V1);
}

#[tokio::test]
async fn a_day_is_set_at_one_county_and_taken_back() {
    let sim = Sim::start(Config::http()).await.unwrap();
    let control = sim.control();
    assert_eq!(control.day(County::Cedar).await.unwrap(), None);
    control.set_day(County::Cedar, Some(3)).await.unwrap();
    assert_eq!(control.day(County::Cedar).await.unwrap(), Some(3));
    assert_eq!(control.day(County::Alder).await.unwrap(), None, "another county is as it was");
    control.set_day(County::Cedar, None).await.unwrap();
    assert_eq!(control.day(County::Cedar).await.unwrap(), None);
    control.set_day(County::Elm, Some(0)).await.unwrap();
    control.reset().await.unwrap();
    assert_eq!(control.day(County::Elm).await.unwrap(), None);
    let request = reqwest::Client::new().put(format!("{}/elm/day", sim.ready().control));
    let unclear = request.bearer_auth(&sim.ready().control_token).json(&serde_json::json!({}));
    assert_eq!(unclear.send().await.unwrap().status(), 422, "a day is taken back by saying so");
}

#[tokio::test]
async fn changes_are_made_to_the_first_layout_and_taken_back_with_it() {
    let sim = Sim::start(Config::http()).await.unwrap();
    let control = sim.control();
    let some = [Change::Wording, Change::BoxSplit];
    control.set_changes(County::Elm, some).await.unwrap();
    assert_eq!(control.changes(County::Elm).await.unwrap(), BTreeSet::from(some));
    assert_eq!(control.changes(County::Birch).await.unwrap(), BTreeSet::new(), "another county is as it was");
    control.set_changes(County::Elm, [Change::NumberFormat]).await.unwrap();
    assert_eq!(control.changes(County::Elm).await.unwrap(), BTreeSet::from([Change::NumberFormat]));
    control.set_layout(County::Elm, Layout::V2).await.unwrap();
    assert_eq!(control.changes(County::Elm).await.unwrap(), BTreeSet::new());
    let refused = control.set_changes(County::Elm, some).await.unwrap_err();
    assert!(matches!(refused, ControlError::Refused { status: 409, .. }), "{refused}");
    assert!(refused.to_string().contains("elm shows layout v2"), "{refused}");
    control.set_changes(County::Dogwood, some).await.unwrap();
    control.reset().await.unwrap();
    assert_eq!(control.changes(County::Dogwood).await.unwrap(), BTreeSet::new());
}

#[tokio::test]
async fn a_change_that_there_is_not_is_refused_with_those_that_there_are() {
    let sim = Sim::start(Config::http()).await.unwrap();
    let ready = sim.ready();
    let put = async |county: &str, change: &str| {
        let request = reqwest::Client::new().put(format!("{}/{county}/changes", ready.control));
        let body = serde_json::json!({ "changes": [change] });
        let answer = request.bearer_auth(&ready.control_token).json(&body).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    let (status, said) = put("alder", "question_turned_around").await;
    assert_eq!(status, 422, "{said}");
    assert!(said.contains("question_turned_around") && said.contains("question_turned_round"), "{said}");
    let (status, said) = put("oak", "wording").await;
    assert_eq!(status, 400, "{said}");
    assert!(said.contains("oak"), "{said}");
}
