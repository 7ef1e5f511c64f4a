//! Handing documents to file fields, also to those hidden behind a button or a drop zone. The file names are read back.

use serde_json::{Value, json};

use super::failure::ActionError;
use super::locate::{Wanted, element};
use super::value::{Sight, UploadFile};
use super::{Failure, Form, Target, Wrong};
use crate::submission::Extent;

/// Files of one upload.
const MAX_FILES: usize = 32;

impl Form {
    /// Hands documents to a file field, and reads back their names.
    pub async fn upload(&mut self, target: &Target, files: &[UploadFile]) -> Result<(), Failure> {
        let sources =
            files.iter().map(|file| file.field.as_deref().unwrap_or("document")).collect::<Vec<_>>().join("; ");
        let begun = self.begin("upload", &target.describe(), Some(sources))?;
        let done = self.upload_now(target, files).await;
        self.finish(begun, done).await
    }

    async fn upload_now(&mut self, target: &Target, files: &[UploadFile]) -> Result<(), Wrong> {
        if files.is_empty() || files.len() > MAX_FILES {
            return Err(ActionError::Limit(format!("one to {MAX_FILES} documents in one upload")).into());
        }
        let located = self.locate(target, Wanted { what: "file", ..Wanted::default() }).await?;
        let Ok(input) = element(&located.facts["input"]) else {
            let reason = format!("{} is no file field and has none near it", target.describe());
            return Err(ActionError::Malformed(self.settings.mask.apply(&reason)).into());
        };
        if files.len() > 1 && located.facts["multiple"] != true {
            return Err(ActionError::Malformed("this file field takes one file".to_owned()).into());
        }
        let names: Vec<String> =
            files.iter().map(|file| file.path.file_name().unwrap_or_default().to_string_lossy().into_owned()).collect();
        let paths: Vec<_> = files.iter().map(|file| file.path.clone()).collect();
        self.commands += 1;
        self.session.upload(&input, &paths).await?;
        let id = self.account.next_id();
        let answer = self.ask(json!({ "op": "files", "el": input, "names": names, "id": id })).await;
        let answer = match answer {
            // The page took the file and put something else in the field's place.
            Err(wrong) if wrong.stale() => json!({ "equal": false, "gone": true }),
            other => other?,
        };
        self.account.replaced(&answer["replaced"]);
        if answer["equal"] != true && !(answer["gone"] == true && self.page_shows(&names).await?) {
            return Err(self.altered(&answer, &names.join("\n"), Sight::Hidden).into());
        }
        for file in files {
            self.account.place(id, file.field.as_deref().map(|path| (path, Extent::WHOLE)));
        }
        Ok(())
    }

    async fn page_shows(&mut self, texts: &[String]) -> Result<bool, Wrong> {
        let answer = self.ask(json!({ "op": "text" })).await?;
        let page = answer["value"].as_str().unwrap_or_default();
        Ok(texts.iter().all(|text| page.contains(text.as_str())) && !matches!(answer["value"], Value::Null))
    }
}
