//! The review hour of twelve cases of every kind, played by two people on the command line and over HTTP: each case says why it waits, nobody
//! works on what the other has, what was said wrong is corrected and arrives as it should have been, and nothing is left.

use std::process::{Output, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use county_sim::{County, Fault, Layout, Lost, Plan, Scenario};
use harness::{Client, Harness, Settings, State, Story, component, guest, until};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::process::Command;

use crate::applications;

const KIM: &str = "a-token-for-kim-and-nobody-else";
const LEE: &str = "a-token-for-lee-and-nobody-else";

/// How long one application may take to come in front of a person.
const BOUND: Duration = Duration::from_secs(120);

/// How often a case was taken, by how the last work on it had ended: once to work on it, and once more where it was pulled.
const TAKEN: [(&str, u64); 7] = [
    ("not_attempted", 4),
    ("plugin_fault", 1),
    ("in_doubt", 2),
    ("credential", 2),
    ("needs_person", 1),
    ("refused", 3),
    ("drifted", 3),
];

/// One application, and what should have been handed in.
struct Case {
    id: String,
    scenario: Scenario,
}

/// Each by what brought it in front of a person.
struct Cases {
    /// Nothing served its county, and it has another name than the applicant's.
    unserved: Case,
    /// Nothing served its county either, and the applicant withdraws it.
    withdrawn: Case,
    /// Its plugin fails again and again.
    faulty: Case,
    /// Its plugin says that it sent what it never committed.
    claimed: Case,
    /// The county refuses the login, and there is no other.
    login: Case,
    /// The county asks for a code that only a person gets.
    code: Case,
    /// A name that the county's box would cut.
    long_name: Case,
    /// A town that the county does not know.
    town: Case,
    /// An email address that the county's box would cut.
    email: Case,
    /// The county's answer got lost, and its own list does not settle it.
    doubt: Case,
    /// The site is another one than its plugin knows, three times.
    drifted: Case,
    /// It waits behind the hold that came of that.
    held: Case,
}

impl Cases {
    /// What `review show` says of each: how its last attempt ended, and why it waits.
    fn kinds(&self) -> [(&Case, &'static [&'static str]); 12] {
        const UNSERVED: &[&str] = &["nothing serves its county", "the county has nothing of it", "0 attempts"];
        [
            (&self.unserved, UNSERVED),
            (&self.withdrawn, UNSERVED),
            (
                &self.faulty,
                &["on purpose", "for the second time with this application", "the county has nothing of it"],
            ),
            (&self.claimed, &["nobody knows", "look at the county whether it has it", "--force"]),
            (&self.login, &["the county takes no login", "ended as credential", "That PIN is not right"]),
            (&self.code, &["ended as needs_person", "one-time code to the phone of this worker. What is it?"]),
            (
                &self.long_name,
                &["ended as refused", "- applicant.name.last: ", "cut it to 40 characters", "review correct"],
            ),
            (
                &self.town,
                &["ended as refused", "- home.city: The county's list does not offer this.", "review correct"],
            ),
            (&self.email, &["ended as refused", "- applicant.email: ", "cut it to 60 characters", "review correct"]),
            (&self.doubt, &["nobody knows", "the county's answer is unclear", "read masked", "--receipt NUMBER"]),
            (&self.drifted, &["ended as drifted", "the site drifted", "for the third time with this application"]),
            (&self.held, &["ended as drifted", "its county is held"]),
        ]
    }

    /// What goes back to the queue and is to arrive.
    fn sent_again(&self) -> [&Case; 7] {
        [&self.unserved, &self.faulty, &self.claimed, &self.code, &self.long_name, &self.town, &self.email]
    }
}

