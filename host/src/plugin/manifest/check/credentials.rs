//! Checks of the credentials that a manifest asks for.

use std::collections::BTreeMap;

use url::Url;

use super::checker::{Checked, Checker};
use crate::browser::Origin;
use crate::plugin::manifest::entries::CredentialEntry;
use crate::plugin::manifest::error::clip;
use crate::plugin::manifest::lines::Step::{Item, Key};

/// Most sessions at once of one login: as many as a county may be worked by.
const MAX_SESSIONS: u32 = 64;

/// Longest that a county can be said to count a session which nobody uses.
const MAX_COOL_DOWN_SECONDS: u32 = 3_600;

impl Checker<'_> {
    /// Every credential, its parts and its sessions.
    pub(super) fn credentials(&self, credentials: &BTreeMap<String, CredentialEntry>, origins: &[Origin]) -> Checked {
        for (name, credential) in credentials {
            let way = [Key("credentials"), Key(name)];
            self.name(&way, name)?;
            let inside = |key: &'static str| [way[0], way[1], Key(key)];
            if credential.parts.is_empty() {
                let problem = "must name its parts: `parts = [\"user\", \"password\"]`".to_owned();
                return Err(self.wrong(&inside("parts"), problem));
            }
            for (at, part) in credential.parts.iter().enumerate() {
                let way = [way[0], way[1], Key("parts"), Item(at)];
                self.name(&way, part)?;
                if credential.parts[..at].contains(part) {
                    return Err(self.wrong(&way, format!("`{part}` stands in it twice")));
                }
            }
            self.range(&inside("sessions"), credential.sessions, 1, MAX_SESSIONS)?;
            self.range(&inside("cool_down_seconds"), credential.cool_down_seconds, 0, MAX_COOL_DOWN_SECONDS)?;
            if let Some(address) = &credential.sign_out {
                is_sign_out(address, origins).map_err(|problem| self.wrong(&inside("sign_out"), problem))?;
            }
            if let Some(origin) = &credential.http_auth {
                basic_auth_origin(origin, origins, credential)
                    .map_err(|problem| self.wrong(&inside("http_auth"), problem))?;
            }
        }
        Ok(())
    }
}

/// Whether an address may be gone to at the end of every attempt, whatever it was: it says nothing but where it leads.
fn is_sign_out(address: &Url, origins: &[Origin]) -> Result<(), String> {
    if !Origin::of(address).is_some_and(|its| origins.contains(&its)) {
        return Err("is no address on one of `origins`".to_owned());
    }
    let has_user = !address.username().is_empty() || address.password().is_some();
    if has_user || address.query().is_some() || address.fragment().is_some() {
        return Err("has a user, a query or a fragment in it: write the address of a page alone".to_owned());
    }
    Ok(())
}

/// Whether an origin can be given a credential by HTTP itself.
fn basic_auth_origin(text: &str, origins: &[Origin], credential: &CredentialEntry) -> Result<(), String> {
    let origin = text.parse::<Origin>().map_err(|_| format!("`{}` is no origin", clip(text)))?;
    if !origins.contains(&origin) {
        return Err(format!("{origin} is not in `origins`"));
    }
    match ["user", "password"].into_iter().find(|part| !credential.parts.iter().any(|known| known == part)) {
        Some(part) => Err(format!("needs the part `{part}`")),
        None => Ok(()),
    }
}
