//! `forget`: what one application said, and what was said of it, goes for good.

use serde_json::json;

use super::client::{Client, Failure};
use super::show;
use crate::submission::ApplicationId;

#[derive(clap::Args)]
pub(super) struct Args {
    /// Which application: one that is delivered, delivered by hand or cancelled.
    id: ApplicationId,
    /// Why; stays for good. Name no applicant.
    #[arg(long)]
    why: String,
}

pub(super) async fn run(client: &Client, Args { id, why }: Args) -> Result<(), Failure> {
    let path = format!("/v1/applications/{id}/forget");
    let done = client.post(&path, &json!({ "why": why }), &format!("status {id}")).await?;
    show::line(&format!("application {id} is forgotten: nobody can read here any more what it said"))?;
    if done["evidence_left"] == true {
        show::line(
            "files of evidence could not be removed yet: it is tried again every hour, and the host's log says why",
        )?;
    }
    show::line("backups from before this still hold it: see docs/operations.md")
}
