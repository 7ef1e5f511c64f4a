//! What is kept of a site: files it sends, pages as PDF; signing in by HTTP itself.

use postrider::form::{ShotFormat, UploadFile};

use super::*;

fn link(name: &str) -> Target {
    role("link", name)
}

/// A remote end takes its time to hand a file over.
fn patient() -> Settings {
    Settings { action_bound: std::time::Duration::from_secs(8), ..settings() }
}

#[test]
fn a_file_that_the_site_sends_becomes_a_document() {
    in_both(patient(), async |form| {
        open(form, "sent.html").await;
        for offered in ["Receipt to keep", "Slow receipt", "Receipt to read"] {
            let sent = form.download(&link(offered)).await.unwrap_or_else(|failure| panic!("{offered}: {failure}"));
            assert_eq!((sent.media_type, sent.size), ("application/pdf", 33), "{offered}");
            let bytes = std::fs::read(&sent.path).unwrap();
            assert!(bytes.starts_with(b"%PDF-1.7 receipt"), "{offered}");
        }
        let kept: Vec<_> = form.evidence().iter().map(|shot| (shot.label.as_str(), shot.format)).collect();
        assert_eq!(kept.len(), 3);
        assert!(kept.iter().all(|(label, format)| label.starts_with("download") && *format == ShotFormat::Pdf));
        assert!(matches!(form.current().await.unwrap().title.as_str(), "Sent"));

        // It can be handed on like any other.
        let sent = form.download(&link("Receipt to keep")).await.unwrap();
        form.upload(&label("Proof"), &[UploadFile { path: sent.path, field: None }]).await.unwrap();
    });
}

#[test]
fn what_is_no_document_is_refused_by_what_it_is() {
    in_both(patient(), async |form| {
        open(form, "sent.html").await;
        let page = failed(form.download(&link("Receipt that is a page")).await);
        assert!(matches!(&page, ActionError::Unsupported(why) if why.contains("must be a PDF, JPEG or PNG")), "{page}");
        let large = failed(form.download(&link("Large receipt")).await);
        assert!(matches!(&large, ActionError::Limit(why) if why.contains("larger than 8 MiB")), "{large}");
        let nothing = failed(form.download(&link("No receipt")).await);
        assert!(matches!(nothing, ActionError::TimedOut(_)), "{nothing}");
    });
}

#[test]
fn a_page_is_kept_as_pdf() {
    in_both(settings(), async |form| {
        open(form, "fields.html").await;
        form.print_pdf().await.unwrap();
        let shot = form.evidence().last().unwrap();
        assert_eq!((shot.format, &shot.bytes[..5]), (ShotFormat::Pdf, b"%PDF-".as_slice()));
    });
}

#[test]
fn a_site_that_asks_by_http_itself_is_told_and_no_other() {
    let both = Settings { origins: vec![SITE.parse().unwrap(), "http://members.test".parse().unwrap()], ..settings() };
    in_both(both, async |form| {
        let page = form.open("http://members.test/members/home").await.unwrap();
        assert_eq!((page.title.as_str(), page.status), ("Members", Some(200)));
        // The same server under another name: who is there is not said.
        let asked = form.open(&format!("{SITE}/members/home")).await;
        match asked {
            // Chromium shows the page of the refusal, or none, Firefox asks for a name first.
            Ok(page) => assert!(page.status != Some(200) && page.title != "Members", "{page:?}"),
            Err(failure) => {
                assert!(matches!(failure.error, ActionError::DialogOpen(_)), "{failure}");
                form.dialog(&postrider::form::DialogAnswer::Dismiss).await.unwrap();
            }
        }
    });
}
