//! Who may call what: every call with its least role.

use super::*;

#[tokio::test]
async fn nobody_passes_without_a_token_or_beyond_its_role() {
    let surface = Surface::new().await;
    let (get, post) = (Method::GET, Method::POST);
    for path in ["/v1/applications", "/v1/counties", "/v1/nothing", "/metrics"] {
        surface.check(get.clone(), path, "wrong-token-0123456789", "", 401, "unauthorized").await;
    }
    let bare = surface.send(Request::get("/v1/counties").body(Body::empty()).unwrap()).await;
    assert_eq!(
        (bare.status, &bare.headers[header::WWW_AUTHENTICATE]),
        (StatusCode::UNAUTHORIZED, &"Bearer".parse().unwrap())
    );
    let review = "/v1/review/019ac000-0000-7000-8000-000000000000";
    for (method, path, token) in [
        (&post, "/v1/applications", VIEWER),
        (&get, "/v1/applications", CLIENT),
        (&get, "/v1/forecast", CLIENT),
        (&post, "/v1/plugins", REVIEWER),
        (&post, "/v1/plugins/99001/rollback", REVIEWER),
        (&post, "/v1/plugins/99001/activate", REVIEWER),
        (&post, "/v1/counties/99001/resume", VIEWER),
        (&get, "/v1/counties/99001/calendar", CLIENT),
        // What it grants to a plugin nobody grants who may install one.
        (&Method::PUT, "/v1/counties/99003?why=a+test", DEPLOYER),
        (&post, "/v1/counties/99003/remove", DEPLOYER),
        (&get, "/v1/counties/99001/forms", VIEWER),
        (&post, "/v1/counties/99001/forms/accept", REVIEWER),
        (&post, "/v1/counties/99001/rehearsals", REVIEWER),
        (&post, review, VIEWER),
        (&get, review, CLIENT),
        (&get, "/v1/review/minutes", CLIENT),
        (&post, "/v1/review/take", VIEWER),
        (&post, "/v1/review/019ac000-0000-7000-8000-000000000000/take", VIEWER),
        (&post, "/v1/review/019ac000-0000-7000-8000-000000000000/give-back", VIEWER),
        (&post, "/v1/review/019ac000-0000-7000-8000-000000000000/notes", VIEWER),
        (&post, "/v1/review/019ac000-0000-7000-8000-000000000000/pull", VIEWER),
        (&get, "/metrics", CLIENT),
        (&get, "/v1/keys", REVIEWER),
        (&post, "/v1/keys/rotate", REVIEWER),
        (&post, "/v1/applications/019ac000-0000-7000-8000-000000000000/forget", REVIEWER),
    ] {
        surface.check(method.clone(), path, token, "", 403, "forbidden").await;
    }
    surface
        .check(post, review, REVIEWER, r#"{"action": "requeue", "why": "a test"}"#, 404, "there is no application")
        .await;
}
