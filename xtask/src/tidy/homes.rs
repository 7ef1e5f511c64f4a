//! Words that have one home: what is named where, and nowhere else.

use super::breach::Breach;
use super::text::{Source, has_word};

/// A word and the modules of the host that may say it.
struct Home {
    word: &'static str,
    modules: &'static [&'static str],
    rule: &'static str,
}

const HOMES: [Home; 5] = [
    Home { word: "fantoccini", modules: &["browser"], rule: "only `browser` names fantoccini" },
    Home { word: "wasmtime", modules: &["plugin"], rule: "only `plugin` names wasmtime" },
    Home { word: "bindgen!", modules: &["plugin"], rule: "WIT types are made in `plugin` alone" },
    Home { word: "bindings::", modules: &["plugin"], rule: "WIT types stop at `plugin`" },
    Home {
        word: "CommitIntent::written",
        modules: &["ledger"],
        rule: "only `ledger` can say that an intent is written",
    },
];

/// What the pure module never says.
const IMPURE: [&str; 4] = ["async", ".await", "tokio", "std::fs"];

pub(super) fn check(source: &Source, found: &mut Vec<Breach>) {
    let Some(path) = source.host_module() else { return };
    let module = path.first().copied().unwrap_or_default();
    let tests =
        source.text.lines().position(|line| line.trim() == "#[cfg(test)]").map_or(usize::MAX, |index| index + 1);
    for (line, code) in source.code() {
        let mut breach = |rule: String| {
            found.push(Breach { file: source.path.clone(), line, rule });
        };
        for home in &HOMES {
            // Tests stand last in a file, and may stand in for a neighbour.
            if line < tests && has_word(code, home.word) && !home.modules.contains(&module) {
                breach(home.rule.to_owned());
            }
        }
        if module == "submission" {
            for word in IMPURE.into_iter().filter(|word| has_word(code, word)) {
                breach(format!("`submission` is pure: it never says `{word}`"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::tidy::tests::said;

    #[test]
    fn words_stay_at_home() {
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
