//! What a session may reach. Plain data: the proxy enforces it.

use std::collections::BTreeMap;
use std::net::SocketAddr;

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
