//! Elm's one address: what its script says to it, refused or accepted, always with status 200, and the number that comes later.

use std::time::Duration;

use county_sim::{Change, Config, County, Layout, Sim};
use serde_json::{Value, json};

use crate::walker::Walker;

async fn ask(walker: &Walker, operation: &str, variables: Value) -> Value {
    let query = format!("mutation {operation} {{ x }}");
    let body = json!({ "operationName": operation, "query": query, "variables": variables });
    let (status, answer) = walker.call("/graphql", &body).await;
    assert_eq!(status, 200, "{answer}");
    answer
}

async fn begin(walker: &Walker) -> String {
    ask(walker, "SignIn", json!({ "user": "intake1", "password": "elm-pass" })).await;
    ask(walker, "StartApplication", json!({})).await["data"]["startApplication"]["id"].as_str().unwrap().to_owned()
}

async fn save(walker: &Walker, id: &str, section: &str, values: Value) -> Value {
    ask(walker, "SaveSection", json!({ "id": id, "section": section, "values": values })).await
}

async fn fill(walker: &Walker, id: &str) {
    let applicant = json!({ "firstName": "伟", "lastName": "陈-\"W\"", "birthDate": "10/01/1986", "maritalStatus": "MARRIED", "language": "ZH" });
    let home = json!({ "homeLine": "77 Jasmine St", "homeState": "CA", "homeTown": "San José", "homeZip": "95112", "mailTo": "same" });
    let money = json!({ "income": "900", "cash": "0.00", "rent": "1" });
    let sign = json!({ "contact": "SMS", "signedOn": "2026-11-20", "certify": "on" });
    for (section, values) in
        [("applicant", applicant), ("home", home), ("people", json!({})), ("money", money), ("sign", sign)]
    {
        let answer = save(walker, id, section, values).await;
        assert_eq!(answer["data"]["saveSection"]["section"], section, "{answer}");
    }
}

