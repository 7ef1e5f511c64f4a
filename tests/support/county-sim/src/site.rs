//! What the three county sites have in common: which layout is up, who is signed in, which faults wait, and the truth.
//! Knows nothing of pages or HTML. Never outlives its `Sim`: everything that waits also waits for `stop`.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::draft::Draft;
use crate::fault::{Fault, Faults, Lost};
use crate::session::Sessions;
use crate::truth::{Accepted, Truth};

/// A simulated county.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum County {
    /// Server-rendered pages, one session per login. FIPS 99001.
    Alder,
    /// A single page run by script. FIPS 99003.
    Birch,
    /// Frames, popups, dialogs and uploads. FIPS 99005.
    Cedar,
}

impl County {
    /// All of them, in the order they are listed everywhere.
    pub const ALL: [County; 3] = [County::Alder, County::Birch, County::Cedar];

    /// The county's FIPS code, as applications name it.
    pub const fn fips(self) -> &'static str {
        match self {
            County::Alder => "99001",
            County::Birch => "99003",
            County::Cedar => "99005",
        }
    }

    /// The name in URLs and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            County::Alder => "alder",
            County::Birch => "birch",
            County::Cedar => "cedar",
        }
    }
}

impl fmt::Display for County {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for County {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        County::ALL.into_iter().find(|county| county.name() == name).ok_or_else(|| format!("no county named {name:?}"))
    }
}

/// Which design of a county's site is up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    /// The design the first plugins were written for.
    V1,
    /// The redesign: other labels, moved fields, one more required question.
    V2,
}

impl fmt::Display for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Layout::V1 => "v1",
            Layout::V2 => "v2",
        })
    }
}

/// One county's running state.
pub(crate) struct Site {
    pub(crate) county: County,
    layout: Mutex<Layout>,
    pub(crate) faults: Faults,
    pub(crate) sessions: Sessions,
    pub(crate) truth: Arc<Truth>,
    pub(crate) stop: CancellationToken,
}

impl Site {
    pub(crate) fn new(county: County, truth: Arc<Truth>, timeout: Duration, stop: CancellationToken) -> Arc<Self> {
        // Alder throws the older session of a login out; the others let a login be used any number of times.
        let single = county == County::Alder;
        Arc::new(Self {
            county,
            layout: Mutex::new(Layout::V1),
            faults: Faults::default(),
            sessions: Sessions::new(timeout, single),
            truth,
            stop,
        })
    }

    pub(crate) fn layout(&self) -> Layout {
        *lock(&self.layout)
    }

    /// Switches the design. Sessions stay; forms rendered before are refused, since their tokens are forgotten.
    pub(crate) fn set_layout(&self, layout: Layout) {
        let mut current = lock(&self.layout);
        if *current != layout {
            *current = layout;
            self.sessions.forget_forms();
        }
    }

    /// Takes the application: from here the county has it. The second value says how the answer gets lost, if it does.
    pub(crate) fn accept(&self, session: &str, draft: &Draft) -> (Accepted, Option<Lost>) {
        let accepted = self.truth.record(self.county, self.layout(), session, draft.held(), draft.documents());
        (accepted, self.faults.answer_lost())
    }

    /// Earlier applications by last name (any case) and birth date (YYYY-MM-DD), newest first.
    pub(crate) fn find(&self, last: &str, birth_date: Option<&str>) -> Vec<Accepted> {
        let wanted = last.trim().to_lowercase();
        let mut found = self.truth.of(self.county);
        if !found.is_empty() && self.faults.strike(|f| matches!(f, Fault::NotFoundYet)).is_some() {
            return Vec::new();
        }
        found.retain(|a| {
            a.value("applicant.name.last").to_lowercase() == wanted
                && birth_date.is_none_or(|date| a.value("applicant.birth_date") == date)
        });
        found.reverse();
        found
    }

    /// Back to the first day: design v1, nobody signed in, no faults. The truth is reset by its owner.
    pub(crate) fn reset(&self) {
        self.set_layout(Layout::V1);
        self.faults.clear();
        self.sessions.clear();
    }
}

/// A lock whose holder panicked still holds consistent data here: every change is a single assignment or push.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Values by name: of inputs (raw) or by canonical path (held).
pub(crate) type Values = BTreeMap<String, String>;
