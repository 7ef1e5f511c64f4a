//! What actions cost beside bare WebDriver commands. Ignored: run it alone, by name, on a machine that does nothing else.

use std::time::{Duration, Instant};

use postrider::browser::ElementRef;
use serde_json::json;

use super::*;

const ROUNDS: usize = 30;

#[track_caller]
fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64() * 1000.0
}

async fn bare(form: &Form, css: &str) -> ElementRef {
    let found = form.session().execute("return document.querySelector(arguments[0])", vec![json!(css)]).await.unwrap();
    serde_json::from_value(found).unwrap()
}

#[test]
#[ignore = "measures; run alone"]
fn what_an_action_costs() {
    in_both(settings(), async |form| {
        open(form, "fields.html").await;
        let (mut fills, mut clicks, mut bare_fills, mut bare_clicks, mut looks) =
            (vec![], vec![], vec![], vec![], vec![]);
        for round in 0..ROUNDS {
            let text = format!("1200 Oak Avenue {round:02}");
            let start = Instant::now();
            fill(form, label("Plain"), &text).await.unwrap();
            fills.push(start.elapsed());
            let start = Instant::now();
            form.click(&button("Next"), None).await.unwrap();
            clicks.push(start.elapsed());
            let start = Instant::now();
            form.read_value(&label("Plain")).await.unwrap();
            looks.push(start.elapsed());
            let start = Instant::now();
            let element = bare(form, "#plain").await;
            form.session().clear(&element).await.unwrap();
            form.session().send_keys(&element, &text).await.unwrap();
            bare_fills.push(start.elapsed());
            form.clear(&label("Plain")).await.unwrap();
            let start = Instant::now();
            let element = bare(form, "#next").await;
            form.session().click(&element).await.unwrap();
            bare_clicks.push(start.elapsed());
        }
        eprintln!(
            "fill {:.1} ms (bare {:.1}), click {:.1} ms (bare {:.1}), read {:.1} ms",
            median(fills),
            median(bare_fills),
            median(clicks),
            median(bare_clicks),
            median(looks)
        );
    });
}