#[tokio::test]
async fn twelve_cases_of_every_kind_are_finished_and_none_is_worked_on_twice() -> Result<()> {
    let tokens = [("kim", KIM), ("lee", LEE)]
        .map(|(name, token)| format!("[[api.tokens]]\nname = \"{name}\"\nrole = \"reviewer\"\ntoken = \"{token}\"\n"));
    let mut harness = Harness::bare(Settings { more: tokens.concat(), ..Settings::default() }).await?;
    with_another_pin(&mut harness).await?;
    let client = harness.host.client();
    let cases = bring_about(&harness).await?;

    let list = said(&harness, LEE, &["review", "list", "--all"]).await?;
    ensure!(list.matches("left)").count() == 12, "{list}");
    for (case, says) in cases.kinds() {
        let shown = said(&harness, LEE, &["review", "show", &case.id]).await?;
        for text in says {
            ensure!(shown.contains(text), "{} does not say “{text}”: {shown}", case.scenario.name);
        }
    }

    nobody_takes_what_another_has(&harness, &cases).await?;
    correct(&harness, &cases).await?;
    decide(&harness, &cases).await?;

    let left = said(&harness, KIM, &["review", "take"]).await?;
    ensure!(left.contains("nothing waits for a person"), "{left}");
    ensure!(client.applications("state=review").await?.is_empty(), "0 left");

    // What went back to the queue arrives, as it should have been said; and so did the one whose answer got lost.
    let ids = cases.sent_again().map(|case| case.id.clone());
    client.until_all_are(&ids, &[State::Delivered], Duration::from_secs(240)).await?;
    let mut arrived = cases.sent_again().map(|case| case.scenario.clone()).to_vec();
    arrived.push(cases.doubt.scenario.clone());
    applications::arrived_once_unaltered(&harness, &arrived).await?;
    let first = &cases.unserved;
    let story = said(&harness, LEE, &["status", &first.id]).await?;
    ensure!(story.contains("corrected applicant.name.last: they called") && story.contains("version 2"), "{story}");
    let again = hand_in(&client, &first.scenario.name, Some(MISTAKEN)).await?;
    ensure!(again.id == first.id, "its client is answered as before");

    minutes_are_shown(&harness).await?;
    let page = client.call(Method::GET, "/v1/review?limit=1").send().await?.text().await?;
    ensure!(page.contains("\"next\":null"), "{page}");
    Ok(())
}

// ---- How each comes about ----------------------------------------------------------------------------------------------------

const MISTAKEN: (&str, &str) = ("applicant.name.last", "Mistaken");

/// The host has another PIN for Birch than the county has; and it hands over by itself no sooner than it must, so that people are first
/// whatever the hour is.
async fn with_another_pin(harness: &mut Harness) -> Result<()> {
    harness.host.kill().await?;
    let file = harness.host.folder().join("postrider.toml");
    let mut text = std::fs::read_to_string(&file)?;
    let late = "[scheduler]\nby_hand_minutes = 5\nlast_call_minutes = 5\n";
    for (before, after) in [("birch-pin", "last-years-pin"), ("[scheduler]\n", late)] {
        ensure!(text.contains(before), "{text}");
        text = text.replace(before, after);
    }
    std::fs::write(&file, text)?;
    harness.host.restart().await
}

/// Brings all twelve in front of a person. What is handed in before a release serves its county is looked at by none.
async fn bring_about(harness: &Harness) -> Result<Cases> {
    let (client, control) = (harness.host.client(), &harness.control);
    let unserved = hand_in(&client, "alder-plain-street", Some(MISTAKEN)).await?;
    let withdrawn = hand_in(&client, "alder-po-box", None).await?;
    let login = hand_in(&client, "birch-plain-street", None).await?;
    let cut = ("applicant.name.last", "Wolfeschlegelsteinhausenbergerdorff-Beckermann");
    let long_name = hand_in(&client, "cedar-plain-street", Some(cut)).await?;
    let town = hand_in(&client, "dogwood-plain-street", Some(("home.city", "Nowhere"))).await?;
    let cut = ("applicant.email", "whitfield.of.the.second.floor.behind.the.old.mill@mail.example.org");
    let email = hand_in(&client, "dogwood-two-lines", Some(cut)).await?;
    let doubt = hand_in(&client, "elm-plain-street", None).await?;

    // People take what nothing serves in front of them.
    for case in [&unserved, &withdrawn] {
        said(harness, KIM, &["review", "pull", &case.id, "--why", "nothing serves its county"]).await?;
        said(harness, KIM, &["review", "give-back", &case.id]).await?;
    }

    control.set_fault(County::Elm, &Plan::once(Fault::AcceptedButAnswerLost { how: Lost::Drop })).await?;
    for county in [County::Birch, County::Cedar, County::Dogwood, County::Elm] {
        client.install(&component(&format!("{county}-1.0.0.wasm"))?).await?;
    }
    let ids = [&long_name, &town, &email, &doubt].map(|case| case.id.clone());
    client.until_all_are(&ids, &[State::Review], BOUND).await?;
    control.set_fault(County::Cedar, &Plan::once(Fault::OneTimeCode)).await?;
    let code = hand_in(&client, "cedar-no-fixed-address", None).await?;
    control.set_layout(County::Elm, Layout::V2).await?;
    let drifted = hand_in(&client, "elm-mail-elsewhere", None).await?;

    client.install(&guest("panics.wasm")?).await?;
    let faulty = hand_in(&client, "alder-rural-route", None).await?;
    client.until_all_are(std::slice::from_ref(&faulty.id), &[State::Review], BOUND).await?;
    client.install(&guest("invents.wasm")?).await?;
    let claimed = hand_in(&client, "alder-dormitory", None).await?;
    let ids = [&claimed, &code, &drifted].map(|case| case.id.clone());
    client.until_all_are(&ids, &[State::Review], BOUND).await?;
    client.install(&component("alder-1.0.0.wasm")?).await?;

    // What only somebody's doing would end waits in the queue; it is taken in front of a person before its cutoff is near.
    let waits_after = async |case: &Case, outcome: &str| {
        until(&format!("an attempt at {} to end as {outcome}", case.scenario.name), BOUND, || async {
            let story = client.application(&case.id).await?;
            Ok((story.state == State::Queued && ended_as(&story, outcome)).then_some(()))
        })
        .await
    };
    waits_after(&login, "credential").await?;
    said(harness, KIM, &["review", "pull", &login.id, "--why", "the county takes no login"]).await?;
    said(harness, KIM, &["review", "give-back", &login.id]).await?;
    let held = hand_in(&client, "elm-quotes", None).await?;
    waits_after(&held, "drifted").await?;
    let hold = client.county(County::Elm.fips()).await?.hold.context("it drifted with two in a row")?;
    ensure!(hold.why.contains("the site drifted"), "{}", hold.why);
    client.post(&format!("/v1/review/{}/pull", held.id), &json!({ "why": "its county is held" })).await??;
    client.post(&format!("/v1/review/{}/give-back", held.id), &json!({})).await??;
    Ok(Cases { unserved, withdrawn, faulty, claimed, login, code, long_name, town, email, doubt, drifted, held })
}

