//! What a walk of the SDK ends with where its author was careless or the site is another one: it always ends, soon enough, and
//! says why in words that name the page.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Result;
use axum::Router;
use axum::response::Html;
use axum::routing::get;
use harness::{Harness, Settings, State};
use tokio::net::TcpListener;

use crate::applications;

const NAME: &str = r#"<h1>Name</h1><label>First name <input name="first"></label>"#;

/// A page with a form around this.
fn page(target: &str, content: &str) -> Html<String> {
    Html(format!(r#"<!doctype html><title>Apply</title><form action="{target}">{content}</form>"#))
}

fn site() -> Router {
    Router::new()
        .route("/menu", get(async || page("/menu", r#"<h1>Menu</h1><a href="/menu">Again</a>"#)))
        .route("/stays", get(async || page("/stays", &format!(r#"{NAME}<button type="button">Next</button>"#))))
        .route("/twice", get(async || page("/twice", r#"<h1>Home</h1><label>City <input name="city"></label>"#)))
        .route("/complains", get(async || page("/complained", &format!("{NAME}<button>Next</button>"))))
        .route("/complained", get(async || page("/", &format!(r#"{NAME}<p id="errors">This is too long.</p>"#))))
        .route("/strange", get(async || page("/strange", "<h1>Your details</h1>")))
}

#[tokio::test]
async fn a_careless_walk_ends_and_says_why() -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::select! {
        served = axum::serve(listener, site()) => Ok(served?),
        ended = ends(address) => ended,
    }
}

async fn ends(site: SocketAddr) -> Result<()> {
    let harness = Harness::bare(Settings::one_session().with_county("99008", "wanders.test", site)).await?;
    let client = harness.host.client();
    client.install(&harness::guest("wanders.wasm")?).await?;
    let id = client.submit(&applications::with_documents("99008")?, Some("wanders")).await??.id;
    client.until_all_are(std::slice::from_ref(&id), &[State::Review], Duration::from_secs(150)).await?;
    let said = client.application(&id).await?.attempts_text();
    for end in [
        "expected the page “Name”; found other pages again and again, “Menu” the last of them",
        "found the page “Name” again, without a complaint that is described: none of it in time",
        "; the page is described twice, as “h1” and as “Home” (",
        "This is too long.",
        "expected the page “Name”; found Your details (",
    ] {
        assert!(said.contains(end), "{end}: {said}");
    }
    assert!(!said.contains("sdk/src"), "the lines are the plugin's: {said}");
    Ok(())
}
