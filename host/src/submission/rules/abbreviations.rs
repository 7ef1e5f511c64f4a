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
    let mut words: Vec<&str> = text.split(' ').collect();
    let fits = |words: &[&str]| {
        let joined = words.join(" ");
        (joined.chars().count() <= length).then_some(joined)
    };
    for index in (0..words.len()).rev() {
        if let Some(short) = fits(&words) {
            return Some(short);
        }
        let word = words[index].to_lowercase();
        if let Ok(found) = ABBREVIATIONS.binary_search_by_key(&word.as_str(), |(long, _)| long) {
            words[index] = ABBREVIATIONS[found].1;
        }
    }
    fits(&words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_for_its_search() {
        assert!(ABBREVIATIONS.is_sorted_by_key(|(long, _)| long));
    }
}
