//! Who did something, and in what role: what every line of a history names. Never an applicant.

use serde::{Deserialize, Serialize};

/// The role in which somebody acts: that of a token, or the host itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, strum::EnumString, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum ActorRole {
    /// Postrider itself.
    Host,
    /// A program or form that sends applications.
    Client,
    Viewer,
    /// Finishes by hand what automation could not.
    Reviewer,
    /// Brings plugins in and takes them back.
    Deployer,
    /// May do everything.
    Admin,
}

/// Who did it. Staff and programs only; never an applicant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    pub role: ActorRole,
    /// By what name: a token's, a host's.
    pub name: String,
}

impl Who {
    pub fn new(role: ActorRole, name: impl Into<String>) -> Self {
        Self { role, name: name.into() }
    }

    /// Postrider itself, by its host's name.
    pub fn host(name: impl Into<String>) -> Self {
        Self::new(ActorRole::Host, name)
    }
}

#[cfg(test)]
mod tests {
    use super::ActorRole as Role;
    use crate::ledger::ReleaseMove;

    /// They stand in every history that was ever written.
    #[test]
    fn the_names_in_histories_never_change() {
        let roles = [Role::Host, Role::Client, Role::Viewer, Role::Reviewer, Role::Deployer, Role::Admin];
        assert_eq!(roles.map(|role| role.into_str()), ["host", "client", "viewer", "reviewer", "deployer", "admin"]);
        use ReleaseMove as R;
        let moves = [R::Installed, R::Activated, R::RolledBack, R::Quarantined];
        assert_eq!(moves.map(|step| step.into_str()), ["installed", "activated", "rolled_back", "quarantined"]);
    }
}
