//! `evidence`: fetches what an application's attempts did and saw.

use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::client::{Client, Failure};
use super::show;
use crate::file_error::FileAction;
use crate::submission::ApplicationId;

#[derive(clap::Args)]
pub(super) struct Args {
    /// The application.
    id: ApplicationId,
    /// The folder to put the files into; made where there is none. Pictures show what the applicant said: remove them when done.
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    into: PathBuf,
}

pub(super) async fn fetch(client: &Client, args: Args) -> Result<(), Failure> {
    let story = client.get(&format!("/v1/applications/{}", args.id), &[]).await?;
    let (mut rows, mut requests) = (Vec::new(), Vec::new());
    for (work, attempt) in show::items(&story["attempts"]).enumerate() {
        for (number, kept) in show::items(&attempt["evidence"]).enumerate() {
            let (kind, digest, label) =
                (show::text(&kept["kind"]), show::text(&kept["digest"]), show::text(&kept["label"]));
            let bytes = client.bytes(&format!("/v1/applications/{}/evidence/{digest}", args.id)).await?;
            let file = args.into.join(format!("{}-{:02}-{:02}.{}", args.id, work + 1, number + 1, ending(&kind)));
            write(&args.into, &file, &bytes)
                .map_err(|error| Failure::Failed(FileAction::Write.failed(&file)(error).to_string()))?;
            if kind == "trace" {
                let sent = requests_in(&bytes).map(|line| {
                    let (request, fate) = (show::text(&line["target"]), show::text(&line["result"]));
                    vec![show::text(&attempt["number"]), show::text(&attempt["work"]), request, fate]
                });
                requests.extend(sent);
            }
            rows.push(vec![
                show::text(&attempt["number"]),
                show::text(&attempt["work"]),
                kind,
                label,
                file.display().to_string(),
            ]);
        }
    }
    show::table(&["attempt", "work", "kind", "shows", "file"], rows, "nothing was kept of it yet")?;
    if requests.is_empty() {
        return Ok(());
    }
    show::line("\nWhat its pages sent that may change something at the county:")?;
    show::table(&["attempt", "work", "request", "what came of it"], requests, "")
}

/// The lines of a trace that are about requests.
fn requests_in(trace: &[u8]) -> impl Iterator<Item = Value> {
    let lines = trace.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice::<Value>(line).ok());
    lines.filter(|line| line["kind"] == "request")
}

fn ending(kind: &str) -> &'static str {
    match kind {
        "screenshot" => "png",
        "trace" => "jsonl",
        "pdf" => "pdf",
        _ => "txt",
    }
}

/// For its owner's eyes alone.
fn write(folder: &Path, file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600).open(file)?.write_all(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_found_among_the_lines_of_a_trace() {
        let trace = "{\"seq\":1,\"kind\":\"click\",\"target\":\"request\"}\nnot JSON\n{\"kind\":\"request\",\"target\":\"POST /a\"}\n";
        let found: Vec<_> = requests_in(trace.as_bytes()).map(|line| show::text(&line["target"])).collect();
        assert_eq!(found, ["POST /a"]);
    }
}
