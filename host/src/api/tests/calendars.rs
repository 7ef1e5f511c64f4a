//! A county's days, for whoever may look.

use super::*;

#[tokio::test]
async fn a_county_s_days_have_their_cutoff_or_the_reason_why_not() {
    let surface = Surface::new().await;
    let calendar = surface.call(Method::GET, "/v1/counties/99001/calendar?days=5", VIEWER, "").await;
    assert_eq!(calendar.status, StatusCode::OK, "{}", calendar.body);
    // Sunday evening in California.
    assert_eq!(
        calendar.body,
        json!({
            "county": "99001", "name": "Alder", "zone": "America/Los_Angeles",
            "next_cutoff": "2026-11-24T01:00:00Z", "site_open": true,
            "days": [
                {"date": "2026-11-22", "cutoff": null, "why": "it does not work on sundays"},
                {"date": "2026-11-23", "cutoff": "2026-11-24T01:00:00Z", "why": null},
                {"date": "2026-11-24", "cutoff": "2026-11-25T01:00:00Z", "why": null},
                {"date": "2026-11-25", "cutoff": "2026-11-26T01:00:00Z", "why": null},
                {"date": "2026-11-26", "cutoff": null, "why": "Thanksgiving Day"},
            ],
        })
    );
    let usual = surface.call(Method::GET, "/v1/counties/99001/calendar", VIEWER, "").await;
    assert_eq!(usual.body["days"].as_array().unwrap().len(), 14);
}
