//! What one running plugin has in its hands: the application by reference, the county's site, the evidence it leaves.
//!
//! Knows no WIT type. Never hands out a value that the manifest did not ask for and ops did not grant.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use wasmtime::{StoreLimits, StoreLimitsBuilder};

use super::call::Job;
use super::commit::{CommitBarrier, CommitHandles, CommitProgress};
use super::compute::Compute;
use super::engine::{MAX_CORE_INSTANCES, MAX_MEMORIES, MAX_TABLE_ELEMENTS, MAX_TABLES};
use super::manifest::Manifest;
use super::meter::Meter;
use super::sight::{Credentials, Questions, full_mask};
use super::wasi::Share;
use crate::form::{CommitOutcome, CommitRequest, Downloaded, Failure, Form, Source, Typed};
use crate::ledger::{LedgerError, SendReport};
use crate::submission::{
    Calendar, Clock, FieldError, Fields, Mask, Outcome, PluginDigest, Reference, kind_of, visible_lines,
};

/// Log lines kept of one call.
const MAX_LOG_LINES: usize = 500;
/// Characters kept of one log line.
const MAX_LOG_CHARACTERS: usize = 2_000;
/// Paths that one call may rule out: more than a full application has.
const MAX_RULED_OUT: usize = 500;

/// A document as the plugin knows it, and where its bytes wait for the browser.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// Its place in the application, from 0.
    pub id: u32,
    /// What it proves.
    pub kind: String,
    /// The file name that the county will see.
    pub name: String,
    /// Detected from the content.
    pub media_type: String,
    /// In bytes.
    pub size: u64,
    /// The file to be uploaded; none where there is no browser.
    pub file: Option<PathBuf>,
}

/// A line that the plugin wrote, scrubbed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// `debug`, `info`, `warn` or `error`.
    pub level: &'static str,
    /// What it wrote, personal values masked.
    pub message: String,
}

/// Why a value cannot be typed.
#[derive(Debug)]
pub(super) enum Unresolved {
    /// The reference.
    Field(Denied),
    /// The credential, in words.
    Credential(String),
}

/// Why a reference gave nothing to this plugin.
#[derive(Debug)]
pub(super) enum Denied {
    /// The application's doing.
    Field(FieldError),
    /// The manifest does not ask for it, or ops did not grant it.
    NotGranted(String),
}

/// The data of one store.
pub(super) struct Guest {
    pub(super) limits: StoreLimits,
    pub(super) compute: Compute,
    pub(super) meter: Meter,
    pub(super) wasi: Share,
    pub(super) desk: Desk,
    pub(super) site: Option<Site>,
    pub(super) log: Log,
}

/// The application on the plugin's desk, by reference.
pub(super) struct Desk {
    pub(super) fields: Arc<Fields>,
    pub(super) attachments: Vec<Attachment>,
    /// What the site sent in this attempt.
    downloads: Vec<Attachment>,
    pub(super) clock: Clock,
    pub(super) calendar: Calendar,
    pub(super) manifest: Arc<Manifest>,
    pub(super) read: Vec<String>,
    credentials: Credentials,
    pub(super) questions: Mutex<Questions>,
    /// The paths that were ruled out.
    ruled_out: BTreeSet<String>,
}

/// The county's site, and the barrier before the point of no return.
pub(super) struct Site {
    pub(super) form: Form,
    pub(super) progress: CommitProgress,
    barrier: Option<CommitBarrier>,
    /// The ledger would not take the intent; the attempt has lost its lease or the disk.
    pub(super) barrier_error: Option<LedgerError>,
}

/// What the plugin wrote.
pub(super) struct Log {
    pub(super) lines: Vec<LogLine>,
    pub(super) dropped: u32,
    /// The full one: a line is read by others than the plugin.
    pub(super) mask: Mask,
}

/// What comes of ruling a field out.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum RuledOut {
    /// It is so from now on.
    Now,
    /// It was said before: the first reason stands.
    Before,
    /// The application has no such path.
    Unknown,
    /// More than an application has.
    TooMany,
}

