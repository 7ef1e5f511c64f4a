//! Documents into file fields: their names are read back.

use super::committing::request;
use crate::case::cases;
use crate::shorthand::*;

cases! { "Uploading", settings;
    "upload.html" one_and_several: "one document, and several where the field takes them, with their content";
    "upload-hidden.html" behind_a_button: "into a hidden field behind a button";
    "upload-zone.html" into_a_drop_zone: "into a drop zone that lists what it took and replaces its field";
    "upload-again.html" chosen_again (documents): "what is uploaded again replaces what the field held, told to the page once";
    "upload-again.html" a_list_that_grows (documents): "a list that says a document twice is told; one of a field of one document after the other has all of them";
    "upload-taken.html" taken_out_and_listed (documents): "an emptied field whose page lists the document has taken it; handed over again, it would be there twice";
    "upload-taken.html" named_and_refused (quick): "an emptied field whose page names what it refuses has not taken it";
    "upload-zone-several.html" one_after_the_other (documents): "several documents through a field that is replaced each time count, all of them";
    "upload.html" what_is_not_taken (quick): "a document that the page does not take, several for one, a control that is no file field";
    "upload.html" a_document_that_is_gone (quick): "a document that is gone from the host, none, and one taken out later";
}

/// Three documents are to be handed over, and something else that never is: no commit is ready.
fn documents() -> Settings {
    let all = (0..3).map(|number| format!("documents[{number}]")).chain(["notes".to_owned()]);
    Settings { required: all.collect(), ..settings() }
}

/// Numbers of the documents that count as placed.
async fn placed(form: &mut Form) -> Vec<usize> {
    click(form, button("Next")).await;
    match failed(form.prepare_commit(request("Next")).await) {
        ActionError::Incomplete(missing) => {
            (0..3).filter(|number| !missing.contains(&format!("documents[{number}]"))).collect()
        }
        other => panic!("{other}"),
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

async fn chosen_again(form: &mut Form) {
    let folder = Folder::new();
    let [a, b, c] = [("a.pdf", 0), ("b.pdf", 1), ("c.pdf", 2)].map(|(name, number)| folder.document(name, number));
    for (files, held, standing) in [
        (vec![a.clone(), b.clone()], "a.pdf\nb.pdf", vec![0, 1]),
        (vec![a.clone(), b.clone()], "a.pdf\nb.pdf", vec![0, 1]),
        (vec![c], "c.pdf", vec![2]),
        (vec![b.clone(), a.clone()], "b.pdf\na.pdf", vec![0, 1]),
    ] {
        script(form, "heard.length = 0").await;
        done(form.upload(&label("Proof of income"), &files).await);
        assert_eq!(value(form, label("Proof of income")).await, held);
        assert_eq!(text(form, id("u")).await, held);
        assert_eq!(placed(form).await, standing, "{held}");
        let heard = script(form, "return heard.join(', ')").await;
        let said = held.replace('\n', " ");
        assert_eq!(heard, format!("input {said}, change {said}"));
    }
    for (file, standing) in [(a, vec![0, 1]), (b, vec![0, 1])] {
        done(form.upload(&label("One"), std::slice::from_ref(&file)).await);
        assert_eq!(placed(form).await, standing);
    }
}

async fn a_list_that_grows(form: &mut Form) {
    let folder = Folder::new();
    let [a, b, c] = [("a.pdf", 0), ("b.pdf", 1), ("c.pdf", 2)].map(|(name, number)| folder.document(name, number));
    for file in [&a, &b] {
        done(form.upload(&label("One by one"), std::slice::from_ref(file)).await);
    }
    assert_eq!(placed(form).await, [0, 1]);
    assert_eq!(altered(form.upload(&label("One by one"), std::slice::from_ref(&b)).await).0, AlterationKind::Different);
    done(form.upload(&label("Growing"), std::slice::from_ref(&c)).await);
    assert_eq!(altered(form.upload(&label("Growing"), std::slice::from_ref(&c)).await).0, AlterationKind::Different);
}

async fn taken_out_and_listed(form: &mut Form) {
    let folder = Folder::new();
    let [a, b, c] = [("a.pdf", 0), ("b.pdf", 1), ("c.pdf", 2)].map(|(name, number)| folder.document(name, number));
    for (file, standing) in [(&a, vec![0]), (&b, vec![0, 1])] {
        done(form.upload(&label("Documents"), std::slice::from_ref(file)).await);
        assert_eq!(placed(form).await, standing);
    }
    done(form.upload(&label("Later"), std::slice::from_ref(&c)).await);
    assert_eq!(placed(form).await, [0, 1, 2]);
    let again = failed(form.upload(&label("Documents"), std::slice::from_ref(&a)).await);
    assert!(again.to_string().contains("twice"), "{again}");
    let several = [folder.file("1.pdf"), folder.file("2.pdf")];
    done(form.upload(&label("Pages"), &several).await);
    done(form.upload(&label("Pages"), &[folder.file("3.pdf")]).await);
    assert!(matches!(failed(form.upload(&label("Pages"), &several).await), ActionError::Malformed(_)));
    click(form, Target { nth: Some(0), ..within(Finder::Id("list".to_owned()), button("Remove")) }).await;
    done(form.upload(&label("Documents"), std::slice::from_ref(&a)).await);
    assert_eq!(text(form, css("#list li")).await, "a.pdf (8 bytes) Remove");
    // Another document may have the same name.
    let other = Folder::new();
    done(form.upload(&label("Documents"), &[other.file("a.pdf")]).await);
}

async fn named_and_refused(form: &mut Form) {
    let folder = Folder::new();
    for name in ["Strict", "Loud"] {
        let refused = altered(form.upload(&label(name), &[folder.file("id.jpg")]).await);
        assert_eq!(refused.0, AlterationKind::Emptied, "{name}");
    }
}

async fn one_after_the_other(form: &mut Form) {
    let folder = Folder::new();
    for (name, number) in [("a.pdf", 0), ("b.pdf", 1), ("c.pdf", 2)] {
        done(form.upload(&label("Document"), &[folder.document(name, number)]).await);
    }
    assert_eq!(placed(form).await, [0, 1, 2]);
}
