//! `review list` and `resolve`: the hour in which people finish what automation could not.

use clap::{Subcommand, ValueEnum};
use serde_json::json;

use super::client::{Client, Failure, Paging};
use super::{explain, show};
use crate::submission::{ApplicationId, CountyCode};

#[derive(Subcommand)]
pub(super) enum Command {
    /// What waits for a person, most urgent first.
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
    },
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
        Command::Resolve { id, action, why, receipt, force } => {
            let action = match action {
                Action::Requeue => "requeue",
                Action::DeliverByHand => "deliver_by_hand",
                Action::Cancel => "cancel",
            };
            let mut decision = json!({ "action": action, "why": why });
            if let Some(number) = receipt {
                decision["receipt_number"] = number.into();
            }
            if force {
                decision["force"] = true.into();
            }
            let done = client.post(&format!("/v1/review/{id}"), &decision, &format!("status {id}")).await?;
            show::line(&format!("application {id} is {}", show::text(&done["state"])))
        }
    }
}
