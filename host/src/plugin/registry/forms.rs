//! The forms that a release is known to work: read before an attempt, changed after it, accepted by a person.

use serde::Serialize;

use super::Registry;
use crate::form::{AcceptedForm, KnownForm, KnownForms, SeenPage};
use crate::ledger::{KeptForms, LedgerError, Who};
use crate::submission::{CountyCode, PluginDigest};

/// A form of a county's site, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListedForm {
    /// Names it.
    pub id: String,
    pub path: String,
    pub title: String,
    /// How it came to be known.
    pub by: &'static str,
    /// Whether applications are compared with it; otherwise it waits for somebody to accept it.
    pub accepted: bool,
    /// One line for each control and button.
    pub controls: Vec<String>,
    /// Of one that waits: in what it differs from those that are accepted.
    pub differs: Vec<String>,
    /// Of one that waits: what the release looked for on it in vain.
    pub missed: Vec<String>,
}

/// A form that somebody accepted, for people: what it changes, and what it does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NowAccepted {
    #[serde(flatten)]
    pub form: NamedForm,
    /// The known forms that it takes the place of; they are forgotten.
    pub takes_place_of: Vec<NamedForm>,
    /// What the release looked for on it in vain: that it does as before.
    pub missed: Vec<String>,
}

/// Which form is meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NamedForm {
    pub id: String,
    pub path: String,
    pub title: String,
}

impl From<AcceptedForm> for NowAccepted {
    fn from(AcceptedForm { page, forgotten }: AcceptedForm) -> Self {
        let takes_place_of = forgotten.iter().map(|known| NamedForm::of(&known.page)).collect();
        Self { form: NamedForm::of(&page), takes_place_of, missed: page.missed }
    }
}

impl NamedForm {
    fn of(page: &SeenPage) -> Self {
        Self { id: page.id(), path: page.path.clone(), title: page.title.clone() }
    }
}

impl Registry {
    /// The forms that an attempt of a release is compared with.
    pub async fn known_forms(&self, county: &CountyCode, plugin: &PluginDigest) -> Result<KnownForms, LedgerError> {
        Ok(read(self.shared.ledger.forms(county, plugin).await?))
    }

    /// After a delivery: what it met first may become known.
    pub async fn learn_forms(
        &self,
        county: &CountyCode,
        plugin: &PluginDigest,
        pages: &[SeenPage],
        ignored: &[String],
    ) -> Result<(), LedgerError> {
        self.change_forms(county, plugin, |known| known.learn(pages, ignored)).await.map(drop)
    }

    /// After an attempt that met another site: what it met waits for somebody to accept it.
    pub async fn propose_forms(
        &self,
        county: &CountyCode,
        plugin: &PluginDigest,
        pages: &[SeenPage],
    ) -> Result<(), LedgerError> {
        self.change_forms(county, plugin, |known| known.propose(pages)).await.map(drop)
    }

    /// The forms of the release that serves a county: those that wait for somebody first.
    pub async fn list_forms(&self, county: &CountyCode) -> Result<Vec<ListedForm>, LedgerError> {
        let Some(release) = self.shared.ledger.active_release(county).await? else { return Ok(Vec::new()) };
        let known = self.known_forms(county, &release).await?;
        let listed = |form: &KnownForm, accepted: bool| ListedForm {
            id: form.page.id(),
            path: form.page.path.clone(),
            title: form.page.title.clone(),
            by: form.by.into(),
            accepted,
            controls: form.page.controls(),
            differs: if accepted { Vec::new() } else { known.differences(&form.page) },
            missed: if accepted { Vec::new() } else { form.page.missed.clone() },
        };
        let proposed = known.proposed().iter().map(|form| listed(form, false));
        Ok(proposed.chain(known.accepted().iter().map(|form| listed(form, true))).collect())
    }