fn ended_as(story: &Story, outcome: &str) -> bool {
    story.attempts_text().contains(&format!("\"outcome\":\"{outcome}\""))
}

/// Hands a scenario's application in, perhaps with another value in one field.
async fn hand_in(client: &Client, name: &str, wrong: Option<(&str, &str)>) -> Result<Case> {
    let scenario = applications::all()?.into_iter().find(|scenario| scenario.name == name);
    let scenario = scenario.with_context(|| format!("there is no scenario {name}"))?;
    let mut request = json!(scenario.request);
    if let Some((field, value)) = wrong {
        let mut place = &mut request["application"];
        for part in field.split('.') {
            place = &mut place[part];
        }
        *place = value.into();
    }
    let id = client.submit(&request, Some(name)).await?.with_context(|| name.to_owned())?.id;
    Ok(Case { id, scenario })
}

// ---- What two people do ------------------------------------------------------------------------------------------------------

/// What one has is not the other's, unless they say so.
async fn nobody_takes_what_another_has(harness: &Harness, cases: &Cases) -> Result<()> {
    said(harness, KIM, &["review", "take", &cases.unserved.id]).await?;
    let refused = command(harness, LEE, &["review", "take", &cases.unserved.id]).await?;
    let words = String::from_utf8_lossy(&refused.stderr).into_owned();
    ensure!(refused.status.code() == Some(3) && words.contains("reviewer kim has the case"), "{words}");
    said(harness, LEE, &["review", "take", &cases.long_name.id]).await?;
    said(harness, KIM, &["review", "note", &cases.long_name.id, "--called", "--why", "spelt it for me"]).await?;
    let shown = said(harness, LEE, &["review", "show", &cases.long_name.id]).await?;
    ensure!(
        shown.contains("reviewer lee has it") && shown.contains("kim called the applicant: spelt it for me"),
        "{shown}"
    );
    Ok(())
}

/// Four have another value in a field than the applicant's.
async fn correct(harness: &Harness, cases: &Cases) -> Result<()> {
    let client = harness.host.client();
    let Cases { unserved, long_name, town, email, .. } = cases;
    let wrong =
        command(harness, KIM, &["review", "correct", &unserved.id, "--set", "applicant.name.lst=x", "--why", "a test"])
            .await?;
    let words = String::from_utf8_lossy(&wrong.stderr).into_owned();
    ensure!(wrong.status.code() == Some(3) && words.contains("`applicant.name.last`"), "{words}");
    let set = |case: &Case, field: &str| {
        Ok::<_, anyhow::Error>(format!("{field}={}", right(case, field).as_str().context("it is a text")?))
    };
    let name = set(unserved, "applicant.name.last")?;
    said(harness, KIM, &["review", "correct", &unserved.id, "--set", &name, "--why", "they called"]).await?;
    let file = harness.host.folder().join("fields.json");
    std::fs::write(&file, json!({ "applicant.name.last": right(long_name, "applicant.name.last") }).to_string())?;
    let from = file.to_string_lossy();
    said(harness, LEE, &["review", "correct", &long_name.id, "--set-from", &from, "--why", "they called"]).await?;
    let fields = json!({ "home.city": right(town, "home.city") });
    let corrected = json!({ "action": "correct", "fields": fields, "why": "they called" });
    client.post(&format!("/v1/review/{}", town.id), &corrected).await??;
    // The applicant gave none.
    let none = ["review", "correct", &email.id, "--unset", "applicant.email", "--why", "it is another's"];
    said(harness, KIM, &none).await.map(drop)
}

