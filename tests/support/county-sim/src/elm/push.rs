//! The WebSocket that brings the status of a submission: the part of the graphql-transport-ws protocol that one subscription
//! needs. The page works without it, too: then it asks again and again.

use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::state::Elm;
use super::submissions::WORKED_ON;
use crate::gate;

const PROTOCOL: &str = "graphql-transport-ws";
/// Largest message of a client's, in bytes: its subscription's text.
const LARGEST: usize = 64 << 10;

pub(super) async fn socket(State(elm): State<Elm>, headers: HeaderMap, upgrade: WebSocketUpgrade) -> Response {
    if elm.site.sessions.with(&headers, |_| ()).is_err() {
        return gate::failure(axum::http::StatusCode::UNAUTHORIZED, "Please sign in.").into_response();
    }
    let stop = elm.site.stop.clone();
    upgrade.protocols([PROTOCOL]).max_message_size(LARGEST).on_upgrade(async move |socket| {
        tokio::select! { () = speak(elm, socket) => {}, () = stop.cancelled() => {} }
    })
}

/// Until the client goes, or says what is no part of the protocol.
async fn speak(elm: Elm, mut socket: WebSocket) {
    while let Some(Ok(message)) = socket.recv().await {
        let Message::Text(text) = message else { continue };
        let Ok(said) = serde_json::from_str::<Value>(&text) else { return };
        let sent = match said["type"].as_str() {
            Some("connection_init") => send(&mut socket, &json!({ "type": "connection_ack" })).await,
            Some("ping") => send(&mut socket, &json!({ "type": "pong" })).await,
            Some("subscribe") => follow(&elm, &mut socket, &said).await,
            Some("pong" | "complete") => Some(()),
            _ => None,
        };
        if sent.is_none() {
            return;
        }
    }
}

/// Says what there is now, and the number when it is there.
async fn follow(elm: &Elm, socket: &mut WebSocket, said: &Value) -> Option<()> {
    let id = &said["id"];
    let reference = said["payload"]["variables"]["reference"].as_str().unwrap_or_default();
    for wait in [false, true] {
        if wait {
            tokio::time::sleep(WORKED_ON).await;
        }
        let Some(status) = elm.submissions.status(reference) else {
            let errors = json!([{ "message": "No such submission." }]);
            return send(socket, &json!({ "id": id, "type": "error", "payload": errors })).await;
        };
        let next = json!({ "id": id, "type": "next", "payload": { "data": { "submissionStatus": status } } });
        send(socket, &next).await?;
    }
    send(socket, &json!({ "id": id, "type": "complete" })).await
}

async fn send(socket: &mut WebSocket, message: &Value) -> Option<()> {
    socket.send(Message::Text(message.to_string().into())).await.ok()
}
