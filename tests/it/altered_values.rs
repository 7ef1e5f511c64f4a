//! What a control makes of a value that a plugin fills in reaches the plugin, and by it whoever handed the application in.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context as _, Result};
use axum::Router;
use axum::response::Html;
use axum::routing::get;
use county_sim::County;
use harness::{Browser, Harness, Settings, State};
use serde_json::json;
use tokio::net::TcpListener;

use crate::applications;

/// One control takes three letters, one puts digits into groups, one is rendered anew without its value when it is left.
const PAGE: &str = r#"<!doctype html><title>Listens</title>
<label>First name <input maxlength="3"></label> <label>Social Security number <input id="ssn"></label> <p id="place"></p>
<script>
const ssn = document.getElementById('ssn'), place = document.getElementById('place');
ssn.oninput = () => { ssn.value = ssn.value.replace(/\D/g, '').replace(/^(\d{3})(\d)/, '$1-$2').replace(/-(\d{2})(\d)/, '-$1-$2'); };
function render() { place.innerHTML = '<label>City <input></label>'; place.querySelector('input').onchange = () => setTimeout(render); }
render();
</script>"#;

async fn reported_in(browser: Browser) -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let site = Router::new().route("/", get(async || Html(PAGE)));
    tokio::select! {
        served = axum::serve(listener, site) => Ok(served?),
        reported = alterations_are_reported(browser, address) => reported,
    }
}

async fn alterations_are_reported(browser: Browser, site: SocketAddr) -> Result<()> {
    let settings = Settings { browser, ..Settings::one_session() };
    let harness = Harness::bare(settings.with_county("99008", "listens.test", site)).await?;
    let client = harness.host.client();
    client.install(&harness::guest("listens.wasm")?).await?;
    let mut request = json!(applications::of(County::Alder, 1)?.remove(0).request);
    request["county"] = json!("99008");
    let id = client.submit(&request, None).await??.id;
    client.until_all_are(std::slice::from_ref(&id), &[State::Review], Duration::from_secs(60)).await?;
    let story = client.application(&id).await?;
    let attempts = story.attempts_text();
    for (path, text) in [
        ("applicant.name.first", "cut it to 3 characters"),
        ("applicant.ssn", "wrote it in another form"),
        ("home.city", "did not keep it"),
    ] {
        let said = attempts.split(path).nth(1).with_context(|| format!("nothing of {path} in {attempts}"))?;
        assert!(said.contains(text), "{path}: {attempts}");
    }
    for kept in ["screenshot", "forms seen"] {
        assert!(attempts.contains(kept), "what the page looked like when it was refused ({kept}): {attempts}");
    }
    let reason = story.reason();
    assert!(reason.contains("applicant.ssn: ") && reason.contains("wrote it in another form"), "{reason}");
    Ok(())
}

#[tokio::test]
async fn cut_masked_or_rendered_anew_in_firefox() -> Result<()> {
    reported_in(Browser::Firefox).await
}

#[tokio::test]
async fn cut_masked_or_rendered_anew_in_chromium() -> Result<()> {
    reported_in(Browser::Chromium).await
}
