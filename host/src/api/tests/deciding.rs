//! What people are shown before they decide, and what they have to know better for.

use std::time::Duration;

use jiff::Timestamp;

use super::*;
use crate::ledger::{
    ActorRole, CanWork, Check, Claimant, Conclusion, Decision, Duplicates, EvidenceRef, NewApplication, Offer, Watched,
    Who,
};
use crate::submission::{Clock, CountyCode, Event, PluginDigest};

/// Room for one application of the county.
fn offer(plugin: &PluginDigest) -> Offer {
    let (county, plugin) = ("99001".parse().unwrap(), plugin.clone());
    Offer { county, plugin, concurrency: 1, spacing: Duration::ZERO, settling: None, credentials: Vec::new() }
}

#[tokio::test]
async fn what_waits_says_what_was_refused_to_those_who_may_see_it() {
    let surface = Surface::new().await;
    let taken = surface.call(Method::POST, "/v1/applications", CLIENT, sample().to_string()).await.body;
    let ledger = &surface.host.ledger;
    let plugin = PluginDigest::of(b"plugin");
    let by = Claimant { host: "test", ttl: Duration::from_secs(60), sessions: 1 };
    let claim = ledger.claim(surface.host.clock.now(), &[offer(&plugin)], by).await.unwrap().unwrap();
    let problems = json!([{"field": "home.zip", "message": "is not ours"}]);
    let end = Conclusion {
        event: Event::Escalate,
        mark: None,
        complaint: None,
        why: "the county will not take it".to_owned(),
        not_before: None,
        receipt: None,
        details: json!({"outcome": "refused", "problems": problems, "words": "of the plugin's own"}),
        plugin,
    };
    ledger.conclude(&claim.lease, end).await.unwrap();
    let shot =
        EvidenceRef { kind: crate::evidence::Kind::Screenshot, digest: "0".repeat(64), size: 7, label: "end".into() };
    ledger.add_evidence(&claim.lease, shot).await.unwrap();
    for (token, expect) in [(REVIEWER, &problems), (ADMIN, &problems), (VIEWER, &json!([{"field": "home.zip"}]))] {
        let page = surface.call(Method::GET, "/v1/review?limit=1", token, "").await.body;
        let one = &page["applications"][0];
        assert_eq!((&one["id"], &one["problems"]), (&taken["id"], expect), "{page}");
        assert_eq!(
            (&one["minutes_left"], one["said"]["words"].is_string()),
            (&json!(1_380), token != VIEWER),
            "{page}"
        );
        assert_eq!((&one["outcome"], &one["evidence"][0]["label"]), (&"refused".into(), &"end".into()));
        assert_eq!((&one["county_has"], &one["sent"]), (&json!("nothing"), &Value::Null));
    }
    let page = surface.call(Method::GET, "/v1/review?limit=1", VIEWER, "").await.body;
    let after = format!("/v1/review?limit=1&after={}", page["next"].as_str().unwrap());
    assert_eq!(surface.call(Method::GET, &after, VIEWER, "").await.body["applications"], json!([]));
}

/// Whoever asks after an application learns why it waits; what the county's site said is for those who decide and run.
#[tokio::test]
async fn what_waits_for_its_countys_work_says_so_in_every_list() {
    let surface = Surface::new().await;
    let ledger = &surface.host.ledger;
    let taken = surface.call(Method::POST, "/v1/applications", CLIENT, sample().to_string()).await.body;
    let story = format!("/v1/applications/{}", taken["id"].as_str().unwrap());
    let reasons = async |token: &str| {
        let list = surface.call(Method::GET, "/v1/applications", token, "").await.body;
        let one = surface.call(Method::GET, &story, token, "").await.body;
        assert_eq!(list["applications"][0]["reason"], one["reason"]);
        one["reason"].as_str().unwrap().to_owned()
    };
    let unserved = reasons(ADMIN).await;
    assert!(unserved.starts_with("waits: no release serves its county since 2026-11-23 "), "{unserved}");
    assert!(unserved.contains(" UTC, because it has no release"), "{unserved}");
    let alder = "99001".parse().unwrap();
    ledger.hold_county(&alder, "which Ada?").await.unwrap();
    let held = reasons(ADMIN).await;
    assert!(held.starts_with("waits: county held since 2026-11-23 "), "{held}");
    assert!(held.contains(" because which Ada?; next: `postrider county pages 99001` "), "{held}");
    assert!(held.ends_with(" and `postrider county resume 99001`"), "{held}");
    let held = reasons(VIEWER).await;
    assert!(!held.contains("next:"), "{held}");
    assert!(held.contains("county held since") && held.contains("ask whoever runs the host"), "{held}");
    let client = surface.call(Method::GET, &story, CLIENT, "").await.body["reason"].to_string();
    assert!(client.contains("county held since") && !client.contains("Ada"), "{client}");
}

