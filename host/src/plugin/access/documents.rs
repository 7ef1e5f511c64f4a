//! The documents of an attempt: those of the application, and those that the site sent. A plugin sees their numbers, types and
//! sizes, and never a byte of them.

use std::path::PathBuf;

use super::readable::Readable;
use crate::form::Downloaded;

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

/// All documents of one attempt.
pub(in crate::plugin) struct Documents {
    of_application: Vec<Attachment>,
    /// What the plugin sees instead of the names of those: people call their files after themselves.
    shown_names: Vec<String>,
    downloads: Vec<Attachment>,
}

impl Documents {
    pub(in crate::plugin) fn new(of_application: Vec<Attachment>, readable: &Readable) -> Self {
        let shown_names = of_application.iter().map(|attachment| shown_name(attachment, readable)).collect();
        Self { of_application, shown_names, downloads: Vec::new() }
    }

    /// The application's, each with the name that the plugin sees.
    pub(in crate::plugin) fn of_application(&self) -> impl Iterator<Item = (&Attachment, &str)> {
        self.of_application.iter().zip(self.shown_names.iter().map(String::as_str))
    }

    /// The file of a document, and which document of the application it is, by its path: none for what the site itself sent,
    /// which is no part of the application.
    pub(in crate::plugin) fn file(&self, id: u32) -> Option<(PathBuf, Option<String>)> {
        let file = |documents: &[Attachment]| documents.iter().find(|document| document.id == id)?.file.clone();
        let field = || format!("documents[{id}]");
        file(&self.of_application).map(|file| (file, Some(field()))).or_else(|| Some((file(&self.downloads)?, None)))
    }

    /// Lays what the site sent beside the application's documents, and gives its number.
    pub(in crate::plugin) fn add_download(&mut self, sent: Downloaded) -> u32 {
        let id = u32::try_from(self.of_application.len() + self.downloads.len()).unwrap_or(u32::MAX);
        let Downloaded { path, media_type, name, size } = sent;
        let (kind, media_type) = ("download".to_owned(), media_type.to_owned());
        self.downloads.push(Attachment { id, kind, name, media_type, size, file: Some(path) });
        id
    }
}

fn shown_name(attachment: &Attachment, readable: &Readable) -> String {
    let id = attachment.id;
    if readable.allows(&format!("documents[{id}].name")) {
        return attachment.name.clone();
    }
    let extension = attachment.name.rsplit_once('.').map_or("", |(_, extension)| extension);
    format!("document-{id}.{extension}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugin::sample::readable;

    #[test]
    fn a_name_that_may_not_be_read_is_not_shown() {
        let attachment = Attachment {
            id: 0,
            kind: "income".to_owned(),
            name: "Ada Quixworth.pdf".to_owned(),
            media_type: "application/pdf".to_owned(),
            size: 1,
            file: Some("/scratch/0/Ada Quixworth.pdf".into()),
        };
        let documents = Documents::new(vec![attachment], &readable());
        assert_eq!(documents.of_application().map(|(_, name)| name).collect::<Vec<_>>(), ["document-0.pdf"]);
        let fills = documents.file(0).and_then(|(_, field)| field);
        assert_eq!(fills.as_deref(), Some("documents[0]"), "the document, which is more than its name");
    }

    #[test]
    fn a_download_has_a_number_of_its_own_and_fills_no_field() {
        let mut documents = Documents::new(Vec::new(), &readable());
        let sent = Downloaded {
            path: "/scratch/form.pdf".into(),
            media_type: "application/pdf",
            name: "form.pdf".to_owned(),
            size: 1,
        };
        let id = documents.add_download(sent);
        assert_eq!(documents.file(id), Some(("/scratch/form.pdf".into(), None)));
        assert_eq!((documents.file(id + 1), documents.of_application().count()), (None, 0));
    }
}
