//! A tunnel for `https`: bytes both ways, counted and never looked into.

use std::sync::Arc;

use hyper::body::Incoming;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use url::Url;

use super::application_proxy::ApplicationProxy;
use super::dial;
use super::metered::MeteredStream;
use super::responses::{Body, established, own};
use crate::browser::origin::Origin;

impl ApplicationProxy {
    pub(super) async fn tunnel(self: Arc<ApplicationProxy>, request: Request<Incoming>) -> Response<Body> {
        let asked = request.uri().authority().and_then(|to| Url::parse(&format!("https://{to}/")).ok());
        let Some(url) = asked else {
            return own(StatusCode::BAD_REQUEST, "refused", "CONNECT wants a host and a port.");
        };
        let origin = match Origin::of(&url) {
            Some(origin) if self.policy.origins.contains(&origin) => origin,
            _ => return self.refuse(&url),
        };
        let Ok(permit) = Arc::clone(&self.tunnels).try_acquire_owned() else {
            return own(StatusCode::SERVICE_UNAVAILABLE, "refused", "Too many connections at once.");
        };
        let dialled = match self.budget.spent() {
            Some(spent) => Err(spent),
            None => dial::dial(&self.policy, &origin).await,
        };
        let mut county = match dialled {
            Ok(county) => MeteredStream::new(county, Arc::clone(&self)),
            Err(_) => {
                return own(StatusCode::BAD_GATEWAY, "unreachable", "The county's server did not answer.");
            }
        };
        let end = self.end.clone();
        self.tracker.spawn(async move {
            let carried = async {
                let browser = hyper::upgrade::on(request).await.ok()?;
                tokio::io::copy_bidirectional(&mut TokioIo::new(browser), &mut county).await.ok()
            };
            tokio::select! {
                () = end.cancelled() => {}
                _ = carried => {}
            }
            drop(permit);
        });
        established()
    }
}