#[tokio::test]
async fn v1_takes_an_application_and_says_its_number_later() {
    let sim = Sim::start(Config::http()).await.unwrap();
    let walker = Walker::new(&sim, County::Elm);
    let stranger = ask(&walker, "StartApplication", json!({})).await;
    assert_eq!(stranger["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    let id = begin(&walker).await;
    let early = ask(&walker, "SubmitApplication", json!({ "id": id })).await;
    assert!(early["errors"][0]["message"].as_str().unwrap().contains("Nothing was sent"), "{early}");
    fill(&walker, &id).await;
    let person = json!({ "firstName": "丽", "lastName": "陈", "birthDate": "03/04/1988", "relationship": "SPOUSE" });
    let people = ask(&walker, "AddPerson", json!({ "id": id, "values": person })).await;
    assert_eq!(people["data"]["addPerson"].as_array().map(Vec::len), Some(1), "{people}");
    let sent = ask(&walker, "SubmitApplication", json!({ "id": id })).await;
    let submitted = &sent["data"]["submitApplication"];
    assert_eq!(submitted["status"], "PROCESSING", "{sent}");
    let again = ask(&walker, "SubmitApplication", json!({ "id": id })).await;
    assert!(again["errors"][0]["message"].as_str().unwrap().contains("start again"), "one application, one submission");
    let truth = sim.control().truth_of(County::Elm).await.unwrap();
    assert_eq!(truth.len(), 1);
    assert_eq!(truth[0].value("applicant.name.last"), "陈-\"W\"");
    let reference = json!({ "reference": submitted["reference"] });
    let said = tokio::time::timeout(Duration::from_secs(5), async {
        loop {
            let status = ask(&walker, "SubmissionStatus", reference.clone()).await;
            if let Some(number) = status["data"]["submissionStatus"]["confirmationNumber"].as_str() {
                return number.to_owned();
            }
        }
    });
    assert_eq!(said.await.unwrap(), truth[0].confirmation);
    let find = json!({ "values": { "findLast": "陈-\"w\"", "findBorn": "10/01/1986" } });
    let found = ask(&walker, "FindApplications", find).await;
    assert_eq!(found["data"]["findApplications"][0]["confirmationNumber"], truth[0].confirmation.as_str());
}

#[tokio::test]
async fn what_is_wrong_is_said_with_status_200_and_names_the_field() {
    let sim = Sim::start(Config::http()).await.unwrap();
    let walker = Walker::new(&sim, County::Elm);
    let wrong = ask(&walker, "SignIn", json!({ "user": "intake1", "password": "no" })).await;
    assert_eq!(wrong["errors"][0]["message"], "User or password is wrong.");
    let id = begin(&walker).await;
    let home =
        json!({ "homeLine": "1", "homeState": "CA", "homeTown": "Nowhere", "homeZip": "95112", "mailTo": "same" });
    let answer = save(&walker, &id, "home", home).await;
    assert_eq!(answer["errors"][0]["extensions"]["field"], "homeTown", "{answer}");
    let towns = ask(&walker, "Towns", json!({ "state": "CA", "text": "elm g" })).await;
    assert_eq!(towns["data"]["towns"], json!(["Elm Grove", "Elm Grove Park"]));
    let all = ask(&walker, "Towns", json!({ "state": "CA", "text": "" })).await;
    assert!(all["data"]["towns"].as_array().unwrap().len() > 200, "more than any window shows");
    sim.control().set_layout(County::Elm, Layout::V2).await.unwrap();
    let old = save(&walker, &id, "money", json!({})).await;
    assert!(old["errors"][0]["message"].as_str().unwrap().contains("another version"), "{old}");
}

#[tokio::test]
async fn all_small_changes_at_once_are_a_site_that_takes_applications() {
    let sim = Sim::start(Config::http()).await.unwrap();
    let (walker, control) = (Walker::new(&sim, County::Elm), sim.control());
    let id = begin(&walker).await;
    control.set_changes(County::Elm, Change::ALL).await.unwrap();
    let old = save(&walker, &id, "money", json!({})).await;
    assert!(old["errors"][0]["message"].as_str().unwrap().contains("another version"), "{old}");
    let started = ask(&walker, "StartApplication", json!({})).await;
    let (form, id) = (&started["data"]["form"], &started["data"]["startApplication"]["id"]);
    let sections = form["sections"].as_array().unwrap();
    let ids: Vec<_> = sections.iter().map(|section| section["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["applicant", "home", "money", "people", "rights", "sign"]);
    assert!(sections[4]["notice"].as_str().unwrap().contains("hearing"), "{form}");
    assert_eq!((&form["submission"], &form["words"]["asks"]), (&json!("SendApplication"), &json!(true)));
    let interview = sections[5]["fields"].as_array().unwrap().iter().find(|field| field["name"] == "interview");
    assert_eq!(interview.unwrap()["preset"], "PHONE");
    let applicant = json!({ "firstName": "伟", "lastName": "陈", "secondLastName": "林", "birthDate": "10/01/1986", "maritalStatus": "MARRIED", "language": "ZH" });
    let home = json!({ "homeLine": "77 Jasmine St", "homeState": "CA", "homeTown": "San José", "homeZip": "95112", "mailTo": "other" });
    let sign = json!({ "contact": "SMS", "signedOn": "2026-11-20", "certify": "on", "interview": "PHONE" });
    let money = json!({ "income": "900", "cash": "0.00", "rent": "1" });
    for (section, values) in
        [("applicant", applicant), ("home", home), ("people", json!({})), ("money", money), ("sign", sign)]
    {
        let answer = save(&walker, id.as_str().unwrap(), section, values).await;
        assert_eq!(answer["data"]["saveSection"]["section"], section, "{answer}");
    }
    let says = |answer: &Value| answer["errors"][0]["message"].as_str().unwrap_or_default().to_owned();
    let confirmed = json!({ "id": id, "confirmed": true });
    let early = ask(&walker, "SendApplication", confirmed.clone()).await;
    assert!(says(&early).contains("answers are missing"), "the section of text was not passed: {early}");
    save(&walker, id.as_str().unwrap(), "rights", json!({})).await;
    let before = ask(&walker, "SendApplication", json!({ "id": id })).await;
    assert!(says(&before).contains("has to be confirmed"), "{before}");
    let old = ask(&walker, "SubmitApplication", confirmed.clone()).await;
    assert_eq!(says(&old), "Unknown operation.");
    assert!(control.truth().await.unwrap().is_empty());
    let sent = ask(&walker, "SendApplication", confirmed).await;
    assert_eq!(sent["data"]["submitApplication"]["status"], "PROCESSING", "{sent}");
    let truth = control.truth().await.unwrap();
    assert_eq!(truth.len(), 1);
    assert!(truth[0].confirmation.ends_with(".30251"), "{}", truth[0].confirmation);
    let held = |path| truth[0].value(path);
    assert_eq!((held("applicant.name.last"), held("applicant.language")), ("陈 林", "es"));
    assert_eq!((held("applicant.marital_status"), held("home.line")), ("single", "77 Jasmine"));
    assert_eq!((held("answers.interview"), held("mailing.line")), ("phone", ""));
}
