//! `county calendar`: the next days of a county, in its own time.

use jiff::civil::Date;
use serde_json::Value;

use super::client::{Client, Failure};
use super::show;
use crate::submission::CountyCode;

/// Asks the host, and shows the days.
pub(super) async fn calendar(client: &Client, county: &CountyCode, days: u16, json: bool) -> Result<(), Failure> {
    let path = format!("/v1/counties/{county}/calendar");
    let shown = client.get(&path, &[("days", days.to_string())]).await?;
    if json {
        return show::json(&shown);
    }
    let zone = &shown["zone"];
    show::line(&format!("{}, in its own time ({})", show::text(&shown["name"]), show::text(zone)))?;
    if shown["site_open"] == false {
        show::line("its site is not worked on now, by its `hours` or `maintenance`")?;
    }
    show::table(&["day", "date", "cutoff", "why"], rows(&shown), "no day was asked for")
}

fn rows(shown: &Value) -> Vec<Vec<String>> {
    let row = |day: &Value| {
        let date = day["date"].as_str().and_then(|date| date.parse::<Date>().ok());
        let weekday = date.map_or_else(|| "-".to_owned(), |date| date.strftime("%a").to_string());
        vec![weekday, show::text(&day["date"]), show::cutoff(&day["cutoff"], &shown["zone"]), show::text(&day["why"])]
    };
    show::items(&shown["days"]).map(row).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_day_has_its_cutoff_or_the_reason_why_not() {
        let shown = json!({"zone": "America/New_York", "days": [
            {"date": "2026-11-25", "cutoff": "2026-11-25T22:00:00Z", "why": null},
            {"date": "2026-11-26", "cutoff": null, "why": "Thanksgiving Day"},
        ]});
        assert_eq!(
            rows(&shown),
            [["Wed", "2026-11-25", "2026-11-25 17:00:00 EST", "-"], ["Thu", "2026-11-26", "-", "Thanksgiving Day"],]
        );
    }
}
