//! No value reaches a plugin that was not granted it, and none of what a plugin says reaches a log, a file or a role that may not
//! see it: the guest `tells` tries every way, on a page that repeats the applicant's values in every form.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::Result;
use axum::Router;
use axum::response::{Html, Redirect};
use axum::routing::get;
use county_sim::County;
use harness::{Attempt, Client, Harness, Settings, State, Story};
use serde_json::json;
use tokio::net::TcpListener;
use walkdir::WalkDir;

use crate::applications;

/// How a value may be written, as a page writes it.
const FORMS: [&str; 27] = [
    "Zoë",
    "Quixada-Peña",
    "QUIXADA-PEÑA",
    "Quixada-Pena",
    "Quixada Peña",
    "Quixada\u{a0}Pen\u{303}a",
    "Quixada-Pe%C3%B1a",
    "Zoë  Quixada-Peña",
    "912-34-5678",
    "912345678",
    "912 34 5678",
    "1980-04-07",
    "04/07/1980",
    "4/7/80",
    "April 7, 1980",
    "7 de abril de 1980",
    "Apr 7th, 1980",
    "07-APR-80",
    "(510) 555-0199",
    "510.555.0199",
    "+15105550199",
    "zoe.quixada@example.org",
    "1200 Hollow Oak Avenue",
    "1200 HOLLOW OAK AVE",
    "My mother lives behind the school and waits for me there.",
    "zoe-paystub",
    "leakyuser77",
];
/// What none of the guest's findings may hold: the forms, and the pieces that rules make of them.
const PIECES: [&str; 12] =
    ["Quixada", "Peña", "Pena", "912", "5678", "1980", "April", "0199", "510", "Hollow", "hunter!22x", "leakyuser77"];
/// Roles that are shown what happened, and nothing that a page or a plugin said.
const SHOWN_LITTLE: [&str; 3] = ["client", "viewer", "deployer"];
/// What the guest does with what the page says, one attempt after the other, until it tells.
const MODES: [&str; 3] = ["drifts", "panics", "tells"];
/// What comes of actions that are given several things at once, by the way they are noted under.
const DONE: [(&str, &str); 6] = [
    ("date in parts", "right"),
    ("choice of several", "Elm Grove, south"),
    ("drag", "30, -12"),
    ("quiet", "1"),
    ("page left", "not yet"),
    ("page left by a click", "1"),
];
/// How long all attempts may take.
const BOUND: Duration = Duration::from_secs(300);

fn page(mode: &str) -> String {
    let lines = FORMS.map(|form| format!("<p>{form}.</p>")).concat();
    let rows = FORMS.map(|form| format!("<tr><td>{form}</td></tr>")).concat();
    let options = FORMS.map(|form| format!("<option value='{form}'>{form}</option>")).concat();
    let months: String = ["January", "February", "March", "April", "May", "June", "July"]
        .iter()
        .enumerate()
        .map(|(at, month)| format!("<option value='{}'>{month}</option>", at + 1))
        .collect();
    let names = ["January", "February", "March", "April", "May", "June"]
        .map(|month| format!("<p id='{month}'>{month}</p>"))
        .concat();
    let days: String =
        (1..32).map(|day| format!("<label><input type=radio name=day id=day{day} value={day}>{day}</label>")).collect();
    format!(
        r#"<!doctype html><title>Case of Zoë Quixada-Peña, 912-34-5678</title><h1>{mode}</h1>
<div id=echo title="born April 7, 1980: Quixada-Peña">{lines}</div>
<table id=rows>{rows}</table><select id=people>{options}</select>
<label>Income of Zoë Quixada-Peña <input id=given value="912-34-5678"></label>
<input id=plain aria-label=Plain> <p id=copy></p> <input id=short aria-label=Short maxlength=3>
<select id=month aria-label=Month>{months}</select>{names}<div role=radiogroup aria-label=Day>{days}</div>
<button id=greets>Greet</button>
<fieldset id=born><legend>Born</legend>
<label>Year <input id=y></label> <label>Month <input id=m></label> <label>Day <input id=d></label></fieldset><p id=judged></p>
<select id=town aria-label=Town><option value="">-</option><option value=north>Elm Grove, north</option><option value=south>Elm Grove, south</option></select>
<div id=knob style="width:40px;height:20px;margin:40px;background:#88c;user-select:none;touch-action:none"></div><p id=moved></p>
<a id=again href="/">Again</a>
<div style="position:relative"><button id=under>Under</button><div style="position:absolute;inset:0;background:white">of Zoë Quixada-Peña</div></div>
<script>
const plain = document.getElementById('plain');
plain.oninput = () => {{ plain.dataset.copy = plain.value; document.getElementById('copy').textContent = 'You said ' + plain.value; }};
const by = (id) => document.getElementById(id);
by('born').oninput = () => {{
  by('judged').textContent = ['y', 'm', 'd'].map((id) => Number(by(id).value)).join() === '1980,4,7' ? 'right' : 'wrong';
}};
by('knob').onpointerdown = (down) => {{
  document.addEventListener('pointerup', (up) => {{
    by('moved').textContent = `${{Math.round(up.clientX - down.clientX)}}, ${{Math.round(up.clientY - down.clientY)}}`;
  }}, {{ once: true }});
}};
document.getElementById('greets').onclick = () => alert('Hello Zoë Quixada-Peña, born 04/07/1980, 912-34-5678');
</script>"#
    )
}

