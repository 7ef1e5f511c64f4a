//! Documents: what Cedar takes, and handing them over one by one.

use postrider_sdk::prelude::*;

/// Largest file, in bytes: 5 MB as the site says.
const LARGEST: u64 = 5_000_000;

/// The host's words for what a document proves, and Cedar's.
const KINDS: [(&str, &str); 4] = [
    ("identity", "IDENTIFICATION"),
    ("income", "PROOF OF INCOME"),
    ("residency", "PROOF OF ADDRESS"),
    ("other", "OTHER"),
];

/// The documents that Cedar would not take, for `check`.
pub(crate) fn problems(app: &Application) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (at, document) in (0..).zip(documents::all()) {
        let field = app.documents().document(at).group();
        if document.media_type != "application/pdf" && document.media_type != "image/jpeg" {
            problems.push(field.problem("Cedar County takes documents as PDF or JPEG only."));
        } else if document.size > LARGEST {
            problems.push(field.problem("Cedar County takes documents of at most 5 MB."));
        }
    }
    problems
}

/// Hands over every document.
pub(crate) fn hand_over(app: &Application, main: &Page) -> Result<(), Stop> {
    for (at, document) in (0..).zip(documents::all()) {
        let kind = KINDS.iter().find(|(kind, _)| *kind == document.kind).map_or("OTHER", |(_, words)| words);
        main.choose(name("DOCTYPE"), kind)?;
        main.upload(name("FILE"), &[document])?;
        main.click(button("UPLOAD"))?;
        // One row is the header's, one this document's.
        if main.wait_for([count(css("#FILES tr"), at + 2), visible(id("ERRMSG"))])? == 1 {
            return Err(Stop::refused(&app.documents().document(at).group().path, &main.text(id("ERRMSG"))?));
        }
    }
    Ok(())
}