/// What the applicant said.
fn right(case: &Case, field: &str) -> Value {
    field.split('.').fold(json!(case.scenario.request)["application"].clone(), |at, part| at[part].clone())
}

/// The other eight: sent again as they are, delivered by hand, or withdrawn.
async fn decide(harness: &Harness, cases: &Cases) -> Result<()> {
    let (client, control) = (harness.host.client(), &harness.control);
    let again = ["review", "resolve", &cases.code.id, "--action", "requeue", "--why", "the phone is here now"];
    said(harness, KIM, &["review", "note", &cases.code.id, "--why", "the code goes to the office's phone"]).await?;
    said(harness, LEE, &again).await?;
    let again = json!({ "action": "requeue", "why": "its plugin is mended" });
    client.post(&format!("/v1/review/{}", cases.faulty.id), &again).await??;

    // What may be at the county is sent again on a person's word alone.
    let again =
        ["review", "resolve", &cases.claimed.id, "--action", "requeue", "--why", "the county has none, by phone"];
    let refused = command(harness, KIM, &again).await?;
    ensure!(refused.status.code() == Some(3), "{}", String::from_utf8_lossy(&refused.stderr));
    said(harness, KIM, &[&again[..], &["--force"]].concat()).await?;
    let truth = control.truth_of(County::Elm).await?;
    ensure!(truth.len() == 1, "the county has the doubtful one, once: {truth:?}");
    let by_hand = ["review", "resolve", &cases.doubt.id, "--action", "deliver-by-hand", "--receipt"];
    let found = [truth[0].confirmation.as_str(), "--why", "it is in their list"];
    said(harness, LEE, &[&by_hand[..], &found[..]].concat()).await?;

    let by_hand = ["review", "resolve", &cases.login.id, "--action", "deliver-by-hand", "--receipt", "H-1"];
    said(harness, KIM, &[&by_hand[..], &["--why", "by fax"]].concat()).await?;
    for case in [&cases.withdrawn, &cases.held] {
        said(harness, LEE, &["review", "resolve", &case.id, "--action", "cancel", "--why", "they withdrew it"]).await?;
    }
    let taken = client.post("/v1/review/take", &json!({ "county": County::Elm.fips() })).await??;
    ensure!(taken["id"] == cases.drifted.id.as_str(), "it is the last one of its county: {taken}");
    ensure!(taken["outcome"] == "drifted" && taken["county_has"] == "nothing", "{taken}");
    let by_hand = json!({ "action": "deliver_by_hand", "receipt_number": "E-1", "why": "at their counter" });
    client.post(&format!("/v1/review/{}", cases.drifted.id), &by_hand).await?.map(drop)?;
    Ok(())
}

/// By day, county and kind; a test is over before they are a minute.
async fn minutes_are_shown(harness: &Harness) -> Result<()> {
    let minutes = said(harness, LEE, &["review", "minutes"]).await?;
    ensure!(minutes.contains("minutes in all"), "{minutes}");
    let answer: Value = serde_json::from_str(&said(harness, LEE, &["review", "minutes", "--json"]).await?)?;
    ensure!(answer["minutes"].is_u64(), "{answer}");
    let taken = |of: &dyn Fn(&Value) -> bool| -> u64 {
        let days = answer["days"].as_array().into_iter().flatten().filter(|day| of(day));
        days.filter_map(|day| day["taken"].as_u64()).sum()
    };
    for (reason, times) in TAKEN {
        ensure!(minutes.contains(reason) && taken(&|day| day["reason"] == reason) == times, "{reason}: {answer}");
    }
    let all: u64 = TAKEN.iter().map(|(_, times)| times).sum();
    ensure!(taken(&|_| true) == all, "{answer}");
    let metrics = harness.host.client().text("/metrics").await?;
    ensure!(metrics.contains("postrider_staff_minutes_total"), "so say the metrics");
    Ok(())
}

/// What a command said that did what it was to do.
async fn said(harness: &Harness, token: &str, args: &[&str]) -> Result<String> {
    let done = command(harness, token, args).await?;
    ensure!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

/// `postrider ...`, as a person with a token of their own calls it.
async fn command(harness: &Harness, token: &str, args: &[&str]) -> Result<Output> {
    let mut command = Command::new(harness::program()?);
    command.args(["--url", harness.host.address()]).args(args).env("POSTRIDER_TOKEN", token);
    command.stdin(Stdio::null()).kill_on_drop(true);
    command.output().await.context("the command could not be run")
}
