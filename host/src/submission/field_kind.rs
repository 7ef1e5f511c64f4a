//! Which fields an application can have, and what sort of value each holds.

/// Longest path, in bytes: longer than any that there is.
const MAX_PATH: usize = 100;
/// Most digits of an index.
const MAX_INDEX_DIGITS: usize = 4;

/// What sort of value stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A person's name or a part of it.
    Name,
    /// A number that identifies a person.
    Identifier,
    /// An address or a part of it.
    Address,
    /// A telephone number or e-mail address.
    Contact,
    Date,
    /// The applicant's own words.
    FreeText,
    /// An amount in dollars.
    Amount,
    /// One of a closed list of codes.
    Choice,
    /// `true` or `false`.
    Boolean,
    Many,
    /// A group of further fields.
    Group,
}

impl Kind {
    /// Whether a plugin may read it without a grant: none of these says who the applicant is.
    pub fn readable_by_default(self) -> bool {
        matches!(self, Self::Amount | Self::Choice | Self::Boolean | Self::Many | Self::Group)
    }
}

/// A path with every index left out: `household[2].ssn` becomes `household[].ssn`.
pub fn without_indices(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut inside = false;
    for character in path.chars() {
        match character {
            '[' => {
                inside = true;
                out.push('[');
            }
            ']' => {
                inside = false;
                out.push(']');
            }
            _ if inside => {}
            other => out.push(other),
        }
    }
    out
}

/// Whether what stands in brackets is an index, or nothing, as in a pattern.
fn has_sound_indices(path: &str) -> bool {
    path.split('[').skip(1).all(|rest| {
        let index = rest.split(']').next().unwrap_or_default();
        rest.contains(']') && index.len() <= MAX_INDEX_DIGITS && index.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Whether a path is a group of further fields.
pub(super) fn is_group(path: &str) -> bool {
    has_sound_indices(path)
        && matches!(
            without_indices(path).as_str(),
            "applicant"
                | "applicant.name"
                | "home"
                | "mailing"
                | "household[]"
                | "household[].name"
                | "finances"
                | "documents[]"
                | "signature"
        )
}

/// The kind of a path or of a pattern of paths, and with it whether there is such a path at all.
pub fn kind_of(path: &str) -> Option<Kind> {
    if path.len() > MAX_PATH || !has_sound_indices(path) {
        return None;
    }
    let pattern = without_indices(path);
    if let Some(part) = pattern.strip_prefix("home.").or_else(|| pattern.strip_prefix("mailing.")) {
        return match part {
            "kind" => Some(Kind::Choice),
            "description" => Some(Kind::FreeText),
            "number" | "street" | "unit" | "box" | "pmb" | "hall" | "room" | "route" | "urbanization" | "city"
            | "state" | "zip" | "line1" | "line2" | "line" => Some(Kind::Address),
            _ => None,
        };
    }
    Some(match pattern.as_str() {
        "applicant.name.first"
        | "applicant.name.middle"
        | "applicant.name.last"
        | "applicant.name.suffix"
        | "household[].name.first"
        | "household[].name.middle"
        | "household[].name.last"
        | "household[].name.suffix" => Kind::Name,
        "applicant.ssn" | "household[].ssn" => Kind::Identifier,
        "applicant.phone" | "applicant.email" => Kind::Contact,
        "applicant.birth_date" | "household[].birth_date" | "signature.signed_on" => Kind::Date,
        "notes" | "documents[].name" => Kind::FreeText,
        "household[].monthly_income"
        | "finances.monthly_income"
        | "finances.cash_on_hand"
        | "finances.monthly_rent" => Kind::Amount,
        "applicant.language"
        | "applicant.marital_status"
        | "household[].relationship"
        | "contact_preference"
        | "documents[].kind" => Kind::Choice,
        "finances.pays_utilities" => Kind::Boolean,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_is_a_number_of_few_digits() {
        assert_eq!(kind_of("household[2].ssn"), Some(Kind::Identifier));
        assert_eq!(kind_of("household[].ssn"), Some(Kind::Identifier));
        for index in ["x", "-1", "12345", "2][3", &"1".repeat(1_000_000)] {
            assert_eq!(kind_of(&format!("household[{index}].ssn")), None, "an index of {} bytes", index.len());
        }
        assert_eq!(kind_of("household[2.ssn"), None);
    }
}
