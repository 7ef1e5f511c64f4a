//! Birch's API: what its script says to it, refused or accepted.

use county_sim::{Change, Config, County, Layout, Sim};
use serde_json::{Value, json};

use crate::walker::Walker;

async fn begin(walker: &Walker) -> String {
    walker.call("/api/unlock", &json!({ "value": "birch-pin" })).await;
    walker.call("/api/start", &json!({})).await.1["token"].as_str().unwrap().to_owned()
}

async fn check(walker: &Walker, token: &str, page: &str, values: Value) -> (u16, Value) {
    walker.call(&format!("/api/check/{page}"), &json!({ "token": token, "values": values })).await
}

fn about() -> Value {
    json!({ "firstName": "Łukasz", "lastName": "Peña", "birthDate": "02/09/1980", "ssn": "900-12-3456", "marital": "never",
        "language": "zh", "phone": "(555) 123-4567", "email": "l@example.org" })
}

fn place() -> Value {
    json!({ "homeLine": "1200 Oak Ave Apt 4", "homeState": "CA", "homeCity": "San José", "homeZip": "95101", "office": "any", "mailTo": "same" })
}

#[tokio::test]
async fn v1_takes_an_application() {
    let sim = Sim::start(Config::http()).await.unwrap();
    let walker = Walker::new(&sim, County::Birch);
    assert_eq!(walker.call("/api/start", &json!({})).await.0, 401);
    assert_eq!(walker.call("/api/unlock", &json!({ "value": "no" })).await.0, 422);
    let token = begin(&walker).await;
    assert_eq!(check(&walker, &token, "about", about()).await.0, 200);
    let early = walker.call("/api/submit", &json!({ "token": token })).await;
    assert_eq!(early.0, 422, "{}", early.1);
    assert_eq!(check(&walker, &token, "where", place()).await.0, 200);
    let people = json!({ "token": token, "people": [{ "firstName": "Zoë", "lastName": "Peña", "birthDate": "01/01/2015", "relationship": "20", "income": "10.5" }] });
    assert_eq!(walker.call("/api/check/people", &people).await.0, 200);
    assert_eq!(check(&walker, &token, "money", json!({ "income": "900", "cash": "0.00", "rent": "1" })).await.0, 200);
    let finish = json!({ "contact": "sms", "signedOn": "2026-11-20", "confirm": "on" });
    assert_eq!(check(&walker, &token, "finish", finish).await.0, 200);
    let (status, answer) = walker.call("/api/submit", &json!({ "token": token })).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(walker.call("/api/submit", &json!({ "token": token })).await.0, 422, "one application, one submit");
    let truth = sim.control().truth_of(County::Birch).await.unwrap();
    assert_eq!(truth.len(), 1);
    assert_eq!(answer["confirmation"], truth[0].confirmation.as_str());
    let held = |path| truth[0].value(path);
    assert_eq!(
        (held("applicant.name.first"), held("home.line"), held("home.city")),
        ("Łukasz", "1200 Oak Ave Apt 4", "San José")
    );
    assert_eq!((held("household[0].name.first"), held("household[0].monthly_income")), ("Zoë", "10.50"));
    assert_eq!(
        (held("contact_preference"), held("applicant.ssn"), held("applicant.language")),
        ("text", "900123456", "zh")
    );
    assert!(
        !truth[0].values.keys().any(|k| k.starts_with("mailing.") || k.starts_with('?')),
        "{:?}",
        truth[0].values.keys()
    );
    let find = json!({ "token": "", "values": { "findLast": "PEÑA", "findBorn": "02/09/1980" } });
    assert_eq!(walker.call("/api/search", &find).await.1["rows"][0]["confirmation"], truth[0].confirmation.as_str());
}

