//! How long and how many what an action is given may be.

use super::Bad;

/// Longest text of a target, rule or pattern, in characters.
pub(super) const MAX_ARGUMENT: usize = 2_000;
/// Longest path of a field; the longest that there is has some forty characters.
pub(super) const MAX_PATH: usize = 200;
/// Longest text of the plugin's own that is typed or compared.
pub(super) const MAX_LITERAL: usize = 4_000;
/// Longest name of a key or chord: `Control+Shift+ArrowDown`.
const MAX_KEY: usize = 64;
/// Most rules of a reference.
pub(super) const MAX_RULES: usize = 16;
/// Most arguments of a rule.
pub(super) const MAX_RULE_ARGUMENTS: usize = 200;
/// Most items of any list that an action is given; each action has a narrower bound of its own.
const MAX_LIST: usize = 100;

/// An address, a selector's attribute: any text that names something.
pub(in super::super) fn bounded(text: String) -> Result<String, Bad> {
    within(text, MAX_ARGUMENT)
}

/// A key or chord.
pub(in super::super) fn key(text: String) -> Result<String, Bad> {
    within(text, MAX_KEY)
}

/// A list that an action takes whole.
pub(in super::super) fn few<T>(items: Vec<T>) -> Result<Vec<T>, Bad> {
    if items.len() > MAX_LIST {
        return Err(Bad::Limit(format!("a list of {} items; an action takes at most {MAX_LIST}", items.len())));
    }
    Ok(items)
}

pub(super) fn within(text: String, most: usize) -> Result<String, Bad> {
    if longer(&text, most) {
        return Err(Bad::Malformed(format!("a text of {} bytes; here one has at most {most} characters", text.len())));
    }
    Ok(text)
}

/// Whether a text has more characters; stops counting where it knows.
pub(super) fn longer(text: &str, most: usize) -> bool {
    text.len() > most && text.chars().nth(most).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_lists_have_bounds() {
        let fits = |text: &str, most| within(text.to_owned(), most).is_ok();
        assert!(fits(&"é".repeat(10), 10) && !fits(&"é".repeat(11), 10) && fits("", 0));
        assert!(key("Control+Shift+ArrowDown".to_owned()).is_ok() && key("x".repeat(1 << 20)).is_err());
        assert!(few(vec![0; MAX_LIST]).is_ok());
        assert!(matches!(few(vec![0; MAX_LIST + 1]), Err(Bad::Limit(words)) if words.contains("101 items")));
    }
}
