//! The surface as a client sees it: who may, what is answered, and that nothing personal comes back.

mod calendars;
mod county_settings;
mod deciding;
mod forecasting;
mod forgetting;
mod requests;
mod reviewing;
mod rights;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use metrics_exporter_prometheus::PrometheusBuilder;
use serde_json::{Value, json};
use tower_service::Service as _;

use super::*;
use crate::counties::{Places, Written};
use crate::county_sources::{CountySources, Sources};
use crate::evidence::{Evidence, Place};
use crate::intake::tests::{ALDER, TestIntake, sample};
use crate::ledger::{MAX_LISTED, ReleaseEvent, ReleaseMove, Who};
use crate::retention::{self, Retention};
use crate::scheduler::{Forecasts, Rehearsals, Wake};
use crate::submission::PluginDigest;
use axum::Router;

const ADMIN: &str = "admin-token-0123456789";
const CLIENT: &str = "client-token-0123456789";
const VIEWER: &str = "viewer-token-0123456789";
const REVIEWER: &str = "reviewer-token-0123456789";
const DEPLOYER: &str = "deployer-token-0123456789";

/// A decision's body that is a byte too long.
const TOO_LONG: &str = match std::str::from_utf8(&[b' '; (16 << 10) + 1]) {
    Ok(spaces) => spaces,
    Err(_) => unreachable!(),
};

struct Surface {
    router: Router,
    host: TestIntake,
    sources: CountySources,
    forecasts: Forecasts,
    _evidence: tempfile::TempDir,
}

struct Answer {
    status: StatusCode,
    headers: axum::http::HeaderMap,
    body: Value,
}

/// Sources that have nothing yet beside the configuration's one county, with files below the test's folder.
fn county_sources(host: &TestIntake) -> CountySources {
    let base = host.folder().to_owned();
    let places = Places { secrets: base.join("secrets"), base: base.clone(), variables: |_| None };
    let sources = Sources::new(places, vec![Written::one(ALDER).unwrap()], (base.join("counties.d"), false)).unwrap();
    CountySources::new(sources, host.ledger.clone(), host.registry.clone())
}

impl Surface {
    async fn new() -> Self {
        Self::with(Limits::default()).await
    }

    async fn with(limits: Limits) -> Self {
        let host = TestIntake::new().await;
        let token = |name: &str, token: &str| json!({"name": name, "role": name, "token": token});
        let tokens =
            [("admin", ADMIN), ("client", CLIENT), ("viewer", VIEWER), ("reviewer", REVIEWER), ("deployer", DEPLOYER)];
        let tokens = tokens.map(|(name, of)| token(name, of));
        let config: Config = serde_json::from_value(json!({"tokens": tokens})).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let evidence = Evidence::open(&Place::Folder(folder.path().to_owned())).unwrap();
        let retention = Retention {
            ledger: host.ledger.clone(),
            evidence: evidence.clone(),
            config: retention::Config::default(),
            clock: host.clock.clone(),
            host: Who::host("test"),
        };
        let sources = county_sources(&host);
        let forecasts = Forecasts::default();
        let router = router(Handles {
            ledger: host.ledger.clone(),
            intake: host.intake.clone(),
            evidence,
            retention,
            registry: host.registry.clone(),
            counties: host.counties.clone(),
            county_sources: sources.clone(),
            clock: host.clock.clone(),
            wake: Wake::default(),
            rehearsals: Rehearsals::to_nobody(),
            forecasts: forecasts.clone(),
            tracker: host.tracker.clone(),
            metrics: PrometheusBuilder::new().build_recorder().handle(),
            tokens: Tokens::load(&config).unwrap(),
            limits,
        });
        Self { router, host, sources, forecasts, _evidence: folder }
    }

