//! Who did something, and in what capacity: what every line of a history names. Never an applicant.

use serde::{Deserialize, Serialize};

/// In what capacity somebody acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Postrider itself.
    Host,
    /// A program or form that sends applications.
    Client,
    /// May look.
    Viewer,
    /// Finishes by hand what automation could not.
    Reviewer,
    /// Brings plugins in and takes them back.
    Deployer,
    /// May do everything.
    Admin,
}

impl Role {
    const ALL: [Self; 6] = [Self::Host, Self::Client, Self::Viewer, Self::Reviewer, Self::Deployer, Self::Admin];

    /// The role's name, as stored and shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Client => "client",
            Self::Viewer => "viewer",
            Self::Reviewer => "reviewer",
            Self::Deployer => "deployer",
            Self::Admin => "admin",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// Who did it. Staff and programs only; never an applicant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// In what capacity.
    pub role: Role,
    /// By what name: a token's, a host's.
    pub name: String,
}

impl Who {
    /// Somebody in a capacity.
    pub fn new(role: Role, name: impl Into<String>) -> Self {
        Self { role, name: name.into() }
    }

    /// Postrider itself, by its host's name.
    pub fn host(name: impl Into<String>) -> Self {
        Self::new(Role::Host, name)
    }
}