/// A county whose days last two.
struct LongDays;

impl Watched for LongDays {
    fn can_work(&self, _: &CountyCode, _: Timestamp) -> CanWork {
        CanWork::Never { since: None, why: "no release serves its county".to_owned() }
    }

    fn next_cutoff(&self, _: &CountyCode, after: Timestamp) -> Option<Timestamp> {
        Some(after + Duration::from_secs(48 * 3_600))
    }
}

#[tokio::test]
async fn what_missed_its_cutoff_says_so() {
    let surface = Surface::new().await;
    let taken = surface.call(Method::POST, "/v1/applications", CLIENT, sample().to_string()).await.body;
    let story = format!("/v1/applications/{}", taken["id"].as_str().unwrap());
    let Clock::Fixed(clock) = &surface.host.clock else { panic!("tests own their clock") };
    clock.pass(24 * 3_600);
    assert_eq!(surface.host.ledger.note_missed(&LongDays).await.unwrap(), 1);
    let one = surface.call(Method::GET, &story, CLIENT, "").await.body;
    assert_eq!((&one["missed"], &one["missed_at"]), (&json!(1), &json!("2026-11-24T01:00:00Z")), "{one}");
    assert_eq!(one["deadline"], "2026-11-26T01:00:00Z");
    let missed = &one["missed_cutoffs"][0];
    assert_eq!((&missed["cutoff"], &missed["reason"]), (&one["missed_at"], &json!("nothing served its county")));
    let list = surface.call(Method::GET, "/v1/applications", VIEWER, "").await.body;
    assert_eq!(list["applications"][0]["missed"], 1);
    let counties = surface.call(Method::GET, "/v1/counties", VIEWER, "").await.body;
    assert_eq!(counties[0]["missed"], json!({"waiting": 1, "cutoffs": 1}));
}

/// How much waits, and behind what, is said where somebody lets it go on.
#[tokio::test]
async fn a_county_that_is_resumed_says_what_waits_behind_the_first() {
    let surface = Surface::new().await;
    let ledger = &surface.host.ledger;
    surface.call(Method::POST, "/v1/applications", CLIENT, sample().to_string()).await;
    ledger.hold_county(&"99001".parse().unwrap(), "it drifted").await.unwrap();
    let resume =
        async |body: Value| surface.call(Method::POST, "/v1/counties/99001/resume", ADMIN, body.to_string()).await.body;
    let done = resume(json!({"why": "mended"})).await;
    assert_eq!((&done["was_held"], &done["waiting"]), (&json!(true), &json!(1)), "{done}");
    assert_eq!(done["goes_first"]["application"], Value::Null);
    let counties = surface.call(Method::GET, "/v1/counties", VIEWER, "").await.body;
    assert_eq!(counties[0]["goes_first"], done["goes_first"]);
    let done = resume(json!({"why": "I looked", "all_at_once": true})).await;
    assert_eq!((&done["was_held"], &done["goes_first"]), (&json!(false), &Value::Null));
}

