//! The way in, on a real ledger. No county here has a plugin, so that what is right is taken unchecked.

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio_util::task::TaskTracker;

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::check::{Checked, MAX_MESSAGE, weigh};
use super::*;
use crate::counties::Written;
use crate::ledger::{self, ActorRole, Anyway, Filter};
use crate::plugin::{Config, Engine, Folders, Place};
use crate::submission::{Fields, MAX_PROBLEMS};

/// What must stand in no error: the sample's own words, and what the tests put into it.
const PERSONAL: [&str; 7] =
    ["Zebulon", "Quixworth", "912345678", "Hollyhock", "q@example.org", "sesamejam", "abcdefghi"];

/// The one county of the configuration.
pub(crate) const ALDER: &str =
    r#"{"code": "99001", "name": "Alder", "zone": "America/Los_Angeles", "grant": {"origins": ["http://alder.test"]}}"#;

pub(crate) struct TestIntake {
    pub(crate) intake: Intake,
    pub(crate) ledger: Ledger,
    pub(crate) registry: Registry,
    pub(crate) counties: Counties,
    pub(crate) clock: Clock,
    pub(crate) tracker: TaskTracker,
    dir: TempDir,
}

impl TestIntake {
    /// Sunday evening in California, 2026-11-22.
    pub(crate) async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = Clock::fixed("2026-11-23T02:00:00Z".parse().unwrap());
        let config = ledger::Config {
            database: ledger::Database::Sqlite(dir.path().join("ledger.sqlite")),
            key_file: dir.path().join("ledger.key"),
            settling: Duration::from_secs(30),
        };
        let ledger = Ledger::open(&config, clock.clone()).await.unwrap();
        let counties = Counties::from_iter([Written::one(ALDER).unwrap().county]);
        let tracker = TaskTracker::new();
        let engine = Engine::start(&Config { instances: 1, checks: 1, ..Config::default() }, &tracker).unwrap();
        let folders = Folders {
            inbox: dir.path().join("inbox"),
            kept: Place::Folder(dir.path().join("kept")),
            compiled: dir.path().join("compiled"),
        };
        let registry = Registry::open(engine, ledger.clone(), folders, counties.clone()).await.unwrap();
        let intake = Intake::new(ledger.clone(), registry.clone(), counties.clone(), clock.clone());
        Self { intake, ledger, registry, counties, clock, tracker, dir }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn key_file(&self) -> PathBuf {
        self.dir.path().join("ledger.key")
    }

    async fn receive(&self, body: &Value, key: Option<&str>) -> Result<Acknowledged, IntakeError> {
        let key = key.map(|key| key.parse().unwrap());
        let who = Who::new(ActorRole::Client, "test");
        self.intake.receive(body.to_string().into_bytes(), key, Duplicates::Recognised, who).await
    }

    async fn kept(&self) -> usize {
        self.ledger.list(Filter::default()).await.unwrap().len()
    }
}

pub(crate) fn sample() -> Value {
    let mut application = crate::submission::sample::application();
    application["applicant"]["name"] = json!({"first": "Zebulon", "last": "Quixworth"});
    application["applicant"]["email"] = "q@example.org".into();
    application["home"]["street"] = "Hollyhock Ave".into();
    json!({"county": "99001", "application": application})
}

impl TestIntake {
    /// One application in front of a person.
    async fn in_review(&self) -> ApplicationId {
        let id = self.receive(&sample(), Some("key-1")).await.unwrap().id;
        self.ledger.pull(id, &kim(), "a test").await.unwrap();
        id
    }

    async fn correct(&self, id: ApplicationId, fields: &Value) -> Result<State, IntakeError> {
        let fields = fields.as_object().unwrap().clone();
        self.intake.correct(id, fields, Anyway::No, &kim(), "they said so").await
    }
}

fn kim() -> Who {
    Who::new(ActorRole::Reviewer, "kim")
}

/// The error with everything that it says anywhere; holds nothing personal.
fn explained(error: &IntakeError) -> String {
    let mut text = error.to_string();
    match error {
        IntakeError::Malformed { field, message } => text.push_str(&format!(" | {field}: {message}")),
        IntakeError::Problems(problems) => {
            problems.iter().for_each(|one| text.push_str(&format!(" | {}: {}", one.field, one.message)));
        }
        _ => {}
    }
    let everything = format!("{text} {error:?}");
    assert!(!PERSONAL.iter().any(|word| everything.contains(word)), "{everything}");
    text
}

async fn check(change: impl FnOnce(&mut Value), expect: &str) {
    let host = TestIntake::new().await;
    let mut body = sample();
    change(&mut body);
    let error = host.receive(&body, None).await.expect_err(expect);
    assert_eq!(explained(&error), expect);
    assert_eq!(host.kept().await, 0);
}

