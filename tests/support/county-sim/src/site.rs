//! What the county sites have in common: which form is up, which day it is, who is signed in, which faults
//! wait, and the truth.
//! Knows nothing of HTML. Never outlives its `Sim`: everything that waits also waits for `stop`.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::change::{Change, Design};
use crate::county::{County, Layout};
use crate::day::Day;
use crate::draft::{Draft, Problem};
use crate::fault::{Fault, Faults, Lost};
use crate::form::Form;
use crate::lock::lock;
use crate::questions;
use crate::session::Sessions;
use crate::truth::{Accepted, Truth, now};

/// One county's running state.
pub(crate) struct Site {
    pub(crate) county: County,
    form: Mutex<Arc<Form>>,
    pub(crate) day: Day,
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
            form: Mutex::new(Arc::new(questions::form(county, Design::plain(Layout::V1)))),
            day: Day::default(),
            faults: Faults::default(),
            sessions: Sessions::new(timeout, single),
            truth,
            stop,
        })
    }

    pub(crate) fn form(&self) -> Arc<Form> {
        Arc::clone(&lock(&self.form))
    }

    pub(crate) fn layout(&self) -> Layout {
        lock(&self.form).design.layout
    }

    /// Switches the layout, and takes all small changes back.
    pub(crate) fn set_layout(&self, layout: Layout) {
        if self.layout() != layout {
            self.show(Design::plain(layout));
        }
    }

    /// Puts these small changes in force, and takes the others back. False where they have no layout to be made to.
    pub(crate) fn set_changes(&self, changes: BTreeSet<Change>) -> bool {
        let made = self.layout() == Layout::V1;
        if made {
            self.show(Design::changed(changes));
        }
        made
    }

    /// Switches the design. Sessions stay; forms rendered before are refused, since their tokens are forgotten.
    fn show(&self, design: Design) {
        let mut current = lock(&self.form);
        if current.design != design {
            *current = Arc::new(questions::form(self.county, design));
            self.sessions.forget_forms();
        }
    }

    /// Takes the application: from here the county has it. The second value says how the answer gets lost, if it does.
    pub(crate) fn accept(&self, session: &str, draft: &Draft) -> (Accepted, Option<Lost>) {
        let accepted = self.truth.record(self.county, &self.form().design, session, draft.held(), draft.documents());
        (accepted, self.faults.answer_lost())
    }

    /// Earlier applications by last name (any case) and birth date (YYYY-MM-DD), newest first.
    pub(crate) fn find(&self, last: &str, birth_date: Option<&str>) -> Vec<Accepted> {
        let wanted = last.trim().to_lowercase();
        let mut found = self.truth.of(self.county);
        if !found.is_empty() && self.faults.strike(|f| matches!(f, Fault::NotFoundYet)).is_some() {
            return Vec::new();
        }
        let late = if found.is_empty() { Duration::ZERO } else { self.faults.shown_late() };
        found.retain(|a| {
            a.accepted_at + late <= now()
                && a.value("applicant.name.last").to_lowercase() == wanted
                && birth_date.is_none_or(|date| a.value("applicant.birth_date") == date)
        });
        found.reverse();
        found
    }

    /// What a county says that does not take a second application of somebody whom it has.
    pub(crate) fn refused_as_duplicate(&self, draft: &Draft) -> Option<Problem> {
        let held = draft.held();
        let same = |a: &Accepted| held.get("applicant.ssn").is_some_and(|ssn| a.value("applicant.ssn") == ssn);
        let first = self.truth.of(self.county).into_iter().find(same)?;
        self.faults.strike(|f| matches!(f, Fault::DuplicateRefused))?;
        let said = format!("An application of this person was received already: {}.", first.confirmation);
        Some(Problem::new("", said))
    }

    /// Back to the beginning: design v1 without changes, no day set, nobody signed in, no faults. The truth is reset by its owner.
    pub(crate) fn reset(&self) {
        self.show(Design::plain(Layout::V1));
        self.day.set(None);
        self.faults.clear();
        self.sessions.clear();
    }
}
