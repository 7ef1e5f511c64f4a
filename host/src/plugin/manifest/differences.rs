//! What a manifest asks for, held against what ops granted.

use std::fmt;

use super::Manifest;
use crate::browser::Origin;
use crate::submission::{County, Grant};

impl Manifest {
    /// Everything in which the manifest asks for more than the county's grant gives, or contradicts it, each with the list that
    /// it stands in and the one that it would have to stand in; empty when it fits.
    pub fn differences(&self, county: &County) -> Vec<String> {
        let mut differences = Vec::new();
        let zone = county.calendar.zone.iana_name().unwrap_or_default();
        if self.zone != zone {
            differences.push(format!("`zone`: the manifest says {}, the county's configuration {zone}", self.zone));
        }
        let granted: Vec<Origin> = county.grant.origins.iter().filter_map(|text| text.parse().ok()).collect();
        let not_granted = |asked: &dyn fmt::Display, list: &str, grant: &str| {
            format!("{asked} of the manifest's `{list}` is not granted: it is not in the county's `grant.{grant}`")
        };
        for origin in self.origins.iter().filter(|origin| !granted.contains(origin)) {
            differences.push(not_granted(origin, "origins", "origins"));
        }
        for (what, asked, granted) in
            [("fill", &self.fields.fill, &county.grant.fill), ("read", &self.fields.read, &county.grant.read)]
        {
            for path in asked.iter().filter(|path| !Grant::covers(granted, path)) {
                differences.push(not_granted(path, &format!("fields.{what}"), what));
            }
        }
        for (path, list) in self.declared.all_sockets().filter(|_| !county.grant.sockets) {
            differences.push(format!(
                "the socket {path} of the manifest's `{list}` is not granted: the county's `grant.sockets` is not true (what goes over a socket is seen by nobody)"
            ));
        }
        for (name, credential) in &self.credentials {
            let parts = credential.parts.join(", ");
            let mut accounts = county.credentials.accounts(name).peekable();
            if accounts.peek().is_none() {
                differences.push(format!(
                    "the manifest's credential `{name}` has no account: add `[county.credentials.{name}.ACCOUNT]` with {parts}"
                ));
            }
            for (account, given) in accounts {
                for part in credential.parts.iter().filter(|part| given.part(part).is_none()) {
                    differences.push(format!(
                        "the manifest's credential `{name}` has the parts {parts}, and account `{account}` lacks `{part}`"
                    ));
                }
            }
        }
        differences
    }
}
