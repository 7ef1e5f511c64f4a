//! Ends a county's own sessions at the end of an application. From its beginning on nothing else reaches the county: the pages that the
//! application left may not send a last word of their own.

use std::time::Duration;

use serde_json::{Value, json};
use url::Url;

use super::Session;
use crate::browser::error::BrowserError;
use crate::browser::farewell::Farewell;
use crate::browser::network_policy::NetworkPolicy;

/// How long the driver waits for one address: after it a session is as good as before, where one whose command is cut short is lost.
const PAGE_LOAD: Duration = Duration::from_secs(4);

/// How a county answers that has ended a session: by a page, or by the way to another one. Not by saying that the page is elsewhere (301, 307,
/// 308): that one is not gone to.
const ENDED: [u16; 5] = [200, 204, 205, 302, 303];

impl Session {
    /// Ends the sessions that can be ended, and tells of each that is over. At a county that showed no page none was begun.
    pub(in crate::browser) async fn say_farewell(&self, farewell: &Farewell) {
        let was_begun = self.proxy().observations().saw_a_page();
        let said = async {
            for (name, address) in &farewell.logins {
                let is_over = match address {
                    _ if !was_begun => true,
                    Some(address) => self.sign_out(address).await.unwrap_or(false),
                    None => false,
                };
                if is_over {
                    (farewell.over)(name.clone()).await;
                } else if address.is_some() {
                    tracing::info!(login = %name, "a county's session could not be signed out of; the county ends it by itself");
                }
            }
        };
        if tokio::time::timeout(Farewell::LONGEST, said).await.is_err() {
            tracing::info!("a county's session could not be signed out of in time; the county ends it by itself");
        }
    }

    /// Whether the county answered at the address that ends its session, and not with an error.
    async fn sign_out(&self, address: &Url) -> Result<bool, BrowserError> {
        let policy = self.proxy().policy().clone();
        self.listener.renew(NetworkPolicy { only: Some(address.clone()), shared_cache: None, ..policy }, None);
        // What submits does not pass, whatever the address is.
        self.shut_submit();
        self.close_dialogs().await?;
        let before: Value = self.get("timeouts", "timeouts").await?;
        let bound = u64::try_from(PAGE_LOAD.as_millis()).unwrap_or(u64::MAX);
        self.post("timeouts", "timeouts", json!({ "pageLoad": bound })).await?;
        // Where it leads on to is not reached: how the county answered is what counts.
        let _ = self.open(address).await;
        self.post("timeouts", "timeouts", json!({ "pageLoad": before["pageLoad"] })).await?;
        Ok(self.last_visit(address).is_some_and(|visit| visit.unreachable.is_none() && ENDED.contains(&visit.status)))
    }
}
