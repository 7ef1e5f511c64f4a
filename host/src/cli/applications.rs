//! `submit` and `status`.

use std::io::Read as _;
use std::path::PathBuf;

use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};

use super::client::{Client, Failure, Paging};
use super::{show, told};
use crate::submission::{ApplicationId, CountyCode, State};

/// The header that names an application for its client.
const KEY_HEADER: &str = "Idempotency-Key";

#[derive(clap::Args)]
pub(super) struct SubmitArgs {
    /// The application's JSON file; `-` reads standard input.
    file: PathBuf,
    /// Makes sending again safe: the same key and body give the same application. One is made where none is given, and said
    /// when the host's answer was lost.
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// This is another application although it says the same as one of today.
    #[arg(long)]
    allow_duplicate: bool,
    /// Prints the host's answer as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
pub(super) struct StatusArgs {
    /// One application; without it, a list.
    id: Option<ApplicationId>,
    /// Only those in this state.
    #[arg(long, conflicts_with = "id")]
    state: Option<State>,
    /// Only those for this county.
    #[arg(long, value_name = "FIPS", conflicts_with = "id")]
    county: Option<CountyCode>,
    #[command(flatten)]
    paging: Paging,
    /// Prints the host's answer as JSON.
    #[arg(long)]
    json: bool,
}

pub(super) async fn submit(client: &Client, args: SubmitArgs) -> Result<(), Failure> {
    let body = if args.file.as_os_str() == "-" {
        let mut body = Vec::new();
        std::io::stdin().lock().read_to_end(&mut body).map(|_| body)
    } else {
        std::fs::read(&args.file)
    };
    let body = body.map_err(|error| Failure::Failed(format!("{} cannot be read: {error}", args.file.display())))?;
    let key = args.key.unwrap_or_else(|| format!("cli-{:032x}", rand::random::<u128>()));
    let request = || {
        let request = client.request(Method::POST, "/v1/applications").header(CONTENT_TYPE, "application/json");
        let request = if args.allow_duplicate { request.query(&[("allow_duplicate", "true")]) } else { request };
        request.header(KEY_HEADER, &key).body(body.clone())
    };
    let answer = client.send_until_answered(request).await.map_err(|failure| match failure {
        Failure::Lost(words) => Failure::Lost(format!(
            "{words}\n  the application may have arrived: send it again with `--key {key}`, and there will be one of it"
        )),
        other => other,
    })?;
    if args.json {
        return show::json(&answer);
    }
    let known = match answer["recognised_by"].as_str() {
        None => "",
        Some("content") => {
            " (it says the same as one of today: that one; if it is another, send it with --allow-duplicate)"
        }
        Some(_) => " (it was there already, under this key)",
    };
    let (id, state) = (show::text(&answer["id"]), show::text(&answer["state"]));
    show::line(&format!("application {id} is {state}, due by {}{known}", show::time(&answer["deadline"])))?;
    if answer["checked"] == false {
        show::line("the county's plugin could not look at it: the county may still refuse it")?;
    }
    Ok(())
}

pub(super) async fn status(client: &Client, args: StatusArgs) -> Result<(), Failure> {
    if let Some(id) = args.id {
        let story = client.get(&format!("/v1/applications/{id}"), &[]).await?;
        if args.json {
            return show::json(&story);
        }
        let counties = client.get("/v1/counties", &[]).await;
        let county = counties.iter().flat_map(show::items).find(|one| one["code"] == story["county"]);
        return tell(&story, county.and_then(told::stopped));
    }
    let mut query = Vec::new();
    query.extend(args.state.map(|state| ("state", state.to_string())));
    query.extend(args.county.map(|county| ("county", county.to_string())));
    let (applications, next) = client.list("/v1/applications", "before", query, args.paging.reach()).await?;
    if args.json {
        return show::json(&json!({ "applications": applications, "next": next }));
    }
    show::table(&HEADER, applications.iter().map(row).collect(), "no applications")?;
    // A client's token may not see the counties: then this is left out.
    let counties = client.get("/v1/counties", &[]).await.unwrap_or_default();
    for line in stopped(&counties, &applications) {
        show::line(&line)?;
    }
    if next.is_some() { show::line(&args.paging.more()) } else { Ok(()) }
}

const HEADER: [&str; 7] = ["id", "county", "state", "deadline", "attempts", "receipt", "reason"];

/// An application as a row of a list.
fn row(one: &Value) -> Vec<String> {
    vec![
        show::text(&one["id"]),
        show::text(&one["county"]),
        show::text(&one["state"]),
        show::time(&one["deadline"]),
        show::text(&one["attempts"]),
        show::text(&one["receipt_number"]),
        show::words(&one["reason"]),
    ]
}

/// The counties of the applications listed in which nothing can be worked on now, each as a line.
fn stopped(counties: &Value, applications: &[Value]) -> Vec<String> {
    let waits = |county: &Value| {
        applications
            .iter()
            .any(|one| one["county"] == county["code"] && STOPPABLE.contains(&one["state"].as_str().unwrap_or("")))
    };
    let told = |county: &Value| Some(format!("county {}: {}", show::text(&county["code"]), told::stopped(county)?));
    show::items(counties).filter(|county| waits(county)).filter_map(told).collect()
}

/// The states in which an application waits for its county's work to go on.
const STOPPABLE: [&str; 2] = ["queued", "in_doubt"];

/// `stopped` says why its county's work waits: a client's token may not see it, and then it is left out.
fn tell(story: &Value, stopped: Option<String>) -> Result<(), Failure> {
    for (word, value) in [
        ("application", show::text(&story["id"])),
        ("county", show::text(&story["county"])),
        ("state", show::text(&story["state"])),
        ("received", show::time(&story["received_at"])),
        ("deadline", show::time(&story["deadline"])),
        ("receipt", show::text(&story["receipt"]["number"])),
        ("reason", show::text(&story["reason"])),
    ] {
        show::line(&format!("{word:<12} {value}"))?;
    }
    if let Some(stopped) = stopped {
        show::line(&format!("{:<12} {stopped}", "its work"))?;
    }
    let who = |one: &Value| format!("{} {}", show::text(&one["role"]), show::text(&one["name"]));
    let moves = show::items(&story["history"]).map(|one| {
        let (at, to, plugin) = (show::time(&one["at"]), show::text(&one["to"]), show::digest(&one["plugin"]));
        vec![at, to, who(&one["who"]), plugin, show::words(&one["why"])]
    });
    show::line("")?;
    show::table(&["at", "state", "who", "plugin", "why"], moves.collect(), "no history")?;
    let attempts = show::items(&story["attempts"]).map(|one| {
        let (work, plugin) = (show::text(&one["work"]), show::digest(&one["plugin"]));
        let (started, ended) = (show::time(&one["started_at"]), show::time(&one["ended_at"]));
        vec![
            show::text(&one["number"]),
            work,
            plugin,
            started,
            ended,
            show::text(&one["outcome"]),
            show::text(&one["evidence"]),
        ]
    });
    show::line("")?;
    show::table(
        &["attempt", "work", "plugin", "started", "ended", "outcome", "evidence"],
        attempts.collect(),
        "no attempts yet",
    )?;
    let last = show::items(&story["attempts"]).last();
    let words = last.map(|last| told::attempt(last, &story["id"])).unwrap_or_default();
    if words.is_empty() { Ok(()) } else { show::line(&format!("\n{}", words.join("\n"))) }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader, Read as _, Write as _};
    use std::net::{TcpListener, TcpStream};

