//! `county list`, `calendar`, `set`, `remove`, `resume`, `pages`, `accept` and `rehearse`.

use std::path::PathBuf;

use clap::Subcommand;
use serde_json::{Value, json};

use super::client::{Client, Failure};
use super::county_calendar::calendar;
use super::rehearse::rehearse;
use super::{county_settings, explain, show};
use crate::submission::CountyCode;

#[derive(Subcommand)]
pub(super) enum Command {
    /// Every county: its next cutoff, its release, whether its work is held, how much there is.
    List {
        /// Prints the host's answer as JSON.
        #[arg(long)]
        json: bool,
    },
    /// The next days of a county, each with its cutoff or the reason why it has none.
    Calendar {
        /// The county's FIPS code.
        county: CountyCode,
        /// How many days.
        #[arg(long, default_value_t = 14, value_parser = clap::value_parser!(u16).range(1..=366))]
        days: u16,
        /// Prints the host's answer as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Sets a county to what a file says, TOML or JSON, as a `[[county]]` of the configuration would: for every host that shares the ledger,
    /// at once and for good. Refused where it is wrong, where its release needs more, or where a file of the host has the county.
    Set {
        /// The file; `-` reads standard input. Secrets stand in it as references: `file:PATH`, `env:NAME`, `credential:NAME`.
        file: PathBuf,
        /// Says what it would change, and changes nothing.
        #[arg(long)]
        check: bool,
        /// Why; stands in the county's history.
        #[arg(long, default_value = "set from the command line")]
        why: String,
    },
    /// Takes a county out that was set. What is under way is finished; the rest of its work waits, and in time goes to a person.
    Remove {
        /// The county's FIPS code.
        county: CountyCode,
        /// Why; stands in the county's history.
        #[arg(long)]
        why: String,
    },
    /// Lets a held county's work go on: one application first, and where it is delivered all the rest.
    Resume {
        /// The county's FIPS code.
        county: CountyCode,
        /// All of it at once, also where one application goes first now.
        #[arg(long)]
        all_at_once: bool,
        /// Why; stands in the history.
        #[arg(long, default_value = "resumed from the command line")]
        why: String,
    },
    /// The forms of a county's site: first what waits to be accepted, and in what it differs from what is.
    Pages {
        /// The county's FIPS code.
        county: CountyCode,
        /// Prints the host's answer as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Fills the site's form in with the application that can wait longest, and sends nothing: what a release would meet, all at once.
    Rehearse {
        /// The county's FIPS code.
        county: CountyCode,
        /// The release: its version, its digest or the first digits of it, or the file of a component that is not installed (`./....wasm`).
        /// The one that serves, where it is left out.
        release: Option<String>,
        /// Prints what was met as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Accepts what the site became: it takes the place of the form that was known, and applications are compared with it from then on.
    ///
    /// Nothing changes in what the plugin answers: where a question was turned round, it answers as before, and what it looks for in vain it
    /// looks for in vain again. Then install a release that fits instead. A held county stays held: `county resume` lets its work go on.
    #[command(group = clap::ArgGroup::new("which").required(true))]
    Accept {
        /// The county's FIPS code.
        county: CountyCode,
        /// Which form, as `county pages` names it, or the beginning of its name.
        #[arg(group = "which")]
        page: Option<String>,
        /// Every form that waits.
        #[arg(long, group = "which")]
        all: bool,
        /// Why; stands in the history.
        #[arg(long, default_value = "accepted from the command line")]
        why: String,
    },
}

pub(super) async fn run(client: &Client, command: Command) -> Result<(), Failure> {
    match command {
        Command::List { json } => {
            let counties = client.get("/v1/counties", &[]).await?;
            if json {
                return show::json(&counties);
            }
            let rows = show::items(&counties).map(|one| {
                let release = &one["release"];
                let plugin = if release.is_null() { "none".to_owned() } else { show::text(&release["version"]) };
                let (code, name, cutoff) = (
                    show::text(&one["code"]),
                    show::text(&one["name"]),
                    show::cutoff(&one["next_cutoff"], &one["zone"]),
                );
                let changed = &one["drift_suspected"]["why"];
                let status = match explain::stopped(one).or_else(|| explain::left_alone(one)) {
                    // Whole: it ends with what to do.
                    Some(stopped) => show::text(&stopped.into()),
                    None if changed.is_null() => noted(&release["notes"]),
                    None => format!("its site may have changed: {}", show::text(changed)),
                };
                let status = match &one["configuration_error"] {
                    Value::Null => status,
                    wrong => format!("its settings stay as they were: {}; {status}", show::text(wrong)),
                };
                vec![code, name, cutoff, plugin, counted(one), status]
            });
            show::table(
                &["county", "name", "next cutoff", "plugin", "applications", "standing"],
                rows.collect(),
                "no county is configured",
            )
        }
        Command::Calendar { county, days, json } => calendar(client, &county, days, json).await,
        Command::Set { file, check, why } => county_settings::set(client, &file, &why, check).await,
        Command::Remove { county, why } => county_settings::remove(client, &county, &why).await,
        Command::Resume { county, all_at_once, why } => {
            let path = format!("/v1/counties/{county}/resume");
            let done = client.post(&path, &json!({ "why": why, "all_at_once": all_at_once }), "county list").await?;
            let held = if done["was_held"] == true { "goes on" } else { "was not held" };
            let none = if done["served"] == false { "; no release serves it: install one" } else { "" };
            show::line(&format!("county {county} {held}{none}"))?;
            match explain::behind(&done) {
                Some(waits) => show::line(&waits),
                None => Ok(()),
            }
        }
        Command::Pages { county, json } => {
            let forms = client.get(&format!("/v1/counties/{county}/forms"), &[]).await?;
            if json {
                return show::json(&forms);
            }
            let paragraphs: Vec<String> = show::items(&forms).map(paragraph).collect();
            if paragraphs.is_empty() {
                return show::line("nothing is known of its site yet: the first delivery makes it known");
            }
            show::line(&paragraphs.join("\n\n"))
        }
        Command::Rehearse { county, release, json } => rehearse(client, &county, release.as_deref(), json).await,
        Command::Accept { county, page, all: _, why } => {
            let mut asked = json!({ "why": why });
            if let Some(page) = page {
                asked["form"] = page.into();
            }
            let path = format!("/v1/counties/{county}/forms/accept");
            let done = client.post(&path, &asked, &format!("county pages {county}")).await?;
            show::line(&accepted(&county, &done))
        }
    }
}

/// What was accepted, what that changes and what it does not.
fn accepted(county: &CountyCode, done: &Value) -> String {
    let count = match done["accepted"].as_u64().unwrap_or_default() {
        1 => "1 form".to_owned(),
        count => format!("{count} forms"),
    };
    let mut lines = vec![format!("{count} of county {county} accepted")];
    for form in show::items(&done["forms"]) {
        lines.push(format!("  {}", named(form)));
        lines.extend(
            show::items(&form["takes_place_of"])
                .map(|known| format!("    takes the place of {}, which is forgotten", named(known))),
        );
        let missed: Vec<String> = show::items(&form["missed"]).map(show::text).collect();
        if !missed.is_empty() {
            lines.push(format!(
                "    the release looks in vain for {} on it: it will drift there again; install a release that fits",
                missed.join("; ")
            ));
        }
    }
    lines.extend(explain::behind(done));
    lines.join("\n")
}

fn named(form: &Value) -> String {
    format!("{}  {}  “{}”", show::text(&form["id"]), show::text(&form["path"]), show::text(&form["title"]))
}

/// A form: what it is; where it waits, in what it differs; what it asks.
fn paragraph(form: &Value) -> String {
    let standing = match form["accepted"] == true {
        true => format!("known by {}", show::text(&form["by"]).replace('_', " ")),
        false => "waits to be accepted".to_owned(),
    };
    let lines = |of: &Value, before: &str| {
        show::items(of).map(|line| format!("\n{before}{}", show::text(line))).collect::<String>()
    };
    format!(
        "{}: {standing}{}{}{}",
        named(form),
        lines(&form["differs"], "  ! "),
        lines(&form["missed"], "  ! looked for in vain: "),
        lines(&form["controls"], "    ")
    )
}

/// What to know of a release that works, in a word each; `plugin install` and `--json` say it whole.
fn noted(notes: &Value) -> String {
    let words: Vec<String> = show::items(notes)
        .map(|note| show::text(note).split(':').next().unwrap_or_default().to_owned())
        .fold(Vec::new(), |mut words, word| {
            if !words.contains(&word) {
                words.push(word);
            }
            words
        });
    if words.is_empty() { show::text(&Value::Null) } else { words.join(", ") }
}

/// How many applications a county has in each state, and how many of them are late.
fn counted(county: &Value) -> String {
    let states = county["applications"].as_object().into_iter().flatten();
    let mut said: Vec<_> = states.map(|(state, count)| format!("{count} {state}")).collect();
    let late = &county["missed"]["waiting"];
    said.extend((late.as_u64() > Some(0)).then(|| format!("{late} past a cutoff")));
    if said.is_empty() { "-".to_owned() } else { said.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepting_says_what_it_changes_and_what_it_does_not() {
        let county: CountyCode = "99001".parse().unwrap();
        let named = |id: &str| json!({"id": id, "path": "/person", "title": "Person"});
        let mut form = named("1111");
        form["takes_place_of"] = json!([named("0000")]);
        form["missed"] = json!(["button “Next”"]);
        let done = json!({"county": "99001", "accepted": 1, "forms": [form], "held": "it drifted", "waiting": 1});
        assert_eq!(
            accepted(&county, &done),
            "1 form of county 99001 accepted\n  1111  /person  “Person”\n    takes the place of 0000  /person  “Person”, which is forgotten\n    \
             the release looks in vain for button “Next” on it: it will drift there again; install a release that fits\n\
             its work still waits (1 application): it drifted; `postrider county resume 99001` lets it go on, one application first"
        );
        assert_eq!(accepted(&county, &json!({"accepted": 0, "forms": []})), "0 forms of county 99001 accepted");
    }

    #[test]
    fn accepting_wants_to_know_which_form() {
        use clap::Parser as _;
        let parse = |line: &[&str]| {
            let line = ["postrider", "county", "accept", "99001"].iter().chain(line);
            crate::cli::Cli::try_parse_from(line).map(drop).map_err(|error| error.to_string())
        };
        let said = parse(&[]).unwrap_err();
        assert!(
            said.contains("accept <COUNTY> <PAGE|--all>") || said.contains("accept <PAGE|--all> <COUNTY>"),
            "{said}"
        );
        assert!(parse(&["1234", "--all"]).is_err());
        assert_eq!((parse(&["1234"]), parse(&["--all"])), (Ok(()), Ok(())));
    }

    #[test]
    fn what_is_late_is_counted_beside_the_states() {
        assert_eq!(counted(&json!({"applications": {}, "missed": {"waiting": 0, "cutoffs": 4}})), "-");
        let late = json!({"applications": {"queued": 3}, "missed": {"waiting": 2, "cutoffs": 4}});
        assert_eq!(counted(&late), "3 queued, 2 past a cutoff");
    }

    #[test]
    fn what_to_know_of_a_release_stands_in_a_word_each() {
        let check = |notes: Value, expect: &str| assert_eq!(noted(&notes), expect);
        check(Value::Null, "-");
        check(json!(["lenient: its manifest has no `unknown_requests`"]), "lenient");
        check(json!(["no witness: it submits over a socket", "no witness: it opens another"]), "no witness");
    }
}
