//! What deliveries have shown of a page: which of its forms are the same step, and which differences come of an answer, not of
//! the site. Pure.

use super::change::{Change, What};
use super::masked_text::{alike, is_hidden, says_the_same};
use super::seen_page::SeenPage;
use super::skeleton::{FormControl, Meaning, Skeleton, without_numbers};

/// How much of the smaller form's fields, of 100, the other has to have, too, before both count as one step.
const SAME_STEP: usize = 50;

/// Whether these pages of one path are one step, with more or fewer of the controls that its answers bring. By its fields: every
/// step has the same buttons. Fields of the same labels under other questions are another step, where its headings are others, too.
pub(super) fn is_same_step(one: &SeenPage, other: &SeenPage) -> bool {
    let (form, other_form) = (&one.skeleton, &other.skeleton);
    let smaller = fields(form).count().min(fields(other_form).count());
    let enough = |shared: usize| shared > 0 && shared * 100 / smaller.max(1) >= SAME_STEP;
    let asks_alike = |control: &&FormControl| {
        other_form.named(control.what(), &control.label).any(|other| match (&control.meaning, &other.meaning) {
            (Some(one), Some(other)) => alike(&one.question, &other.question),
            _ => true,
        })
    };
    enough(fields(form).filter(asks_alike).count())
        || are_headed_alike(one, other) && enough(fields(form).filter(|control| other_form.has_like(control)).count())
}

/// Whether it is the same form, for whoever it was masked, and of the same page where it asks nothing.
pub(super) fn is_same_page(one: &SeenPage, other: &SeenPage) -> bool {
    may_be_one_page(one, other) && one.skeleton.is_same(&other.skeleton)
}

/// A page that asks nothing is known by its headings: all of them have the same buttons. Of what earlier versions kept they are not known.
pub(super) fn may_be_one_page(one: &SeenPage, other: &SeenPage) -> bool {
    !asks_nothing(&one.skeleton)
        || !asks_nothing(&other.skeleton)
        || one.headings.is_empty()
        || other.headings.is_empty()
        || are_headed_alike(one, other)
}

fn are_headed_alike(one: &SeenPage, other: &SeenPage) -> bool {
    let both = one.headings.iter().zip(&other.headings);
    one.headings.len() == other.headings.len() && both.into_iter().all(|(one, other)| alike(one, other))
}

/// Whether one path shows several steps.
pub(super) fn are_steps(pages: &[&SeenPage]) -> bool {
    pages.split_first().is_some_and(|(first, others)| {
        let ask = |other: &SeenPage| !asks_nothing(&first.skeleton) || !asks_nothing(&other.skeleton);
        others.iter().any(|other| ask(other) && !is_same_step(first, other))
    })
}

/// Whether a page asks for something that none of `seen` does, and that one of `known` does.
pub(super) fn asks_more(page: &Skeleton, seen: &[&Skeleton], known: &[&Skeleton]) -> bool {
    fields(page)
        .any(|field| !seen.iter().any(|form| form.has_like(field)) && known.iter().any(|form| form.has_like(field)))
}

/// Whether a difference of a page is none, for an accepted form has it: `here` are all known forms of its path, `step` those of
/// its step.
pub(super) fn was_shown(change: &Change, step: &[&Skeleton], here: &[&Skeleton]) -> bool {
    let Change { what, kind, label, .. } = change;
    let always = |label: &str| step.iter().all(|form| form.named(kind, label).next().is_some());
    // The same thing on another form. `Yes` to another question says nothing of this one.
    let before = || here.iter().flat_map(|form| form.named(kind, label)).filter(|control| change.is_about(control));
    let known = || before().next().is_some();
    let meant = |is: &dyn Fn(&Meaning) -> bool| before().filter_map(|control| control.meaning.as_ref()).any(is);
    match what {
        What::New { .. } | What::Gone if is_hidden(label) => true,
        What::New { .. } => known(),
        What::Gone => !always(label),
        What::Renamed { from } => known() && !always(from),
        What::Required { now } => before().any(|control| control.required == *now),
        What::Options { .. } => varies(label, step),
        What::Preset { now } => meant(&|meaning| meaning.preset.is_none_or(|preset| preset == *now)),
        What::Fixed { now } => meant(&|meaning| meaning.readonly == *now),
        What::Question { to, .. } => meant(&|meaning| alike(&meaning.question, to)),
        What::Help { to, .. } => meant(&|meaning| alike(&meaning.help, to)),
        What::Length { to, .. } => meant(&|meaning| meaning.maxlength == *to),
        What::Takes { to, .. } => {
            meant(&|meaning| [&meaning.pattern, &meaning.bounds[0], &meaning.bounds[1]].contains(&to))
        }
        What::Sends { to, .. } => meant(&|meaning| alike(&meaning.sends, to)),
        What::Recoded(options) => {
            options.iter().all(|[text, _, code]| before().any(|control| control.sends(text, code)))
        }
        What::Reworded(options) => {
            options.iter().all(|[code, _, text]| before().any(|control| control.sends(text, code)))
        }
    }
}

impl Change {
    /// Whether a control of another form is the same thing: of the same name, where both have one, and under the same question. A name's
    /// numbers may be a household member's, but not where the answer would mean something else.
    fn is_about(&self, control: &FormControl) -> bool {
        let exact = matches!(self.what, What::Question { .. } | What::Recoded(_) | What::Reworded(_));
        let same = |one: &str, other: &str| one == other || !exact && without_numbers(one) == without_numbers(other);
        control.meaning.as_ref().is_none_or(|meaning| {
            let of_name = self.name.is_empty() || meaning.name.is_empty() || same(&self.name, &meaning.name);
            of_name && alike(&meaning.question, &self.question)
        })
    }
}

/// Whether a list has offered different things: another list says which.
fn varies(label: &str, step: &[&Skeleton]) -> bool {
    let mut lists = step.iter().flat_map(|form| form.labelled(label)).filter(|control| control.what() == "list");
    lists.next().is_some_and(|first| lists.any(|other| !first.offers_the_same_as(other)))
}

/// Whether a form has nothing but buttons.
pub(super) fn asks_nothing(form: &Skeleton) -> bool {
    fields(form).next().is_none()
}

pub(super) fn fields(form: &Skeleton) -> impl Iterator<Item = &FormControl> {
    form.0.iter().filter(|control| !control.is_button())
}

impl FormControl {
    /// Whether it sends this code for this text: itself, or by an option.
    fn sends(&self, text: &str, code: &str) -> bool {
        let own = self.meaning.as_ref().is_some_and(|meaning| meaning.code == code && alike(&self.label, text));
        own || self.options.iter().any(|option| option.code == code && alike(&option.text, text))
    }
}

impl Skeleton {
    fn has_like(&self, control: &FormControl) -> bool {
        self.named(control.what(), &control.label).next().is_some()
    }

    fn named(&self, what: &str, label: &str) -> impl Iterator<Item = &FormControl> {
        self.labelled(label).filter(move |control| control.what() == what)
    }

    fn labelled(&self, label: &str) -> impl Iterator<Item = &FormControl> {
        self.0.iter().filter(move |control| says_the_same(&control.label, label))
    }
}
