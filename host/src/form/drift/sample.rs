//! Forms for tests: as an earlier version kept them, and pages that are like them.

use super::known_forms::KnownForms;
use super::seen_page::SeenPage;
use super::skeleton::{Skeleton, Use};
use super::watch::{DriftWatch, Watched};
use crate::form::types::{Finder, Target, Text};

pub(super) const HOME: &str = "textbox\ttext\tStreet\t!\t\ncombobox\tselect\tCity\t!\t\nbutton\tsubmit\tNext\t\t";
pub(super) const MAILING: &str = "textbox\ttext\tMailing street address\t!\t\ntextbox\ttext\tMailing ZIP\t!\t";
pub(super) const PERSON: &str = "textbox\ttext\tFirst name\t!\t\ntextbox\ttext\tLast name\t!\t\nbutton\tsubmit\tAdd person\t\t\n\
    button\tsubmit\tNext\t\t";
pub(super) const SEARCH: &str = "textbox\ttext\tConfirmation number\t!\t\nbutton\tsubmit\tLook up\t\t";

pub(super) fn known(forms: &[&str]) -> KnownForms {
    KnownForms::from_lines(&forms.iter().map(|form| format!("/\n{form}")).collect::<Vec<_>>())
}

pub(super) fn watch(known: KnownForms) -> DriftWatch {
    DriftWatch::new(Watched { known, ..Watched::default() })
}

pub(super) fn page(form: &str) -> SeenPage {
    SeenPage { path: "/".into(), skeleton: Skeleton::from_lines(form), ..SeenPage::default() }
}

/// A page whose controls are called by their labels.
pub(super) fn keyed(form: &str) -> SeenPage {
    let mut page = page(form);
    for control in &mut page.skeleton.0 {
        control.keys = vec![control.label.clone()];
    }
    page
}

pub(super) fn use_each(attempt: &mut DriftWatch, labels: &[&str]) {
    for label in labels {
        attempt.note_used(&[(*label).to_owned()], Use::Used, &labelled(label));
    }
}

pub(super) fn labelled(label: &str) -> Target {
    Target::by(Finder::Label(Text::Exact(label.to_owned())))
}