/// Who accepted what of a county's site is kept for good.
#[tokio::test]
async fn forms_that_are_accepted_stand_in_the_countys_history() {
    let surface = Surface::new().await;
    let ledger = &surface.host.ledger;
    let (alder, plugin) = ("99001".parse().unwrap(), PluginDigest::of(b"plugin"));
    let serves = ReleaseEvent {
        county: "99001".parse().unwrap(),
        digest: plugin.clone(),
        version: "1.0.0".to_owned(),
        what: ReleaseMove::Activated,
        who: Who::host("test"),
        why: "a test".to_owned(),
        manifest: Value::Null,
    };
    ledger.record_release(serves).await.unwrap();
    let street = json!({"role": "textbox", "kind": "text", "label": "Street"});
    let road = json!({"role": "textbox", "kind": "text", "label": "Road"});
    let form = |control: &Value| json!({"path": "/person", "title": "Person", "skeleton": [control], "by": "attempt"});
    let mut new = form(&street);
    new["missed"] = json!(["label “road”"]);
    let forms = json!({"release": "proven", "accepted": [form(&road)], "proposed": [new]});
    ledger.change_forms(&alder, &plugin, |_| Some(forms.to_string())).await.unwrap();
    let accept = async || {
        let why = json!({"why": "they told us"}).to_string();
        surface.call(Method::POST, "/v1/counties/99001/forms/accept", ADMIN, why).await
    };
    ledger.hold_county(&alder, "it drifted").await.unwrap();
    let done = accept().await;
    assert_eq!((done.status, &done.body["accepted"]), (StatusCode::OK, &json!(1)), "{}", done.body);
    let now = &done.body["forms"][0];
    assert_eq!((&now["path"], &now["takes_place_of"][0]["path"]), (&json!("/person"), &json!("/person")), "{now}");
    assert_eq!((&now["missed"], &done.body["held"]), (&json!(["label “road”"]), &json!("it drifted")), "{now}");
    let forms = surface.call(Method::GET, "/v1/counties/99001/forms", ADMIN, "").await.body;
    assert_eq!(forms.as_array().map(Vec::len), Some(1), "{forms}");
    assert_eq!((&forms[0]["path"], &forms[0]["accepted"]), (&json!("/person"), &json!(true)), "{forms}");
    assert_eq!(accept().await.body["accepted"], 0, "nothing waits any more");
    let why = "forms of its site that were accepted: 1; they told us".to_owned();
    let history = ledger.county_history(&alder).await;
    assert_eq!(history.last(), Some(&("accepted".to_owned(), "admin".to_owned(), why)), "{history:?}");
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
    assert!(birch["unserved"]["why"].as_str().unwrap().contains("no settings of it any more"), "{birch}");
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
    let by = Claimant { host: "test", ttl: Duration::from_secs(60), sessions: 1 };
    let claim = ledger.claim(surface.host.clock.now(), &[offer(&plugin)], by).await.unwrap().unwrap();
    ledger.intend(&claim.lease, &plugin).await.unwrap();
    let end = |event| Conclusion {
        event,
        mark: None,
        complaint: None,
        why: "silence".into(),
        not_before: None,
        receipt: None,
        details: Value::Null,
        plugin: plugin.clone(),
    };
    ledger.conclude(&claim.lease, end(Event::Doubt)).await.unwrap();
    let Clock::Fixed(hands) = &surface.host.clock else { panic!("tests own their clock") };
    hands.pass(60);
    ledger.end_waits().await.unwrap();
    let claim = ledger.claim(surface.host.clock.now(), &[offer(&plugin)], by).await.unwrap().unwrap();
    ledger.conclude(&claim.lease, end(Event::Escalate)).await.unwrap();
    let item = surface.call(Method::GET, "/v1/review", VIEWER, "").await.body["applications"][0].clone();
    assert_eq!((&item["county_has"], &item["sending"]), (&json!("unknown"), &json!("intended")));
    assert!(item["committed_at"].as_str().unwrap().starts_with("2026-11-23"), "{item}");
    let works = (&item["sent"]["work"], &item["sent"]["plugin"]);
    assert_eq!(works, (&json!("submit"), &json!(plugin)), "the last attempt is the question");
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
