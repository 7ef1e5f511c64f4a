//! No applicant's name, number or street in logs, metrics, the database or the evidence: searched for in every byte that the
//! host left.

use std::time::Duration;

use anyhow::Result;
use county_sim::County;
use harness::{Harness, Settings, State};
use serde_json::{Value, json};
use walkdir::WalkDir;

use crate::applications;

#[tokio::test]
async fn nothing_personal_is_found_in_anything_the_host_writes() -> Result<()> {
    let mut harness = Harness::start(Settings::default()).await?;
    let client = harness.host.client();
    let scenarios =
        County::ALL.map(|county| applications::of(county, 1)).into_iter().collect::<Result<Vec<_>>>()?.concat();
    let ids = client.submit_all(&scenarios).await?;
    // A refusal, a malformed body and a second try under the same key are logged too.
    let mut wrong = json!(scenarios[0].request);
    wrong["application"]["applicant"]["birth_date"] = "1980-02-31".into();
    assert!(client.submit(&wrong, None).await?.is_err());
    client.submit_all(&scenarios).await?;
    client.until_all_are(&ids, &[State::Delivered], Duration::from_secs(180)).await?;
    let metrics = client.text("/metrics").await?;
    let stories =
        serde_json::to_string(&client.applications("").await?.iter().map(|a| a.reason.clone()).collect::<Vec<_>>())?;
    harness.host.stop().await?;

    let mut needles = Vec::new();
    for scenario in &scenarios {
        personal(&scenario.request.application, &mut needles);
    }
    needles.sort();
    needles.dedup();
    assert!(needles.len() > 10, "there is something to look for");
    let mut hay = vec![("metrics".to_owned(), metrics.into_bytes()), ("reasons".to_owned(), stories.into_bytes())];
    for entry in WalkDir::new(harness.host.folder())
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
    {
        let name = entry.path().strip_prefix(harness.host.folder())?.to_string_lossy().into_owned();
        hay.push((format!("the name of {name}"), name.clone().into_bytes()));
        if name != "postrider.toml" {
            hay.push((name, std::fs::read(entry.path())?));
        }
    }
    assert!(
        hay.iter().any(|(name, bytes)| name.ends_with("ledger.sqlite") && bytes.len() > 4096),
        "the database was looked at"
    );
    assert!(hay.iter().any(|(name, bytes)| name == "log" && !bytes.is_empty()), "the log was looked at");
    for (place, bytes) in &hay {
        let lower = bytes.to_ascii_lowercase();
        for needle in &needles {
            let found = lower.windows(needle.len()).any(|window| window == needle.as_bytes());
            assert!(!found, "a personal value of {} characters stands in {place}", needle.len());
        }
    }
    Ok(())
}

/// Names, numbers, streets: whatever identifies and is long enough not to be found by chance.
fn personal(json: &Value, needles: &mut Vec<String>) {
    const WORTH: [&str; 8] = ["first", "last", "ssn", "phone", "email", "street", "description", "notes"];
    match json {
        Value::Object(entries) => {
            for (key, value) in entries {
                match value {
                    Value::String(text) if WORTH.contains(&key.as_str()) && text.len() >= 5 => {
                        needles.push(text.to_ascii_lowercase());
                    }
                    other => personal(other, needles),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| personal(item, needles)),
        _ => {}
    }
}
