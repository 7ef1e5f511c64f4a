//! The control port: its token, its dislike of browsers, its reset.

use county_sim::{Config, Control, ControlError, County, Fault, Layout, Plan, Ready, Sim};

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
