//! Words that say nothing to a newcomer: no name in the host is made of them. Comments and texts may use them.

use proc_macro2::{TokenStream, TokenTree};

use super::text::Source;
use super::violation::Violation;

/// Each was once the name of several different things.
const REFUSED: [&str; 4] = ["desk", "house", "stage", "told"];

pub(super) fn check(source: &Source, found: &mut Vec<Violation>) {
    if !source.path.starts_with("host/src") {
        return;
    }
    // What is no Rust is reported by the rule about circles.
    let Ok(tokens) = source.text.parse::<TokenStream>() else { return };
    let mut names = Vec::new();
    collect(tokens, &mut names);
    for (name, line) in names {
        if let Some(word) = REFUSED.into_iter().find(|word| words(&name).any(|part| part == *word)) {
            let rule = format!("`{name}`: “{word}” does not say what it is; name it after what it does or holds");
            found.push(Violation { file: source.path.clone(), line, rule });
        }
    }
}

fn collect(tokens: TokenStream, names: &mut Vec<(String, usize)>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => collect(group.stream(), names),
            TokenTree::Ident(name) => names.push((name.to_string(), name.span().start().line)),
            _ => {}
        }
    }
}

/// `county_desk`, `CountyDesk` and `COUNTY_DESK` are county and desk.
fn words(name: &str) -> impl Iterator<Item = String> {
    let mut parts = vec![String::new()];
    let mut before = '_';
    for letter in name.chars() {
        if letter == '_' || letter.is_uppercase() && before.is_lowercase() {
            parts.push(String::new());
        }
        if letter != '_' {
            parts.last_mut().expect("there is one").extend(letter.to_lowercase());
        }
        before = letter;
    }
    parts.into_iter()
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn names_are_taken_apart() {
        let check = |name: &str, expect: &[&str]| assert_eq!(words(name).collect::<Vec<_>>(), expect);
        check("county_desk", &["county", "desk"]);
        check("CountyDesk", &["county", "desk"]);
        check("COUNTY_DESK", &["county", "desk"]);
        check("household", &["household"]);
    }
}
