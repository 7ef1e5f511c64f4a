//! Words that the host's code may use in certain modules only.

use super::text::{Source, has_word};
use super::violation::Violation;

/// A word and the modules of the host that may use it.
struct AllowedPlaces {
    word: &'static str,
    modules: &'static [&'static str],
    rule: &'static str,
}

const ALLOWED: [AllowedPlaces; 6] = [
    AllowedPlaces { word: "fantoccini", modules: &["browser"], rule: "only `browser` names fantoccini" },
    AllowedPlaces { word: "wasmtime", modules: &["plugin"], rule: "only `plugin` names wasmtime" },
    AllowedPlaces { word: "object_store::", modules: &["kept_files"], rule: "only `kept_files` names object_store" },
    AllowedPlaces { word: "bindgen!", modules: &["plugin"], rule: "WIT types are made in `plugin` alone" },
    AllowedPlaces { word: "bindings::", modules: &["plugin"], rule: "WIT types stop at `plugin`" },
    AllowedPlaces {
        word: "CommitIntent::written",
        modules: &["ledger"],
        rule: "only `ledger` can say that an intent is written",
    },
];

/// What the pure module never says.
const IMPURE: [&str; 4] = ["async", ".await", "tokio", "std::fs"];

pub(super) fn check(source: &Source, found: &mut Vec<Violation>) {
    let Some(path) = source.host_module() else { return };
    let module = path.first().copied().unwrap_or_default();
    let tests =
        source.text.lines().position(|line| line.trim() == "#[cfg(test)]").map_or(usize::MAX, |index| index + 1);
    for (line, code) in source.code() {
        let mut violation = |rule: String| {
            found.push(Violation { file: source.path.clone(), line, rule });
        };
        for allowed in &ALLOWED {
            // Tests stand last in a file, and may stand in for a neighbour.
            if line < tests && has_word(code, allowed.word) && !allowed.modules.contains(&module) {
                violation(allowed.rule.to_owned());
            }
        }
        if module == "submission" {
            for word in IMPURE.into_iter().filter(|word| has_word(code, word)) {
                violation(format!("`submission` is pure: it never says `{word}`"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::tidy::tests::said;

    #[test]
    fn words_are_used_only_where_they_are_allowed() {
        let check = |path: &str, code: &str, expect: &str| {
            let said = said(path, &format!("//! Why.\n{code}\n"));
            assert_eq!(said, if expect.is_empty() { vec![] } else { vec![format!("{path}:2: {expect}")] }, "{code}");
        };
        check("host/src/browser/driver.rs", "use fantoccini::Client;", "");
        check("host/src/form/fill.rs", "use fantoccini::Client;", "only `browser` names fantoccini");
        check("host/src/form.rs", "// not fantoccini", "");
        check("tests/it/src/main.rs", "use fantoccini::Client;", "");
        check("host/src/ledger/intent.rs", "CommitIntent::written(&lease)", "");
        check(
            "host/src/scheduler.rs",
            "CommitIntent::written(&lease)",
            "only `ledger` can say that an intent is written",
        );
        check("host/src/form/commit.rs", "#[cfg(test)] mod tests { }", "");
        check("host/src/plugin/v1.rs", "wasmtime::component::bindgen!({});", "");
        check("host/src/submission/state.rs", "async fn f() {}", "`submission` is pure: it never says `async`");
    }
}
