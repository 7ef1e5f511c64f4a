//! The towns that Dogwood's and Elm's lists offer. Several begin alike, so that a beginning is not enough.

/// The towns of a state, in the order in which lists show them.
pub(crate) fn towns(state: &str) -> &'static [&'static str] {
    match state {
        "AA" | "AE" | "AP" => &["APO", "DPO", "FPO"],
        "PR" => &["Bayamón", "Caguas", "Mayagüez", "Ponce", "San Germán", "San Juan", "San Lorenzo"],
        "CA" => &[
            "Arcata",
            "Crescent City",
            "Dogwood",
            "Dogwood Creek",
            "Dogwood Falls",
            "Elm",
            "Elm Grove",
            "Elm Grove Park",
            "Eureka",
            "Fort Dogwood",
            "Fresno",
            "La Cañada Flintridge",
            "Oakland",
            "Oakland Hills",
            "Point Arena",
            "Redding",
            "Sacramento",
            "San José",
            "San Luis Obispo",
            "Santa Cruz",
            "Ukiah",
            "Weed",
        ],
        "NV" => &["Las Vegas", "Minden", "Reno"],
        "OR" => &["Ashland", "Klamath Falls", "Medford", "Portland"],
        _ => &["Springfield"],
    }
}
