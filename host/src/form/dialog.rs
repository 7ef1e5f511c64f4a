//! Answering alerts, confirmations and prompts.

use std::time::{Duration, Instant};

use super::failure::ActionError;
use super::value::DialogAnswer;
use super::{Failure, Form, Wrong};

/// Pause between two looks for a dialog.
const DIALOG_POLL: Duration = Duration::from_millis(20);

impl Form {
    /// Answers the dialog that stands open, waiting for it up to the action bound; its text, masked.
    pub async fn dialog(&mut self, answer: &DialogAnswer) -> Result<String, Failure> {
        let (words, value) = match answer {
            DialogAnswer::Accept => ("OK", None),
            DialogAnswer::Dismiss => ("Cancel", None),
            DialogAnswer::Enter(value) => ("OK, with a text", Some(value.source.describe())),
        };
        let begun = self.begin("dialog", words, value)?;
        let done = self.answer_dialog(answer, self.settings.action_bound).await;
        self.finish(begun, done).await
    }

    pub(super) async fn answer_dialog(&mut self, answer: &DialogAnswer, bound: Duration) -> Result<String, Wrong> {
        let end = Instant::now() + bound;
        let text = loop {
            self.commands += 1;
            match self.session.dialog_text().await? {
                Some(text) => break text,
                None if Instant::now() >= end => return Err(ActionError::NothingThere("open dialog".to_owned()).into()),
                None => tokio::time::sleep(DIALOG_POLL).await,
            }
        };
        self.commands += 1;
        match answer {
            DialogAnswer::Accept => self.session.dialog_accept().await?,
            DialogAnswer::Dismiss => self.session.dialog_dismiss().await?,
            DialogAnswer::Enter(value) => {
                self.learn(value);
                self.session.dialog_type(value.text.reveal()).await?;
                self.session.dialog_accept().await?;
                let id = self.account.next_id();
                self.account.place(id, value.source.placed());
            }
        }
        Ok(self.settings.mask.apply(&text))
    }
}
