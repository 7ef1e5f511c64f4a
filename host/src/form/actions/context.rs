//! What every action works with: the document, the recorder, the placements, the watch for drift, and what submits.

use std::time::{Duration, Instant};

use super::submit_watch::SubmitWatch;
use crate::form::drift::{DriftWatch, Use};
use crate::form::page::document::Document;
use crate::form::page::locate::{Activation, Wanted};
use crate::form::page::protocol::answer::{Content, Found};
use crate::form::page::protocol::request::Want;
use crate::form::page::protocol::{Changed, Problem};
use crate::form::record::{Given, Placements, PlacingId, Recorder, Standing, TakenFiles};
use crate::form::types::{ActionError, Disclosure, Mismatch, RawFailure, Target, Typed};
use crate::submission::Mask;

/// What to try where a control lost its value with its element.
const REDRAWN: &str = "It held it when it was filled; a part of the page was drawn anew since (a list or text that posts back?): \
    `wait` for what that brings before filling on.";

/// What to try where two targets mean one control.
const REPLACES: &str = "The control holds what another field put there, and nothing was clicked since: one of the two targets \
    means another control (its label may point to the wrong one). Name both by what only they have.";

/// The parts of one attempt's form.
pub(crate) struct ActionContext {
    pub(crate) document: Document,
    pub(crate) recorder: Recorder,
    pub(crate) placements: Placements,
    /// What was put in since the last click, and its document may take along.
    pub(crate) standing: Standing,
    pub(crate) taken: TakenFiles,
    pub(crate) drift: DriftWatch,
    pub(crate) submits: SubmitWatch,
    /// How long an action waits for its element.
    pub(crate) bound: Duration,
    /// How often the action that runs may look at the page again before it does something to it.
    pub(crate) looks_again: u32,
}

impl ActionContext {
    /// When an action that begins now has waited long enough.
    pub(crate) fn end(&self) -> Instant {
        Instant::now() + self.bound
    }

    /// The one element that the target says, ready for what is wanted.
    pub(crate) async fn find_ready(&mut self, target: &Target, wanted: Wanted<'_>) -> Result<Found, RawFailure> {
        self.find_ready_within(target, wanted, self.bound).await
    }

    pub(crate) async fn find_ready_within(
        &mut self,
        target: &Target,
        wanted: Wanted<'_>,
        bound: Duration,
    ) -> Result<Found, RawFailure> {
        loop {
            let found = self.find_once(target, wanted, bound).await?;
            if !self.looked_too_early(wanted.activation).await {
                return Ok(found);
            }
        }
    }

    async fn find_once(&mut self, target: &Target, wanted: Wanted<'_>, bound: Duration) -> Result<Found, RawFailure> {
        let mut found = self.document.find(target, wanted, bound).await?;
        // The page says it once, whatever went elsewhere.
        if let Err(changed @ Problem::Changed(_)) = found {
            return Err(self.explain(changed, target));
        }
        if self.look_for_departed().await? {
            found = self.document.find(target, wanted, bound).await?;
        }
        match found {
            Ok(found) => {
                if let Some(page) = &found.page {
                    self.see_page(page);
                }
                let how = if wanted.activation == Activation::Commit { Use::Commits } else { Use::Used };
                if !matches!(wanted.want, Want::Look | Want::FillLook | Want::ListLook | Want::Frame | Want::Hover) {
                    self.drift.note_used(&found.used, how, target);
                }
                if wanted.activation != Activation::None {
                    self.standing.click(self.document.frames(), self.document.number());
                }
                Ok(found)
            }
            Err(problem) => Err(self.explain(problem, target)),
        }
    }

    /// Why a target's element was not had. A control that changed takes its placing with it.
    pub(crate) fn explain(&mut self, problem: Problem, target: &Target) -> RawFailure {
        let Problem::Changed(changed) = problem else { return self.document.explain(&problem, target) };
        let advice = advice(&changed);
        let field = self.placements.undo(changed.id);
        let disclosure = if field || changed.hidden { Disclosure::Hidden } else { Disclosure::Open };
        let content = Content {
            equal: false,
            actual: changed.actual,
            hidden: changed.hidden,
            control: Some(changed.control),
            replaced: Vec::new(),
        };
        let error = self.document.altered(&content, &changed.expect, disclosure);
        RawFailure { advice, ..error.into() }
    }

    /// What was put into a control of the document that is worked in stands there.
    pub(crate) fn stand(&mut self, id: PlacingId, target: &Target, given: Given) {
        self.standing.stand(id, target, given, self.document.number());
    }

    /// Two targets that mean one control: what one field put there would be replaced by others.
    pub(crate) fn refuse_replacing<'v>(
        &self,
        found: &Found,
        target: &Target,
        values: impl IntoIterator<Item = &'v Typed>,
    ) -> Result<(), RawFailure> {
        let fields: Vec<_> = values.into_iter().filter_map(|value| value.source.placed()).collect();
        let replaced =
            |id: &PlacingId| fields.iter().all(|field| self.placements.stands_for_another(*id, Some(*field)));
        if fields.is_empty() || !found.held.iter().any(replaced) {
            return Ok(());
        }
        let wanted = self.document.masked(&target.describe());
        let found = vec!["the control that another field was put into".to_owned()];
        Err(ActionError::ManyMatches(Mismatch { advice: Some(REPLACES.into()), ..Mismatch::new(wanted, found) }).into())
    }

    /// What is put into a control is hidden from then on wherever the page repeats it, as it was shaped and in pieces.
    pub(crate) fn learn(&mut self, value: &Typed) {
        learn(self.document.mask_mut(), value);
    }
}

