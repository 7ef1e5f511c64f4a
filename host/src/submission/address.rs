//! Postal addresses, by what kind they are, and the lines they are written in.
//!
//! The lines follow USPS Publication 28 (Postal Addressing Standards), chapter 2: rural routes, general delivery, post
//! office and private mail boxes, military and Puerto Rico addresses.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A postal address. What is not said is absent, never blank.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Address {
    /// A house or flat on a street.
    Street {
        /// Primary number: `1200`, `12-34`, `1200 1/2`.
        number: String,
        /// Street with its directionals and suffix: `N Oak Ave`.
        street: String,
        /// Secondary unit with its designator: `Apt 4`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<String>,
        /// City.
        city: String,
        /// State, territory or military region: two letters.
        state: String,
        /// `12345` or `12345-6789`.
        zip: String,
    },
    /// A post office box.
    PoBox {
        /// Number of the box.
        #[serde(rename = "box")]
        number: String,
        /// City.
        city: String,
        /// Two letters.
        state: String,
        /// `12345` or `12345-6789`.
        zip: String,
    },
    /// A box at a commercial mail receiving agency.
    PrivateMailBox {
        /// Primary number of the agency.
        number: String,
        /// Street of the agency.
        street: String,
        /// Number of the private mail box.
        pmb: String,
        /// City.
        city: String,
        /// Two letters.
        state: String,
        /// `12345` or `12345-6789`.
        zip: String,
    },
    /// APO, FPO or DPO.
    Military {
        /// Unit with its designator: `PSC 802`, `UNIT 2050`, `CMR 1250`.
        unit: String,
        /// Number of the box.
        #[serde(rename = "box")]
        number: String,
        /// `APO`, `FPO` or `DPO`.
        city: String,
        /// `AA`, `AE` or `AP`.
        state: String,
        /// `12345` or `12345-6789`.
        zip: String,
    },
    /// A room on a campus.
    Dormitory {
        /// Name of the hall.
        hall: String,
        /// Room.
        room: String,
        /// Primary number of the hall.
        number: String,
        /// Street of the hall.
        street: String,
        /// City.
        city: String,
        /// Two letters.
        state: String,
        /// `12345` or `12345-6789`.
        zip: String,
    },
    /// A box on a rural route.
    RuralRoute {
        /// Number of the route.
        route: String,
        /// Number of the box.
        #[serde(rename = "box")]
        number: String,
        /// City.
        city: String,
        /// Two letters.
        state: String,
        /// `12345` or `12345-6789`.
        zip: String,
    },
    /// Puerto Rico with its urbanization.
    PuertoRico {
        /// Name of the urbanization, without `URB`.
        urbanization: String,
        /// Primary number.
        number: String,
        /// Street.
        street: String,
        /// Secondary unit with its designator.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<String>,
        /// Municipality.
        city: String,
        /// `PR`.
        state: String,
        /// `12345` or `12345-6789`.
        zip: String,
    },
    /// No fixed address: mail goes to general delivery.
    None {
        /// Where the person can usually be found, in their words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        description: Option<String>,
        /// City.
        city: String,
        /// Two letters.
        state: String,
        /// Of the post office that holds the mail.
        zip: String,
    },
}

/// The delivery address lines, above city, state and ZIP Code.
#[derive(Clone, PartialEq, Eq)]
pub struct DeliveryLines {
    /// The first line.
    pub line1: String,
    /// The second, where there is one.
    pub line2: Option<String>,
}

impl DeliveryLines {
    /// Both on one line.
    pub fn joined(&self) -> String {
        match &self.line2 {
            Some(line2) => format!("{} {line2}", self.line1),
            None => self.line1.clone(),
        }
    }
}

impl Address {
    /// The address as it is written on mail.
    pub fn lines(&self) -> DeliveryLines {
        let with = |line1: String, line2: Option<String>| DeliveryLines { line1, line2 };
        match self {
            Self::Street { number, street, unit, .. } => with(format!("{number} {street}"), unit.clone()),
            Self::PoBox { number, .. } => with(format!("PO BOX {number}"), None),
            Self::PrivateMailBox { number, street, pmb, .. } => {
                with(format!("{number} {street}"), Some(format!("PMB {pmb}")))
            }
            Self::Military { unit, number, .. } => with(format!("{unit} BOX {number}"), None),
            Self::Dormitory { hall, room, number, street, .. } => {
                with(format!("{number} {street}"), Some(format!("{hall} RM {room}")))
            }
            Self::RuralRoute { route, number, .. } => with(format!("RR {route} BOX {number}"), None),
            Self::PuertoRico { urbanization, number, street, unit, .. } => {
                let street = match unit {
                    Some(unit) => format!("{number} {street} {unit}"),
                    None => format!("{number} {street}"),
                };
                with(format!("URB {urbanization}"), Some(street))
            }
            Self::None { .. } => with("GENERAL DELIVERY".to_owned(), None),
        }
    }

    /// City, state and ZIP Code.
    pub(super) fn place(&self) -> (&str, &str, &str) {
        match self {
            Self::Street { city, state, zip, .. }
            | Self::PoBox { city, state, zip, .. }
            | Self::PrivateMailBox { city, state, zip, .. }
            | Self::Military { city, state, zip, .. }
            | Self::Dormitory { city, state, zip, .. }
            | Self::RuralRoute { city, state, zip, .. }
            | Self::PuertoRico { city, state, zip, .. }
            | Self::None { city, state, zip, .. } => (city, state, zip),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, expect: &str) {
        let address: Address = serde_json::from_str(json).unwrap();
        assert_eq!(address.lines().joined(), expect);
    }

    #[test]
    fn lines_follow_publication_28() {
        check(
            r#"{"kind":"street","number":"1200","street":"Oak Ave","unit":"Apt 4","city":"Alder","state":"CA","zip":"95001"}"#,
            "1200 Oak Ave Apt 4",
        );
        check(r#"{"kind":"po_box","box":"482","city":"Alder","state":"CA","zip":"95001"}"#, "PO BOX 482");
        check(
            r#"{"kind":"private_mail_box","number":"10","street":"Main St","pmb":"234","city":"Alder","state":"CA","zip":"95001"}"#,
            "10 Main St PMB 234",
        );
        check(
            r#"{"kind":"military","unit":"PSC 802","box":"74","city":"APO","state":"AE","zip":"09499"}"#,
            "PSC 802 BOX 74",
        );
        check(
            r#"{"kind":"rural_route","route":"2","box":"152","city":"Alder","state":"CA","zip":"95001"}"#,
            "RR 2 BOX 152",
        );
        check(
            r#"{"kind":"puerto_rico","urbanization":"Las Gladiolas","number":"150","street":"Calle A","city":"San Juan","state":"PR","zip":"00926"}"#,
            "URB Las Gladiolas 150 Calle A",
        );
        check(r#"{"kind":"none","city":"Alder","state":"CA","zip":"95001"}"#, "GENERAL DELIVERY");
    }
}