#[tokio::test]
async fn what_is_right_is_kept_sealed_and_due_at_the_next_cutoff() {
    let host = TestIntake::new().await;
    let taken = host.receive(&sample(), None).await.unwrap();
    assert_eq!((taken.state, taken.existing, taken.checked), (State::Queued, false, false));
    assert_eq!(taken.deadline, "2026-11-24T01:00:00Z".parse().unwrap(), "Monday 17:00 in California");
    let body = host.ledger.body(taken.id).await.unwrap();
    let kept = Application::parse(&body, jiff::civil::date(2026, 11, 22)).unwrap();
    assert!(
        kept == Application::parse(sample()["application"].to_string().as_bytes(), jiff::civil::date(2026, 11, 22))
            .unwrap()
    );
}

#[tokio::test]
async fn what_is_not_json_is_located_and_not_quoted() {
    let host = TestIntake::new().await;
    for (body, expect) in [
        ("{not json", "the body is not valid JSON (line 1, column 2)"),
        ("", "the body is not valid JSON (line 1, column 0)"),
        ("{\"county\": \"sesamejam\n", "the body is not valid JSON (line 2, column 0)"),
    ] {
        let error = host.intake.receive(
            body.as_bytes().to_vec(),
            None,
            Duplicates::Recognised,
            Who::new(ActorRole::Client, "test"),
        );
        let error = error.await.unwrap_err();
        assert_eq!(explained(&error), expect);
    }
    let form = "the body does not have the form of an application";
    for (body, expect) in [
        (
            json!(["sesamejam"]),
            format!("{form} | : the body must be an object with `county` (five digits, as text) and `application`"),
        ),
        (
            json!({"county": "sesamejam", "application": {}}),
            format!("{form} | county: must be a county's FIPS code: five digits, as text"),
        ),
        (
            json!({"county": 99001, "application": {}}),
            format!("{form} | : the body must be an object with `county` (five digits, as text) and `application`"),
        ),
        (
            json!({"county": "99001", "application": {}, "shoes": 1}),
            format!("{form} | : unknown field `shoes`, expected `county` or `application`"),
        ),
        (json!({"county": "99001"}), format!("{form} | : missing field `application`")),
    ] {
        assert_eq!(explained(&host.receive(&body, None).await.unwrap_err()), expect);
    }
}

#[tokio::test]
async fn an_unknown_county_is_named_with_those_there_are() {
    check(|body| body["county"] = "12345".into(), "county 12345 is not served here; this host serves 99001").await;
}

#[tokio::test]
async fn wrong_fields_and_values_are_named_and_not_said() {
    let one = "1 thing of the application cannot be taken as it is";
    let form = "the body does not have the form of an application";
    let expect = format!(
        "{form} | applicant.shoes: unknown field `shoes`, expected one of `name`, `birth_date`, `ssn`, `phone`, `email`, `language`, `marital_status`"
    );
    check(|body| body["application"]["applicant"]["shoes"] = "sesamejam".into(), &expect).await;
    let expect = format!("{form} | applicant.language: expected one of `en`, `es`, `zh`, `vi`, `ru`, `other`");
    check(|body| body["application"]["applicant"]["language"] = "sesamejam".into(), &expect).await;
    let expect = format!("{one} | applicant.birth_date: must be a date that exists, YYYY-MM-DD");
    check(|body| body["application"]["applicant"]["birth_date"] = "1980-02-30".into(), &expect).await;
    let expect = format!("{one} | applicant.ssn: must be nine digits of a Social Security number, or be left out");
    check(|body| body["application"]["applicant"]["ssn"] = "abcdefghi".into(), &expect).await;
    let expect = format!("{one} | documents[0].content: must be a PDF, JPEG or PNG; this is a Windows program");
    let document = json!({"kind": "income", "name": "sesamejam.pdf", "content": "TVqQAAMAAAA="});
    check(|body| body["application"]["documents"] = json!([document]), &expect).await;
}

#[tokio::test]
async fn a_key_stands_for_one_body_to_one_county() {
    let host = TestIntake::new().await;
    let first = host.receive(&sample(), Some("key-1")).await.unwrap();
    let again = host.receive(&sample(), Some("key-1")).await.unwrap();
    let by_key = |recognised_by| Acknowledged { existing: true, recognised_by, ..first.clone() };
    assert_eq!(by_key(Some(Recognised::Key)), again);
    let mut other = sample();
    other["application"]["notes"] = "sesamejam".into();
    let error = host.receive(&other, Some("key-1")).await.unwrap_err();
    assert!(explained(&error).starts_with(&format!("this Idempotency-Key was used for application {}", first.id)));
    // Without a key, or under another one: the client lost our answer, or another program sends the same.
    assert_eq!(by_key(Some(Recognised::Content)), host.receive(&sample(), None).await.unwrap());
    assert_eq!(by_key(Some(Recognised::Content)), host.receive(&sample(), Some("key-2")).await.unwrap());
    assert_eq!(host.kept().await, 1);
    let (body, who) = (sample().to_string().into_bytes(), Who::new(ActorRole::Client, "test"));
    let another = host.intake.receive(body, None, Duplicates::Allowed, who).await.unwrap();
    assert_eq!((another.recognised_by, another.id == first.id, host.kept().await), (None, false, 2));
}