#[tokio::test]
async fn refusals_name_the_input() {
    let sim = Sim::start(Config::http()).await.unwrap();
    let walker = Walker::new(&sim, County::Birch);
    let token = begin(&walker).await;
    let mut wrong = about();
    wrong["birthDate"] = json!("02/30/1980");
    let (status, answer) = check(&walker, &token, "about", wrong).await;
    assert_eq!((status, &answer["errors"][0]["name"]), (422, &json!("birthDate")));
    let mut typed = place();
    typed["homeCity"] = json!("Birc");
    let (_, answer) = check(&walker, &token, "where", typed).await;
    assert_eq!(answer["errors"][0]["message"], "City: choose a city from the list.");
    let mut other = place();
    other["mailTo"] = json!("other");
    let (_, answer) = check(&walker, &token, "where", other).await;
    assert_eq!(answer["errors"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn the_redesign_voids_what_was_begun_and_asks_for_utilities() {
    let sim = Sim::start(Config::http()).await.unwrap();
    let walker = Walker::new(&sim, County::Birch);
    let token = begin(&walker).await;
    sim.control().set_layout(County::Birch, Layout::V2).await.unwrap();
    let (status, answer) = check(&walker, &token, "about", about()).await;
    assert_eq!(status, 422);
    assert!(answer["errors"][0]["message"].as_str().unwrap().contains("updated"), "{answer}");
    let token = begin(&walker).await;
    let budget = json!({ "budget-income": "1", "budget-housing": "2", "budget-cash": "3" });
    let (_, answer) = check(&walker, &token, "budget", budget).await;
    assert_eq!(answer["errors"][0]["name"], "budget-utilities");
}

#[tokio::test]
async fn all_small_changes_at_once_are_a_site_that_takes_applications() {
    let sim = Sim::start(Config::http()).await.unwrap();
    let (walker, control) = (Walker::new(&sim, County::Birch), sim.control());
    let token = begin(&walker).await;
    control.set_changes(County::Birch, Change::ALL).await.unwrap();
    assert_eq!(check(&walker, &token, "about", about()).await.0, 422, "what was begun before is refused");
    let (_, started) = walker.call("/api/start", &json!({})).await;
    let (form, token) = (&started["form"], started["token"].as_str().unwrap());
    let ids: Vec<_> = form["pages"].as_array().unwrap().iter().map(|page| page["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["about", "where", "money", "people", "rights", "finish"]);
    assert!(form["pages"][4]["notice"].as_str().unwrap().contains("hearing"), "{form}");
    assert_eq!((&form["asks"], &form["submit"]), (&json!(true), &json!("/api/send")));
    assert_eq!(form["pages"][1]["fields"][5]["elsewhere"], "same", "the code that brings the mailing address");
    let preset = |page: &Value| page["fields"].as_array().unwrap().iter().find(|f| f["name"] == "interview").cloned();
    assert_eq!(preset(&form["pages"][5]).unwrap()["preset"], "phone");
    let mut about = about();
    about["secondLastName"] = json!("Ruiz");
    let mut place = place();
    place["mailTo"] = json!("other");
    let people = json!({ "token": token, "people": [{ "firstName": "Zoë", "lastName": "Peña", "birthDate": "01/01/2015", "relationship": "20" }] });
    assert_eq!(check(&walker, token, "about", about).await.0, 200);
    assert_eq!(check(&walker, token, "where", place).await.0, 200);
    assert_eq!(check(&walker, token, "money", json!({ "income": "900", "cash": "0.00", "rent": "1" })).await.0, 200);
    assert_eq!(walker.call("/api/check/people", &people).await.0, 200);
    let finish = json!({ "contact": "sms", "signedOn": "2026-11-20", "confirm": "on", "interview": "phone" });
    assert_eq!(check(&walker, token, "finish", finish).await.0, 200);
    let early = walker.call("/api/send", &json!({ "token": token, "confirmed": true })).await;
    assert_eq!(early.0, 422, "the page of text was not passed: {}", early.1);
    assert_eq!(check(&walker, token, "rights", json!({})).await.0, 200);
    let before = walker.call("/api/send", &json!({ "token": token })).await;
    assert_eq!(before.1["errors"][0]["message"], "Please say that the application is to be sent.");
    let old = walker.call("/api/submit", &json!({ "token": token, "confirmed": true })).await;
    assert_eq!((old.0, control.truth().await.unwrap().len()), (404, 0), "{}", old.1);
    let (status, answer) = walker.call("/api/send", &json!({ "token": token, "confirmed": true })).await;
    assert_eq!(status, 200, "{answer}");
    let truth = control.truth().await.unwrap();
    assert_eq!((truth.len(), &answer["confirmation"]), (1, &json!(truth[0].confirmation)));
    assert!(truth[0].confirmation.starts_with("birch:"), "{}", truth[0].confirmation);
    let held = |path| truth[0].value(path);
    assert_eq!((held("applicant.name.last"), held("household[0].name.last")), ("Peña Ruiz", "Peña"));
    assert_eq!(
        (held("answers.interview"), held("applicant.language"), held("home.line")),
        ("phone", "es", "1200 Oak Ave Ap")
    );
}
