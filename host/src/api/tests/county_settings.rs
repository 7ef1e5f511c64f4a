//! Counties that are set and removed over HTTP, and what is said of those whose settings are wrong.

use super::*;
use crate::submission::{County, CountyCode};

const BIRCH: &str =
    "code = '99003'\nname = 'Birch'\nzone = 'America/Los_Angeles'\ngrant.origins = ['http://birch.test']\n";
const SET: &str = "/v1/counties/99003?why=a+test";

/// When its days end, on its own wall.
fn cutoff(county: &County) -> String {
    let next = county.calendar.next_cutoff(jiff::Timestamp::UNIX_EPOCH).0;
    next.to_zoned(county.calendar.zone.clone()).strftime("%H:%M:%S").to_string()
}

#[tokio::test]
async fn a_county_is_set_changed_and_taken_out() {
    let surface = Surface::new().await;
    let (put, post) = (Method::PUT, Method::POST);
    let served = |surface: &Surface| surface.host.counties.get(&code()).map(|county| cutoff(&county));
    let checked = surface.call(put.clone(), "/v1/counties/99003?check=true", ADMIN, BIRCH).await;
    assert_eq!(
        checked.body,
        json!({
            "county": "99003", "changed": ["code", "grant.origins", "name", "zone"], "was_set": false, "checked_only": true,
            "served": false,
        })
    );
    assert_eq!((served(&surface), surface.host.ledger.county_settings().await.unwrap().len()), (None, 0));
    let done = surface.call(put.clone(), SET, ADMIN, BIRCH).await;
    assert_eq!((done.status, &done.body["was_set"]), (StatusCode::OK, &json!(false)), "{}", done.body);
    assert_eq!(served(&surface).as_deref(), Some("17:00:00"));
    let mut json = json!({
        "code": "99003", "name": "Birch", "zone": "America/Los_Angeles", "grant": {"origins": ["http://birch.test"]},
    });
    json["cutoff"] = "16:00".into();
    let done = surface.call(put.clone(), SET, ADMIN, json.to_string()).await;
    assert_eq!((&done.body["changed"], &done.body["was_set"]), (&json!(["cutoff"]), &json!(true)), "{}", done.body);
    assert_eq!(served(&surface).as_deref(), Some("16:00:00"));
    let listed = surface.call(Method::GET, "/v1/counties", ADMIN, "").await.body;
    assert_eq!((&listed[1]["source"], &listed[1]["configuration_error"]), (&json!("set by admin"), &Value::Null));
    assert_eq!(listed[0]["source"], json!("the configuration"));
    assert!(listed[1]["unserved"]["why"].as_str().unwrap().starts_with("it has no release"), "{listed}");

    let mut application = sample();
    application["county"] = "99003".into();
    assert_eq!(surface.call(post.clone(), "/v1/applications", CLIENT, application.to_string()).await.status, 201);
    let remove = "/v1/counties/99003/remove";
    surface.check(post.clone(), remove, ADMIN, "{}", 400, "`why`").await;
    let gone = surface.call(post.clone(), remove, ADMIN, r#"{"why": "they left"}"#).await;
    assert_eq!(gone.body, json!({"county": "99003", "waiting": 1}));
    assert_eq!(served(&surface), None);
    surface.check(post.clone(), remove, ADMIN, r#"{"why": "again"}"#, 404, "is not set by command").await;
    let history = surface.host.ledger.county_history(&code()).await;
    let said: Vec<_> = history.iter().map(|(what, who, why)| (what.as_str(), who.as_str(), why.as_str())).collect();
    assert_eq!(said, [("set", "admin", "a test"), ("set", "admin", "a test"), ("removed", "admin", "they left")]);
    let listed = surface.call(Method::GET, "/v1/counties", ADMIN, "").await.body;
    assert!(listed[1]["unserved"]["why"].as_str().unwrap().contains("no settings of it any more"), "{listed}");
}

#[tokio::test]
async fn what_cannot_be_set_is_refused_and_changes_nothing() {
    let surface = Surface::new().await;
    std::fs::create_dir(surface.host.folder().join("secrets")).unwrap();
    let put = Method::PUT;
    let with = |more: &str| format!("{BIRCH}{more}\n");
    for (path, body, status, says) in [
        (SET, with("cutof = '16:00'"), 422, "line 5: unknown field `cutof`"),
        (SET, with("zone = 'Mars'"), 422, "line 5"),
        (SET, BIRCH.replace("America/Los_Angeles", "Mars/Olympus"), 422, "must be an IANA time zone"),
        (SET, BIRCH.replace("99003", "99005"), 422, "this is county 99005, and not county 99003"),
        (SET, String::new(), 422, "missing field `code`"),
        (SET, "county = []".to_owned(), 422, "it has 0 counties; set them one by one"),
        (
            SET,
            with("credentials.worker.w1 = { user = 'env:POSTRIDER_COUNTY_U', password = 'abcdefghi' }"),
            422,
            "credentials.worker.w1.password`: a secret itself is not kept in the ledger",
        ),
        (SET, with("credentials.worker.w1.password = 'file:ledger.key'"), 422, "may refer to files in"),
        (SET, with("credentials.worker.w1.password = 'file:secrets/absent'"), 422, "cannot be read"),
        ("/v1/counties/99003", BIRCH.to_owned(), 400, "`why`"),
        ("/v1/counties/99003?why=a&shoes=1", BIRCH.to_owned(), 400, "`shoes`"),
        ("/v1/counties/x?why=a", BIRCH.to_owned(), 404, "five digits"),
        (
            "/v1/counties/99001?why=a",
            BIRCH.replace("99003", "99001"),
            409,
            "county 99001 stands in the configuration of this host: change it there",
        ),
        (SET, " ".repeat((64 << 10) + 1), 413, "64 KiB"),
    ] {
        surface.check(put.clone(), path, ADMIN, body, status, says).await;
    }
    surface
        .check(Method::POST, "/v1/counties/99001/remove", ADMIN, r#"{"why": "a"}"#, 409, "stands in the configuration")
        .await;
    assert_eq!(surface.host.counties.len(), 1);
    assert_eq!(surface.host.ledger.latest_county_setting().await.unwrap(), 0, "no row of history either");
}

/// The words name files of the host.
#[tokio::test]
async fn what_is_wrong_with_a_countys_settings_is_listed_for_those_who_mend_it() {
    let surface = Surface::new().await;
    let folder = surface.host.folder().join("counties.d");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("birch.toml"), BIRCH.replace("America/Los_Angeles", "Mars/Olympus")).unwrap();
    for _ in 0..2 {
        assert!(!surface.sources.look().await);
    }
    let listed = surface.call(Method::GET, "/v1/counties", ADMIN, "").await.body;
    assert_eq!((&listed[1]["code"], &listed[1]["name"]), (&json!("99003"), &Value::Null));
    let said = listed[1]["configuration_error"].as_str().unwrap();
    assert_eq!(said, "birch.toml: county `99003`: `zone` must be an IANA time zone; `Mars/Olympus` is none");
    let listed = surface.call(Method::GET, "/v1/counties", VIEWER, "").await.body;
    assert!(listed[1]["configuration_error"].as_str().unwrap().ends_with("ask whoever runs the host"), "{listed}");
    std::fs::write(folder.join("birch.toml"), BIRCH).unwrap();
    assert!(!surface.sources.look().await && surface.sources.look().await);
    let listed = surface.call(Method::GET, "/v1/counties", ADMIN, "").await.body;
    assert_eq!((&listed[1]["name"], &listed[1]["source"]), (&json!("Birch"), &json!("birch.toml")));
    assert_eq!(listed[1]["configuration_error"], Value::Null);
    surface.check(Method::PUT, SET, ADMIN, BIRCH, 409, "birch.toml of this host: change it there").await;
}

#[tokio::test]
async fn an_account_is_used_again_once_its_password_is_another_and_left_alone_with_the_old_one() {
    let surface = Surface::new().await;
    let secret = surface.host.folder().join("secrets/birch");
    std::fs::create_dir(secret.parent().unwrap()).unwrap();
    let replace = async |password: &str| {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::write(&secret, password).unwrap();
        std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o600)).unwrap();
        for _ in 0..2 {
            surface.sources.look().await;
        }
    };
    replace("first").await;
    let set = format!("{BIRCH}credentials.worker.w1.password = 'file:secrets/birch'\n");
    assert_eq!(surface.call(Method::PUT, SET, ADMIN, set).await.status, StatusCode::OK);
    let refuse = async || {
        let county = surface.host.counties.get(&code()).unwrap();
        let login = surface.host.ledger.login_digest(county.credentials.account("worker", "w1").unwrap());
        surface.host.ledger.bench_account(&code(), "worker", "w1", &login).await.unwrap();
    };
    let benched = async || {
        let listed = surface.call(Method::GET, "/v1/counties", ADMIN, "").await.body;
        listed[1]["benched_accounts"].as_array().map(Vec::len)
    };
    refuse().await;
    assert_eq!(benched().await, Some(1));
    replace("second").await;
    assert_eq!(benched().await, Some(0), "the new one is tried at once");
    refuse().await;
    assert_eq!(benched().await, Some(1), "and is left alone like any");
    replace("first").await;
    assert_eq!(benched().await, Some(1), "what was refused is not tried again because it came back");
}

fn code() -> CountyCode {
    "99003".parse().unwrap()
}
