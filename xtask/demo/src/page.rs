//! The page of `--watch`: the states of all applications, on loopback, once a second. Shows scenario names, states and
//! reasons; never a value of an application.

use std::fmt::Write as _;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result, anyhow};
use axum::Router;
use axum::response::Html;
use axum::routing::get;
use harness::State;
use tokio::net::TcpListener;

/// One application on the page.
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) county: &'static str,
    pub(crate) state: State,
    pub(crate) reason: String,
}

/// A page and where it is.
pub(crate) struct Page {
    address: String,
    /// Taken by the one call of `serve`.
    listener: Mutex<Option<TcpListener>>,
    html: Arc<Mutex<String>>,
}

impl Page {
    /// Listens; serves nothing yet.
    pub(crate) async fn open() -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("no port for the page")?;
        let address = format!("http://{}/", listener.local_addr().context("the page's address is unknown")?);
        Ok(Self { address, listener: Mutex::new(Some(listener)), html: Arc::default() })
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Serves for ever; says why it stopped.
    pub(crate) async fn serve(&self) -> anyhow::Error {
        let Some(listener) = lock(&self.listener).take() else {
            return anyhow!("the page is served already");
        };
        let html = Arc::clone(&self.html);
        let router = Router::new().route("/", get(move || async move { Html(lock(&html).clone()) }));
        match axum::serve(listener, router).await {
            Ok(()) => anyhow!("the page ended"),
            Err(error) => anyhow!(error).context("the page cannot be served"),
        }
    }

    /// Puts a new picture up.
    pub(crate) fn update(&self, said: &[String], rows: &[Row]) {
        *lock(&self.html) = render(said, rows);
    }
}

fn render(said: &[String], rows: &[Row]) -> String {
    let mut html = String::from(HEAD);
    for row in rows {
        // Writing to a string does not fail.
        let _ = write!(
            html,
            "<tr class=\"{state}\"><td>{}<td>{}<td>{}<td>{}",
            row.county,
            escaped(&row.name),
            row.state.name().replace('_', " "),
            escaped(&row.reason),
            state = row.state,
        );
    }
    html.push_str("</table><pre>");
    html.push_str(&escaped(&said.join("\n")));
    html.push_str("</pre>");
    html
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

const HEAD: &str = "<!doctype html><meta charset=utf-8><meta http-equiv=refresh content=1><title>Postrider</title><style>\
    body{font:15px sans-serif;margin:2em}td,th{text-align:left;padding:.1em 1em .1em 0}.delivered{color:#080}\
    .review,.in_doubt{color:#a00}.attempting,.committing{font-weight:bold}</style>\
    <table><tr><th>county<th>application<th>state<th>why";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_county_said_stays_text() {
        let row = Row { name: "po-box".into(), county: "alder", state: State::Review, reason: "<b>no</b>".into() };
        let html = render(&["1 < 2".to_owned()], &[row]);
        assert!(html.contains("&lt;b&gt;no") && html.contains("1 &lt; 2") && !html.contains("<b>"));
    }
}