#[tokio::test]
async fn no_value_is_shown_to_whom_it_was_not_granted() -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let opened = Arc::new(AtomicUsize::new(0));
    let root = {
        let opened = Arc::clone(&opened);
        // An attempt opens it once before it knows its mode; the last mode stays.
        async move || Html(page(MODES[opened.fetch_add(1, Ordering::SeqCst).min(MODES.len() - 1)]))
    };
    let hello = async || Redirect::to("/?last=Quixada-Pe%C3%B1a&ssn=912345678#912-34-5678");
    let site = Router::new().route("/", get(root)).route("/hello", get(hello));
    tokio::select! {
        served = axum::serve(listener, site) => Ok(served?),
        kept = values_are_kept_back(address) => kept,
    }
}

async fn values_are_kept_back(site: SocketAddr) -> Result<()> {
    let token = |role: &str| format!("a-token-of-the-{role}-for-the-leaks");
    let tokens: String = [&SHOWN_LITTLE[..], &["reviewer"]]
        .concat()
        .iter()
        .map(|role| format!("[[api.tokens]]\nname = \"{role}\"\nrole = \"{role}\"\ntoken = \"{}\"\n", token(role)))
        .collect();
    let mut settings = Settings::one_session().with_county("99009", "tells.test", site);
    settings.more.push_str("credentials.worker.first = { user = \"leakyuser77\", password = \"hunter!22x\" }\n");
    settings.more.push_str(&tokens);
    let mut harness = Harness::bare(settings).await?;
    let admin = harness.host.client();
    admin.install(&harness::guest("tells.wasm")?).await?;
    let id = hand_in(&admin).await?;
    admin.until_all_are(std::slice::from_ref(&id), &[State::Review], BOUND).await?;

    let story = admin.application(&id).await?;
    let findings = findings(&story);
    assert!(findings.len() > 40, "the guest tried only {} ways: {}", findings.len(), story.text());
    assert_eq!(findings.last().map(|(way, _)| way.as_str()), Some("last"), "the host cut what the guest tells");
    for (way, expect) in DONE {
        let came = findings.iter().find(|(one, _)| one == way).map(|(_, got)| got.as_str());
        assert_eq!(came, Some(expect), "{way}");
    }
    let mut found: Vec<String> = findings
        .iter()
        .flat_map(|(way, got)| {
            let forms = FORMS.iter().chain(&PIECES).filter(|form| holds(got, form));
            forms.map(move |form| format!("the plugin got “{form}” by {way}: {got}")).collect::<Vec<_>>()
        })
        .collect();
    // Ways whose answer is short: any answer at all is one too many.
    for way in [
        "read",
        "length",
        "choice",
        "split",
        "replace",
        "month",
        "chosen",
        "checked",
        "what was cut",
        "not filled",
        "switched off",
        "held literals",
        "cut literals",
        "held pieces",
        "compared pieces",
    ] {
        found.extend(
            findings
                .iter()
                .filter(|(one, got)| one == way && !got.is_empty())
                .map(|(_, got)| format!("the plugin got {got} by {way}")),
        );
    }
    // The bound on lengths ends the asking before the length is found.
    let length = "Quixada-Peña".chars().count().to_string();
    found.extend(
        findings
            .iter()
            .filter(|(way, got)| way == "at-most" && *got == length)
            .map(|_| "the plugin got a length".to_owned()),
    );
    for role in SHOWN_LITTLE {
        let client = Client::new(harness.host.address(), &token(role));
        let said = answers(&client, &id).await?;
        found.extend(
            FORMS
                .iter()
                .chain(&PIECES[..3])
                .filter(|form| holds(&said, form))
                .map(|form| format!("{role} was shown “{form}”")),
        );
        if said.contains("the page says") || said.contains("Case of") || said.contains("expected") {
            found.push(format!("{role} was shown what a page or a plugin said: {said}"));
        }
    }
    for role in ["reviewer", "harness"] {
        let client = if role == "harness" { admin.clone() } else { Client::new(harness.host.address(), &token(role)) };
        let said = answers(&client, &id).await? + &traces(&client, &id).await?;
        found.extend(FORMS.iter().filter(|form| holds(&said, form)).map(|form| format!("{role} was shown “{form}”")));
    }
    harness.host.stop().await?;
    for entry in WalkDir::new(harness.host.folder()).into_iter().filter_map(Result::ok) {
        let name = entry.path().strip_prefix(harness.host.folder())?.to_string_lossy().into_owned();
        let bytes = if entry.file_type().is_file() && name != "postrider.toml" {
            std::fs::read(entry.path())?
        } else {
            Vec::new()
        };
        let text = String::from_utf8_lossy(&bytes);
        found.extend(
            FORMS.iter().filter(|form| holds(&name, form)).map(|form| format!("“{form}” is in the name {name}")),
        );
        found.extend(FORMS.iter().filter(|form| holds(&text, form)).map(|form| format!("“{form}” is in {name}")));
        assert!(!name.contains("scratch/"), "documents were left in {name}");
    }
    found.sort();
    assert!(found.is_empty(), "{} leaks:\n{}", found.len(), found.join("\n"));
    Ok(())
}