    async fn call(&self, method: Method, path: &str, token: &str, body: impl Into<Body>) -> Answer {
        let request =
            Request::builder().method(method).uri(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
        self.send(request.body(body.into()).unwrap()).await
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().call(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let body: Value =
            serde_json::from_slice(&body).unwrap_or_else(|_| String::from_utf8_lossy(&body).into_owned().into());
        assert!(
            !["Zebulon", "Quixworth", "912345678", "abcdefghi"].iter().any(|word| body.to_string().contains(word)),
            "{body}"
        );
        if !parts.status.is_success() {
            assert_eq!(parts.headers[header::CONTENT_TYPE], "application/problem+json", "{body}");
            assert_eq!(body["status"], parts.status.as_u16());
            assert!(body["type"].as_str().unwrap().starts_with("urn:postrider:problem:"));
        }
        Answer { status: parts.status, headers: parts.headers, body }
    }

    async fn check(&self, method: Method, path: &str, token: &str, body: impl Into<Body>, status: u16, says: &str) {
        let answer = self.call(method.clone(), path, token, body).await;
        assert_eq!(answer.status.as_u16(), status, "{method} {path}: {}", answer.body);
        assert!(answer.body.to_string().contains(says), "{method} {path} does not say {says}: {}", answer.body);
    }
}

#[tokio::test]
async fn an_application_is_taken_and_found_again() {
    let surface = Surface::new().await;
    let taken = surface.call(Method::POST, "/v1/applications", CLIENT, sample().to_string()).await;
    assert_eq!(taken.status, StatusCode::CREATED);
    let location = taken.headers[header::LOCATION].to_str().unwrap();
    assert_eq!(location, format!("/v1/applications/{}", taken.body["id"].as_str().unwrap()));
    let story = surface.call(Method::GET, location, CLIENT, "").await.body;
    assert_eq!(
        (&story["state"], &story["county"], &story["receipt"]),
        (&"queued".into(), &"99001".into(), &Value::Null)
    );
    let moves: Vec<_> = story["history"].as_array().unwrap().iter().map(|one| one["to"].as_str().unwrap()).collect();
    assert_eq!((moves, &story["attempts"]), (vec!["received", "queued"], &json!([])));
    let list = surface.call(Method::GET, "/v1/applications?state=queued&county=99001&limit=1", VIEWER, "").await.body;
    assert_eq!((&list["applications"][0]["id"], &list["next"]), (&taken.body["id"], &taken.body["id"]));
    let after = format!("/v1/applications?limit=1&before={}", taken.body["id"].as_str().unwrap());
    assert_eq!(surface.call(Method::GET, &after, VIEWER, "").await.body, json!({"applications": [], "next": null}));
}

#[tokio::test]
async fn bad_applications_come_back_as_problems() {
    let surface = Surface::new().await;
    let wrong = |change: fn(&mut Value)| {
        let mut body = sample();
        change(&mut body);
        body.to_string()
    };
    let post = Method::POST;
    for (body, status, says) in [
        ("{not json".to_owned(), 400, "invalid-json"),
        (wrong(|body| body["county"] = "12345".into()), 422, "\"field\":\"county\""),
        (wrong(|body| body["application"]["applicant"]["shoes"] = 44.into()), 422, "`shoes`"),
        (
            wrong(|body| body["application"]["applicant"]["birth_date"] = "1980-02-30".into()),
            422,
            "\"field\":\"applicant.birth_date\"",
        ),
        (
            wrong(|body| body["application"]["applicant"]["ssn"] = "abcdefghi".into()),
            422,
            "\"field\":\"applicant.ssn\"",
        ),
        (
            wrong(|body| {
                body["application"]["documents"] =
                    json!([{"kind": "other", "name": "a.pdf", "content": "TVqQAAMAAAA="}]);
            }),
            422,
            "\"field\":\"documents[0].content\",\"message\":\"must be a PDF, JPEG or PNG; this is a Windows program\"",
        ),
    ] {
        surface.check(post.clone(), "/v1/applications", ADMIN, body, status, says).await;
    }
    let huge = Body::from(vec![b' '; crate::intake::MAX_BODY_BYTES + 1]);
    surface.check(post, "/v1/applications", ADMIN, huge, 413, "too-large").await;
    assert_eq!(surface.host.ledger.counts().await.unwrap(), [], "nothing that was refused is kept");
}

#[tokio::test]
async fn a_key_used_for_another_body_is_a_conflict() {
    let surface = Surface::new().await;
    let send = |body: String, key: &'static str| {
        let request = Request::post("/v1/applications").header(header::AUTHORIZATION, format!("Bearer {CLIENT}"));
        surface.send(request.header("Idempotency-Key", key).body(Body::from(body)).unwrap())
    };
    let first = send(sample().to_string(), "key-1").await;
    let again = send(sample().to_string(), "key-1").await;
    assert_eq!((first.body["id"].clone(), again.status), (again.body["id"].clone(), StatusCode::OK));
    assert_eq!((&again.body["existing"], &again.body["recognised_by"]), (&true.into(), &"key".into()));
    let same = surface.call(Method::POST, "/v1/applications", CLIENT, sample().to_string()).await;
    assert_eq!((same.status, &same.body["id"]), (StatusCode::OK, &first.body["id"]));
    assert_eq!(
        (&same.headers[header::LOCATION], &same.body["recognised_by"]),
        (&first.headers[header::LOCATION], &"content".into())
    );
    let path = "/v1/applications?allow_duplicate=true";
    // Sent again after a lost answer, it would be one more.
    surface.check(Method::POST, path, CLIENT, sample().to_string(), 400, "needs an Idempotency-Key").await;
    let request = Request::post(path).header(header::AUTHORIZATION, format!("Bearer {CLIENT}"));
    let request = request.header("Idempotency-Key", "key-2").body(Body::from(sample().to_string())).unwrap();
    let another = surface.send(request).await;
    assert_eq!((another.status, another.body["id"] == first.body["id"]), (StatusCode::CREATED, false));
    let mut other = sample();
    other["application"]["finances"]["monthly_rent"] = "2.00".into();
    let conflict = send(other.to_string(), "key-1").await;
    assert_eq!(
        (conflict.status, conflict.body["type"].as_str().unwrap()),
        (StatusCode::CONFLICT, "urn:postrider:problem:idempotency-key-reused")
    );
    assert_eq!(send(sample().to_string(), "two words").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn wrong_addresses_methods_and_questions_are_problems_too() {
    let surface = Surface::new().await;
    let (get, post) = (Method::GET, Method::POST);
    for (method, path, body, status, says) in [
        (&get, "/nothing", "", 404, "under /v1"),
        (&get, "/v1/nothing", "", 404, "under /v1"),
        (&Method::DELETE, "/v1/applications", "", 405, "method-not-allowed"),
        (&post, "/healthz", "", 405, "method-not-allowed"),
        (&get, "/v1/applications/x", "", 404, "a UUID"),
        (&get, "/v1/applications?colour=red", "", 400, "unknown field `colour`"),
        (&get, "/v1/applications?state=lost", "", 400, "no such state"),
        (&get, "/v1/applications?limit=501", "", 400, "1 to 500"),
        (&get, "/v1/counties/99001/calendar?days=0", "", 400, "days must be 1 to 366"),
        (&get, "/v1/counties/99001/calendar?days=367", "", 400, "days must be 1 to 366"),
        (&get, "/v1/counties/99001/calendar?weeks=2", "", 400, "unknown field `weeks`"),
        (&get, "/v1/counties/99999/calendar", "", 404, "county 99999 is not served here"),
        (&get, "/v1/review?county=sesamejam", "", 400, "county must be"),
        (&get, "/v1/review?after=x", "", 400, "after must be what `next`"),
        (&get, "/v1/review?after=019ac000-0000-7000-8000-000000000000", "", 400, "after must be what `next`"),
        (&get, "/v1/review/019ac000-0000-7000-8000-000000000000", "", 404, "there is no application"),
        (&get, "/v1/review/minutes?days=91", "", 400, "days must be 1 to 90"),
        (&post, "/v1/review/take", r#"{"county": "sesamejam"}"#, 400, "county must be"),
        (&post, "/v1/review/019ac000-0000-7000-8000-000000000000/take", "", 404, "there is no application"),
        (&post, "/v1/review/019ac000-0000-7000-8000-000000000000/give-back", "", 404, "there is no application"),
        (
            &post,
            "/v1/review/019ac000-0000-7000-8000-000000000000/notes",
            r#"{"kind": "took_over", "why": "a"}"#,
            400,
            "expected `called` or `noted`",
        ),
        (&post, "/v1/review/019ac000-0000-7000-8000-000000000000/pull", "", 400, "`why`"),
        (&get, "/v1/applications?limit=912345678912345678", "", 400, "`limit` has a value that it cannot have"),
        (&get, "/v1/applications?%1b%5b2J=1", "", 400, "unknown field `\\\\u{1b}[2J`"),
        (&get, "/v1/plugins/x/history", "", 404, "five digits"),
        (&post, "/v1/plugins", "hello", 422, "not a WebAssembly component"),
        (&post, "/v1/plugins/99001/rollback", r#"{"why": "a test"}"#, 409, "no earlier release"),
        (&post, "/v1/plugins/99001/rollback", "", 400, "`why`"),
        (&post, "/v1/plugins/99001/activate", r#"{"release": "9.9.9", "why": "a test"}"#, 404, "it has none at all"),
        (&post, "/v1/plugins/99001/activate", r#"{"release": "9.9.9"}"#, 400, "`why`"),
        (&post, "/v1/counties/12345/resume", r#"{"why": "a test"}"#, 404, "12345"),
        (&post, "/v1/counties/99001/resume", r#"{"why": "a", "shoes": 1}"#, 400, "`shoes`"),
        (&post, "/v1/counties/99001/resume", TOO_LONG, 413, "at most 16 KiB"),
        (&get, "/v1/counties/12345/forms", "", 404, "12345"),
        (
            &post,
            "/v1/counties/99001/forms/accept",
            r#"{"form": "abc", "why": "a test"}"#,
            400,
            "4 of its first letters",
        ),
        (&post, "/v1/counties/99001/forms/accept", r#"{"form": "abcd", "why": "a test"}"#, 404, "begins with abcd"),
        (&post, "/v1/counties/99001/forms/accept", r#"{"form": "abcd"}"#, 400, "`why`"),
        (&post, "/v1/counties/12345/rehearsals", "", 404, "12345"),
        (&post, "/v1/counties/99001/rehearsals", "", 409, "no release serves"),
        (&post, "/v1/counties/99001/rehearsals?release=9.9.9", "", 404, "9.9.9"),
        (&post, "/v1/counties/99001/rehearsals?release=1.0.0", "x", 400, "give one of them"),
        (&post, "/v1/counties/99001/rehearsals", "no component", 422, "plugin-refused"),
    ] {
        surface.check(method.clone(), path, ADMIN, body, status, says).await;
    }
    let component = Body::from(vec![0; crate::plugin::MAX_COMPONENT_BYTES + 1]);
    surface.check(post, "/v1/plugins", ADMIN, component, 413, "8 MiB").await;
}

#[tokio::test]
async fn a_person_decides_about_what_is_in_review_only() {
    let surface = Surface::new().await;
    let taken = surface.call(Method::POST, "/v1/applications", CLIENT, sample().to_string()).await.body;
    let path = format!("/v1/review/{}", taken["id"].as_str().unwrap());
    let decide = |body: &'static str| surface.call(Method::POST, &path, REVIEWER, body);
    assert_eq!(decide(r#"{"action": "requeue", "why": "a test"}"#).await.status, StatusCode::CONFLICT);
    assert_eq!(decide(r#"{"action": "burn", "why": "a test"}"#).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(decide(r#"{"action": "cancel", "why": " "}"#).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        decide(r#"{"action": "cancel", "why": "a", "receipt_number": "1"}"#).await.status,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(decide(r#"{"action": "cancel", "why": "withdrawn"}"#).await.body["state"], "cancelled");
    let nothing = json!({"applications": [], "next": null});
    assert_eq!(surface.call(Method::GET, "/v1/review", VIEWER, "").await.body, nothing);
}

/// What plugins/README.md gives to copy is taken as it stands, but for its county.
#[tokio::test]
async fn the_application_in_the_readme_is_taken() {
    let surface = Surface::new().await;
    let readme = include_str!("../../../plugins/README.md");
    let (_, json) = readme.split_once("```json\n").unwrap();
    let (json, _) = json.split_once("```").unwrap();
    let taken = surface.call(Method::POST, "/v1/applications", CLIENT, json.replace("99007", "99001")).await;
    assert_eq!(taken.status, StatusCode::CREATED, "{}", taken.body);
}

#[tokio::test]
async fn evidence_is_for_those_who_decide() {
    let surface = Surface::new().await;
    let taken = surface.call(Method::POST, "/v1/applications", CLIENT, sample().to_string()).await.body;
    let id = taken["id"].as_str().unwrap();
    let path = |id: &str| format!("/v1/applications/{id}/evidence/{}", "0".repeat(64));
    let what = "has no such evidence";
    surface.check(Method::GET, &path(id), VIEWER, "", 403, "it takes the role reviewer or admin").await;
    surface.check(Method::GET, &path(id), CLIENT, "", 403, "it takes the role reviewer or admin").await;
    surface.check(Method::GET, &path(id), REVIEWER, "", 404, what).await;
    surface.check(Method::GET, &path("nonsense"), REVIEWER, "", 404, "this is not").await;
}

#[tokio::test]
async fn counties_health_metrics_and_schema_are_there() {
    let surface = Surface::new().await;
    surface.call(Method::POST, "/v1/applications", CLIENT, sample().to_string()).await;
    let counties = surface.call(Method::GET, "/v1/counties", VIEWER, "").await.body;
    assert_eq!((&counties[0]["code"], &counties[0]["next_cutoff"]), (&"99001".into(), &"2026-11-24T01:00:00Z".into()));
    assert_eq!(
        (&counties[0]["hold"], &counties[0]["release"], &counties[0]["applications"]),
        (&Value::Null, &Value::Null, &json!({"queued": 1}))
    );
    assert!(counties[0]["unserved"]["why"].as_str().unwrap().starts_with("ask whoever runs the host"));
    let counties = surface.call(Method::GET, "/v1/counties", ADMIN, "").await.body;
    assert!(counties[0]["unserved"]["why"].as_str().unwrap().starts_with("it has no release"), "{counties}");
    let health = surface.send(Request::get("/healthz").body(Body::empty()).unwrap()).await;
    assert_eq!((health.status, &health.body["status"]), (StatusCode::OK, &"ok".into()));
    assert_eq!(surface.call(Method::GET, "/metrics", VIEWER, "").await.status, StatusCode::OK);
    assert_eq!(surface.call(Method::GET, "/v1/schema/application", CLIENT, "").await.body["title"], "Application");
    assert_eq!(surface.call(Method::GET, "/v1/plugins", VIEWER, "").await.body, json!([]));
    assert_eq!(surface.call(Method::GET, "/v1/plugins/99001/history", VIEWER, "").await.body, json!([]));
    assert_eq!(surface.call(Method::GET, "/v1/counties/99001/forms", ADMIN, "").await.body, json!([]));
}

#[tokio::test]
async fn a_long_history_of_releases_is_shown_from_its_end() {
    let surface = Surface::new().await;
    for step in 0..=MAX_LISTED {
        let event = ReleaseEvent {
            county: "99001".parse().unwrap(),
            digest: PluginDigest::of(b"plugin"),
            version: "1.0.0".to_owned(),
            what: ReleaseMove::Activated,
            who: Who::host("test"),
            why: format!("step {step}"),
            manifest: Value::Null,
        };
        surface.host.ledger.record_release(event).await.unwrap();
    }
    let shown = surface.call(Method::GET, "/v1/plugins/99001/history", ADMIN, "").await.body;
    let shown = shown.as_array().unwrap();
    assert_eq!((shown.len(), &shown[0]["why"], &shown[499]["why"]), (500, &"step 1".into(), &"step 500".into()));
}