/// Teaches a mask what is typed, where the plugin may not read it.
fn learn(mask: &mut Mask, value: &Typed) {
    if value.source.disclosure() == Disclosure::Hidden
        && let Some(kind) = value.source.kind()
    {
        std::iter::once(&value.text).chain(&value.holds).for_each(|text| mask.learn(kind, text.reveal()));
    }
}

/// What to try where a control lost what it held.
fn advice(changed: &Changed) -> Option<&'static str> {
    changed.redrawn.then_some(REDRAWN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::types::Source;
    use crate::submission::{Reference, Rule, sample};

    /// A plugin that may read the notes alone puts these into a box, one after the other, and reads the box.
    #[test]
    fn what_was_typed_is_hidden_as_it_was_shaped() {
        let fields = sample::fields(|json| {
            json["applicant"]["name"] = serde_json::json!({"first": "Zoë", "last": "O'Br1en-Núñez"});
            json["applicant"]["birth_date"] = "1987-03-09".into();
            json["applicant"]["phone"] = "6125550123".into();
            json["applicant"]["email"] = "zoe.n@example.org".into();
            json["home"] = serde_json::json!({
                "kind": "street", "number": "1200", "street": "North Oak Avenue", "city": "St. Paul", "state": "MN",
                "zip": "55401-1234"
            });
        });
        let rule = |name: &str, arguments: &[&str]| {
            Rule::parse(name, &arguments.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>()).unwrap()
        };
        type Rules = [(&'static str, &'static [&'static str])];
        let cases: &[(&str, &Rules)] = &[
            ("applicant.birth_date", &[("date", &["MM/DD/YYYY"])]),
            ("applicant.birth_date", &[("date", &["MONTH"])]),
            ("applicant.birth_date", &[("date", &["YYYYMM"])]),
            ("applicant.birth_date", &[("part", &["year"])]),
            ("applicant.ssn", &[("part", &["ssn-area"])]),
            ("applicant.ssn", &[("part", &["ssn-serial"])]),
            ("applicant.ssn", &[("pattern", &["###/##/####"])]),
            ("applicant.ssn", &[("pattern", &["A##B###C##D##"])]),
            // More between two digits than any form of a number has.
            ("applicant.ssn", &[("pattern", &["#-----#-----#-----#-----#-----#-----#-----#-----#"])]),
            ("applicant.ssn", &[("pattern", &["#  - -  #  - -  #  - -  #  - -  #  - -  #  - -  #  - -  #  - -  #"])]),
            ("applicant.phone", &[("part", &["phone-area"])]),
            ("applicant.phone", &[("part", &["phone-exchange"])]),
            ("applicant.phone", &[("part", &["phone-line"])]),
            ("applicant.phone", &[("pattern", &["+1 (###) ###-####"])]),
            ("applicant.email", &[("split", &["@", "1"])]),
            ("applicant.email", &[("replace", &[".", "/dot/"])]),
            ("home.zip", &[("part", &["zip5"])]),
            ("home.zip", &[("part", &["zip4"])]),
            ("home.city", &[("replace", &[".", ""]), ("upper", &[])]),
            ("home.city", &[("split", &[" ", "1"])]),
            ("home.line", &[("fit", &["20"])]),
            ("home.line", &[("replace", &[" ", "_____"])]),
            ("home.line1", &[("replace", &[" ", "-----"])]),
            ("applicant.name.last", &[]),
            ("applicant.name.last", &[("split", &["-", "1"])]),
            ("applicant.name.last", &[("split", &["-", "0"])]),
            ("applicant.name.last", &[("replace", &["'", ""]), ("restrict", &["ascii"])]),
            ("applicant.name.last", &[("replace", &["-", "xyz"])]),
            ("applicant.name.first", &[("upper", &[])]),
        ];
        for (path, rules) in cases {
            let mut mask = Mask::hiding(&fields, |path| path == "notes");
            let rules = rules.iter().map(|(name, arguments)| rule(name, arguments)).collect();
            let reference = Reference { path: (*path).to_owned(), rules };
            let text = fields.resolve(&reference).unwrap();
            let pieces = fields.pieces(&reference);
            let names = reference.rules.iter().map(ToString::to_string).collect();
            let source =
                Source::Field { path: (*path).to_owned(), rules: names, pieces, disclosure: Disclosure::Hidden };
            learn(&mut mask, &Typed { text: text.clone(), holds: None, source });
            // A page shows it as it is, in capitals, and with one space for several.
            let typed = text.reveal();
            let folded = typed.split_whitespace().collect::<Vec<_>>().join(" ");
            for page in [typed, &typed.to_uppercase(), &folded] {
                let seen = mask.apply(page);
                let shown: String = seen.chars().filter(|letter| letter.is_alphanumeric()).collect();
                assert!(shown.is_empty(), "{path} {:?}: {seen}", reference.rules);
            }
        }
    }

    #[test]
    fn a_control_that_was_drawn_anew_has_an_advice_of_its_own() {
        let advice = |redrawn| {
            let changed = Changed {
                id: 1,
                expect: "Ada".into(),
                actual: String::new(),
                hidden: false,
                control: "<input>".into(),
                redrawn,
            };
            advice(&changed)
        };
        assert_eq!(advice(false), None);
        assert_eq!(
            advice(true).unwrap(),
            "It held it when it was filled; a part of the page was drawn anew since (a list or text that posts back?): \
             `wait` for what that brings before filling on."
        );
    }
}