    use super::super::client::tests::client_of;
    use super::*;

    /// Reads one request and gives its key.
    fn key_of(connection: &TcpStream) -> String {
        let mut lines = BufReader::new(connection);
        let (mut key, mut length) = (String::new(), 0);
        loop {
            let mut line = String::new();
            lines.read_line(&mut line).unwrap();
            match line.trim_end().split_once(": ") {
                Some((name, value)) if name.eq_ignore_ascii_case(KEY_HEADER) => value.clone_into(&mut key),
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.parse().unwrap(),
                None if line.trim_end().is_empty() => break,
                _ => {}
            }
        }
        lines.read_exact(&mut vec![0; length]).unwrap();
        key
    }

    /// An application to hand in, under a key that the command makes.
    fn arguments(folder: &tempfile::TempDir) -> SubmitArgs {
        let file = folder.path().join("application.json");
        std::fs::write(&file, "{}").unwrap();
        SubmitArgs { file, key: None, allow_duplicate: false, json: true }
    }

    #[tokio::test]
    async fn whoever_may_have_handed_it_in_is_told_the_key_however_the_last_try_ended() {
        // Each ends the first connection without an answer, or answers every one; then nothing listens, or it goes on.
        for (first, others) in [
            (None, None),
            (None, Some("503 Busy\r\nretry-after: 0")),
            (Some("500 Fault"), Some("500 Fault")),
            (Some("502 Between"), None),
        ] {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let base = format!("http://{}", listener.local_addr().unwrap());
            let host = std::thread::spawn(move || {
                let answer = |answer: Option<&str>| {
                    let mut connection = listener.accept().unwrap().0;
                    let key = key_of(&connection);
                    if let Some(answer) = answer {
                        write!(connection, "HTTP/1.1 {answer}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")
                            .unwrap();
                    }
                    key
                };
                let key = answer(first);
                for _ in 1..others.map_or(1, |_| 5) {
                    answer(others);
                }
                key
            });
            let folder = tempfile::tempdir().unwrap();
            let failure = submit(&client_of(base), arguments(&folder)).await.unwrap_err().to_string();
            let key = host.join().unwrap();
            assert!(failure.contains(&format!("--key {key}")), "{first:?}, then {others:?}: {failure}");
        }
    }

    #[tokio::test]
    async fn a_host_that_never_answers_leaves_the_key_to_send_it_again_with() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let host = std::thread::spawn(move || {
            listener.incoming().take(5).map(|connection| key_of(&connection.unwrap())).collect::<Vec<_>>()
        });
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("application.json");
        std::fs::write(&file, "{}").unwrap();
        let args = SubmitArgs { file, key: None, allow_duplicate: false, json: true };
        let said = submit(&client_of(base), args).await.unwrap_err().to_string();
        let keys = host.join().unwrap();
        assert!(keys.iter().all(|key| said.contains(&format!("send it again with `--key {key}`"))), "{said}");
    }

    #[tokio::test]
    async fn a_lost_answer_is_asked_for_again_under_the_same_key() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let host = std::thread::spawn(move || {
            let mut connections = listener.incoming().map(Result::unwrap);
            // Taken and never answered; then busy; then there.
            let first = key_of(&connections.next().unwrap());
            let mut keys = vec![first];
            for answer in ["503 Busy\r\nretry-after: 0", "200 OK"] {
                let mut connection = connections.next().unwrap();
                keys.push(key_of(&connection));
                let body = r#"{"id": "1", "state": "queued", "deadline": "2026-11-24T01:00:00Z"}"#;
                let length = body.len();
                write!(connection, "HTTP/1.1 {answer}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}")
                    .unwrap();
            }
            keys
        });
        let folder = tempfile::tempdir().unwrap();
        submit(&client_of(base), arguments(&folder)).await.unwrap();
        let keys = host.join().unwrap();
        assert!(keys[0].len() > 32 && keys.iter().all(|key| *key == keys[0]), "{keys:?}");
    }
}
