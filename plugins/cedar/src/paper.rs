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
    let wrong = |document: &Document| {
        if !["application/pdf", "image/jpeg"].contains(&document.media_type.as_str()) {
            Some("Cedar County takes documents as PDF or JPEG only.")
        } else if document.size > LARGEST {
            Some("Cedar County takes documents of at most 5 MB.")
        } else {
            None
        }
    };
    let fields = app.documents().documents();
    let named = documents::all().into_iter().zip(fields);
    named
        .filter_map(|(document, field)| wrong(&document).map(|message| field.group().problem(message)))
        .collect()
}

/// Hands over every document.
pub(crate) fn hand_over(app: &Application, main: &Page) -> Result<(), Stop> {
    for ((document, field), listed) in documents::all().into_iter().zip(app.documents().documents()).zip(1..) {
        let kind = KINDS
            .iter()
            .find(|(kind, _)| *kind == document.kind)
            .map_or("OTHER", |(_, words)| words);
        main.choose(name("DOCTYPE"), kind)?;
        main.upload(name("FILE"), &[document])?;
        main.click(button("UPLOAD"))?;
        // One row is the header's.
        let taken = main.see([
            (count(css("#FILES tr"), listed + 1), true),
            (visible(id("ERRMSG")), false),
        ])?;
        if !taken {
            return Err(Stop::refused(&field.group().path, &main.text(id("ERRMSG"))?));
        }
    }
    Ok(())
}
