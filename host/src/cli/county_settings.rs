//! `county set` and `county remove`: counties whose settings are kept in the host's ledger.

use std::io::Read as _;
use std::path::Path;

use reqwest::Method;
use serde_json::{Value, json};

use super::client::{Client, Failure};
use super::show;
use crate::counties::Written;
use crate::submission::CountyCode;

/// Bytes that are read of a file, at the most: more than a host takes, and fewer than fill the memory.
const MAX_BYTES: u64 = 1 << 20;

/// Sets the county of a file, or of standard input, or says what that would change.
pub(super) async fn set(client: &Client, file: &Path, why: &str, check: bool) -> Result<(), Failure> {
    let text = read(file)?;
    let wrong = |error: &dyn std::fmt::Display| Failure::Failed(format!("{}: {error}", file.display()));
    let county = Written::one(&text).map_err(|error| wrong(&error))?.county.code;
    let request = client.request(Method::PUT, &format!("/v1/counties/{county}"));
    let request = request.query(&[("why", why), ("check", if check { "true" } else { "false" })]).body(text);
    let done = if check { client.send(request).await? } else { client.change(request, "county list").await? };
    show::line(&changed(&county, &done))
}

/// Takes a county out that was set.
pub(super) async fn remove(client: &Client, county: &CountyCode, why: &str) -> Result<(), Failure> {
    let path = format!("/v1/counties/{county}/remove");
    let done = client.post(&path, &json!({ "why": why }), "county list").await?;
    let waits = match done["waiting"].as_u64() {
        None | Some(0) => "nothing of it waits".to_owned(),
        Some(waiting) => format!("{waiting} of its applications wait, and go to a person an hour before their cutoff"),
    };
    show::line(&format!("county {county} is taken out; what is under way is finished; {waits}"))
}

/// What was set, or would be, in words.
fn changed(county: &CountyCode, done: &Value) -> String {
    let keys: Vec<String> = show::items(&done["changed"]).map(show::text).collect();
    let (would, checked) = (done["checked_only"] == true, done["was_set"] == true);
    let what = match (keys.is_empty(), checked) {
        (true, _) => "nothing changes".to_owned(),
        (false, true) => format!("{}: {}", if would { "would change" } else { "changed" }, keys.join(", ")),
        (false, false) => format!("{}: {}", if would { "would be new" } else { "new" }, keys.join(", ")),
    };
    let none = if done["served"] == true || would { "" } else { "; no release serves it: install one" };
    let done = if would { "is right" } else { "is set" };
    format!("county {county} {done}; {what}{none}")
}

fn read(file: &Path) -> Result<String, Failure> {
    let failed = |error: std::io::Error| Failure::Failed(format!("{} cannot be read: {error}", file.display()));
    let mut text = String::new();
    let read = match file.as_os_str() == "-" {
        true => std::io::stdin().take(MAX_BYTES).read_to_string(&mut text),
        false => std::fs::File::open(file).and_then(|file| file.take(MAX_BYTES).read_to_string(&mut text)),
    };
    read.map_err(failed).map(|_| text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_set_is_said_by_its_keys() {
        let county: CountyCode = "99001".parse().unwrap();
        let check = |done: Value, expect: &str| assert_eq!(changed(&county, &done), expect);
        check(
            json!({"changed": ["cutoff"], "was_set": true, "checked_only": false, "served": true}),
            "county 99001 is set; changed: cutoff",
        );
        check(
            json!({"changed": ["code", "name"], "was_set": false, "checked_only": false, "served": false}),
            "county 99001 is set; new: code, name; no release serves it: install one",
        );
        check(
            json!({"changed": [], "was_set": true, "checked_only": true, "served": false}),
            "county 99001 is right; nothing changes",
        );
    }
}
