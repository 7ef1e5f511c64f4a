//! Forgetting and keys over HTTP: who may, what is answered afterwards, and that no key is ever in an answer.

use super::*;
use crate::ledger::{ActorRole, Decision};

#[tokio::test]
async fn what_is_forgotten_says_so_wherever_it_is_asked_for() {
    let surface = Surface::new().await;
    let taken = surface.call(Method::POST, "/v1/applications", CLIENT, sample().to_string()).await.body;
    let id = taken["id"].as_str().unwrap();
    let (story, forget) = (format!("/v1/applications/{id}"), format!("/v1/applications/{id}/forget"));
    let (post, why) = (Method::POST, r#"{"why": "asked for by letter"}"#);
    surface.check(post.clone(), &forget, ADMIN, "{}", 400, "`why`").await;
    surface.check(post.clone(), &forget, ADMIN, why, 409, "is queued: only what is delivered").await;
    let who = Who::new(ActorRole::Reviewer, "lee");
    let ledger = &surface.host.ledger;
    ledger.resolve(id.parse().unwrap(), Decision::Cancel, who, "withdrawn".into()).await.unwrap();
    assert!(!surface.call(Method::GET, &story, ADMIN, "").await.body.to_string().contains("forgotten"));
    let done = surface.call(post.clone(), &forget, ADMIN, why).await;
    assert_eq!((done.status, &done.body), (StatusCode::OK, &json!({"id": id, "evidence_left": false})));

    let shown = surface.call(Method::GET, &story, ADMIN, "").await.body;
    let who = json!({"role": "admin", "name": "admin"});
    assert_eq!((&shown["forgotten"]["who"], &shown["forgotten"]["why"]), (&who, &"asked for by letter".into()));
    assert_eq!((&shown["state"], &shown["reason"]), (&"cancelled".into(), &Value::Null));
    assert_eq!(shown["history"][2]["why"], "its words are forgotten");
    let own_words = surface.call(Method::GET, &story, CLIENT, "").await.body;
    assert_eq!(own_words["forgotten"]["why"], "ask whoever runs the host");
    let list = surface.call(Method::GET, "/v1/applications", ADMIN, "").await.body;
    assert_eq!(list["applications"][0]["forgotten"]["why"], "asked for by letter");

    let says = "by admin admin: asked for by letter";
    let evidence = format!("{story}/evidence/{}", "0".repeat(64));
    surface.check(Method::GET, &evidence, REVIEWER, "", 410, says).await;
    surface.check(post.clone(), &forget, ADMIN, why, 410, says).await;
    let nobody = "/v1/applications/019ac000-0000-7000-8000-000000000000/forget";
    surface.check(post.clone(), nobody, ADMIN, why, 404, "there is no application").await;
}

#[tokio::test]
async fn keys_are_named_rotated_and_never_shown() {
    let surface = Surface::new().await;
    surface.call(Method::POST, "/v1/applications", CLIENT, sample().to_string()).await;
    let keys = surface.call(Method::GET, "/v1/keys", ADMIN, "").await.body;
    let first = keys[0]["id"].as_str().unwrap().to_owned();
    let one = json!({"id": first, "is_current": true, "is_newest": true, "application_keys": 1, "lacking": []});
    assert_eq!(keys, json!([one]));

    let file = surface.host.key_file();
    let two = format!("{}\n{}\n", std::fs::read_to_string(&file).unwrap(), "8".repeat(64));
    std::fs::write(&file, two).unwrap();
    let keys = surface.call(Method::GET, "/v1/keys", ADMIN, "").await.body;
    assert_eq!((&keys[1]["is_current"], &keys[1]["is_newest"]), (&false.into(), &true.into()));
    let newest = keys[1]["id"].as_str().unwrap().to_owned();
    let rotated = surface.call(Method::POST, "/v1/keys/rotate", ADMIN, "").await.body;
    assert_eq!(rotated, json!({"key": newest, "rewrapped": 1, "left": 0}));
    let keys = surface.call(Method::GET, "/v1/keys", ADMIN, "").await.body;
    assert_eq!((&keys[0]["is_current"], &keys[1]["is_current"]), (&false.into(), &true.into()));
    for line in std::fs::read_to_string(&file).unwrap().split_whitespace() {
        assert!(!keys.to_string().contains(line) && !rotated.to_string().contains(line));
    }

    std::fs::write(&file, "7".repeat(64)).unwrap();
    for (method, path) in [(Method::GET, "/v1/keys"), (Method::POST, "/v1/keys/rotate")] {
        surface.check(method, path, ADMIN, "", 409, &format!("{newest}, which does not stand in")).await;
    }
    std::fs::write(&file, "no key").unwrap();
    surface.check(Method::POST, "/v1/keys/rotate", ADMIN, "", 409, "does not hold a key").await;
}
