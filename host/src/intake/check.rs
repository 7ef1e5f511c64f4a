//! What the county's plugin says of an application before it is taken. A plugin that is missing or at fault refuses nothing.

use std::sync::Arc;
use std::time::Duration;

use crate::plugin::{Attachment, Job, Registry};
use crate::submission::{
    Application, Clock, County, Fields, Inspected, LeasedCredentials, MAX_PROBLEMS, Mask, Problem, kind_of, visible,
};

/// Longest wait for a plugin's check, its wait for a free instance included: the applicant waits.
const LONGEST_CHECK: Duration = Duration::from_secs(10);
/// Longest message of a plugin's that is said back, in Unicode scalar values.
pub(super) const MAX_MESSAGE: usize = 300;

/// What the county's plugin said of an application.
pub(super) enum Checked {
    Fine,
    Problems(Vec<Problem>),
    /// It could not look: why, without values.
    Not(String),
}

/// Asks the release that serves a county.
pub(super) async fn check(
    registry: &Registry,
    clock: &Clock,
    county: &County,
    application: &Application,
    documents: &[Inspected],
) -> Checked {
    let Some(release) = registry.current(&county.code) else {
        return Checked::Not("no plugin is installed".to_owned());
    };
    let fields = Arc::new(Fields::of(application));
    let job = Job {
        fields: Arc::clone(&fields),
        attachments: attachments(application, documents),
        read: county.grant.read.clone(),
        credentials: LeasedCredentials::default(),
        form: None,
        farewell: None,
        clock: clock.clone(),
        calendar: county.calendar.clone(),
    };
    match tokio::time::timeout(LONGEST_CHECK, release.check(job)).await {
        Ok(answer) => weigh(answer, &fields),
        Err(_) => Checked::Not(format!("the plugin's check took longer than {} s", LONGEST_CHECK.as_secs())),
    }
}

/// What follows from a plugin's answer. Messages are masked whatever the plugin may read: they go to whoever sent this.
pub(super) fn weigh(answer: Result<Vec<Problem>, String>, fields: &Fields) -> Checked {
    let problems = match answer {
        Ok(problems) if problems.is_empty() => return Checked::Fine,
        Ok(problems) => problems,
        Err(fault) => return Checked::Not(format!("the plugin's check failed: {fault}")),
    };
    let mask = Mask::full(fields);
    // Masked before it is cut: half a value is found by nobody.
    let said = |text: &str| visible(&mask.apply(text).chars().take(MAX_MESSAGE).collect::<String>());
    let field = |path: &str| {
        if kind_of(path).is_some() { path.to_owned() } else { said(path) }
    };
    // Beyond the last one it is said how many more there are.
    let problems = problems.iter().take(MAX_PROBLEMS + 1);
    Checked::Problems(
        problems.map(|problem| Problem { field: field(&problem.field), message: said(&problem.message) }).collect(),
    )
}

fn attachments(application: &Application, documents: &[Inspected]) -> Vec<Attachment> {
    let mut attachments = Vec::new();
    for (id, (document, inspected)) in (0_u32..).zip(application.documents.iter().zip(documents)) {
        attachments.push(Attachment {
            id,
            kind: document.kind.into_str().to_owned(),
            name: inspected.name.clone(),
            media_type: inspected.media_type.to_owned(),
            size: inspected.size,
            file: None,
        });
    }
    attachments
}
