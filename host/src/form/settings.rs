//! What an attempt's form actions are bound to.

use std::time::Duration;

use super::drift::Watched;
use super::types::Submit;
use crate::browser::Origin;
use crate::submission::Mask;

/// How long an action waits for its element, in every attempt; tests wait for less.
const ACTION_BOUND: Duration = Duration::from_secs(10);
/// Actions of one attempt unless the manifest asks for fewer.
const MAX_ACTIONS: u32 = 2_000;

/// What an attempt's form actions are bound to.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How long an action waits for its element.
    pub action_bound: Duration,
    /// Actions allowed.
    pub max_actions: u32,
    /// What submits.
    pub submits: Vec<Submit>,
    /// The manifest's origins.
    pub origins: Vec<Origin>,
    /// Leaf paths that this application has and that must be placed before a commit; of each document its path.
    pub required: Vec<String>,
    /// Hides in what a page says all that the plugin may not read. It learns what is typed.
    pub mask: Mask,
    /// Hides every value of the applicant's in what leaves the attempt.
    pub full_mask: Mask,
    /// What the site's forms are compared with, and what follows from a difference.
    pub watched: Watched,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            action_bound: ACTION_BOUND,
            max_actions: MAX_ACTIONS,
            submits: Vec::new(),
            origins: Vec::new(),
            required: Vec::new(),
            mask: Mask::default(),
            full_mask: Mask::default(),
            watched: Watched::default(),
        }
    }
}
