//! The script in the page: one function per document, put there once and called with a request each time. Knows nothing of what
//! a request means.

use std::fmt::Write as _;
use std::sync::LazyLock;

/// What each answer of the script has, field by field: the script gives exactly this, and the protocol's tests compare.
pub(super) const ANSWERS: &str = include_str!("answers.json");

/// Calls the script of this document, if it has one. Arguments: the property that it is kept under, and the request.
pub(super) const CALL: &str =
    "const page = document[arguments[0]]; return page ? page.run(arguments[1]) : { error: \"no-script\" };";

/// The script's files, in the order that they are put together.
const PARTS: [(&str, &str); 27] = [
    ("text.js", include_str!("text.js")),
    ("seen.js", include_str!("seen.js")),
    ("name.js", include_str!("name.js")),
    ("labels.js", include_str!("labels.js")),
    ("twins.js", include_str!("twins.js")),
    ("find.js", include_str!("find.js")),
    ("aim.js", include_str!("aim.js")),
    ("ready.js", include_str!("ready.js")),
    ("arrival.js", include_str!("arrival.js")),
    ("submits.js", include_str!("submits.js")),
    ("validity.js", include_str!("validity.js")),
    ("frames.js", include_str!("frames.js")),
    ("content.js", include_str!("content.js")),
    ("files.js", include_str!("files.js")),
    ("overlays.js", include_str!("overlays.js")),
    ("memory.js", include_str!("memory.js")),
    ("options.js", include_str!("options.js")),
    ("scroll.js", include_str!("scroll.js")),
    ("list.js", include_str!("list.js")),
    ("dates.js", include_str!("dates.js")),
    ("checks.js", include_str!("checks.js")),
    ("chosen.js", include_str!("chosen.js")),
    ("drag.js", include_str!("drag.js")),
    ("skeleton.js", include_str!("skeleton.js")),
    ("look.js", include_str!("look.js")),
    ("leaving.js", include_str!("leaving.js")),
    ("main.js", include_str!("main.js")),
];

/// Puts the script into the document and calls it; a document that had none says in `fresh` which page it is. Comments and
/// indentation are left out of what is sent.
pub(super) static INSTALL: LazyLock<String> = LazyLock::new(|| {
    let body: Vec<&str> = PARTS
        .iter()
        .flat_map(|(_, part)| part.lines())
        .chain(["const ANSWERS ="])
        .chain(ANSWERS.lines())
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with("//"))
        .collect();
    format!(
        "const KEY = arguments[0], BORN = arguments[1].act, fresh = !document[KEY]; \
         if (fresh) {{ (function () {{ \"use strict\";\n{}\n}})(); }} \
         return document[KEY].run(arguments[1]).then((answer) => {{ \
         if (fresh) answer.fresh = location.pathname + \"\\n\" + document.title; return answer; }});",
        ascii(&body.join("\n"))
    )
});

/// The same script, every other letter as an escape: the script has them in texts and patterns alone. Browsers keep a script that has one
/// such letter as two bytes for each of all its letters.
fn ascii(script: &str) -> String {
    let mut sent = String::with_capacity(script.len());
    for letter in script.chars() {
        if letter.is_ascii() {
            sent.push(letter);
            continue;
        }
        for unit in letter.encode_utf16(&mut [0; 2]) {
            // A string takes all that is written to it.
            let _ = write!(sent, "\\u{unit:04x}");
        }
    }
    sent
}

/// One of the script's files, for a test to look into.
#[cfg(test)]
pub(super) fn part(file: &str) -> &'static str {
    PARTS.iter().find(|(name, _)| *name == file).map(|(_, part)| *part).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::{INSTALL, PARTS, ascii};

    #[test]
    fn what_is_sent_is_ascii_and_says_the_same() {
        assert!(INSTALL.is_ascii());
        assert_eq!(ascii("const A = \"a\u{f1}o \u{1f600}\";"), "const A = \"a\\u00f1o \\ud83d\\ude00\";");
    }

    /// The files are put together into one: a name that two of them declare would be the later one's in both.
    #[test]
    fn no_name_is_declared_by_two_files() {
        let mut declared: HashMap<&str, &str> = HashMap::new();
        for (file, script) in PARTS {
            for line in script.lines() {
                let line = line.strip_prefix("async ").unwrap_or(line);
                let Some(rest) =
                    ["function ", "const ", "let ", "class "].iter().find_map(|word| line.strip_prefix(word))
                else {
                    continue;
                };
                let name = rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
                let before = declared.insert(name, file);
                assert!(
                    name.is_empty() || before.is_none(),
                    "`{name}` is declared in {} and {file}",
                    before.unwrap_or_default()
                );
            }
        }
        assert!(declared.len() > 200, "the scripts declare more names");
    }
}