impl Guest {
    /// Lays out a job for a plugin, on the thread of the call.
    pub(super) fn new(
        manifest: &Arc<Manifest>,
        plugin: &PluginDigest,
        job: Job,
        commit: Option<CommitHandles>,
    ) -> Self {
        let mask = full_mask(&job.fields, &job.credentials);
        let compute = if job.form.is_some() { Compute::attempt() } else { Compute::check() };
        let barrier = commit.map(|handles| CommitBarrier::new(handles, plugin.clone(), mask.clone()));
        Self {
            limits: StoreLimitsBuilder::new()
                .memory_size(usize::try_from(manifest.limits.memory_mib).unwrap_or(usize::MAX) << 20)
                .table_elements(MAX_TABLE_ELEMENTS)
                .instances(usize::try_from(MAX_CORE_INSTANCES).unwrap_or(usize::MAX))
                .memories(usize::try_from(MAX_MEMORIES).unwrap_or(usize::MAX))
                .tables(usize::try_from(MAX_TABLES).unwrap_or(usize::MAX))
                .trap_on_grow_failure(true)
                .build(),
            compute,
            meter: Meter::default(),
            wasi: Share::default(),
            desk: Desk {
                fields: job.fields,
                attachments: job.attachments,
                downloads: Vec::new(),
                clock: job.clock,
                calendar: job.calendar,
                manifest: Arc::clone(manifest),
                read: job.read,
                credentials: job.credentials,
                questions: Mutex::default(),
                ruled_out: BTreeSet::new(),
            },
            site: job.form.map(|form| Site { form, progress: CommitProgress::Before, barrier, barrier_error: None }),
            log: Log { lines: Vec::new(), dropped: 0, mask },
        }
    }
}

impl Desk {
    /// A part of a leased credential.
    pub(super) fn credential(&self, name: &str, part: &str) -> Result<Typed, Unresolved> {
        let text = self.credentials.get(name).and_then(|parts| parts.get(part));
        let text = text.ok_or_else(|| {
            let (name, part): (String, String) = (name.chars().take(64).collect(), part.chars().take(64).collect());
            Unresolved::Credential(format!("there is no part `{part}` of a credential `{name}`"))
        })?;
        Ok(Typed { text: text.clone(), holds: None, source: Source::Credential })
    }

    /// The names of the leased credentials.
    pub(super) fn leased(&self) -> impl Iterator<Item = &str> {
        self.credentials.keys().map(String::as_str)
    }

    /// Notes that a path of this application does not apply on the county's form.
    pub(super) fn rule_out(&mut self, path: &str) -> RuledOut {
        if !stands(&self.fields, path) {
            RuledOut::Unknown
        } else if self.ruled_out.contains(path) {
            RuledOut::Before
        } else if self.ruled_out.len() >= MAX_RULED_OUT {
            RuledOut::TooMany
        } else {
            self.ruled_out.insert(path.to_owned());
            RuledOut::Now
        }
    }

    /// A document of the application, or one that the site sent.
    pub(super) fn document(&self, id: u32) -> Option<&Attachment> {
        self.attachments.iter().chain(&self.downloads).find(|attachment| attachment.id == id)
    }

    /// What the plugin is told of a document's name: people call their files after themselves.
    pub(super) fn name_of(&self, attachment: &Attachment) -> String {
        let id = attachment.id;
        if self.may_read(&format!("documents[{id}].name")) {
            return attachment.name.clone();
        }
        let extension = attachment.name.rsplit_once('.').map_or("", |(_, extension)| extension);
        format!("document-{id}.{extension}")
    }

    /// Lays what the site sent beside the application's documents, and gives its number.
    pub(super) fn add_download(&mut self, sent: Downloaded) -> u32 {
        let id = u32::try_from(self.attachments.len() + self.downloads.len()).unwrap_or(u32::MAX);
        let Downloaded { path, media_type, name, size } = sent;
        let (kind, media_type) = ("download".to_owned(), media_type.to_owned());
        self.downloads.push(Attachment { id, kind, name, media_type, size, file: Some(path) });
        id
    }

    /// What time it is.
    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

/// Whether a path could hold a value in this application: there is such a path, and its lists are that long. An index has one
/// spelling, and none at all stands for every item.
fn stands(fields: &Fields, path: &str) -> bool {
    let item = |(at, _): (usize, &str)| {
        let index = path[at + 1..].split(']').next().unwrap_or_default();
        let list = Reference { path: path[..at].to_owned(), rules: Vec::new() };
        let count = fields.describe(&list).map_or(0, |list| list.count);
        index.is_empty() || (0..count).any(|one| one.to_string() == index)
    };
    kind_of(path).is_some() && path.match_indices('[').all(item)
}

impl Site {
    /// The point of no return, in its order: everything checked, the intent durable, one click. An outer error is a trap:
    /// the plugin has no say any more.
    pub(super) async fn commit(&mut self, request: CommitRequest) -> wasmtime::Result<Result<CommitOutcome, Failure>> {
        let Some(barrier) = &self.barrier else {
            return Err(wasmtime::Error::msg("it called `form.commit` outside `submit`"));
        };
        let ready = match self.form.prepare_commit(request).await {
            Ok(ready) => ready,
            Err(failure) => return Ok(Err(failure)),
        };
        if !barrier.pass() {
            return Err(wasmtime::Error::msg("the host is stopping, or has lost the right to this application"));
        }
        let intent = match barrier.intend().await {
            Ok(intent) => intent,
            Err(error) => {
                self.barrier_error = Some(error);
                return Err(wasmtime::Error::msg("the intent to send could not be written down"));
            }
        };
        // From here on, a dropped call leaves `Intended`, and the attempt is in doubt.
        self.progress = CommitProgress::Intended;
        let outcome = self.form.commit(ready, intent).await;
        self.progress = CommitProgress::Ended(outcome.clone());
        // The county's word is durable before the plugin hears it, which may go on for as long as it likes.
        barrier.keep(&self.progress, None).await;
        Ok(Ok(outcome))
    }

