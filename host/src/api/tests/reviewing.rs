//! The review hour over HTTP: who has a case, what is noted and corrected, and what others see of it.

use super::*;

impl Surface {
    /// One application in front of a person, whom nobody has; its address.
    async fn case(&self) -> String {
        let taken = self.call(Method::POST, "/v1/applications", CLIENT, sample().to_string()).await.body;
        let path = format!("/v1/review/{}", taken["id"].as_str().unwrap());
        self.post(&format!("{path}/pull"), REVIEWER, json!({"why": "its county is held"})).await;
        self.post(&format!("{path}/give-back"), REVIEWER, json!({})).await;
        path
    }

    async fn post(&self, path: &str, token: &str, body: Value) -> Value {
        let answer = self.call(Method::POST, path, token, body.to_string()).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
        answer.body
    }
}

#[tokio::test]
async fn a_case_that_somebody_has_is_theirs_and_everybody_sees_it() {
    let surface = Surface::new().await;
    let path = surface.case().await;
    let case = surface.post("/v1/review/take", REVIEWER, json!({"county": "99001"})).await;
    assert_eq!(case["disposition"]["taken"]["who"]["name"], "reviewer", "{case}");
    assert_eq!((&case["county_has"], &case["minutes_left"]), (&json!("nothing"), &json!(1_380)));
    assert!(surface.post("/v1/review/take", ADMIN, json!({})).await.is_null(), "nobody else is given it");
    let post = Method::POST;
    for (path, body) in [
        (path.clone(), r#"{"action": "cancel", "why": "a test"}"#),
        (path.clone(), r#"{"action": "correct", "fields": {"home.zip": "97201"}, "why": "a test"}"#),
        (format!("{path}/take"), "{}"),
        (format!("{path}/give-back"), "{}"),
    ] {
        surface.check(post.clone(), &path, ADMIN, body, 409, "reviewer reviewer has the case").await;
    }
    let list = surface.call(Method::GET, "/v1/review", VIEWER, "").await.body;
    assert_eq!(list["applications"][0]["disposition"]["taken"]["who"]["name"], "reviewer");
    let done = surface.post(
        &path,
        ADMIN,
        json!({"action": "deliver_by_hand", "receipt_number": "H-1", "why": "by fax", "over": true}),
    );
    assert_eq!(done.await["state"], "delivered_by_hand");
    let case = surface.call(Method::GET, &path, REVIEWER, "").await.body;
    assert_eq!((&case["county_has"], &case["disposition"]["taken"]), (&json!("delivered_by_hand"), &Value::Null));
    assert_eq!(case["disposition"]["decided"]["who"]["name"], "admin");
    assert_eq!(
        (&case["notes"][0]["kind"], &case["notes"][0]["words"]),
        (&json!("took_over"), &json!("from reviewer reviewer"))
    );
    let minutes = surface.call(Method::GET, "/v1/review/minutes", VIEWER, "").await.body;
    let day = &minutes["days"][0];
    assert_eq!(
        (&day["day"], &day["reason"], &day["taken"]),
        (&json!("2026-11-22"), &json!("not_attempted"), &json!(3))
    );
}

#[tokio::test]
async fn who_only_looks_sees_notes_and_corrections_without_words() {
    let surface = Surface::new().await;
    let path = surface.case().await;
    surface.post(&format!("{path}/notes"), REVIEWER, json!({"kind": "called", "why": "which Ada?"})).await;
    for (fields, status, says) in [
        (json!({"home.zap": "97201"}), 422, "home.zip"),
        (json!({"applicant.ssn": "abcdefghi"}), 422, "applicant.ssn"),
        (json!({"home.zip": "95001"}), 422, "nothing-changes"),
        (json!({}), 400, "`fields`"),
        (json!(["home.zip"]), 400, "expected a map"),
    ] {
        let body = json!({"action": "correct", "fields": fields, "why": "they said so"}).to_string();
        surface.check(Method::POST, &path, REVIEWER, body, status, says).await;
    }
    let notes = json!({"notes": "Ж".repeat(4_000)});
    let done =
        surface.post(&path, REVIEWER, json!({"action": "correct", "fields": notes, "why": "they said so"})).await;
    assert_eq!(done["state"], "queued", "the longest words that there are");
    let too_long = Body::from(vec![b' '; (64 << 10) + 1]);
    surface.check(Method::POST, &path, REVIEWER, too_long, 413, "at most 64 KiB").await;
    let story = path.replace("review", "applications");
    for (token, words, why) in [
        (REVIEWER, "which Ada?", "corrected notes: they said so"),
        (VIEWER, "the applicant was called", "a person sends it again"),
        (CLIENT, "the applicant was called", "a person sends it again"),
    ] {
        let shown = surface.call(Method::GET, &story, token, "").await.body;
        assert_eq!((&shown["notes"][0]["kind"], &shown["notes"][0]["words"]), (&json!("called"), &json!(words)));
        assert_eq!(
            (&shown["corrections"][0]["version"], &shown["corrections"][0]["fields"]),
            (&json!(2), &json!(["notes"]))
        );
        assert_eq!(shown["history"].as_array().unwrap().last().unwrap()["why"], why);
    }
    let case = surface.call(Method::GET, &path, VIEWER, "").await.body;
    assert!(!case.to_string().contains("which Ada?"), "{case}");
    let metrics = surface.call(Method::GET, "/metrics", VIEWER, "").await;
    assert_eq!(metrics.status, StatusCode::OK);
}
