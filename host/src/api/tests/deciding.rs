//! What people are shown before they decide, and what they have to know better for.

use std::time::Duration;

use super::*;
use crate::ledger::{
    ActorRole, Check, Claimant, Conclusion, Decision, Duplicates, EvidenceRef, NewApplication, Offer, Who,
};
use crate::submission::{Clock, Event, PluginDigest};

#[tokio::test]
async fn what_waits_says_what_was_refused_to_those_who_may_see_it() {
    let surface = Surface::new().await;
    let taken = surface.call(Method::POST, "/v1/applications", CLIENT, sample().to_string()).await.body;
    let ledger = &surface.host.ledger;
    let plugin = PluginDigest::of(b"plugin");
    let county = "99001".parse().unwrap();
    let offer = Offer { county, plugin: plugin.clone(), concurrency: 1, credentials: Vec::new() };
    let by = Claimant { host: "test", ttl: Duration::from_secs(60), sessions: 1 };
    let claim = ledger.claim(surface.host.clock.now(), &[offer], by).await.unwrap().unwrap();
    let problems = json!([{"field": "home.zip", "message": "is not ours"}]);
    let end = Conclusion {
        event: Event::Escalate,
        mark: None,
        why: "the county will not take it".to_owned(),
        not_before: None,
        receipt: None,
        details: json!({"outcome": "refused", "problems": problems}),
        plugin,
    };
    ledger.conclude(&claim.lease, end).await.unwrap();
    let shot = EvidenceRef { kind: evidence::Kind::Screenshot, digest: "0".repeat(64), size: 7, label: "end".into() };
    ledger.add_evidence(&claim.lease, shot).await.unwrap();
    for (token, expect) in [(REVIEWER, &problems), (ADMIN, &problems), (VIEWER, &json!([{"field": "home.zip"}]))] {
        let page = surface.call(Method::GET, "/v1/review?limit=1", token, "").await.body;
        let one = &page["applications"][0];
        assert_eq!((&one["id"], &page["next"], &one["problems"]), (&taken["id"], &taken["id"], expect), "{page}");
        assert_eq!((&one["outcome"], &one["evidence"][0]["label"]), (&"refused".into(), &"end".into()));
    }
    let after = format!("/v1/review?limit=1&after={}", taken["id"].as_str().unwrap());
    assert_eq!(surface.call(Method::GET, &after, VIEWER, "").await.body["applications"], json!([]));
}

/// Its work waits, and nobody else would say so.
#[tokio::test]
async fn a_county_that_left_the_configuration_is_listed_while_it_has_work() {
    let surface = Surface::new().await;
    let ledger = &surface.host.ledger;
    let new = NewApplication {
        county: "99003".parse().unwrap(),
        key: None,
        body: zeroize::Zeroizing::new(b"{}".to_vec()),
        body_digest: ledger.digest(b"{}"),
        deadline: surface.host.clock.now(),
        who: Who::new(ActorRole::Client, "portal"),
        duplicates: Duplicates::Recognised,
        check: Check::Made,
    };
    let id = ledger.receive(new).await.unwrap().id;
    let counties = async || surface.call(Method::GET, "/v1/counties", ADMIN, "").await.body;
    let birch = counties().await[1].clone();
    assert_eq!(
        (&birch["code"], &birch["name"], &birch["applications"]),
        (&json!("99003"), &Value::Null, &json!({"queued": 1}))
    );
    assert!(birch["unserved"]["why"].as_str().unwrap().contains("not in the host's configuration"), "{birch}");
    ledger.resolve(id, Decision::Cancel, Who::new(ActorRole::Admin, "ops"), "withdrawn".into()).await.unwrap();
    assert_eq!(counties().await.as_array().map(Vec::len), Some(1));
}

/// A person who sends again what the county may have has to say that they know better.
#[tokio::test]
async fn what_may_be_at_the_county_is_requeued_or_withdrawn_only_by_force() {
    let surface = Surface::new().await;
    let ledger = &surface.host.ledger;
    let body = sample().to_string();
    let taken = surface.call(Method::POST, "/v1/applications", ADMIN, body).await;
    let id = taken.body["id"].as_str().unwrap().to_owned();
    let plugin = PluginDigest::of(b"plugin");
    let offer = Offer { county: "99001".parse().unwrap(), plugin: plugin.clone(), concurrency: 1, credentials: vec![] };
    let by = Claimant { host: "test", ttl: Duration::from_secs(60), sessions: 1 };
    let claim = ledger.claim(surface.host.clock.now(), &[offer], by).await.unwrap().unwrap();
    ledger.intend(&claim.lease, &plugin).await.unwrap();
    let end = |event| Conclusion {
        event,
        mark: None,
        why: "silence".into(),
        not_before: None,
        receipt: None,
        details: Value::Null,
        plugin: plugin.clone(),
    };
    ledger.conclude(&claim.lease, end(Event::Doubt)).await.unwrap();
    let Clock::Fixed(hands) = &surface.host.clock else { panic!("tests own their clock") };
    hands.pass(60);
    let offer = Offer { county: "99001".parse().unwrap(), plugin: plugin.clone(), concurrency: 1, credentials: vec![] };
    let claim = ledger.claim(surface.host.clock.now(), &[offer], by).await.unwrap().unwrap();
    ledger.conclude(&claim.lease, end(Event::Escalate)).await.unwrap();
    let path = format!("/v1/review/{id}");
    let decide = async |decision: Value| surface.call(Method::POST, &path, REVIEWER, decision.to_string()).await;
    for action in ["requeue", "cancel"] {
        let refused = decide(json!({"action": action, "why": "again"})).await;
        assert_eq!(
            (refused.status, &refused.body["type"]),
            (StatusCode::CONFLICT, &json!("urn:postrider:problem:may-have-arrived"))
        );
        let detail = refused.body["detail"].as_str().unwrap();
        assert!(detail.contains("`force`") && detail.contains("look at the county"), "{detail}");
    }
    let odd = decide(json!({"action": "deliver_by_hand", "why": "again", "force": true})).await;
    assert_eq!(odd.status, StatusCode::BAD_REQUEST);
    let blank = decide(json!({"action": "deliver_by_hand", "why": "by fax", "receipt_number": "  "})).await;
    assert_eq!(blank.status, StatusCode::BAD_REQUEST, "it would take the place of the number that the host read");
    let forced = decide(json!({"action": "requeue", "why": "they have nothing, by phone", "force": true})).await;
    assert_eq!((forced.status, &forced.body["state"]), (StatusCode::OK, &json!("queued")));
}