    /// The plugin has answered. Where it claims a send that the host did not make, the work is dropped no more, and what it
    /// claims is durable before anything else is done.
    pub(super) async fn answered(&self, answer: &Outcome) {
        if let (Some(barrier), Some(SendReport::Claimed)) = (&self.barrier, self.progress.word(Some(answer))) {
            barrier.pass();
            barrier.keep(&self.progress, Some(answer)).await;
        }
    }
}

impl Log {
    /// Keeps a line, scrubbed and cut; counts what is too much.
    pub(super) fn write(&mut self, level: &'static str, message: &str) {
        if self.lines.len() >= MAX_LOG_LINES {
            self.dropped = self.dropped.saturating_add(1);
            return;
        }
        // Cut before masking bounds the work; one value's length more, so that none is cut in two and shown by half.
        let cut: String = message.chars().take(MAX_LOG_CHARACTERS + 300).collect();
        let message = self.mask.apply(&cut).chars().take(MAX_LOG_CHARACTERS).collect::<String>();
        let message = visible_lines(&message);
        self.lines.push(LogLine { level, message });
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::submission::{Application, County, CountyConfig};

    /// A guest that may type the applicant's first name, and read nothing that says who somebody is.
    pub(in crate::plugin) fn guest() -> Guest {
        let member = serde_json::json!({
            "name": { "first": "Bo", "last": "Quixworth" }, "birth_date": "2010-01-02", "relationship": "child"
        });
        let body = serde_json::json!({
            "applicant": { "name": { "first": "Ada", "last": "Quixworth" }, "birth_date": "1980-01-02", "language": "en",
                           "marital_status": "single" },
            "home": { "kind": "none", "city": "Alder", "state": "CA", "zip": "95001" },
            "household": [member.clone(), member],
            "finances": { "monthly_income": "1.00", "cash_on_hand": "0.00", "monthly_rent": "1.50", "pays_utilities": true },
            "contact_preference": "mail",
            "signature": { "signed_on": "2026-11-20" }
        });
        let application = Application::parse(body.to_string().as_bytes(), jiff::civil::Date::MAX).unwrap();
        let county: CountyConfig = serde_json::from_value(serde_json::json!({
            "code": "99001", "name": "Alder", "zone": "America/Los_Angeles", "grant": { "origins": ["http://alder.test"] }
        }))
        .unwrap();
        let manifest = Manifest::parse(include_bytes!("../../../tests/support/guests/manifest.toml")).unwrap();
        let job = Job {
            fields: Arc::new(Fields::of(&application)),
            attachments: Vec::new(),
            read: Vec::new(),
            credentials: BTreeMap::new(),
            form: None,
            clock: Clock::System,
            calendar: County::try_from(county).unwrap().calendar,
        };
        Guest::new(&Arc::new(manifest), &PluginDigest::of(b"guest"), job, None)
    }

    #[test]
    fn only_what_the_application_could_hold_is_ruled_out_and_each_once() {
        let mut desk = guest().desk;
        for (path, expect) in [
            ("applicant.name.middle", RuledOut::Now),
            ("applicant.name.middle", RuledOut::Before),
            ("mailing.zip", RuledOut::Now),
            ("household[1].ssn", RuledOut::Now),
            ("household[].ssn", RuledOut::Now),
            ("household[2].ssn", RuledOut::Unknown),
            ("household[01].ssn", RuledOut::Unknown),
            ("household[1", RuledOut::Unknown),
            ("applicant.shoe_size", RuledOut::Unknown),
        ] {
            assert_eq!(desk.rule_out(path), expect, "{path}");
        }
        let megabytes = format!("household[{}].ssn", "1".repeat(1 << 20));
        assert_eq!(desk.rule_out(&megabytes), RuledOut::Unknown);
    }

    #[test]
    fn a_log_is_bounded_and_hides_values_alone() {
        let mut log = guest().log;
        log.write("info", "of Quixworth\u{1b}[2J\n\u{202e}");
        assert_eq!(log.lines, [LogLine { level: "info", message: "of •••\\u{1b}[2J\n\\u{202e}".to_owned() }]);
        log.write("info", &"x".repeat(1 << 20));
        assert_eq!(log.lines[1].message.len(), MAX_LOG_CHARACTERS);
        (0..MAX_LOG_LINES).for_each(|_| log.write("info", "again"));
        assert_eq!((log.lines.len(), log.dropped), (MAX_LOG_LINES, 2));
    }
}
