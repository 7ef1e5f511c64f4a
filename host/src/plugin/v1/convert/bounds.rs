//! What any text that an action is given is held to: how long it may be, how many there may be, and that it was not read masked.

use super::invalid::InvalidArgument;
use super::limits::{MAX_ARGUMENT, is_masked, longer};
use crate::submission::MASKED;

/// Longest name of a key or chord: `Control+Shift+ArrowDown`.
const MAX_KEY: usize = 64;
/// Most items of any list that an action is given; each action has a narrower bound of its own.
const MAX_LIST: usize = 100;

/// An address, a selector's attribute: any text that names something.
pub(in crate::plugin::v1) fn bounded(text: String) -> Result<String, InvalidArgument> {
    within(text, MAX_ARGUMENT)
}

/// A key or chord.
pub(in crate::plugin::v1) fn key(text: String) -> Result<String, InvalidArgument> {
    within(text, MAX_KEY)
}

/// A list that an action takes whole.
pub(in crate::plugin::v1) fn few<T>(items: Vec<T>) -> Result<Vec<T>, InvalidArgument> {
    if items.len() > MAX_LIST {
        return Err(InvalidArgument::Limit(format!(
            "a list of {} items; an action takes at most {MAX_LIST}",
            items.len()
        )));
    }
    Ok(items)
}

/// Every text of a plugin's own that is looked for, compared or typed passes here.
pub(super) fn within(text: String, most: usize) -> Result<String, InvalidArgument> {
    if longer(&text, most) {
        return Err(InvalidArgument::Malformed(format!(
            "a text of {} bytes; here one has at most {most} characters",
            text.len()
        )));
    }
    if is_masked(&text) {
        return Err(InvalidArgument::Malformed(format!(
            "this text was read masked: `{MASKED}` stands in it for a value of the applicant's, so it is on no page as it is; name the \
             field, or what else tells the element"
        )));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_lists_have_bounds() {
        let fits = |text: &str, most| within(text.to_owned(), most).is_ok();
        assert!(!fits("•••-2026-30251", 100) && !fits(&"•".repeat(6), 100) && fits("••", 100));
        assert!(fits(&"é".repeat(10), 10) && !fits(&"é".repeat(11), 10) && fits("", 0));
        assert!(key("Control+Shift+ArrowDown".to_owned()).is_ok() && key("x".repeat(1 << 20)).is_err());
        assert!(few(vec![0; MAX_LIST]).is_ok());
        assert!(
            matches!(few(vec![0; MAX_LIST + 1]), Err(InvalidArgument::Limit(message)) if message.contains("101 items"))
        );
    }
}