    /// Somebody accepts forms that wait: the one whose id begins so, or all. Gives which.
    pub async fn accept_forms(
        &self,
        county: &CountyCode,
        id: Option<&str>,
        who: &Who,
        why: &str,
    ) -> Result<Vec<NowAccepted>, LedgerError> {
        let Some(release) = self.shared.ledger.active_release(county).await? else { return Ok(Vec::new()) };
        let mut accepted = Vec::new();
        let accept = |kept| {
            let mut known = read(kept);
            accepted = known.accept(id);
            (accepted.len(), known.to_text())
        };
        self.shared.ledger.accept_forms(county, &release, (who, why), accept).await?;
        Ok(accepted.into_iter().map(NowAccepted::from).collect())
    }

    async fn change_forms(
        &self,
        county: &CountyCode,
        plugin: &PluginDigest,
        change: impl FnOnce(&mut KnownForms) -> bool,
    ) -> Result<(), LedgerError> {
        let changed = |kept| {
            let mut known = read(kept);
            change(&mut known).then(|| known.to_text())
        };
        self.shared.ledger.change_forms(county, plugin, changed).await
    }
}

/// What a release begins with that never served.
pub(super) fn of_new_release(kept: KeptForms) -> String {
    let known = match kept {
        KeptForms::Learnt(pages) => KnownForms::from_lines(&pages).for_successor(),
        kept => read(kept),
    };
    known.to_text()
}

/// What a release goes on with that served before, and has no forms of its own any more.
pub(super) fn of_earlier_release(kept: KeptForms) -> String {
    read(kept).to_text()
}

/// What cannot be read is none, and said.
fn read(kept: KeptForms) -> KnownForms {
    let read = |text: &str| {
        KnownForms::from_text(text).unwrap_or_else(|error| {
            tracing::error!(%error, "the forms that are known cannot be read; a changed site is not noticed");
            KnownForms::default()
        })
    };
    match kept {
        KeptForms::Own(text) => read(&text),
        KeptForms::OfReleaseBefore(text) => read(&text).for_successor(),
        KeptForms::OfAnother(text) => read(&text).for_earlier_release(),
        KeptForms::Learnt(pages) => KnownForms::from_lines(&pages),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// What waits for somebody was listed for the release that comes next, and not for one that served before.
    #[test]
    fn only_a_new_release_was_made_for_what_waits() {
        #[track_caller]
        fn check(forms: &str, release: &str, accepted: &[&str], proposed: &[&str]) {
            let forms: Value = serde_json::from_str(forms).unwrap();
            let paths = |what: &str| -> Vec<String> {
                let forms = forms[what].as_array().unwrap();
                forms.iter().map(|form| form["path"].as_str().unwrap().to_owned()).collect()
            };
            assert_eq!(forms["release"], release, "{forms}");
            assert_eq!((paths("accepted"), paths("proposed")), (owned(accepted), owned(proposed)), "{forms}");
        }
        fn owned(paths: &[&str]) -> Vec<String> {
            paths.iter().map(|path| (*path).to_owned()).collect()
        }
        let form = |path: &str| json!({"path": path, "skeleton": [], "by": "attempt"});
        let kept = |accepted: &[Value]| {
            json!({"release": "proven", "accepted": accepted, "proposed": [form("/new")]}).to_string()
        };
        let (some, none) = (kept(&[form("/old")]), kept(&[]));
        check(&of_new_release(KeptForms::OfReleaseBefore(some.clone())), "unproven", &["/old", "/new"], &[]);
        check(&of_earlier_release(KeptForms::OfAnother(some.clone())), "proven", &["/old"], &[]);
        check(&of_earlier_release(KeptForms::OfAnother(none)), "unproven", &[], &[]);
        check(&of_earlier_release(KeptForms::Own(some)), "proven", &["/old"], &["/new"]);
        let learnt = || KeptForms::Learnt(vec!["/old\ntextbox text Street".to_owned()]);
        check(&of_new_release(learnt()), "unproven", &["/old"], &[]);
        check(&of_earlier_release(learnt()), "proven", &["/old"], &[]);
    }
}