async fn hand_in(client: &Client) -> Result<String> {
    let mut request = json!(applications::of(County::Alder, 1)?.remove(0).request);
    request["county"] = json!("99009");
    let application = &mut request["application"];
    application["applicant"]["name"] = json!({"first": "Zoë", "last": "Quixada-Peña"});
    application["applicant"]["birth_date"] = json!("1980-04-07");
    application["applicant"]["ssn"] = json!("912345678");
    application["applicant"]["phone"] = json!("5105550199");
    application["applicant"]["email"] = json!("zoe.quixada@example.org");
    application["notes"] = json!("My mother lives behind the school and waits for me there.");
    application["home"] = json!({"kind": "street", "number": "1200", "street": "Hollow Oak Avenue", "city": "Alder", "state": "CA", "zip": "95001"});
    application["household"] = json!([]);
    let pdf =
        "JVBERi0xLjEKJeLjz9MKMSAwIG9iago8PC9UeXBlL0NhdGFsb2c+PgplbmRvYmoKdHJhaWxlcjw8L1Jvb3QgMSAwIFI+PgolJUVPRg==";
    application["documents"] = json!([{"kind": "income", "name": "zoe-paystub.pdf", "content": pdf}]);
    Ok(client.submit(&request, None).await??.id)
}

/// What the guest got by each way, decoded.
fn findings(story: &Story) -> Vec<(String, String)> {
    let decoded = |letters: &str| {
        let pairs = letters.as_bytes().chunks_exact(2);
        let bytes: Vec<u8> =
            pairs.map(|pair| (pair[0].wrapping_sub(b'g') << 4) | (pair[1].wrapping_sub(b'g') & 15)).collect();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let problems = story.attempts.iter().flat_map(Attempt::problems);
    problems.map(|(way, letters)| (way.to_owned(), decoded(letters))).collect()
}

/// Every answer that somebody gets who asks all there is to ask.
async fn answers(client: &Client, id: &str) -> Result<String> {
    let mut said = String::new();
    for path in [
        &format!("/v1/applications/{id}"),
        "/v1/applications",
        "/v1/review",
        "/v1/counties",
        "/v1/plugins",
        "/v1/plugins/99009/history",
    ] {
        said += &client.call(reqwest::Method::GET, path).send().await?.text().await?;
    }
    Ok(said)
}

/// The traces of all attempts.
async fn traces(client: &Client, id: &str) -> Result<String> {
    let traces = client.traces(id, &client.application(id).await?).await?;
    anyhow::ensure!(traces.contains("fill-all"), "no trace was looked at");
    Ok(traces)
}

/// Whether a text holds a form, whatever its case, its white space and its composition of letters.
fn holds(text: &str, form: &str) -> bool {
    let plain = |text: &str| text.replace('\u{a0}', " ").to_lowercase();
    plain(text).contains(&plain(form))
}
