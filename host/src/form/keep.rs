//! What a plugin keeps of the site: pictures, the page as PDF, and files that the site offers. What a county sends is judged by
//! its content and never by its name.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::failure::{ActionError, Mismatch};
use super::locate::Wanted;
use super::page::NAVIGATION_BOUND;
use super::trace::{Shot, ShotFormat};
use super::value::ClickOptions;
use super::{Failure, Form, MAX_SHOTS, Target, Wrong};
use crate::submission::{DocumentProblem, Inspected, MAX_DOCUMENT_BYTES, inspect_file};

/// Pause between two looks into the folder for downloads.
const DOWNLOAD_POLL: Duration = Duration::from_millis(25);

/// A file that the site sent.
#[derive(Clone, Debug)]
pub struct Downloaded {
    /// The file on the host; gone when the session is.
    pub path: PathBuf,
    /// By its content: `application/pdf`, `image/jpeg` or `image/png`.
    pub media_type: &'static str,
    /// Made safe.
    pub name: String,
    /// In bytes.
    pub size: u64,
}

impl Form {
    /// Keeps a screenshot of the page, or of one element, with the attempt's evidence.
    pub async fn screenshot(&mut self, target: Option<&Target>) -> Result<(), Failure> {
        let words = target.map_or_else(|| "the page".to_owned(), Target::describe);
        let begun = self.begin("screenshot", &words, None)?;
        let done = self.screenshot_now(target).await;
        self.finish(begun, done).await
    }

    /// Keeps the page as PDF with the attempt's evidence.
    pub async fn print_pdf(&mut self) -> Result<(), Failure> {
        let begun = self.begin("print-pdf", "the page", None)?;
        let done = self.print_now().await;
        self.finish(begun, done).await
    }

    /// Clicks and keeps the file that the site sends.
    pub async fn download(&mut self, target: &Target) -> Result<Downloaded, Failure> {
        let begun = self.begin("download", &target.describe(), None)?;
        let done = self.download_now(target).await;
        self.finish(begun, done).await
    }

    async fn screenshot_now(&mut self, target: Option<&Target>) -> Result<(), Wrong> {
        self.room_for_a_shot()?;
        let png = match target {
            Some(target) => {
                let located = self.locate(target, Wanted { what: "look", ..Wanted::default() }).await?;
                self.session.element_screenshot(&located.element).await?
            }
            None => self.session.screenshot().await?,
        };
        self.commands += 1;
        self.keep("screenshot", ShotFormat::Png, png);
        Ok(())
    }

    async fn print_now(&mut self) -> Result<(), Wrong> {
        self.room_for_a_shot()?;
        self.commands += 1;
        let pdf = self.session.print_pdf().await?;
        self.keep("print", ShotFormat::Pdf, pdf);
        Ok(())
    }

    async fn download_now(&mut self, target: &Target) -> Result<Downloaded, Wrong> {
        self.room_for_a_shot()?;
        let before = self.session.downloads().await?.whole;
        self.click_now(target, &ClickOptions::default()).await?;
        let path = self.sent(&before).await?;
        self.stays = true;
        let inspected = inspected(&path).await?;
        if inspected.media_type == "application/pdf" {
            self.keep("download", ShotFormat::Pdf, inspected.bytes);
        }
        Ok(Downloaded { path, media_type: inspected.media_type, name: inspected.name, size: inspected.size })
    }

    /// The one file that was not there before, once it is whole. It has to begin within the action's bound.
    async fn sent(&mut self, before: &[PathBuf]) -> Result<PathBuf, Wrong> {
        let begun = Instant::now();
        loop {
            let mut kept = self.session.downloads().await?;
            kept.whole.retain(|path| !before.contains(path));
            // No document is that large: there is nothing to wait for.
            if kept.coming_bytes > MAX_DOCUMENT_BYTES as u64 {
                self.session.drop_unfinished();
                return Err(too_large());
            }
            match kept.whole.pop() {
                Some(path) if kept.whole.is_empty() && !kept.coming => return Ok(path),
                Some(_) if !kept.coming => {
                    let several = "one file by one download; the site sent several".to_owned();
                    return Err(ActionError::Unsupported(several).into());
                }
                _ => {}
            }
            let bound = if kept.coming { NAVIGATION_BOUND } else { self.settings.action_bound };
            if begun.elapsed() >= bound {
                let what = if kept.coming { "the file that the site sends is whole" } else { "the site sends a file" };
                return Err(ActionError::TimedOut(Mismatch::new(what, Vec::new())).into());
            }
            tokio::time::sleep(DOWNLOAD_POLL).await;
        }
    }

    fn room_for_a_shot(&self) -> Result<(), Wrong> {
        if self.shots.len() >= MAX_SHOTS {
            let limit = format!("at most {MAX_SHOTS} pictures, prints and downloads in an attempt");
            return Err(ActionError::Limit(limit).into());
        }
        Ok(())
    }

    fn keep(&mut self, what: &str, format: ShotFormat, bytes: Vec<u8>) {
        self.shots.push(Shot { label: format!("{what} {}", self.actions), format, bytes });
    }
}

fn too_large() -> Wrong {
    ActionError::Limit(format!("the file that the site sent {}", DocumentProblem::TooLarge)).into()
}

async fn inspected(path: &std::path::Path) -> Result<Inspected, Wrong> {
    let unreadable = |_| Wrong::from(ActionError::BrowserLost);
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let length = tokio::fs::metadata(path).await.map_err(unreadable)?.len();
    if length > MAX_DOCUMENT_BYTES as u64 {
        return Err(too_large());
    }
    let bytes = tokio::fs::read(path).await.map_err(unreadable)?;
    inspect_file(&name, bytes).map_err(|problem| {
        let unwelcome = format!("a download that is neither PDF, JPEG nor PNG: the file that the site sent {problem}");
        ActionError::Unsupported(unwelcome).into()
    })
}
