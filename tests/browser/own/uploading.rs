//! Documents into file fields: their names are read back.

use crate::case::cases;
use crate::shorthand::*;

cases! { "Uploading", settings;
    "upload.html" one_and_several: "one document, and several where the field takes them, with their content";
    "upload-hidden.html" behind_a_button: "into a hidden field behind a button";
    "upload-zone.html" into_a_drop_zone: "into a drop zone that lists what it took and replaces its field";
    "upload.html" what_is_not_taken (quick): "a document that the page does not take, several for one, a control that is no file field";
    "upload.html" a_document_that_is_gone (quick): "a document that is gone from the host, none, and one taken out later";
}

/// Documents in a folder that lives as long as they are wanted.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Folder {
        Folder(tempfile::tempdir().unwrap())
    }

    pub(crate) fn file(&self, name: &str) -> UploadFile {
        let path = self.0.path().join(name);
        std::fs::write(&path, b"%PDF-1.4").unwrap();
        UploadFile { path, field: None }
    }
}

async fn one_and_several(form: &mut Form) {
    let folder = Folder::new();
    let (one, two) = (folder.file("id.pdf"), folder.file("pay stub ü.jpg"));
    done(form.upload(&label("Proof"), std::slice::from_ref(&one)).await);
    assert_eq!(out(form).await, "id.pdf 8");
    done(form.upload(&label("Proof"), std::slice::from_ref(&two)).await);
    assert_eq!(value(form, label("Proof")).await, "pay stub ü.jpg");
    done(form.upload(&label("All"), &[one, two]).await);
    assert_eq!(value(form, label("All")).await, "id.pdf\npay stub ü.jpg");
}

async fn behind_a_button(form: &mut Form) {
    let folder = Folder::new();
    done(form.upload(&button("Add documents"), &[folder.file("id.pdf"), folder.file("rent.pdf")]).await);
    assert_eq!(out(form).await, "2 files");
}

async fn into_a_drop_zone(form: &mut Form) {
    let folder = Folder::new();
    for name in ["id.pdf", "rent.pdf"] {
        done(form.upload(&button("Drop files here"), &[folder.file(name)]).await);
    }
    assert_eq!(text(form, id("list")).await, "id.pdf\nrent.pdf");
}

async fn what_is_not_taken(form: &mut Form) {
    let folder = Folder::new();
    let (pdf, jpg) = (folder.file("id.pdf"), folder.file("id.jpg"));
    done(form.upload(&label("Strict"), std::slice::from_ref(&pdf)).await);
    assert_eq!(altered(form.upload(&label("Strict"), std::slice::from_ref(&jpg)).await).0, AlterationKind::Emptied);
    let two = failed(form.upload(&label("Proof"), &[pdf.clone(), jpg]).await);
    assert!(matches!(two, ActionError::Malformed(_)), "{two}");
    let none = failed(form.upload(&css("p"), &[pdf]).await);
    assert!(matches!(none, ActionError::Malformed(_)), "{none}");
}

async fn a_document_that_is_gone(form: &mut Form) {
    let folder = Folder::new();
    let file = folder.file("id.pdf");
    std::fs::remove_file(&file.path).unwrap();
    let gone = failed(form.upload(&label("Proof"), &[file]).await);
    assert!(matches!(gone, ActionError::NothingThere(_)), "{gone}");
    assert!(matches!(failed(form.upload(&label("Proof"), &[]).await), ActionError::Limit(_)));
    let file = folder.file("id.pdf");
    done(form.upload(&label("Proof"), &[file]).await);
    script(form, "document.querySelector('input').value = ''").await;
    assert_eq!(altered(form.click(&label("All"), None).await).0, AlterationKind::Emptied);
}
