//! `review`: the hour in which people finish what automation could not.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};
use serde_json::{Map, Value, json};

use super::client::{Client, Failure, Paging};
use super::{case, explain, show};
use crate::file_error::FileAction;
use crate::submission::{ApplicationId, CountyCode};

/// Largest file of corrected fields, in bytes; the host takes no more.
const MAX_FIELDS: u64 = 64 << 10;

#[derive(Subcommand)]
pub(super) enum Command {
    /// What waits for a person, most urgent first: minutes left, why, who has it.
    List {
        /// Only for this county.
        #[arg(long, value_name = "FIPS")]
        county: Option<CountyCode>,
        #[command(flatten)]
        paging: Paging,
        /// Prints the host's answer as JSON.
        #[arg(long)]
        json: bool,
    },
    /// All of one case on one screen.
    Show {
        /// Which.
        id: ApplicationId,
        /// Prints the host's answer as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Takes a case, so that nobody else works on it: the most urgent one that nobody has, or the one named.
    Take {
        /// Which; without it, the most urgent one that nobody has.
        id: Option<ApplicationId>,
        /// The most urgent one of this county.
        #[arg(long, value_name = "FIPS", conflicts_with = "id")]
        county: Option<CountyCode>,
        /// Takes it over from whoever has it; stands in its story.
        #[arg(long, requires = "id")]
        over: bool,
    },
    /// Gives a case back undecided.
    GiveBack {
        /// Which.
        id: ApplicationId,
    },
    /// Notes something of a case: that the applicant was called, or anything else.
    Note {
        /// Which.
        id: ApplicationId,
        /// What; stands in its story for good. Name no applicant.
        #[arg(long)]
        why: String,
        /// It says that the applicant was called.
        #[arg(long)]
        called: bool,
    },
    /// Corrects fields of what the applicant said, and sends it again. What it said before is kept.
    Correct(Correct),
    /// Takes one that waits in the queue in front of a person, to be delivered by hand: you have it then.
    Pull {
        /// Which.
        id: ApplicationId,
        /// Why; stands in its history for good. Name no applicant.
        #[arg(long)]
        why: String,
    },
    /// Decides about one application.
    Resolve {
        /// Which.
        id: ApplicationId,
        /// What happens to it.
        #[arg(long)]
        action: Action,
        /// Why; stands in its history for good. Name no applicant.
        #[arg(long)]
        why: String,
        /// The county's confirmation number, where it was delivered by hand.
        #[arg(long, value_name = "NUMBER")]
        receipt: Option<String>,
        /// With `requeue` or `cancel`: does it although the county may have it. `--why` says how you know that it does not.
        #[arg(long)]
        force: bool,
        /// Takes the case over from whoever has it; stands in its story.
        #[arg(long)]
        over: bool,
    },
    /// How long people worked on cases, by day, county and reason.
    Minutes {
        /// So many days, today included.
        #[arg(long, default_value_t = 7, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..=90))]
        days: u32,
        /// Prints the host's answer as JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Fields and their new values.
#[derive(clap::Args)]
pub(super) struct Correct {
    /// Which.
    id: ApplicationId,
    /// A field and its new value, as `home.zip=97201`; as often as there are fields. Others on this machine see a command line: what is
    /// personal goes by `--set-from`.
    #[arg(long, value_name = "FIELD=VALUE", value_parser = field_and_value)]
    set: Vec<(String, String)>,
    /// Removes a field that may be absent.
    #[arg(long, value_name = "FIELD")]
    unset: Vec<String>,
    /// A JSON file of fields and their new values, `{"home.zip": "97201"}`; `-` reads standard input.
    #[arg(long, alias = "from", value_name = "FILE")]
    set_from: Option<PathBuf>,
    /// Why, and from whom it is known; stands in its history for good. Name no applicant.
    #[arg(long)]
    why: String,
    /// Does it although the county may have it. `--why` says how you know that it does not.
    #[arg(long)]
    force: bool,
    /// Takes the case over from whoever has it; stands in its story.
    #[arg(long)]
    over: bool,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Action {
    /// Automation tries again. Only when the county does not have it.
    Requeue,
    /// A person has delivered it.
    #[value(alias = "deliver_by_hand")]
    DeliverByHand,
    /// It is withdrawn.
    Cancel,
}

pub(super) async fn run(client: &Client, command: Command) -> Result<(), Failure> {
    match command {
        Command::List { county, paging, json } => {
            let query: Vec<_> = county.map(|county| ("county", county.to_string())).into_iter().collect();
            let (applications, next) = client.list("/v1/review", "after", query, paging.reach()).await?;
            if json {
                return show::json(&json!({ "applications": applications, "next": next }));
            }
            let paragraphs: Vec<String> = applications.iter().map(explain::waiting).collect();
            if paragraphs.is_empty() {
                return show::line("nothing waits for a person");
            }
            show::line(&paragraphs.join("\n\n"))?;
            if next.is_some() { show::line(&format!("\n{}", paging.more())) } else { Ok(()) }
        }
        Command::Show { id, json } => {
            let whole = client.get(&format!("/v1/review/{id}"), &[]).await?;
            if json { show::json(&whole) } else { case::show_whole(&whole) }
        }
        Command::Take { id: Some(id), over, .. } => {
            let path = format!("/v1/review/{id}/take");
            let taken = client.post(&path, &json!({ "over": over }), &format!("review show {id}")).await?;
            case::show_whole(&taken)
        }
        Command::Take { id: None, county, .. } => {
            let asked = county.map_or_else(|| json!({}), |county| json!({ "county": county }));
            let taken = client.post("/v1/review/take", &asked, "review list").await?;
            if taken.is_null() {
                return show::line("nothing waits for a person that nobody has");
            }
            case::show_whole(&taken)
        }
        Command::GiveBack { id } => {
            client.post(&format!("/v1/review/{id}/give-back"), &json!({}), &format!("review show {id}")).await?;
            show::line(&format!("application {id} is free for others"))
        }
        Command::Note { id, why, called } => {
            let note = json!({ "kind": if called { "called" } else { "noted" }, "why": why });
            client.post(&format!("/v1/review/{id}/notes"), &note, &format!("status {id}")).await?;
            show::line(&format!("noted: it stands in `postrider status {id}`"))
        }
        Command::Correct(args) => correct(client, args).await,
        Command::Pull { id, why } => {
            let path = format!("/v1/review/{id}/pull");
            client.post(&path, &json!({ "why": why }), &format!("status {id}")).await?;
            show::line(&format!("application {id} is in review, and yours: postrider review show {id}"))
        }
        Command::Resolve { id, action, why, receipt, force, over } => {
            let action = match action {
                Action::Requeue => "requeue",
                Action::DeliverByHand => "deliver_by_hand",
                Action::Cancel => "cancel",
            };
            let mut decision = json!({ "action": action, "why": why, "force": force, "over": over });
            if let Some(number) = receipt {
                decision["receipt_number"] = number.into();
            }
            decide(client, id, &decision).await
        }
        Command::Minutes { days, json } => {
            let answer = client.get("/v1/review/minutes", &[("days", days.to_string())]).await?;
            if json { show::json(&answer) } else { minutes(&answer) }
        }
    }
}

async fn correct(client: &Client, args: Correct) -> Result<(), Failure> {
    let Correct { id, set, unset, set_from, why, force, over } = args;
    let mut fields = set_from.map(|file| read_fields(&file)).transpose()?.unwrap_or_default();
    let named = set.into_iter().map(|(field, value)| (field, value.into()));
    for (field, value) in named.chain(unset.into_iter().map(|field| (field, Value::Null))) {
        if fields.insert(field.clone(), value).is_some() {
            return Err(Failure::Failed(format!("`{field}` is given twice: nothing was sent")));
        }
    }
    if fields.is_empty() {
        return Err(Failure::Failed(
            "name a field at least, by --set, --unset or --set-from: nothing was sent".to_owned(),
        ));
    }
    decide(client, id, &json!({ "action": "correct", "fields": fields, "why": why, "force": force, "over": over }))
        .await
}

async fn decide(client: &Client, id: ApplicationId, decision: &Value) -> Result<(), Failure> {
    let done = client.post(&format!("/v1/review/{id}"), decision, &format!("status {id}")).await?;
    show::line(&format!("application {id} is {}", show::text(&done["state"])))
}

/// Fields and values of a file. What stands in it is never said back.
fn read_fields(file: &Path) -> Result<Map<String, Value>, Failure> {
    let mut text = Vec::new();
    let read = if file.as_os_str() == "-" {
        std::io::stdin().lock().take(MAX_FIELDS + 1).read_to_end(&mut text)
    } else {
        std::fs::File::open(file).and_then(|opened| opened.take(MAX_FIELDS + 1).read_to_end(&mut text))
    };
    read.map_err(|error| Failure::Failed(FileAction::Read.failed(file)(error).to_string()))?;
    if text.len() as u64 > MAX_FIELDS {
        return Err(Failure::Failed(format!(
            "{} is larger than {} KiB: nothing was sent",
            file.display(),
            MAX_FIELDS >> 10
        )));
    }
    serde_json::from_slice(&text).map_err(|error| {
        let line = error.line();
        Failure::Failed(format!(
            "{} is no JSON object of fields and values (line {line}): nothing was sent",
            file.display()
        ))
    })
}

/// `home.zip=97201`, at its first equals sign.
fn field_and_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((field, value)) if !field.is_empty() => Ok((field.to_owned(), value.to_owned())),
        _ => Err("write it as FIELD=VALUE".to_owned()),
    }
}

fn minutes(answer: &Value) -> Result<(), Failure> {
    let rows = show::items(&answer["days"])
        .map(|one| ["day", "county", "reason", "taken", "minutes"].map(|column| show::text(&one[column])).to_vec());
    show::table(&["day", "county", "reason", "taken", "minutes"], rows.collect(), "nobody worked on a case")?;
    show::line(&format!("\n{} minutes in all", show::text(&answer["minutes"])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_all_that_follows_the_first_equals_sign() {
        assert_eq!(field_and_value("notes=a=b").unwrap(), ("notes".to_owned(), "a=b".to_owned()));
        assert_eq!(field_and_value("home.zip=").unwrap().1, "");
        for wrong in ["home.zip", "=97201"] {
            assert_eq!(field_and_value(wrong).unwrap_err(), "write it as FIELD=VALUE");
        }
    }

    #[test]
    fn a_file_of_fields_is_bounded_and_not_quoted() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("fields.json");
        std::fs::write(&file, r#"{"home.zip": "97201", "applicant.ssn": null}"#).unwrap();
        assert_eq!(read_fields(&file).unwrap().len(), 2);
        for (text, says) in
            [(r#"["912345678"]"#.to_owned(), "no JSON object"), (" ".repeat(65 << 10), "larger than 64 KiB")]
        {
            std::fs::write(&file, text).unwrap();
            let said = read_fields(&file).unwrap_err().to_string();
            assert!(said.contains(says) && !said.contains("912345678"), "{said}");
        }
    }
}
