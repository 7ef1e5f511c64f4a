//! What is kept of an attempt for people to look at: its actions, the forms it saw, its pictures.

use serde_json::json;

use crate::evidence::{Evidence, Kind};
use crate::form::{SeenPage, Shot, ShotFormat, TraceLine};
use crate::ledger::{Claim, Ledger};
use crate::plugin::{CallReport, LogLine};

/// Keeps the trace as JSON lines, then the forms that were seen, then the pictures. Of a delivery on the site as it is known the forms are
/// kept elsewhere, as the county's. Evidence that cannot be kept stops nothing.
pub(in crate::scheduler) async fn keep_evidence<T>(
    (ledger, evidence): (&Ledger, &Evidence),
    claim: &Claim,
    report: CallReport<T>,
    delivered: bool,
) {
    let key = match ledger.application_key(claim.lease.application).await {
        Ok(key) => key,
        Err(error) => {
            tracing::warn!(%error, "evidence could not be kept");
            return;
        }
    };
    let trace = (Kind::Trace, "trace".to_owned(), trace_lines(&report.trace, &report.log).into_bytes());
    let seen: Vec<String> = report.pages.iter().map(SeenPage::to_string).collect();
    let forms = (!(seen.is_empty() || delivered && report.drift.is_empty()))
        .then(|| (Kind::Source, "forms seen".to_owned(), seen.join("\n\n").into_bytes()));
    let pieces = std::iter::once(trace).chain(forms).chain(report.shots.into_iter().map(picture));
    for (kind, label, bytes) in pieces {
        let kept = match evidence.keep(&key, kind, bytes).await {
            Ok(kept) => kept.labelled(label),
            Err(error) => {
                tracing::warn!(%error, label, "evidence could not be kept");
                continue;
            }
        };
        if let Err(error) = ledger.add_evidence(&claim.lease, kept).await {
            tracing::warn!(%error, "evidence could not be noted");
        }
    }
}

fn trace_lines(trace: &[TraceLine], log: &[LogLine]) -> String {
    let actions = trace.iter().map(|line| {
        json!({
            "seq": line.seq, "kind": line.kind, "target": line.target, "value": line.value,
            "ms": u64::try_from(line.duration.as_millis()).unwrap_or(u64::MAX), "commands": line.commands, "result": line.result,
            "signature": line.signature,
        })
    });
    let log = log.iter().map(|line| json!({ "log": line.level, "message": line.message }));
    actions.chain(log).map(|line| format!("{line}\n")).collect()
}

fn picture(shot: Shot) -> (Kind, String, Vec<u8>) {
    let kind = match shot.format {
        ShotFormat::Png => Kind::Screenshot,
        ShotFormat::Pdf => Kind::Pdf,
    };
    (kind, shot.label, shot.bytes)
}
