//! What is kept of a site: files it sends, pages as PDF; signing in by HTTP itself.

use std::time::Duration;

use postrider::form::ShotFormat;

use crate::case::cases;
use crate::shorthand::*;

cases! { "Keeping", patient;
    "sent.html" a_file_that_the_site_sends: "`download` keeps a file that the site sends, at once, slowly, or shown by the browser";
    "sent.html" what_is_no_document: "what is no document, too large, or no file at all is refused by what it is";
    "open.html" a_page_as_pdf: "`print-pdf` keeps the page";
    "open.html" signing_in_by_http: "a site that asks for a name and password by HTTP itself gets them, and no other does";
}

/// A remote end takes its time to hand a file over.
fn patient() -> Settings {
    Settings { action_bound: Duration::from_secs(8), ..settings() }
}

fn link(name: &str) -> Target {
    role("link", name)
}

async fn a_file_that_the_site_sends(form: &mut Form) {
    for offered in ["Receipt to keep", "Slow receipt", "Receipt to read"] {
        let sent = form.download(&link(offered)).await.unwrap_or_else(|failure| panic!("{offered}: {failure}"));
        assert_eq!((sent.media_type, sent.size), ("application/pdf", 33), "{offered}");
        let bytes = std::fs::read(&sent.path).unwrap();
        assert!(bytes.starts_with(b"%PDF-1.7 receipt"), "{offered}");
    }
    let kept: Vec<_> = form.evidence().iter().map(|shot| (shot.label.as_str(), shot.format)).collect();
    assert_eq!(kept.len(), 3);
    assert!(kept.iter().all(|(label, format)| label.starts_with("download") && *format == ShotFormat::Pdf));
    assert_eq!(done(form.current().await).title, "Sent");
    // It can be handed on like any other.
    let sent = done(form.download(&link("Receipt to keep")).await);
    done(form.upload(&label("Proof"), &[UploadFile { path: sent.path, field: None }]).await);
}

async fn what_is_no_document(form: &mut Form) {
    let page = failed(form.download(&link("Receipt that is a page")).await);
    assert!(matches!(&page, ActionError::Unsupported(why) if why.contains("must be a PDF, JPEG or PNG")), "{page}");
    let large = failed(form.download(&link("Large receipt")).await);
    assert!(matches!(&large, ActionError::Limit(why) if why.contains("larger than 8 MiB")), "{large}");
    // It is never whole; nobody waits for the end of it.
    let endless = failed(form.download(&link("Endless receipt")).await);
    assert!(matches!(&endless, ActionError::Limit(why) if why.contains("larger than 8 MiB")), "{endless}");
    let nothing = failed(form.download(&link("No receipt")).await);
    assert!(matches!(nothing, ActionError::TimedOut(_)), "{nothing}");
}

async fn a_page_as_pdf(form: &mut Form) {
    done(form.print_pdf().await);
    let shot = form.evidence().last().unwrap();
    assert_eq!((shot.format, &shot.bytes[..5]), (ShotFormat::Pdf, b"%PDF-".as_slice()));
}

async fn signing_in_by_http(form: &mut Form) {
    let page = done(form.open(&format!("{}/members/home", members())).await);
    assert_eq!((page.title.as_str(), page.status), ("Members", Some(200)));
    // The same server under another name: who is there is not said.
    match form.open(&format!("{}/members/home", site())).await {
        // Chromium shows the page of the refusal, or none, Firefox asks for a name first.
        Ok(page) => assert!(page.status != Some(200) && page.title != "Members", "{page:?}"),
        Err(failure) => {
            assert!(matches!(failure.error, ActionError::DialogOpen(_)), "{failure}");
            done(form.dialog(&DialogAnswer::Dismiss).await);
        }
    }
}
