//! Documents that pages count twice, or whose field has another name than one sees.

use super::{County, settings};
use crate::case::cases;
use crate::own::uploading::Folder;
use crate::shorthand::*;

cases! { "Uploading", settings;
    "reported/upload-again.html" chosen_again: "documents that are handed over again replace those before, and do not add to them";
    "reported/label-on-button.html" a_label_for_the_button: "a file control whose label is for the button before it";
}

async fn chosen_again(form: &mut Form) {
    let county = County::of(form, "upload-again").await;
    let folder = Folder::new();
    let [a, b, c] = ["a.pdf", "b.pdf", "c.pdf"].map(|name| folder.file(name));
    for (files, names) in
        [(vec![a.clone(), b.clone()], "a.pdf\nb.pdf"), (vec![a, b], "a.pdf\nb.pdf"), (vec![c], "c.pdf")]
    {
        done(form.upload(&label("Proof of income"), &files).await);
        assert_eq!(value(form, label("Proof of income")).await, names);
    }
    click(form, button("Send")).await;
    county.confirms(form, &["proof=c.pdf"]).await;
}

async fn a_label_for_the_button(form: &mut Form) {
    let county = County::of(form, "label-on-button").await;
    let folder = Folder::new();
    done(form.upload(&label("Upload a file"), &[folder.file("a.pdf")]).await);
    click(form, button("Send")).await;
    county.confirms(form, &["proof=a.pdf"]).await;
}
