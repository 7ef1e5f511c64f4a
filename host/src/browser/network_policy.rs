//! What a session may reach. Plain data: the proxy enforces it.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use url::Url;

use super::origin::Origin;
use super::request_rules::RequestRules;
use super::shared_cache::CountyCache;
use super::tls_options::TlsOptions;
use crate::submission::Personal;

/// What a session may reach. Built by the caller from the manifest and the configuration. The default allows nothing.
#[derive(Clone, Debug, Default)]
pub struct NetworkPolicy {
    /// Everything else is refused, loopback and the browser maker's own services included.
    pub origins: Vec<Origin>,
    /// Host names that go to an address of the operator's choice, whatever DNS answers. Only what is named here may lead to a
    /// loopback or private address.
    pub resolve: BTreeMap<String, SocketAddr>,
    /// Whom to trust over https, and what to show there.
    pub tls: TlsOptions,
    /// What requests mean: which ones submit, and pass only when the gate is armed, and then exactly once; which others pass.
    pub requests: RequestRules,
    /// For sites that ask for a user before they show anything. The browser never learns of it.
    pub basic_auth: Vec<BasicAuth>,
    /// Static answers that the session shares with others of its county. None: it shares nothing.
    pub shared_cache: Option<CountyCache>,
    /// Whether what could submit may still leave.
    pub right: RightToSend,
    /// The one page that may be asked for, where that is all.
    pub only: Option<Url>,
}

/// Whether the work that drives a session still has its application: asked as each request that could submit is about to leave, for a
/// process that stood still wakes in the middle of what it did. By default it has it always.
#[derive(Clone, Default)]
pub struct RightToSend(Option<Arc<dyn Fn() -> bool + Send + Sync>>);

impl RightToSend {
    /// As long as this says so.
    pub fn while_it_holds(holds: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(holds)))
    }

    pub(in crate::browser) fn holds(&self) -> bool {
        self.0.as_ref().is_none_or(|holds| holds())
    }
}

impl fmt::Debug for RightToSend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.holds() { "holds" } else { "lost" })
    }
}

/// User and password for one site that authenticates by HTTP itself (RFC 7617).
#[derive(Clone, Debug)]
pub struct BasicAuth {
    /// No other origin is sent them.
    pub origin: Origin,
    /// No colon in it.
    pub user: Personal,
    /// Sent as RFC 7617 says: over http for all to read.
    pub password: Personal,
}

impl NetworkPolicy {
    /// Whether a document or request on this address may leave the session.
    pub fn allows(&self, url: &Url) -> bool {
        Origin::of(url).is_some_and(|origin| self.origins.contains(&origin))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_policys_own_origins_are_allowed() {
        let policy = NetworkPolicy {
            origins: vec!["https://alder.test".parse().unwrap(), "http://alder.test:8080".parse().unwrap()],
            ..NetworkPolicy::default()
        };
        #[track_caller]
        fn check(policy: &NetworkPolicy, address: &str, expect: bool) {
            assert_eq!(policy.allows(&Url::parse(address).unwrap()), expect, "{address}");
        }
        check(&policy, "https://alder.test/apply?x=1#y", true);
        check(&policy, "https://ALDER.test./", true);
        check(&policy, "http://alder.test:8080/", true);
        check(&policy, "http://alder.test/", false);
        check(&policy, "https://alder.test.evil.test/", false);
        check(&policy, "https://evil.test/?https://alder.test", false);
        check(&policy, "https://alder.test@evil.test/", false);
        check(&policy, "file:///alder.test", false);
        check(&policy, "data:text/html,x", false);
        check(&policy, "view-source:https://alder.test/", false);
    }
}
