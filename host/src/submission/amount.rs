//! Amounts of money as applications, pages and people write them, compared as numbers: `12.00` has the digits of `1200`, and is
//! a hundredth of it.

/// Digits of one group: `1,234,567`.
const GROUP: usize = 3;

/// Whether two texts are the same amount; none where one of them is none.
pub fn same_amount(one: &str, other: &str) -> Option<bool> {
    Some(Amount::read(one)? == Amount::read(other)?)
}

/// An amount without what does not count: signs of currency, separators, zeros before and after.
#[derive(PartialEq, Eq)]
struct Amount<'a> {
    dollars: String,
    cents: &'a str,
}

impl<'a> Amount<'a> {
    /// `1234.5`, `1,234.50`, `$1,234`, `1234.50 USD`.
    fn read(text: &'a str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix("USD").or_else(|| text.strip_suffix("USD")).unwrap_or(text).trim();
        let text = text.strip_prefix('$').unwrap_or(text).trim_start();
        let (dollars, cents) = text.split_once('.').unwrap_or((text, ""));
        let whole = ungrouped(dollars)?;
        (is_digits(&whole) && is_digits(cents) && !(whole.is_empty() && cents.is_empty()))
            .then(|| Self { dollars: whole.trim_start_matches('0').to_owned(), cents: cents.trim_end_matches('0') })
    }
}

/// Without commas, where these part it into groups as they should.
fn ungrouped(dollars: &str) -> Option<String> {
    let mut groups = dollars.split(',');
    let first = groups.next()?;
    let grouped = dollars.len() > first.len();
    let sound = !grouped || (1..=GROUP).contains(&first.len()) && groups.all(|group| group.len() == GROUP);
    sound.then(|| dollars.replace(',', ""))
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_compared_as_numbers() {
        for (one, other, expect) in [
            ("1200.00", "1,200.00", Some(true)),
            ("1200.00", "$1,200", Some(true)),
            ("1200.00", "1200", Some(true)),
            ("1234567.50", "1,234,567.5 USD", Some(true)),
            ("0.50", ".5", Some(true)),
            ("0.00", "0", Some(true)),
            ("1200", "12.00", Some(false)),
            ("1200.00", "120000", Some(false)),
            ("1200", "1.200", Some(false)),
            // No amount.
            ("1200.00", "1,20", None),
            ("1200.00", "", None),
            ("900123456", "900-12-3456", None),
            ("5105550123", "510.555.0123", None),
            ("1200.00", "-1200.00", None),
            ("$", "$", None),
        ] {
            assert_eq!(same_amount(one, other), expect, "{one} {other}");
        }
    }
}