#[test]
fn a_plugin_cannot_say_back_what_the_applicant_said() {
    let application = sample()["application"].to_string();
    let fields = Fields::of(&Application::parse(application.as_bytes(), jiff::civil::date(2026, 11, 22)).unwrap());
    let problem = |field: &str, message: &str| Problem { field: field.to_owned(), message: message.to_owned() };
    let answer =
        vec![problem("home.street", "the county has no Hollyhock Ave"), problem("Quixworth", "see 912-34-5678")];
    let Checked::Problems(said) = weigh(Ok(answer), &fields) else { panic!("problems stay problems") };
    assert_eq!(said, [problem("home.street", "the county has no •••"), problem("•••", "see •••")]);
    // Where it is cut, no half of a value is left; of more problems than are said, their number is.
    let long = format!("{}Hollyhock Ave", "x ".repeat(MAX_MESSAGE / 2 - 3));
    let mut answer = vec![problem("home.street", &long); MAX_PROBLEMS];
    answer.push(problem("", "The plugin names 7 further problems."));
    let Checked::Problems(said) = weigh(Ok(answer), &fields) else { panic!("problems stay problems") };
    assert!(said[0].message.ends_with("x •••"), "{}", said[0].message);
    assert!(said.last().unwrap().message.contains("7 further"));
    assert!(matches!(weigh(Ok(vec![]), &fields), Checked::Fine));
    assert!(matches!(weigh(Err("it trapped".to_owned()), &fields), Checked::Not(_)));
}

#[tokio::test]
async fn a_panic_is_the_hosts_fault_and_no_stop() {
    let error = off_the_runtime::<()>(|| panic!("on sesamejam")).await.unwrap_err();
    assert!(matches!(error, IntakeError::Broken), "{error:?}");
    assert_eq!(
        explained(&error),
        "the application could not be read: a fault of the host's own, not of the application"
    );
}

#[tokio::test]
async fn what_is_corrected_is_sent_and_its_client_hears_the_same_as_before() {
    let host = TestIntake::new().await;
    let id = host.in_review().await;
    let fields =
        json!({"home.zip": "97201", "applicant.name.middle": "Q", "home.city": "Alder", "applicant.email": null});
    assert_eq!(host.correct(id, &fields).await.unwrap(), State::Queued);
    let body = host.ledger.body(id).await.unwrap();
    let said: Value = serde_json::from_slice(&body).unwrap();
    let now = (&said["home"]["zip"], &said["applicant"]["name"]["middle"], &said["applicant"]["email"]);
    assert_eq!(now, (&json!("97201"), &json!("Q"), &Value::Null));
    assert!(Application::parse(&body, jiff::civil::date(2026, 11, 22)).is_ok());
    let changed = host.ledger.corrections(id).await.unwrap().remove(0).fields;
    assert_eq!(changed, ["applicant.email", "applicant.name.middle", "home.zip"], "what was so before did not change");
    assert_eq!(host.receive(&sample(), Some("key-1")).await.unwrap().id, id);
    assert_eq!(host.receive(&sample(), None).await.unwrap().id, id);
    assert_eq!(host.kept().await, 1);
}

#[tokio::test]
async fn a_correction_that_cannot_be_right_changes_nothing() {
    let host = TestIntake::new().await;
    let id = host.in_review().await;
    let one = "1 thing of the application cannot be taken as it is";
    for (fields, says) in [
        (
            json!({"home.zap": "97201"}),
            format!("{one} | home.zap: no application has this field; most like it is `home.zip`"),
        ),
        (json!({"home.zip": "sesamejam"}), format!("{one} | home.zip: must be")),
        (json!({"applicant.name.last": "sesamejam".repeat(40)}), format!("{one} | applicant.name.last: ")),
        (json!({"applicant.birth_date": "1980-02-30"}), format!("{one} | applicant.birth_date: ")),
        (
            json!({"documents[0].content": "TVqQAAMAAAA="}),
            format!("{one} | documents[0].content: documents are not corrected"),
        ),
        (
            json!({"applicant.name.last": null}),
            "the body does not have the form of an application | applicant.name".to_owned(),
        ),
        (json!({"home.kind": "po_box"}), "the body does not have the form of an application | home".to_owned()),
        (json!({"home.zip": "95001"}), "nothing would change".to_owned()),
        (json!({}), "nothing would change".to_owned()),
    ] {
        let said = explained(&host.correct(id, &fields).await.unwrap_err());
        assert!(said.starts_with(&says), "{fields}: {said}");
    }
    assert!(host.ledger.corrections(id).await.unwrap().is_empty());
    let record = host.ledger.application(id).await.unwrap().unwrap();
    assert_eq!((record.state, record.reason.as_deref()), (State::Review, Some("a test")));
}
