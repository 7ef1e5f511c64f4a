//! The abbreviations of USPS Publication 28: directionals (section 233), street suffixes (appendix C1) and secondary
//! unit designators (appendix C2). The common ones; a word that is not listed is never shortened.

/// The word in lower case and its standard abbreviation.
const ABBREVIATIONS: &[(&str, &str)] = &[
    ("apartment", "APT"),
    ("avenue", "AVE"),
    ("boulevard", "BLVD"),
    ("building", "BLDG"),
    ("circle", "CIR"),
    ("court", "CT"),
    ("creek", "CRK"),
    ("crossing", "XING"),
    ("department", "DEPT"),
    ("drive", "DR"),
    ("east", "E"),
    ("expressway", "EXPY"),
    ("floor", "FL"),
    ("freeway", "FWY"),
    ("heights", "HTS"),
    ("highway", "HWY"),
    ("junction", "JCT"),
    ("landing", "LNDG"),
    ("lane", "LN"),
    ("mountain", "MTN"),
    ("north", "N"),
    ("northeast", "NE"),
    ("northwest", "NW"),
    ("parkway", "PKWY"),
    ("place", "PL"),
    ("plaza", "PLZ"),
    ("ridge", "RDG"),
    ("road", "RD"),
    ("room", "RM"),
    ("south", "S"),
    ("southeast", "SE"),
    ("southwest", "SW"),
    ("space", "SPC"),
    ("square", "SQ"),
    ("street", "ST"),
    ("suite", "STE"),
    ("terrace", "TER"),
    ("trail", "TRL"),
    ("trailer", "TRLR"),
    ("turnpike", "TPKE"),
    ("valley", "VLY"),
    ("west", "W"),
];

/// The text within `length` characters, abbreviated from its end on, one word at a time; none if it stays too long.
pub(super) fn fit(text: &str, length: usize) -> Option<String> {
    let (fitted, now) = abbreviate(text, length);
    (now <= length).then_some(fitted)
}

/// Every word abbreviated that can be.
pub(in crate::submission) fn shortest(text: &str) -> String {
    abbreviate(text, 0).0
}

/// The text with words abbreviated from its end on until it has `length` characters, and how many it has.
fn abbreviate(text: &str, length: usize) -> (String, usize) {
    let mut words: Vec<&str> = text.split(' ').collect();
    let mut now = text.chars().count();
    for word in words.iter_mut().rev() {
        if now <= length {
            break;
        }
        let long = word.to_lowercase();
        if let Ok(found) = ABBREVIATIONS.binary_search_by_key(&long.as_str(), |(long, _)| long) {
            let short = ABBREVIATIONS[found].1;
            now = now - word.chars().count() + short.len();
            *word = short;
        }
    }
    (words.join(" "), now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_for_its_search() {
        assert!(ABBREVIATIONS.is_sorted_by_key(|(long, _)| long));
    }
}
