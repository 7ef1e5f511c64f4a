//! Documents that pages count twice or take at once, or whose field has another name than one sees.

use super::county::{County, quick, settings};
use crate::case::cases;
use crate::shorthand::*;

cases! { "Documents", settings;
    "reported/upload-again.html" chosen_again: "documents that are handed over again replace those before, and do not add to them";
    "reported/upload-adds.html" added_to_a_list: "a widget that adds what was chosen to its own list and empties the field: the county gets each document once";
    "reported/upload-taken.html" taken_at_once: "fields that send their document at once, are emptied, and list it a while later: they have taken it";
    "reported/upload-replaces.html" replaced_by_another (quick): "a field that is made anew for each document: the last one counts; what the page refuses is `altered`, as it empties its field and lists nothing";
    "reported/label-on-button.html" a_label_for_the_button: "a file control whose label is for the button before it";
    "reported/label-on-others.html" labels_of_other_things: "file controls whose labels hold a button, are for an element that is a button by its role, or name it";
    "reported/label-on-rows.html" labels_in_rows: "in the rows of a table, labels of a button of an older kind, and texts that name a button: the document is its row's";
}

/// Hands over new documents of these names.
pub(super) async fn proof(form: &mut Form, target: Target, names: &[&str]) -> Result<(), Failure> {
    let folder = Folder::new();
    let files: Vec<UploadFile> = names.iter().map(|name| folder.file(name)).collect();
    form.upload(&target, &files).await
}

async fn chosen_again(form: &mut Form) {
    let county = County::of(form, "upload-again").await;
    for names in [&["a.pdf", "b.pdf"][..], &["a.pdf", "b.pdf"], &["c.pdf"]] {
        done(proof(form, label("Proof of income"), names).await);
        assert_eq!(value(form, label("Proof of income")).await, names.join("\n"));
    }
    done(proof(form, label("Proof of income"), &["d.pdf"]).await);
    county.gets(form, "Send", &["proof=d.pdf"]).await;
}

async fn added_to_a_list(form: &mut Form) {
    let county = County::of(form, "upload-adds").await;
    done(proof(form, label("Add documents"), &["a.pdf", "b.pdf"]).await);
    done(proof(form, label("Add documents"), &["c.pdf"]).await);
    county.gets(form, "Send", &["proof=a.pdf, proof=b.pdf, proof=c.pdf"]).await;
}

async fn taken_at_once(form: &mut Form) {
    let county = County::of(form, "upload-taken").await;
    done(proof(form, label("Proof of rent"), &["a.pdf"]).await);
    done(proof(form, label("Proof of income"), &["b.pdf"]).await);
    county.gets(form, "Continue", &["rent=a.pdf", "income=b.pdf", "done=yes"]).await;
}

async fn replaced_by_another(form: &mut Form) {
    let county = County::of(form, "upload-replaces").await;
    done(proof(form, label("Identity card"), &["a.pdf"]).await);
    assert_eq!(altered(proof(form, label("Identity card"), &["b.txt"]).await).0, AlterationKind::Emptied);
    done(proof(form, label("Identity card"), &["c.pdf"]).await);
    county.gets(form, "Send", &["id=c.pdf"]).await;
}

async fn a_label_for_the_button(form: &mut Form) {
    let county = County::of(form, "label-on-button").await;
    done(proof(form, label("Upload a file"), &["a.pdf"]).await);
    county.gets(form, "Send", &["proof=a.pdf"]).await;
}

async fn labels_of_other_things(form: &mut Form) {
    let county = County::of(form, "label-on-others").await;
    for (name, file) in [("Proof of rent", "a.pdf"), ("Proof of income", "b.pdf"), ("Identity card", "c.pdf")] {
        let target = Target::by(Finder::Label(holding(name)));
        if let Err(failure) = proof(form, target, &[file]).await {
            panic!("{name}: {failure}");
        }
    }
    county.gets(form, "Send", &["rent=a.pdf, income=b.pdf, card=c.pdf"]).await;
}

async fn labels_in_rows(form: &mut Form) {
    let county = County::of(form, "label-on-rows").await;
    for (name, file) in [("Utility bill", "a.pdf"), ("Pay stub", "b.pdf")] {
        if let Err(failure) = proof(form, label(name), &[file]).await {
            panic!("{name}: {failure}");
        }
    }
    county.gets(form, "Send", &["stub=b.pdf, utility=a.pdf"]).await;
}
